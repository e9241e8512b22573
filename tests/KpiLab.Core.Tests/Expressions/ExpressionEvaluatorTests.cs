namespace KpiLab.Core.Tests;

public sealed class ExpressionEvaluatorTests
{
    private static readonly Dictionary<string, (ExpressionType Type, object? Value)> Row = new(StringComparer.Ordinal)
    {
        ["x"] = (ExpressionType.Number, 7L),
        ["y"] = (ExpressionType.Number, -2.5),
        ["zero"] = (ExpressionType.Number, 0),
        ["n"] = (ExpressionType.Number, null),
        ["nan"] = (ExpressionType.Number, double.NaN),
        ["inf"] = (ExpressionType.Number, float.PositiveInfinity),
        ["big"] = (ExpressionType.Number, 1e308),
        ["money"] = (ExpressionType.Number, 19.99m),
        ["yes"] = (ExpressionType.Boolean, true),
        ["no"] = (ExpressionType.Boolean, false),
        ["maybe"] = (ExpressionType.Boolean, DBNull.Value),
        ["name"] = (ExpressionType.Text, "  Ada Löwe😀 "),
        ["void"] = (ExpressionType.Text, null),
        ["at"] = (ExpressionType.Timestamp, new DateTimeOffset(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(2)).AddTicks(19)),
        ["day"] = (ExpressionType.Timestamp, new DateOnly(2026, 3, 1)),
        ["never"] = (ExpressionType.Timestamp, null),
    };

    [Theory]
    [InlineData("x + y * 2", 2.0)]
    [InlineData("x / 2", 3.5)]
    [InlineData("x / zero", null)]
    [InlineData("x % zero", null)]
    [InlineData("x % 3", 1.0)]
    [InlineData("-7 % 3", -1.0)]
    [InlineData("7 % -3", 1.0)]
    [InlineData("5.5 % 2", 1.5)]
    [InlineData("x + n", null)]
    [InlineData("nan", null)]
    [InlineData("inf + 1", null)]
    [InlineData("big * 10", null)]
    [InlineData("big * 10 > big", true)]
    [InlineData("money + 0.01", 20.0)]
    [InlineData("round(2.5)", 3.0)]
    [InlineData("round(-2.5)", -3.0)]
    [InlineData("round(0.49999999999999994)", 0.0)]
    [InlineData("round(1234.567, 2)", 1234.57)]
    [InlineData("round(1250, -2)", 1300.0)]
    [InlineData("round(big, 15)", 1e308)]
    [InlineData("floor(y)", -3.0)]
    [InlineData("ceil(y)", -2.0)]
    [InlineData("abs(y)", 2.5)]
    [InlineData("sqrt(9)", 3.0)]
    [InlineData("sqrt(-1)", null)]
    [InlineData("ln(0)", null)]
    [InlineData("ln(-1)", null)]
    [InlineData("log10(1000)", 3.0)]
    [InlineData("exp(0)", 1.0)]
    [InlineData("power(2, 10)", 1024.0)]
    [InlineData("power(-8, 0.5)", null)]
    [InlineData("least(x, n, y)", -2.5)]
    [InlineData("greatest(n, x, y)", 7.0)]
    [InlineData("min(n, n)", null)]
    [InlineData("coalesce(n, y, x)", -2.5)]
    [InlineData("if(maybe, 1, 2)", 2.0)]
    [InlineData("if(yes, n, 2)", null)]
    public void Numbers_follow_ieee_and_what_is_undefined_is_missing(string formula, object? value) => Assert.Equal(value, Evaluate(formula));

    [Theory]
    [InlineData("x = 7", true)]
    [InlineData("x != 7", false)]
    [InlineData("x > n", null)]
    [InlineData("yes and maybe", null)]
    [InlineData("no and maybe", false)]
    [InlineData("maybe and no", false)]
    [InlineData("yes or maybe", true)]
    [InlineData("maybe or yes", true)]
    [InlineData("maybe or no", null)]
    [InlineData("not maybe", null)]
    [InlineData("maybe is null", true)]
    [InlineData("maybe is not null", false)]
    [InlineData("x in (1, 7)", true)]
    [InlineData("x in (1, n)", null)]
    [InlineData("x in (7, n)", true)]
    [InlineData("x not in (1, n)", null)]
    [InlineData("x not in (1, 2)", true)]
    [InlineData("n in (1)", null)]
    [InlineData("yes = no", false)]
    public void Truth_has_three_values_as_in_sql(string formula, object? value) => Assert.Equal(value, Evaluate(formula));

    [Theory]
    [InlineData("length(name)", 12.0)]
    [InlineData("length(trim(name))", 9.0)]
    [InlineData("upper('ada ö')", "ADA Ö")]
    [InlineData("lower('ADA Ö')", "ada ö")]
    [InlineData("upper('Straße ı')", "STRAẞE I")]
    [InlineData("lower('İI')", "ii")]
    [InlineData("contains(name, 'Löw')", true)]
    [InlineData("contains(name, 'löw')", false)]
    [InlineData("starts_with(trim(name), 'Ada')", true)]
    [InlineData("ends_with(name, 'x')", false)]
    [InlineData("length(void)", null)]
    [InlineData("'B' < 'a'", true)]
    [InlineData("'a' < 'ä'", true)]
    [InlineData("'\uFFFD' < '😀'", true)]
    [InlineData("'a' < 'ab'", true)]
    [InlineData("trim('\ta ')", "\ta")]
    public void Text_is_compared_by_code_points(string formula, object? value) => Assert.Equal(value, Evaluate(formula));

    [Theory]
    [InlineData("year(at) * 10000 + month(at) * 100 + day(at)", 20260228.0)]
    [InlineData("hour(at)", 23.0)]
    [InlineData("weekday(at)", 6.0)]
    [InlineData("weekday(day)", 7.0)]
    [InlineData("hours_between(at, day)", (30 * 60 * 1_000_000.0 - 1) / 3_600_000_000.0)]
    [InlineData("days_between(day, date('2026-03-15'))", 14.0)]
    [InlineData("days_between(date('2026-03-15'), day)", -14.0)]
    [InlineData("at < day", true)]
    [InlineData("day = timestamp('2026-03-01T01:00+01:00')", true)]
    [InlineData("days_between(never, day)", null)]
    [InlineData("at = timestamp('2026-02-28T23:30:00.000001')", true)]
    public void Moments_are_utc_to_the_microsecond(string formula, object? value) => Assert.Equal(value, Evaluate(formula));

    [Fact]
    public void A_value_of_another_type_than_its_column_is_a_programming_error()
    {
        Assert.True(ExpressionParser.TryParse("x", out var formula, out _));
        var bound = ExpressionBinder.Bind(formula, [new SourceColumn("x", ExpressionType.Number, "DOUBLE")]);
        Assert.Throws<ArgumentException>(() => ExpressionEvaluator.Evaluate(bound.Expression!, _ => "seven"));
    }

    private static object? Evaluate(string text)
    {
        Assert.True(ExpressionParser.TryParse(text, out var formula, out var problems), string.Join("; ", problems));
        var bound = ExpressionBinder.Bind(formula, [.. Row.Select(c => new SourceColumn(c.Key, c.Value.Type, "T"))]);
        Assert.True(bound.Expression is not null, string.Join("; ", bound.Problems));
        return ExpressionEvaluator.Evaluate(bound.Expression!, name => Row[name].Value);
    }
}
