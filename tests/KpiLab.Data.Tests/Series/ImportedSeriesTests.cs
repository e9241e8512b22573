using KpiLab.Core;

namespace KpiLab.Data.Tests;

public sealed class ImportedSeriesTests
{
    [Fact]
    public async Task Weekly_values_are_read_with_their_errors_and_gaps()
    {
        var series = await Read("week,v,se\n2024-01-01,1.5,0.1\n2024-01-08,,\n2024-01-15,2.5,\n2024-01-22,3,0.3\n");

        Assert.Equal(new SeriesCalendar(Cadence.Weekly), series.Calendar);
        Assert.Equal(
            [new SeriesPoint(new(2024, 1, 1), 1.5, 0.1), new(new(2024, 1, 8), null), new(new(2024, 1, 15), 2.5), new(new(2024, 1, 22), 3, 0.3)], series.Points);
        Assert.Contains("1 of 4 weeks have no value: 2024-01-08", Assert.Single(series.Findings, f => f.Code == "series-gap").Sentence, StringComparison.Ordinal);
        Assert.Equal("values.csv", Assert.Single(series.Fingerprint!.Files).Path);
    }

    [Fact]
    public async Task A_period_that_is_not_over_is_left_out()
    {
        const string text = "week,v,se\n2024-01-01,1,\n2024-01-08,2,\n2024-01-15,3,\n";
        var series = await Read(text, asOf: "2024-01-21T23:59:00Z");
        Assert.Equal([1.0, 2], series.Points.Select(p => p.Value));
        Assert.Contains("The week of 2024-01-15 is not over on 2024-01-21", Assert.Single(series.Findings).Sentence, StringComparison.Ordinal);

        Assert.Equal(3, (await Read(text, asOf: "2024-01-22T00:00:00Z")).Points.Count);

        // In Auckland 22 January begins at 11:00 UTC the day before.
        Assert.Equal(3, (await Read(text, asOf: "2024-01-21T11:00:00Z", zone: "Pacific/Auckland")).Points.Count);
        Assert.Equal(2, (await Read(text, asOf: "2024-01-21T10:59:00Z", zone: "Pacific/Auckland")).Points.Count);
    }

    [Fact]
    public async Task Weeks_may_be_written_by_their_number()
    {
        var series = await Read("week,v,se\n2020-W52,1,\n2020-W53,2,\n2021-W01,3,\n");
        Assert.Equal([new(2020, 12, 21), new(2020, 12, 28), new DateOnly(2021, 1, 4)], series.Points.Select(p => p.Start));
    }

    [Fact]
    public async Task Months_may_be_written_by_their_number_or_last_day()
    {
        Assert.Equal([new(2024, 1, 1), new DateOnly(2024, 2, 1)], (await Read("week,v,se\n2024-01,1,\n2024-02,2,\n")).Points.Select(p => p.Start));
        var ends = await Read("week,v,se\n2024-01-31,1,\n2024-02-29,2,\n2024-03-31,2,\n");
        Assert.Equal((Cadence.Monthly, new DateOnly(2024, 2, 1)), (ends.Calendar.Cadence, ends.Points[1].Start));
    }

    [Fact]
    public async Task Weeks_of_another_day_are_kept_and_told()
    {
        var series = await Read("week,v,se\n2024-01-07,1,\n2024-01-14,2,\n");
        Assert.Equal(DayOfWeek.Sunday, series.Calendar.WeekStarts);
        Assert.Contains(series.Findings, f => f.Code == "other-week-start");
    }

    [Fact]
    public async Task A_longer_cadence_is_made_of_whole_periods()
    {
        // A score: January 2024 has four whole weeks of 1, 2, 3, 4 and three days of 5; February is not covered.
        var series = await Read("week,v,se\n2024-01-01,1,\n2024-01-08,2,\n2024-01-15,3,\n2024-01-22,4,\n2024-01-29,5,\n", cadence: Cadence.Monthly);
        Assert.Equal(85 / 31.0, Assert.Single(series.Points).Value!.Value, 1e-12);
    }

    [Theory]
    [InlineData("week,v,se\n2024-01-01,1,\n2024-01-08,2,\n2024-01-08,3,\n", "the week of 2024-01-08 comes twice: in row 2 of `values.csv` and row 3 of `values.csv`")]
    [InlineData("week,v,se\n2024-01-01,1,\nlast week,2,\n", "`last week` in row 2 of `values.csv` is no period")]
    [InlineData("week,v,se\n2024-01-01,1,\n2024-01-08,many,\n2024-01-15,2,\n2024-01-22,2,\n", "`many` in row 2 of `values.csv`")]
    [InlineData("week,v,se\n2024-01-01,1,0.1\n2024-01-08,2,-0.1\n", "-0.1 in row 2 of `values.csv` is negative")]
    [InlineData("week,v,se\n2024-01-01,1,\n2024-01-08,nan,\n", "1 of the imported values is NaN or infinite, first in row 2 of `values.csv`")]
    [InlineData("week,v,se\n2024-01-01,1,\n2024-01-08,2,\n2024-01-17,3,\n2024-02-20,3,\n", "are neither days, weeks, months, quarters nor years")]
    [InlineData("day,v,se\n2024-01-01,1,\n", "has no column `week`; its columns are day, v, se")]
    public async Task What_cannot_be_read_is_refused_with_its_place(string text, string expected)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.All(error.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Fact]
    public async Task A_shorter_cadence_than_the_data_is_refused()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read("week,v,se\n2024-01-01,1,\n2024-01-08,2,\n", cadence: Cadence.Daily));
        Assert.Contains("is known by week, which cannot be told apart by day", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_of_another_age_is_refused()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read("week,v,se\n0001-01-01,1,\n2024-01-08,2,\n2024-01-09,2,\n", declared: Cadence.Daily));
        Assert.Contains("more than any series holds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_a_period_are_left_out_and_told()
    {
        var series = await Read("week,v,se\n2024-01-01,1,\n,7,\n2024-01-08,2,\n");
        Assert.Equal([1.0, 2], series.Points.Select(p => p.Value));
        Assert.Contains("1 values of k in source values have no period", Assert.Single(series.Findings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_known_value_of_a_period_counts_as_it_was_known_then()
    {
        // The week of 1 January was 1, then corrected to 1.5; that of 8 January was 2, then taken back.
        const string text = "week,v,se,known\n2024-01-01,1,,2024-01-09\n2024-01-08,2,,2024-01-16\n2024-01-01,1.5,,2024-01-20\n2024-01-08,,,2024-02-01\n2024-01-15,3,,2024-01-23\n";
        Assert.Equal([1.0, 2], (await Read(text, asOf: "2024-01-16T00:00:00Z", knownAt: "known")).Points.Select(p => p.Value));
        Assert.Equal([1.5, 2, 3], (await Read(text, asOf: "2024-01-30T00:00:00Z", knownAt: "known")).Points.Select(p => p.Value));
        Assert.Equal([1.5, null, 3], (await Read(text, asOf: "2024-02-01T00:00:00Z", knownAt: "known")).Points.Select(p => p.Value));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read(text + "2024-01-15,4,,2024-01-23\n", knownAt: "known"));
        Assert.Contains("the week of 2024-01-15 comes twice", error.Message, StringComparison.Ordinal);
    }

    private static async Task<KpiSeries> Read(string csv, string asOf = "2026-01-01T00:00:00Z", string zone = "UTC", Cadence? cadence = null, Cadence? declared = null, string? knownAt = null)
    {
        using var workspace = new TempWorkspace().Write("values.csv", csv);
        var measure = new Measure(MeasureType.Imported, "values", new Formula("v", new ColumnReference("v", 0)), Period: "week", StandardError: "se");
        var needs = new SeriesNeeds(
            [new SeriesNeed("k", "K", MetricUnit.Score, measure, new SourceDefinition("values", new FileLocation("values.csv"), KnownAt: knownAt), cadence, declared)],
            DayOfWeek.Monday, zone, DateTimeOffset.Parse(asOf, null));
        return Assert.Single(await new DuckSeriesData(workspace.Root).SeriesAsync(needs, new ReadOptions(), null, TestContext.Current.CancellationToken));
    }
}
