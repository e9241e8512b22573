using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>KPIs computed from rows; what is expected is worked by hand beside each case.</summary>
public sealed class ComputedSeriesTests
{
    // Week of 1 January: a has 2 and 3, b has 4, c a row that is no order; week of 8 January: a has 10; week of 15 January: b has 6.
    private const string Orders = """
        user,at,kind,amount
        a,2024-01-01 10:00:00,order,2
        b,2024-01-02 10:00:00,order,4
        a,2024-01-03 10:00:00,order,3
        c,2024-01-04 10:00:00,visit,
        a,2024-01-09 10:00:00,order,10
        b,2024-01-15 00:00:00,order,6

        """;

    [Fact]
    public async Task A_mean_is_of_the_units_with_a_row_in_the_period()
    {
        // Per unit 5, 4, 0 (c was there): mean 3, variance (4 + 1 + 9) / 2 = 7, standard error √(7/3).
        var series = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount")));
        Assert.Equal([(new DateOnly(2024, 1, 1), 3.0, 3L), (new(2024, 1, 8), 10, 1), (new(2024, 1, 15), 6, 1)], series.Points.Select(p => (p.Start, p.Value!.Value, p.Units!.Value)));
        Assert.Equal(Math.Sqrt(7 / 3.0), series.Points[0].StandardError!.Value, 1e-14);
        Assert.Null(series.Points[1].StandardError);

        // Dropped where it has no value: 5 and 4.
        series = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount"), Missing: MissingRule.Drop));
        Assert.Equal((4.5, 2L), (series.Points[0].Value!.Value, series.Points[0].Units!.Value));
    }

    [Fact]
    public async Task A_condition_leaves_units_in_and_their_rows_out()
    {
        // Orders above 2 a unit: a 1 (of 2 and 3), b 1, c 0.
        var series = await Read(Orders, new Measure(MeasureType.Count, Where: Parse("amount > 2")));
        Assert.Equal([2 / 3.0, 1, 1], series.Points.Select(p => p.Value!.Value));

        // Share of units with an order: 2 of 3, error √(2/9 / 3).
        series = await Read(Orders, new Measure(MeasureType.Proportion, Value: Parse("kind = 'order'")));
        Assert.Equal(2 / 3.0, series.Points[0].Value!.Value, 1e-15);
        Assert.Equal(Math.Sqrt(2 / 27.0), series.Points[0].StandardError!.Value, 1e-15);
    }

    [Fact]
    public async Task A_ratio_has_the_delta_methods_error()
    {
        // Amount per order: (5 + 4 + 0) / (2 + 1 + 0) = 3; influences (m − 3d)/1 with mean d = 1: −1, 1, 0: variance 1, error 1/√3.
        var series = await Read(Orders, new Measure(MeasureType.Ratio, Numerator: Column("amount"), Denominator: Parse("kind = 'order'")));
        Assert.Equal(3, series.Points[0].Value!.Value, 1e-14);
        Assert.Equal(Math.Sqrt(1 / 3.0), series.Points[0].StandardError!.Value, 1e-14);
    }

    [Theory]
    [InlineData(Aggregate.Sum, 5)]
    [InlineData(Aggregate.Count, 2)]
    [InlineData(Aggregate.Any, 1)]
    [InlineData(Aggregate.First, 2)]
    [InlineData(Aggregate.Last, 3)]
    [InlineData(Aggregate.Max, 3)]
    public async Task Rows_of_a_unit_become_one_number(Aggregate aggregate, double expected)
    {
        var series = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount"), Where: Parse("user = 'a'"), Aggregate: aggregate, Missing: MissingRule.Drop));
        Assert.Equal(expected, series.Points[0].Value);
    }

    [Fact]
    public async Task Without_a_unit_a_count_is_a_total()
    {
        // Rows: 4, 1, 1; amounts: 9, 10, 6 with errors √Σx² = √(4 + 16 + 9).
        var rows = await Read(Orders, new Measure(MeasureType.Count), unit: null);
        Assert.Equal([(4.0, 2.0), (1, 1), (1, 1)], rows.Points.Select(p => (p.Value!.Value, p.StandardError!.Value)));
        var amounts = await Read(Orders, new Measure(MeasureType.Count, Value: Column("amount"), Aggregate: Aggregate.Sum), unit: null);
        Assert.Equal([9.0, 10, 6], amounts.Points.Select(p => p.Value!.Value));
        Assert.Equal(Math.Sqrt(29), amounts.Points[0].StandardError!.Value, 1e-14);

        // A period with rows of which none counts is zero, not unknown.
        var large = await Read(Orders, new Measure(MeasureType.Count, Where: Parse("amount > 4")), unit: null);
        Assert.Equal([0.0, 1, 1], large.Points.Select(p => p.Value!.Value));
    }

    [Fact]
    public async Task Caps_are_of_the_value_or_of_the_periods_own_percentile()
    {
        // Per unit 5, 4, 0; capped at 4.5: 4.5, 4, 0. The median of 5, 4, 0 is 4 (second of three): 4, 4, 0.
        var fixedCap = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount"), Cap: new Cap(4.5, false)));
        Near([8.5 / 3, 4.5, 4.5], fixedCap);
        var percentile = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount"), Cap: new Cap(0.5, true)));
        Near([8 / 3.0, 10, 6], percentile);
    }

    [Fact]
    public async Task A_quantile_is_of_the_units_values()
    {
        // Median of 5, 4, 0.
        var series = await Read(Orders, new Measure(MeasureType.Quantile, Value: Column("amount"), Quantile: 0.5));
        Assert.Equal([4.0, 10, 6], series.Points.Select(p => p.Value!.Value));
    }

    [Fact]
    public async Task A_table_with_one_row_a_unit_leaves_out_what_has_no_value()
    {
        // Trials by the week they started in; the second has no answer yet.
        var series = await Read("user,at,kind,amount\na,2024-01-01,x,1\nb,2024-01-02,x,\nc,2024-01-03,x,0\nd,2024-01-09,x,1\n", new Measure(MeasureType.Proportion, Value: Column("amount")));
        Assert.Equal([(0.5, 2L), (1, 1)], series.Points.Select(p => (p.Value!.Value, p.Units!.Value)));
    }

    [Fact]
    public async Task Retention_is_of_the_period_in_which_units_came()
    {
        // Came on 1, 2 and 3 January; a was back after 7 days and an hour, b after 6 days and 23 hours, c not. d came on the 9th and was seen for 7 days: back on the 16th. Data end on the 24th.
        const string text = """
            user,at,kind,amount
            a,2024-01-01 10:00:00,x,1
            b,2024-01-02 10:00:00,x,1
            c,2024-01-03 10:00:00,x,1
            a,2024-01-08 11:00:00,x,1
            b,2024-01-09 09:00:00,x,1
            d,2024-01-09 10:00:00,x,1
            d,2024-01-16 10:00:00,x,1
            e,2024-01-24 10:00:00,x,1

            """;
        var series = await Read(text, new Measure(MeasureType.Retention, Day: 7));
        Assert.Equal([(1 / 3.0, 3L), (1, 1)], series.Points.Select(p => (p.Value!.Value, p.Units!.Value)));
        Assert.Contains("have not all been seen for 7 days", Assert.Single(series.Findings, f => f.Code == "incomplete-period").Sentence, StringComparison.Ordinal);
        Assert.Contains(series.Findings, f => f.Code == "entry-by-first-row");
    }

    [Fact]
    public async Task Days_are_those_of_the_workspace_through_summer_time()
    {
        // Berlin is UTC+1 until 31 March 2024, 01:00 UTC, then UTC+2: that Sunday has 23 hours, from 30 March 23:00 to 31 March 22:00 UTC. Sunday 27 October has 25, from 26 October 22:00 to 27 October 23:00.
        const string text = """
            user,at,kind,amount
            a,2024-03-30 22:59:59,x,1
            a,2024-03-30 23:00:00,x,1
            a,2024-03-31 21:59:59,x,1
            a,2024-03-31 22:00:00,x,1
            a,2024-10-26 21:59:59,x,1
            a,2024-10-26 22:00:00,x,1
            a,2024-10-27 22:59:59,x,1
            a,2024-10-27 23:00:00,x,1

            """;
        var series = await Read(text, new Measure(MeasureType.Count), unit: null, cadence: Cadence.Daily, zone: "Europe/Berlin");
        Assert.Equal(
            [(new DateOnly(2024, 3, 30), 1.0), (new(2024, 3, 31), 2), (new(2024, 4, 1), 1), (new(2024, 10, 26), 1), (new(2024, 10, 27), 2), (new(2024, 10, 28), 1)],
            series.Points.Where(p => p.Value is not null).Select(p => (p.Start, p.Value!.Value)));
    }

    [Fact]
    public async Task A_date_without_a_time_is_that_day_everywhere()
    {
        var series = await Read("user,at,kind,amount\na,2024-01-01,x,1\na,2024-01-08,x,2\n", new Measure(MeasureType.Mean, Value: Column("amount")), zone: "America/New_York");
        Assert.Equal([new(2024, 1, 1), new DateOnly(2024, 1, 8)], series.Points.Select(p => p.Start));
    }

    [Fact]
    public async Task Rows_after_the_moment_looked_from_are_not_seen()
    {
        var series = await Read(Orders, new Measure(MeasureType.Mean, Value: Column("amount")), asOf: "2024-01-15T00:00:00Z");
        Assert.Equal([3.0, 10], series.Points.Select(p => p.Value!.Value));
        Assert.Contains("week of 2024-01-15 is not over", Assert.Single(series.Findings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_became_known_later_are_not_seen()
    {
        const string text = "user,at,known,amount\na,2024-01-01,2024-01-02,2\nb,2024-01-02,2024-01-20,4\na,2024-01-08,2024-01-09,6\n";
        var (measure, known) = (new Measure(MeasureType.Mean, Value: Column("amount")), "known");
        Assert.Equal([3.0, 6], (await Read(text, measure, knownAt: known)).Points.Select(p => p.Value!.Value));
        Assert.Equal([2.0, 6], (await Read(text, measure, knownAt: known, asOf: "2024-01-19T00:00:00Z")).Points.Select(p => p.Value!.Value));
        Assert.Equal([2.0], (await Read(text, measure, knownAt: known, asOf: "2024-01-08T12:00:00Z")).Points.Select(p => p.Value!.Value));
    }

    [Fact]
    public async Task Late_rows_are_told_before_they_come()
    {
        // Each week has a row known the next day and one known ten days later; on the Tuesday after a week half of its rows are still to come.
        var rows = Enumerable.Range(0, 20).SelectMany(w => new[] { 1, 10 }.Select(lag => FormattableString.Invariant($"u{w}{lag},{new DateOnly(2024, 1, 5).AddDays(7 * w):yyyy-MM-dd},{new DateOnly(2024, 1, 5).AddDays((7 * w) + lag):yyyy-MM-dd},1")));
        var series = await Read("user,at,known,amount\n" + string.Join('\n', rows) + "\n", new Measure(MeasureType.Count), unit: null, knownAt: "known", asOf: "2024-05-07T00:00:00Z");
        Assert.Equal(1, series.Points[^1].Value);
        Assert.Equal(2, series.Points[^3].Value);
        Assert.Contains("50 % of the rows of earlier weeks became known later than 2 days after their end", Assert.Single(series.Findings, f => f.Code == "late-data").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_begin_and_end_inside_a_month_do_not_pass_for_months()
    {
        var days = Enumerable.Range(0, 61).Select(d => FormattableString.Invariant($"u,{new DateOnly(2024, 1, 20).AddDays(d):yyyy-MM-dd},x,1")); // to 20 March
        var series = await Read("user,at,kind,amount\n" + string.Join('\n', days) + "\n", new Measure(MeasureType.Count), unit: null, cadence: Cadence.Monthly);
        Assert.Equal([(new DateOnly(2024, 2, 1), 29.0)], series.Points.Select(p => (p.Start, p.Value!.Value)));
        Assert.Equal(2, series.Findings.Count(f => f.Code == "partial-period"));
    }

    [Fact]
    public async Task Several_series_of_a_source_are_read_together_each_by_its_own_periods()
    {
        using var workspace = new TempWorkspace().Write("rows.csv", Orders);
        var source = new SourceDefinition("rows", new FileLocation("rows.csv"), "user", "at");
        SeriesNeed Need(string id, Measure measure, Cadence cadence) => new(id, id, MetricUnit.Score, measure, source, cadence);
        var read = await new DuckSeriesData(workspace.Root).SeriesAsync(
            new SeriesNeeds(
                [Need("w", new Measure(MeasureType.Mean, Value: Column("amount")), Cadence.Weekly), Need("m", new Measure(MeasureType.Mean, Value: Column("amount")), Cadence.Monthly), Need("n", new Measure(MeasureType.Count), Cadence.Weekly)],
                DayOfWeek.Monday, "UTC", DateTimeOffset.Parse("2024-03-01T00:00:00Z", null)),
            new ReadOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal([3.0, 10, 6], read[0].Points.Select(p => p.Value!.Value));
        Near([25 / 3.0], read[1]); // a 15, b 10, c 0
        Assert.Equal([4 / 3.0, 1, 1], read[2].Points.Select(p => p.Value!.Value));
    }

    [Theory]
    [InlineData("user,at,kind,amount\na,2024-01-01,x,2\n", "a proportion needs 0 or 1 from each row, and `amount` of source `rows` gives something else in 1 row, first in row 1 of `rows.csv` (2)")]
    [InlineData("user,at,kind,amount\na,2024-01-01,x,1\nb,2024-01-02,x,nan\n", "`amount` of metric `k` is NaN or infinite in 1 row, first in row 2 of `rows.csv`")]
    [InlineData("user,at,kind,amount\na,1 January,x,1\n", "column `at` of source `rows` is VARCHAR, and a date or time is needed")]
    [InlineData("user,when,kind,amount\na,2024-01-01,x,1\n", "has no column `at`")]
    public async Task What_does_not_fit_is_refused_with_its_place(string text, string expected)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read(text, new Measure(MeasureType.Proportion, Value: Column("amount"))));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.All(error.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Fact]
    public async Task A_source_without_time_is_refused()
    {
        using var workspace = new TempWorkspace().Write("rows.csv", Orders);
        var needs = new SeriesNeeds(
            [new SeriesNeed("k", "K", MetricUnit.Score, new Measure(MeasureType.Count), new SourceDefinition("rows", new FileLocation("rows.csv")))], DayOfWeek.Monday, "UTC", DateTimeOffset.UnixEpoch);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => new DuckSeriesData(workspace.Root).SeriesAsync(needs, new ReadOptions()));
        Assert.Contains("has no `time`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_time_or_unit_are_left_out_and_told()
    {
        var series = await Read("user,at,kind,amount\na,2024-01-01,x,2\nb,,x,4\n,2024-01-02,x,4\n", new Measure(MeasureType.Mean, Value: Column("amount")));
        Assert.Equal(2, Assert.Single(series.Points).Value);
        Assert.Contains("2 rows of source rows have no time or no unit", Assert.Single(series.Findings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_edges_of_the_calendar_are_periods_too()
    {
        var series = await Read("user,at,kind,amount\na,9999-12-31,x,2\n", new Measure(MeasureType.Mean, Value: Column("amount")), asOf: "9999-12-31T23:00:00Z");
        Assert.Empty(series.Points);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read("user,at,kind,amount\na,0001-01-01,x,2\na,2024-01-01,x,2\n", new Measure(MeasureType.Mean, Value: Column("amount"))));
        Assert.Contains("more than any series holds", error.Message, StringComparison.Ordinal);
    }

    private static void Near(double[] expected, KpiSeries series) => Assert.All(expected.Zip(series.Points, (e, p) => (Expected: e, p.Value)), p => Assert.Equal(p.Expected, p.Value!.Value, 1e-14));

    private static Formula Column(string name) => new(name, new ColumnReference(name, 0));

    private static Formula Parse(string text) => ExpressionParser.TryParse(text, out var formula, out _) ? formula : throw new ArgumentException(text, nameof(text));

    private static async Task<KpiSeries> Read(
        string csv, Measure measure, string? unit = "user", Cadence cadence = Cadence.Weekly, string zone = "UTC", string asOf = "2026-01-01T00:00:00Z", string? knownAt = null)
    {
        using var workspace = new TempWorkspace().Write("rows.csv", csv);
        var needs = new SeriesNeeds(
            [new SeriesNeed("k", "K", MetricUnit.Score, measure, new SourceDefinition("rows", new FileLocation("rows.csv"), unit, "at", null, knownAt), cadence)], DayOfWeek.Monday, zone, DateTimeOffset.Parse(asOf, null));
        return Assert.Single(await new DuckSeriesData(workspace.Root).SeriesAsync(needs, new ReadOptions(), null, TestContext.Current.CancellationToken));
    }
}
