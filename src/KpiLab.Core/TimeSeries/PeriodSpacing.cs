using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Tells from the dates of imported values which periods they are of.</summary>
public static class PeriodSpacing
{
    /// <summary>The calendar of some dates, each the first day of a period (or any day of it, for months and longer).</summary>
    /// <param name="dates">Ascending, each once.</param>
    /// <param name="weekStarts">The workspace's first day of a week, for values by day.</param>
    /// <param name="declared">How often the KPI is reported; decides where the dates leave it open.</param>
    /// <returns>The calendar, or why the dates have none.</returns>
    public static Estimable<SeriesCalendar> Of(IReadOnlyList<DateOnly> dates, DayOfWeek weekStarts, Cadence? declared)
    {
        ArgumentNullException.ThrowIfNull(dates);
        if (dates.Count == 0)
        {
            return new Undefined(SeriesRefusal.NoValues, "there is no date");
        }

        var inMonths = IsInMonths(dates);
        var inWeeks = dates.All(d => d.DayOfWeek == dates[0].DayOfWeek);
        var weeks = new SeriesCalendar(Cadence.Weekly, dates[0].DayOfWeek);
        if (dates.Count == 1)
        {
            return declared is null or Cadence.Weekly ? weeks : new SeriesCalendar(declared.Value, weekStarts);
        }

        if (declared == Cadence.Daily)
        {
            return new SeriesCalendar(Cadence.Daily, weekStarts);
        }

        if (inWeeks && (!inMonths || declared is null or Cadence.Weekly))
        {
            return weeks;
        }

        if (inMonths)
        {
            var months = Months(dates);
            return declared is Cadence.Monthly or Cadence.Quarterly or Cadence.Yearly && declared <= months ? new SeriesCalendar(declared.Value, weekStarts) : new SeriesCalendar(months, weekStarts);
        }

        var days = dates[^1].DayNumber - dates[0].DayNumber + 1;
        if (2 * dates.Count >= days)
        {
            return new SeriesCalendar(Cadence.Daily, weekStarts);
        }

        var odd = Enumerable.Range(1, dates.Count - 1).First(i => dates[i].DayOfWeek != dates[0].DayOfWeek);
        return new Undefined(
            SeriesRefusal.UnequalSpacing,
            Invariant($"{dates.Count} dates from {dates[0]:yyyy-MM-dd} to {dates[^1]:yyyy-MM-dd} are neither days, weeks, months, quarters nor years: {dates[odd - 1]:yyyy-MM-dd} ({dates[odd - 1].DayOfWeek}) is followed by {dates[odd]:yyyy-MM-dd} ({dates[odd].DayOfWeek})"));
    }

    // All on one day of the month, or all on the last one.
    private static bool IsInMonths(IReadOnlyList<DateOnly> dates)
        => dates.All(d => d.Day == dates[0].Day && d.Day <= 28) || dates.All(d => d.AddDays(1).Day == 1);

    private static Cadence Months(IReadOnlyList<DateOnly> dates)
    {
        var first = (dates[0].Year * 12) + dates[0].Month;
        var steps = dates.Select(d => (d.Year * 12) + d.Month - first).ToList();
        return steps.TrueForAll(s => s % 12 == 0) ? Cadence.Yearly : steps.TrueForAll(s => s % 3 == 0) ? Cadence.Quarterly : Cadence.Monthly;
    }
}
