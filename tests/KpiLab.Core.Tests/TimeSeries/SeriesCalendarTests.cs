namespace KpiLab.Core.Tests;

public sealed class SeriesCalendarTests
{
    [Theory]
    [InlineData(Cadence.Daily, "2024-02-29", "2024-02-29", "2024-02-29")]
    [InlineData(Cadence.Weekly, "2021-01-03", "2020-12-28", "2021-01-03")] // the Sunday of ISO week 53 of 2020
    [InlineData(Cadence.Weekly, "2021-01-04", "2021-01-04", "2021-01-10")] // and the Monday of week 1 after it
    [InlineData(Cadence.Monthly, "2024-02-29", "2024-02-01", "2024-02-29")]
    [InlineData(Cadence.Monthly, "2023-12-31", "2023-12-01", "2023-12-31")]
    [InlineData(Cadence.Quarterly, "2024-05-31", "2024-04-01", "2024-06-30")]
    [InlineData(Cadence.Yearly, "2024-12-31", "2024-01-01", "2024-12-31")]
    [InlineData(Cadence.Monthly, "9999-12-31", "9999-12-01", "9999-12-31")]
    [InlineData(Cadence.Yearly, "0001-01-01", "0001-01-01", "0001-12-31")]
    public void A_day_lies_in_its_period(Cadence cadence, string day, string first, string last)
    {
        var calendar = new SeriesCalendar(cadence);
        var period = calendar.PeriodOf(DateOnly.Parse(day, null));
        Assert.Equal(DateOnly.Parse(first, null), calendar.FirstDay(period));
        Assert.Equal(DateOnly.Parse(last, null), calendar.LastDay(period));
    }

    [Fact]
    public void A_year_of_53_weeks_gives_53_and_the_next_52()
    {
        // 2020 has ISO weeks 1 to 53: its Thursdays are 53. 2021's are 52.
        var calendar = new SeriesCalendar(Cadence.Weekly);
        int Weeks(int year) => Enumerable.Range(0, 53).Select(w => calendar.PeriodOf(new DateOnly(year, 1, 2).AddDays(7 * w))).Distinct().Count(p => calendar.FirstDay(p).AddDays(3).Year == year);
        Assert.Equal(53, Weeks(2020));
        Assert.Equal(new DateOnly(2020, 12, 28), calendar.FirstDay(calendar.PeriodOf(new DateOnly(2021, 1, 1))));
        Assert.Equal(1, calendar.PeriodOf(new DateOnly(2021, 1, 4)) - calendar.PeriodOf(new DateOnly(2021, 1, 3)));
    }

    [Theory]
    [InlineData(DayOfWeek.Sunday, "2024-01-07", "2024-01-07", "2024-01-13")]
    [InlineData(DayOfWeek.Saturday, "2024-01-07", "2024-01-06", "2024-01-12")]
    public void Weeks_begin_on_the_day_that_the_workspace_says(DayOfWeek starts, string day, string first, string last)
    {
        var calendar = new SeriesCalendar(Cadence.Weekly, starts);
        var period = calendar.PeriodOf(DateOnly.Parse(day, null));
        Assert.Equal((DateOnly.Parse(first, null), DateOnly.Parse(last, null)), (calendar.FirstDay(period), calendar.LastDay(period)));
    }

    [Theory]
    [InlineData("2026-07-06", "2026-07-06")]
    [InlineData("2026-07-06 00:00:00", "2026-07-06")]
    [InlineData("2020-W53", "2020-12-28")]
    [InlineData("2026-W01", "2025-12-29")]
    [InlineData("2026-07", "2026-07-01")]
    [InlineData("2026-Q3", "2026-07-01")]
    [InlineData("2026Q4", "2026-10-01")]
    [InlineData("2026", "2026-01-01")]
    public void Periods_are_read_as_people_write_them(string text, string first)
    {
        Assert.True(PeriodText.TryParse(text, out var day));
        Assert.Equal(DateOnly.Parse(first, null), day);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2021-W53")] // 2021 has 52
    [InlineData("2026-13")]
    [InlineData("2026-Q5")]
    [InlineData("2026-")]
    [InlineData("06.07.2026")]
    [InlineData("last week")]
    [InlineData("20260706")]
    public void What_is_no_period_is_refused(string text) => Assert.False(PeriodText.TryParse(text, out _));

    [Theory]
    [InlineData("2024-01-01 2024-01-08 2024-01-22", null, Cadence.Weekly)]
    [InlineData("2024-01-01 2024-02-01 2024-03-01", null, Cadence.Monthly)]
    [InlineData("2024-01-31 2024-02-29 2024-03-31", null, Cadence.Monthly)]
    [InlineData("2024-01-01 2024-04-01 2024-10-01", null, Cadence.Quarterly)]
    [InlineData("2024-01-01 2024-04-01 2024-10-01", Cadence.Monthly, Cadence.Monthly)]
    [InlineData("2022-01-01 2024-01-01", null, Cadence.Yearly)]
    [InlineData("2024-01-01 2024-01-02 2024-01-04", null, Cadence.Daily)]
    [InlineData("2024-01-01 2024-01-08", Cadence.Daily, Cadence.Daily)]
    [InlineData("2023-02-01 2023-03-01", Cadence.Monthly, Cadence.Monthly)] // also 28 days apart
    [InlineData("2023-02-01 2023-03-01", Cadence.Weekly, Cadence.Weekly)]
    public void Dates_tell_their_periods(string dates, Cadence? declared, Cadence expected)
        => Assert.Equal(expected, PeriodSpacing.Of([.. dates.Split(' ').Select(d => DateOnly.Parse(d, null))], DayOfWeek.Monday, declared).Value.Cadence);

    [Fact]
    public void Dates_without_a_rhythm_are_refused_with_the_first_odd_one()
    {
        var refusal = PeriodSpacing.Of([new(2024, 1, 1), new(2024, 1, 8), new(2024, 1, 17), new(2024, 1, 30)], DayOfWeek.Monday, Cadence.Weekly).Reason;
        Assert.Equal(SeriesRefusal.UnequalSpacing, refusal.Code);
        Assert.Contains("2024-01-08 (Monday) is followed by 2024-01-17 (Wednesday)", refusal.Sentence, StringComparison.Ordinal);
    }
}
