using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Expected values are worked by hand in the comments.</summary>
public sealed class SeriesAlignmentTests
{
    private static readonly DateOnly Monday = new(2024, 1, 1);

    [Fact]
    public void Series_of_one_cadence_meet_in_their_common_weeks()
    {
        // The outcome has weeks 0..5, the lead 2..7: weeks 2..5 are common.
        var aligned = Align(Weekly("y", 0, 10, 11, 12, 13, 14, 15), Weekly("x", 2, 22, 23, null, 25, 26, 27)).Value;

        Assert.Equal([Monday.AddDays(14), Monday.AddDays(21), Monday.AddDays(28), Monday.AddDays(35)], aligned.Starts);
        Assert.Equal([12.0, 13, 14, 15], aligned.Outcome);
        Assert.Equal([22.0, 23, null, 25], aligned.Lead);
        Assert.Equal((2, 10), (aligned.FirstLag, aligned.LastLag));
        Assert.Empty(aligned.Findings);
    }

    [Fact]
    public void Weeks_of_a_count_go_to_months_by_the_days_that_they_share()
    {
        // Weeks of 7·k from Monday 1 January 2024. January: four whole weeks (7, 14, 21, 28) and three days of the fifth (35·3/7 = 15): 85.
        // February: four days of it (20), weeks of 42, 49, 56 whole, and 26 to 29 February, four of seven days of 63 (36): 203.
        var months = SeriesCoarsening.To(Weekly("n", 0, MetricUnit.Count, [.. Enumerable.Range(1, 10).Select(k => (double?)(7 * k))]), new SeriesCalendar(Cadence.Monthly)).Value;

        Assert.Equal([new DateOnly(2024, 1, 1), new DateOnly(2024, 2, 1)], months.Points.Select(p => p.Start));
        Assert.Equal(85, months.Points[0].Value!.Value, 1e-12);
        Assert.Equal(203, months.Points[1].Value!.Value, 1e-12);
        Assert.Contains(months.Findings, f => f.Code == "cadence-made-coarser");
    }

    [Fact]
    public void Weeks_of_a_level_are_averaged_by_the_days_that_they_share()
    {
        // January: (7·1 + 7·2 + 7·3 + 7·4 + 3·5) / 31; its error with 0.31 a week: 0.31·√(4·49 + 9) / 31.
        var months = SeriesCoarsening.To(Weekly("s", 0, MetricUnit.Score, [1, 2, 3, 4, 5], 0.31), new SeriesCalendar(Cadence.Monthly)).Value;

        var january = Assert.Single(months.Points);
        Assert.Equal(85 / 31.0, january.Value!.Value, 1e-12);
        Assert.Equal(0.01 * Math.Sqrt(205), january.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void A_month_with_a_missing_week_has_no_value()
    {
        var months = SeriesCoarsening.To(Weekly("s", 0, MetricUnit.Score, [1, 2, 3, 4, 5, 6, null, 8, 9, 10, 11, 12, 13, 14]), new SeriesCalendar(Cadence.Monthly)).Value;

        Assert.Equal([false, true, false], months.Points.Select(p => p.Value is null));
    }

    [Fact]
    public void The_coarser_cadence_is_the_common_one_and_lags_become_its_periods()
    {
        var lead = Weekly("x", 0, MetricUnit.Score, [.. Enumerable.Range(0, 60).Select(k => (double?)k)]);
        var outcome = Monthly("y", new DateOnly(2024, 2, 1), 1, 2, 3, 4, 5, 6);
        var aligned = Align(outcome, lead).Value;

        Assert.Equal(Cadence.Monthly, aligned.Calendar.Cadence);
        Assert.Equal(new DateOnly(2024, 2, 1), aligned.Starts[0]);
        Assert.Equal(6, aligned.Lead.Count);
        Assert.Equal((1, 2), (aligned.FirstLag, aligned.LastLag)); // 2w = 0.46, 10w = 2.30 months
        Assert.Contains(aligned.Findings, f => f.Code == "lags-in-other-periods");
    }

    [Theory]
    [InlineData(2, 10, PeriodUnit.Week, Cadence.Weekly, 2, 10)]
    [InlineData(2, 10, PeriodUnit.Week, Cadence.Daily, 14, 70)]
    [InlineData(2, 10, PeriodUnit.Week, Cadence.Monthly, 1, 2)] // 0.46, 2.2999
    [InlineData(3, 11, PeriodUnit.Week, Cadence.Monthly, 1, 3)] // 0.69, 2.53
    [InlineData(1, 3, PeriodUnit.Month, Cadence.Weekly, 4, 13)] // 4.348, 13.04
    [InlineData(1, 6, PeriodUnit.Quarter, Cadence.Monthly, 3, 18)]
    [InlineData(10, 18, PeriodUnit.Day, Cadence.Weekly, 1, 3)] // 1.43, 2.57
    [InlineData(1, 2, PeriodUnit.Year, Cadence.Quarterly, 4, 8)]
    public void Lags_are_rounded_to_the_nearest_period(int from, int to, PeriodUnit unit, Cadence cadence, int first, int last)
        => Assert.Equal((first, last), LagPeriods.Of(new LagRange(new Lag(from, unit), new Lag(to, unit)), cadence).Value);

    [Fact]
    public void Lags_shorter_than_a_period_are_refused()
    {
        var refusal = LagPeriods.Of(new LagRange(Lag.Weeks(2), Lag.Weeks(4)), Cadence.Monthly).Reason; // 4w = 0.92 months
        Assert.Equal(SeriesRefusal.LagTooShort, refusal.Code);
        Assert.Contains("2w..4w are all shorter than one month", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_without_a_common_period_are_refused()
        => Assert.Equal(SeriesRefusal.NoOverlap, Align(Weekly("y", 0, 1, 2, 3), Weekly("x", 3, 1, 2, 3)).Reason.Code);

    [Fact]
    public void Weeks_that_begin_on_different_days_are_refused_and_days_follow_either()
    {
        var sundays = new KpiSeries("x", "x", MetricUnit.Score, new SeriesCalendar(Cadence.Weekly, DayOfWeek.Sunday), "UTC", default, [new SeriesPoint(new DateOnly(2024, 1, 7), 1)], [], [], []);
        Assert.Equal(SeriesRefusal.DifferentWeekStarts, Align(Weekly("y", 0, 1, 2, 3), sundays).Reason.Code);

        var days = Series("d", new SeriesCalendar(Cadence.Daily), Monday, MetricUnit.Count, [.. Enumerable.Range(1, 21).Select(d => (double?)d)]);
        Assert.Equal([8.0 + 9 + 10 + 11 + 12 + 13 + 14 - 7], Align(sundays, days).Value.Lead); // 7 to 13 January
    }

    [Fact]
    public void A_period_left_out_of_the_points_is_refused()
    {
        var series = Weekly("x", 0, 1, 2, 3, 4);
        var refusal = Align(Weekly("y", 0, 1, 2, 3, 4), series with { Points = [series.Points[0], series.Points[2], series.Points[3]] }).Reason;
        Assert.Equal(SeriesRefusal.UnequalSpacing, refusal.Code);
        Assert.Contains("2024-01-15 where the week of 2024-01-08 is due", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_periods_since_a_change_of_definition_are_used()
    {
        var lead = Weekly("x", 0, 1, 2, 3, 4, 5) with { Changes = [new SeriesChange(Monday.AddDays(14), "its measure was changed", "h")] };
        var aligned = Align(Weekly("y", 0, 11, 12, 13, 14, 15), lead).Value;
        Assert.Equal([3.0, 4, 5], aligned.Lead);
        Assert.Equal([13.0, 14, 15], aligned.Outcome);
        Assert.Contains("the 2 weeks before are left out", Assert.Single(aligned.Findings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_inside_a_longer_period_leaves_no_mixed_period()
    {
        // The change of 8 January lies inside January, so that February is the first month of the new definition alone.
        var lead = Weekly("x", 0, MetricUnit.Score, [.. Enumerable.Range(1, 14).Select(k => (double?)k)]) with { Changes = [new SeriesChange(Monday.AddDays(7), "changed", "h")] };
        var aligned = Align(Monthly("y", new DateOnly(2024, 1, 1), 1, 2, 3), lead).Value;
        Assert.Equal([new DateOnly(2024, 2, 1), new DateOnly(2024, 3, 1)], aligned.Starts);

        lead = lead with { Changes = [new SeriesChange(Monday.AddDays(77), "changed", "h")] }; // 18 March, in the last whole month
        Assert.Equal(SeriesRefusal.DefinitionChange, Align(Monthly("y", new DateOnly(2024, 1, 1), 1, 2, 3), lead).Reason.Code);
    }

    [Fact]
    public void A_series_without_a_value_is_refused()
        => Assert.Equal(SeriesRefusal.NoValues, Align(Weekly("y", 0, 1, 2), Weekly("x", 0, null, null)).Reason.Code);

    private static Estimable<AlignedSeries> Align(KpiSeries outcome, KpiSeries lead, params KpiSeries[] controls)
        => SeriesAlignment.Align(
            new LinkDefinition("l", lead.Id, outcome.Id, ExpectedSign.Positive, new LagRange(Lag.Weeks(2), Lag.Weeks(10)), null, 0.3, [.. controls.Select(c => c.Id)]), outcome, lead, controls);

    private static KpiSeries Weekly(string id, int week, params double?[] values) => Weekly(id, week, MetricUnit.Score, values);

    private static KpiSeries Weekly(string id, int week, MetricUnit unit, double?[] values, double? error = null)
        => Series(id, new SeriesCalendar(Cadence.Weekly), Monday.AddDays(7 * week), unit, values, error);

    private static KpiSeries Monthly(string id, DateOnly from, params double?[] values) => Series(id, new SeriesCalendar(Cadence.Monthly), from, MetricUnit.Score, values);

    private static KpiSeries Series(string id, SeriesCalendar calendar, DateOnly from, MetricUnit unit, double?[] values, double? error = null)
        => new(id, id, unit, calendar, "UTC", default, [.. values.Select((v, i) => new SeriesPoint(calendar.FirstDay(calendar.PeriodOf(from) + i), v, v is null ? null : error))], [], [], []);
}
