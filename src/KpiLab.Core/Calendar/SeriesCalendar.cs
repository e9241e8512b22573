using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Calendar periods by number: the period of a day, and a period's first day.</summary>
/// <param name="Cadence">Days, weeks, months, quarters, years.</param>
/// <param name="WeekStarts">First day of a week; without meaning for other cadences.</param>
[TypeFormatterSource]
public readonly record struct SeriesCalendar(Cadence Cadence, DayOfWeek WeekStarts = DayOfWeek.Monday)
{
    /// <summary>Periods of a yearly cycle, for days of a weekly one; 1 where there is none.</summary>
    public int Season => Cadence switch
    {
        Cadence.Daily => 7,
        Cadence.Weekly => 52,
        Cadence.Monthly => 12,
        Cadence.Quarterly => 4,
        _ => 1,
    };

    /// <summary>What one period is called: day, week, …</summary>
    public string Noun => Cadence switch
    {
        Cadence.Daily => "day",
        Cadence.Weekly => "week",
        Cadence.Monthly => "month",
        Cadence.Quarterly => "quarter",
        _ => "year",
    };

    // Day number 0 is a Monday.
    private int Shift => ((int)WeekStarts - (int)DayOfWeek.Monday + 7) % 7;

    /// <summary>The period that a day lies in.</summary>
    public int PeriodOf(DateOnly day) => Cadence switch
    {
        Cadence.Daily => day.DayNumber,
        Cadence.Weekly => (day.DayNumber - Shift + 7) / 7,
        Cadence.Monthly => (day.Year * 12) + day.Month - 1,
        Cadence.Quarterly => (day.Year * 4) + ((day.Month - 1) / 3),
        _ => day.Year,
    };

    /// <summary>The first day of a period.</summary>
    public DateOnly FirstDay(int period) => Cadence switch
    {
        Cadence.Daily => DateOnly.FromDayNumber(period),
        Cadence.Weekly => DateOnly.FromDayNumber(Math.Max(0, (period * 7) - 7 + Shift)),
        Cadence.Monthly => new DateOnly(period / 12, (period % 12) + 1, 1),
        Cadence.Quarterly => new DateOnly(period / 4, (period % 4 * 3) + 1, 1),
        _ => new DateOnly(period, 1, 1),
    };

    /// <summary>The last day of a period, or of the calendar where that comes first.</summary>
    public DateOnly LastDay(int period)
        => period >= PeriodOf(DateOnly.MaxValue) ? DateOnly.MaxValue : FirstDay(period + 1).AddDays(-1);
}
