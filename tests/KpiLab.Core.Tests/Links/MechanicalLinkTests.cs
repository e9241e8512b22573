namespace KpiLab.Core.Tests;

public sealed class MechanicalLinkTests
{
    [Theory]
    [InlineData("clicks / visits", "visits", "carts / visits")]
    [InlineData("clicks / (visits + returns)", "returns + visits", "carts / (returns + visits)")]
    public void Ratios_with_one_denominator_are_found_however_they_are_written(string imported, string below, string other)
    {
        Assert.Equal("shared-denominator", Warning(Imported("a", imported), Imported("b", other)));
        Assert.Equal("shared-denominator", Warning(Ratio("a", "clicks", below), Ratio("b", "carts", below)));
    }

    [Fact]
    public void Ratios_with_different_denominators_share_nothing()
        => Assert.Empty(MechanicalLink.Between(Ratio("a", "clicks", "visits"), Ratio("b", "orders", "carts")));

    [Theory]
    [InlineData("new_revenue", "renewals + new_revenue")]
    [InlineData("2 * new_revenue", "renewals + new_revenue - refunds")]
    [InlineData("paid - refunds", "renewals + paid - refunds")]
    public void A_part_of_a_total_is_found(string part, string total)
    {
        Assert.Equal("part-of-total", Warning(Mean("a", part), Mean("b", total)));
        Assert.Equal("part-of-total", Warning(Mean("b", total), Mean("a", part)));
    }

    [Fact]
    public void What_is_subtracted_is_no_part_but_is_contained()
        => Assert.Equal("contained-formula", Warning(Mean("a", "refunds"), Mean("b", "paid - refunds")));

    [Fact]
    public void The_same_value_over_some_of_the_rows_is_a_part()
    {
        Assert.Equal("part-of-total", Warning(Mean("a", "revenue", "channel = 'email'"), Mean("b", "revenue")));
        Assert.Equal("part-of-total", Warning(Count("a", "kind = 'x' and channel = 'email'"), Count("b", "'x' = kind")));
        Assert.Equal("part-of-total", Warning(Share("a", "activated and mobile"), Share("b", "activated")));
    }

    [Fact]
    public void Different_kinds_of_rows_of_one_log_share_nothing_but_their_units()
    {
        Assert.Equal(["shared-units"], Codes(Count("a", "event = 'session'"), Count("b", "event = 'ticket'")));
        Assert.Equal(["shared-units"], Codes(Share("a", "event = 'activated'"), Share("b", "event = 'paid'")));
        Assert.Equal(["shared-units"], Codes(Mean("a", "amount", "kind = 'tip'"), Mean("b", "amount", "kind = 'fare'")));
    }

    [Fact]
    public void Another_aggregate_of_one_column_is_found()
    {
        Assert.Equal("same-column", Warning(Share("a", "orders > 0"), Share("b", "orders > 2")));
        Assert.Equal("same-column", Warning(Mean("a", "revenue"), Mean("b", "revenue") with { Measure = new Measure(MeasureType.Quantile, "s", Formula("revenue"), Quantile: 0.9) }));
    }

    [Fact]
    public void A_formula_within_the_other_is_found()
        => Assert.Equal("contained-formula", Warning(Mean("a", "price * units"), Mean("b", "if(units * price > 100, 1, 0)")));

    [Fact]
    public void One_measure_under_two_names_is_critical()
    {
        var found = Assert.Single(MechanicalLink.Between(Mean("a", "x + y", "p and q"), Mean("b", "y + x", "q and p")));
        Assert.Equal(("same-measure", Severity.Critical), (found.Code, found.Severity));
    }

    [Fact]
    public void Imported_values_cannot_be_looked_into_and_it_is_said()
    {
        var found = Assert.Single(MechanicalLink.Between(Imported("a", "rate_a"), Imported("b", "rate_b")));
        Assert.Equal(("formula-unknown", Severity.Info), (found.Code, found.Severity));
        Assert.Contains("a and b are columns", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_share_nothing()
        => Assert.Empty(MechanicalLink.Between(Mean("a", "x"), Mean("b", "x") with { Measure = new Measure(MeasureType.Mean, "t", Formula("x")) }));

    private static string Warning(MetricDefinition a, MetricDefinition b)
        => MechanicalLink.Between(a, b).First(f => f.Severity >= Severity.Warning).Code;

    private static string[] Codes(MetricDefinition a, MetricDefinition b) => [.. MechanicalLink.Between(a, b).Select(f => f.Code)];

    private static MetricDefinition Mean(string id, string value, string? where = null) => Of(id, new Measure(MeasureType.Mean, "s", Formula(value), Where: where is null ? null : Formula(where)));

    private static MetricDefinition Share(string id, string value) => Of(id, new Measure(MeasureType.Proportion, "s", Formula(value)));

    private static MetricDefinition Count(string id, string where) => Of(id, new Measure(MeasureType.Count, "s", Where: Formula(where)));

    private static MetricDefinition Ratio(string id, string above, string below) => Of(id, new Measure(MeasureType.Ratio, "s", Numerator: Formula(above), Denominator: Formula(below)));

    private static MetricDefinition Imported(string id, string value) => Of(id, new Measure(MeasureType.Imported, "s", Formula(value), Period: "week"));

    private static MetricDefinition Of(string id, Measure measure) => new(id, id, MetricUnit.Score, Direction.Increase, measure);

    private static Formula Formula(string text) => ExpressionParser.TryParse(text, out var formula, out _) ? formula : throw new ArgumentException(text);
}
