using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Makes longer periods of a series whose own rows cannot be asked again: imported values.</summary>
/// <remarks>
/// A longer period takes every shorter one by the days that they share. Counts and currency are summed, a week that belongs to two months by
/// sevenths to each, so that totals are kept; fractions, scores, ratios and durations are averaged, weighted by the shared days. A longer
/// period has a value only where all of its days are covered by values; the first and the last one are left out where they are not covered.
/// Standard errors are those of independent errors; units are not added up, because the same unit may be in several periods.
/// </remarks>
public static class SeriesCoarsening
{
    /// <summary>Whether values of this unit add up over time.</summary>
    public static bool IsSum(MetricUnit unit) => unit is MetricUnit.Count or MetricUnit.Currency;

    /// <summary>The series in periods of another calendar; itself where that is its own.</summary>
    public static Estimable<KpiSeries> To(KpiSeries series, SeriesCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Calendar.Cadence == calendar.Cadence && (calendar.Cadence != Cadence.Weekly || series.Calendar.WeekStarts == calendar.WeekStarts))
        {
            return series;
        }

        if (series.Calendar.Cadence == calendar.Cadence)
        {
            return new Undefined(
                SeriesRefusal.DifferentWeekStarts, $"the weeks of {series.Id} begin on {series.Calendar.WeekStarts}s, and {calendar.WeekStarts}s are wanted; give its values by day, or by weeks that begin on {calendar.WeekStarts}s");
        }

        if (series.Calendar.Cadence > calendar.Cadence)
        {
            return new Undefined(SeriesRefusal.FinerCadence, $"{series.Id} is known by {series.Calendar.Noun}, which cannot be told apart by {calendar.Noun}");
        }

        if (series.Points.Count == 0)
        {
            return series with { Calendar = calendar };
        }

        var own = series.Calendar;
        var first = calendar.PeriodOf(series.Points[0].Start);
        var last = calendar.PeriodOf(own.LastDay(own.PeriodOf(series.Points[^1].Start)));
        var sums = new Sum[last - first + 1];
        foreach (var point in series.Points.Where(p => p.Value is not null))
        {
            var end = own.LastDay(own.PeriodOf(point.Start));
            var length = end.DayNumber - point.Start.DayNumber + 1;
            for (var period = calendar.PeriodOf(point.Start); period <= calendar.PeriodOf(end); period++)
            {
                var from = Math.Max(point.Start.DayNumber, calendar.FirstDay(period).DayNumber);
                var to = Math.Min(end.DayNumber, calendar.LastDay(period).DayNumber);
                sums[period - first].Add(point, to - from + 1, length);
            }
        }

        var isSum = IsSum(series.Unit);
        var points = sums.Select((s, i) => s.Finish(calendar.FirstDay(first + i), Days(calendar, first + i), isSum))
            .Select((p, i) => (Point: p, IsEdge: i == 0 || i == sums.Length - 1))
            .Where(p => !p.IsEdge || p.Point.Value is not null).Select(p => p.Point).ToList();
        return series with
        {
            Calendar = calendar,
            Points = points,
            Changes = [.. series.Changes.Select(c => c with { At = FirstWhole(calendar, c.At) })],
            Notes = [.. series.Notes.Select(n => n with { At = calendar.FirstDay(calendar.PeriodOf(n.At)) })],
            Findings =
            [
                .. series.Findings,
                new Finding(
                    "cadence-made-coarser", Severity.Info,
                    $"{series.Id} is known by {own.Noun}; its values were {(isSum ? "added up" : "averaged")} by {calendar.Noun}{(own.Cadence == Cadence.Weekly ? ", a week in two of them by the days in each" : "")}.",
                    $"Where that is not what {series.Id} means, give its values by {calendar.Noun}.", series.Id),
            ],
        };
    }

    private static int Days(SeriesCalendar calendar, int period) => calendar.LastDay(period).DayNumber - calendar.FirstDay(period).DayNumber + 1;

    private static DateOnly FirstWhole(SeriesCalendar calendar, DateOnly day)
    {
        var start = calendar.FirstDay(calendar.PeriodOf(day));
        return start == day ? day : calendar.FirstDay(calendar.PeriodOf(day) + 1);
    }

    private struct Sum
    {
        private int _days;
        private bool _hasNoError;
        private double _parts;
        private double _partErrors;
        private double _weighted;
        private double _weightedErrors;

        public void Add(SeriesPoint point, int days, int length)
        {
            var (value, error, share) = (point.Value!.Value, point.StandardError ?? 0, (double)days / length);
            _days += days;
            _hasNoError |= point.StandardError is null;
            _parts += value * share;
            _partErrors += error * error * share * share;
            _weighted += value * days;
            _weightedErrors += error * error * days * days;
        }

        public readonly SeriesPoint Finish(DateOnly start, int days, bool isSum) => _days < days
            ? new SeriesPoint(start, null)
            : new SeriesPoint(start, isSum ? _parts : _weighted / days, _hasNoError ? null : isSum ? Math.Sqrt(_partErrors) : Math.Sqrt(_weightedErrors) / days);
    }
}
