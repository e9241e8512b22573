using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Finds the periods in which a series crosses a threshold, and says of each whether noise alone would do it.</summary>
/// <remarks>
/// The noise of a change is the larger of what the two values' standard errors give and the usual size of such changes in the periods before (1.4826 × the median absolute deviation from
/// their median, of at least <see cref="FewestChanges"/> changes). The noise of a level is the value's standard error, else the usual change from period to period divided by √2, as if values were drawn around a level.
/// Values by different definitions are not compared: each definition's periods are a series of their own. A condition that must hold for k periods is scored by the mean distance of the k values, whose noise is smaller by √k.
/// </remarks>
public static class DeviationFinder
{
    /// <summary>Changes that the series' own variation needs.</summary>
    public const int FewestChanges = 8;

    private const double MadToSd = 1.482602218505602;

    /// <summary>Every crossing whose period ends on or after a day, oldest first.</summary>
    public static IReadOnlyList<Crossing> Find(KpiSeries series, DeviationCondition condition, DateOnly from, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(condition);
        return [.. series.ByDefinition().SelectMany(part => FindWithin(part, condition, from, seed))];
    }

    private static List<Crossing> FindWithin(KpiSeries series, DeviationCondition condition, DateOnly from, long seed)
    {
        var values = series.Points.Select(p => p.Value).ToArray();
        var hold = condition.HoldingPeriods(series.Calendar);
        var span = condition.SpanPeriods(series.Calendar);
        var first = values.Length;
        while (first > 0 && End(series, first - 1) >= from)
        {
            first--;
        }

        var held = new Held?[values.Length];
        var run = 0;
        var result = new List<Crossing>();
        for (var t = condition.ForecastLevel is null ? 0 : Math.Max(0, first - hold); t < values.Length; t++)
        {
            held[t] = At(series, values, condition, span, t, seed);
            run = held[t] is null ? 0 : run + 1;
            if (t < first || run < hold)
            {
                continue;
            }

            var now = held[t]!.Value;
            var (score, noise) = Score(series, values, condition, span, [.. Enumerable.Range(t - hold + 1, hold).Select(i => (i, held[i]!.Value))]);
            result.Add(new Crossing(series.Points[t].Start, End(series, t), values[t]!.Value, now.Reference, score, noise, run));
        }

        return result;
    }

    private static DateOnly End(KpiSeries series, int t) => series.Calendar.LastDay(series.Calendar.PeriodOf(series.Points[t].Start));

    private static Held? At(KpiSeries series, double?[] values, DeviationCondition condition, int span, int t, long seed)
    {
        if (values[t] is not { } value)
        {
            return null;
        }

        if (condition.ForecastLevel is { } level)
        {
            return Forecast(series, values, t, value, level, seed);
        }

        var before = t >= span ? values[t - span] : null;
        return !condition.Rule!.Triggers(value, before) ? null : condition.Rule switch
        {
            DeviationRule.Beyond limit => new Held(limit.Limit, null),
            DeviationRule.Outside band => new Held(value < band.Low ? band.Low : band.High, null),
            _ => new Held(before!.Value, null),
        };
    }

    // The forecast is made from the periods before alone; where they are too few there is no interval to be outside of.
    private static Held? Forecast(KpiSeries series, double?[] values, int t, double value, double level, long seed)
    {
        var season = LinkSeason.Choose(null, series.Calendar, t, new LinkGateSettings());
        if (Array.FindIndex(values, v => v is not null) is var known && (known < 0 || known >= t))
        {
            return null;
        }

        var past = LinkGate.Bridge([.. values.Skip(known).Take(t - known)], t - known);
        if (OwnPath.Ahead(past, season.Periods, 1, new SeededRandom(seed)) is not { IsDefined: true, Value: var f })
        {
            return null;
        }

        var (low, high) = level > 0.9 ? (f.Lower95, f.Upper95) : (f.Lower80, f.Upper80);
        return value >= low && value <= high ? null : new Held(value < low ? low : high, Math.Abs(value - f.Median) / ((f.Upper80 - f.Lower80) / (2 * 1.2815515655446004)));
    }

    private static (double? Score, string? Noise) Score(KpiSeries series, double?[] values, DeviationCondition condition, int span, IReadOnlyList<(int At, Held Held)> run)
    {
        if (condition.ForecastLevel is not null)
        {
            // Beyond an interval of the forecast is beyond its noise by what the interval means.
            return (run.Average(r => r.Held.ForecastScore!.Value) * Math.Sqrt(run.Count), "own forecast");
        }

        var last = run[^1].At;
        var distance = run.Average(r => Math.Abs(values[r.At]!.Value - r.Held.Reference));
        double? error = Error(series, last) is { } own ? (condition.IsChange ? Error(series, last - span) is { } other ? Math.Sqrt((own * own) + (other * other)) : null : own) : null;
        var usual = Usual(values, condition.IsChange ? span : 1, run[0].At);
        var (noise, origin) = condition.IsChange
            ? usual is { } u && u >= (error ?? 0) ? (usual, "own variation") : (error, "standard error")
            : error is { } e && e > 0 ? (error, "standard error") : (usual / Math.Sqrt(2), "own variation");
        return noise is > 0 and var sd ? (distance / sd * (condition.IsChange ? 1 : Math.Sqrt(run.Count)), origin) : (null, null);
    }

    private static double? Error(KpiSeries series, int t) => t >= 0 && series.Points[t].StandardError is { } e && double.IsFinite(e) ? e : null;

    // The spread of changes over this many periods, of all that ended before.
    private static double? Usual(double?[] values, int span, int before)
    {
        var changes = new List<double>();
        for (var t = span; t < before; t++)
        {
            if (values[t] is { } now && values[t - span] is { } then)
            {
                changes.Add(now - then);
            }
        }

        if (changes.Count < FewestChanges)
        {
            return null;
        }

        var middle = Median(changes);
        var spread = MadToSd * Median([.. changes.Select(c => Math.Abs(c - middle))]);
        return spread > 0 ? spread : null;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private readonly record struct Held(double Reference, double? ForecastScore);
}
