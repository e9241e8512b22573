using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Finds columns and formulas of series in their source; collects every problem, not only the first.</summary>
internal sealed class SeriesColumns(SourceDefinition source, IScanEngine engine, List<Problem> problems)
{
    private readonly IReadOnlyList<ScanField> _fields = engine.Fields(source.Id);

    /// <summary>A column by its name; null and a problem where there is none.</summary>
    public ScanField? Find(string field, string name)
    {
        var found = _fields.FirstOrDefault(f => f.Column.Name == name);
        if (found is null)
        {
            Add(field, $"source `{source.Id}` has no column `{name}`", $"its columns are {string.Join(", ", _fields.Where(f => f.IsVisible).Select(f => f.Column.Name))}");
        }

        return found;
    }

    /// <summary>A column of moments.</summary>
    public ScanField? Moment(string field, string name)
    {
        var found = Find(field, name);
        if (found is not null && found.Column.Type != ExpressionType.Timestamp)
        {
            Add(field, $"column `{name}` of source `{source.Id}` is {found.Column.EngineType}, and a date or time is needed", $"declare `columns: {{{name}: timestamp}}`");
            return null;
        }

        return found;
    }

    /// <summary>A formula as numbers or truth values; null and problems where it does not fit.</summary>
    public TypedExpression? Number(string field, Formula formula)
    {
        if (Bind(field, formula, null) is not { } bound)
        {
            return null;
        }

        if (bound is TypedColumn { Type: ExpressionType.Text } column && engine.FindText(source.Id, column.Column.Name) is { } slip)
        {
            Add(field, $"`{formula}` of source `{source.Id}` should be a number, and {slip}", $"correct the data; NA, NULL and nothing stand for missing once the column is declared: `columns: {{{column.Column.Name}: double}}`");
            return null;
        }

        if (bound.Type is ExpressionType.Text or ExpressionType.Timestamp)
        {
            Add(field, $"`{formula}` of source `{source.Id}` is {(bound.Type == ExpressionType.Text ? "text" : "a moment")}, and a number or a condition is needed", $"write a condition, such as {formula} = 'yes', or a column of numbers");
            return null;
        }

        return bound;
    }

    /// <summary>A formula as a condition.</summary>
    public TypedExpression? Condition(string field, Formula formula) => Bind(field, formula, ExpressionType.Boolean);

    public void Add(string field, string message, string remedy) => problems.Add(new Problem(null, 0, field, message, remedy));

    private TypedExpression? Bind(string field, Formula formula, ExpressionType? expected)
    {
        var bound = ExpressionBinder.Bind(formula, [.. _fields.Where(f => f.IsVisible).Select(f => f.Column)], expected);
        foreach (var problem in bound.Problems)
        {
            Add(field, $"`{formula}` over source `{source.Id}`, character {Invariant($"{problem.Position + 1}")}: {problem.Message}", problem.Remedy);
        }

        return bound.Expression;
    }
}
