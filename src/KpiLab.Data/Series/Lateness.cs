using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>How long after their day rows became known, so that a reader can tell what the newest period still lacks.</summary>
internal sealed class Lateness
{
    private const int MostDays = 400;
    private const double WorthTelling = 0.01;

    private readonly Dictionary<DateOnly, long[]> _byDay = [];
    private DateOnly _day;
    private long[]? _counts;

    /// <summary>Takes a row of a day and the moment it became known.</summary>
    public void Add(DateOnly day, long known)
    {
        if (_counts is null || day != _day)
        {
            _day = day;
            if (!_byDay.TryGetValue(day, out _counts))
            {
                _byDay.Add(day, _counts = new long[MostDays + 1]);
            }
        }

        _counts[Math.Clamp(LocalDays.Utc(known).DayNumber - day.DayNumber, 0, MostDays)]++;
    }

    /// <summary>What rows that are still to come would add to the last period, by how late those of earlier periods came; null: nothing worth telling.</summary>
    public Finding? Of(KpiSeries series, DateOnly today)
    {
        if (series.Points.Count < 2)
        {
            return null;
        }

        var calendar = series.Calendar;
        var last = calendar.PeriodOf(series.Points[^1].Start);
        var age = today.DayNumber - calendar.LastDay(last).DayNumber;
        long late = 0, all = 0;
        foreach (var (day, counts) in _byDay)
        {
            // Rows of a day of an earlier period, and those of them that were not known when that period was as old as the last one is now.
            var period = calendar.PeriodOf(day);
            if (period >= last || today.DayNumber - calendar.LastDay(period).DayNumber < 2 * age)
            {
                continue;
            }

            var atSameAge = calendar.LastDay(period).DayNumber + age - day.DayNumber;
            for (var lag = 0; lag <= MostDays; lag++)
            {
                all += counts[lag];
                late += lag > atSameAge ? counts[lag] : 0;
            }
        }

        return all == 0 || late < WorthTelling * all ? null : new Finding(
            "late-data", Severity.Warning,
            Invariant($"{100.0 * late / all:0.#} % of the rows of earlier {calendar.Noun}s became known later than {age} {(age == 1 ? "day" : "days")} after their end, which is where the last {calendar.Noun} is now: it will still change."),
            "Wait for the late rows before judging the last value, or compare values of the same age by `--as-of`.", series.Id);
    }
}
