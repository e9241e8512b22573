using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A function of the grammar.</summary>
/// <param name="Name">Its one name in typed trees, in lower case.</param>
/// <param name="Signature">How it is written.</param>
/// <param name="Meaning">What it gives.</param>
/// <param name="Parameters">Types of its arguments; null is any type, the same for all such arguments.</param>
/// <param name="Optional">How many of the last arguments may be left out.</param>
/// <param name="Repeats">The last argument may be repeated.</param>
/// <param name="Result">Its type; null: the common type of the arguments of any type.</param>
[TypeFormatterSource]
public sealed record ExpressionFunction(
    string Name,
    string Signature,
    string Meaning,
    IReadOnlyList<ExpressionType?> Parameters,
    ExpressionType? Result,
    int Optional = 0,
    bool Repeats = false)
{
    /// <summary>Whether a call may have that many arguments.</summary>
    public bool Takes(int arguments) => arguments >= Parameters.Count - Optional && (Repeats || arguments <= Parameters.Count);

    /// <summary>Type of the argument at an index; null: any.</summary>
    public ExpressionType? Parameter(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];
}

/// <summary>The functions of the grammar: one list for parser, binder, evaluator, query compiler and documentation.</summary>
public static class ExpressionFunctions
{
    private const ExpressionType Number = ExpressionType.Number;
    private const ExpressionType Text = ExpressionType.Text;
    private const ExpressionType Truth = ExpressionType.Boolean;
    private const ExpressionType Time = ExpressionType.Timestamp;

    /// <summary>All functions, in the order of the documentation.</summary>
    public static IReadOnlyList<ExpressionFunction> All { get; } =
    [
        new("if", "if(condition, then, else)", "then where the condition is true, else otherwise, also where the condition is missing", [Truth, null, null], null),
        new("coalesce", "coalesce(a, b, …)", "the first argument that is not missing", [null, null], null, Repeats: true),
        new("is_null", "is_null(x)", "true where x is missing; the same as x is null", [null], Truth),
        new("least", "least(a, b, …)", "the smallest of the arguments that are not missing; also written min", [null, null], null, Repeats: true),
        new("greatest", "greatest(a, b, …)", "the largest of the arguments that are not missing; also written max", [null, null], null, Repeats: true),
        new("abs", "abs(x)", "the absolute value", [Number], Number),
        new("round", "round(x, digits)", "rounded half away from zero, to digits decimals (a whole number written out; 0 when left out)", [Number, Number], Number, Optional: 1),
        new("floor", "floor(x)", "the largest whole number not above x", [Number], Number),
        new("ceil", "ceil(x)", "the smallest whole number not below x", [Number], Number),
        new("sqrt", "sqrt(x)", "the square root; missing where x is negative", [Number], Number),
        new("ln", "ln(x)", "the natural logarithm; missing where x is not positive", [Number], Number),
        new("log10", "log10(x)", "the logarithm to base 10; missing where x is not positive", [Number], Number),
        new("exp", "exp(x)", "e to the power x", [Number], Number),
        new("power", "power(x, y)", "x to the power y", [Number, Number], Number),
        new("length", "length(text)", "the number of characters (Unicode code points)", [Text], Number),
        new("lower", "lower(text)", "in lower case", [Text], Text),
        new("upper", "upper(text)", "in upper case", [Text], Text),
        new("trim", "trim(text)", "without spaces at both ends", [Text], Text),
        new("contains", "contains(text, part)", "true where the part occurs in the text, letter case counting", [Text, Text], Truth),
        new("starts_with", "starts_with(text, part)", "true where the text begins with the part, letter case counting", [Text, Text], Truth),
        new("ends_with", "ends_with(text, part)", "true where the text ends with the part, letter case counting", [Text, Text], Truth),
        new("year", "year(time)", "the calendar year, UTC", [Time], Number),
        new("month", "month(time)", "the month, 1 to 12, UTC", [Time], Number),
        new("day", "day(time)", "the day of the month, 1 to 31, UTC", [Time], Number),
        new("hour", "hour(time)", "the hour, 0 to 23, UTC", [Time], Number),
        new("weekday", "weekday(time)", "the day of the week, 1 Monday to 7 Sunday, UTC", [Time], Number),
        new("days_between", "days_between(from, to)", "days from the first moment to the second, with their fraction", [Time, Time], Number),
        new("hours_between", "hours_between(from, to)", "hours from the first moment to the second, with their fraction", [Time, Time], Number),
        new("date", "date('2026-01-31')", "that day's first moment, UTC; the date is written out", [Text], Time),
        new("timestamp", "timestamp('2026-01-31T12:00:00')", "that moment, UTC where no offset is given; it is written out", [Text], Time),
    ];

    private static readonly Dictionary<string, ExpressionFunction> ByName = All
        .Select(f => KeyValuePair.Create(f.Name, f))
        .Append(KeyValuePair.Create("min", All.First(f => f.Name == "least")))
        .Append(KeyValuePair.Create("max", All.First(f => f.Name == "greatest")))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that may be written, aliases included.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The function of that name or alias, in any letter case; null when there is none.</summary>
    public static ExpressionFunction? Find(string name) => ByName.GetValueOrDefault(name);
}
