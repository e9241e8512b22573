using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>The days that a source has rows on: whether its first and last period were observed to their ends.</summary>
/// <remarks>
/// Data that begin or end inside a period leave it short, which no clock tells. A period counts as cut where the days without rows at the outer end of
/// it are more than the longest stretch of such days anywhere between the first and the last row; with fewer than twenty days nothing is said.
/// </remarks>
internal sealed class DayCoverage
{
    private const int FewestDays = 20;

    private readonly bool[] _days = new bool[DateOnly.MaxValue.DayNumber + 1];

    /// <summary>Notes a row.</summary>
    public void Add(DateOnly day) => _days[day.DayNumber] = true;

    /// <summary>The first and the last period, where they are cut.</summary>
    public (int? First, int? Last) Cut(SeriesCalendar calendar)
    {
        var (first, last) = (Array.IndexOf(_days, true), Array.LastIndexOf(_days, true));
        if (first < 0)
        {
            return (null, null);
        }

        int longest = 0, run = 0, count = 0;
        for (var day = first; day <= last; day++)
        {
            run = _days[day] ? 0 : run + 1;
            count += _days[day] ? 1 : 0;
            longest = Math.Max(longest, run);
        }

        if (count < FewestDays)
        {
            return (null, null);
        }

        var firstPeriod = calendar.PeriodOf(DateOnly.FromDayNumber(first));
        var lastPeriod = calendar.PeriodOf(DateOnly.FromDayNumber(last));
        return (
            first - calendar.FirstDay(firstPeriod).DayNumber > longest ? firstPeriod : null,
            calendar.LastDay(lastPeriod).DayNumber - last > longest ? lastPeriod : null);
    }

    /// <summary>First and last day with a row; null without any.</summary>
    public (DateOnly First, DateOnly Last)? Span
        => Array.IndexOf(_days, true) is >= 0 and var first ? (DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(Array.LastIndexOf(_days, true))) : null;
}
