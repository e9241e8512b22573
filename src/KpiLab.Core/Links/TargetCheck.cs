using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Holds a KPI's target against its own past.</summary>
public static class TargetCheck
{
    /// <summary>Whether the target of a series is realistic, by the periods that follow its newest definition.</summary>
    /// <param name="series">The KPI by period.</param>
    /// <param name="target">Its target.</param>
    /// <param name="direction">Which way is better; for maintain the target is met from either side within the usual swing.</param>
    /// <param name="seed">Seed of the simulated paths.</param>
    /// <param name="gate">Thresholds of the season.</param>
    public static TargetRealism Of(KpiSeries series, Target target, Direction direction, long seed, LinkGateSettings? gate = null)
    {
        var since = series.SinceLastChange();
        var isCut = since.Points.Count < series.Points.Count;
        series = since;
        var atMost = direction == Direction.Decrease;
        var known = series.Points.Where(p => p.Value is not null).Select(p => p.Value!.Value).ToList();
        var inHistory = known.Exists(v => atMost ? v <= target.Value : v >= target.Value);
        var horizon = series.Points.Count > 0 && target.Due is { } due ? series.Calendar.PeriodOf(due) - series.Calendar.PeriodOf(series.Points[^1].Start) : 0;
        var season = LinkSeason.Choose(null, series.Calendar, series.Points.Count, gate ?? new LinkGateSettings());
        Estimable<OwnForecast> forecast =
            target.Due is null ? new Undefined(Undefined.OutsideDomain, "the target has no date")
            : horizon < 1 ? new Undefined(Undefined.OutsideDomain, Invariant($"the target was due on {target.Due:yyyy-MM-dd}, and the values reach that far"))
            : horizon > Math.Max(4, known.Count) ? new Undefined(
                SeriesReason.TooShort, Invariant($"the target is due {horizon} periods ahead, which is more than the {known.Count} that are known"))
            : OwnPath.Ahead(LinkGate.Bridge([.. series.Points.Select(p => p.Value)], series.Points.Count), season.Periods, horizon, new SeededRandom(seed));
        bool? inInterval = forecast.IsDefined ? (atMost ? target.Value >= forecast.Value.Lower80 : target.Value <= forecast.Value.Upper80) : null;
        var probability = forecast.Select(f => f.Reach(target.Value, atMost));
        return new TargetRealism(series.Id, target, horizon, forecast, inInterval, inHistory, probability, Sentence(series, target, forecast, inInterval, inHistory, isCut, probability));
    }

    private static string Sentence(KpiSeries series, Target target, Estimable<OwnForecast> forecast, bool? inInterval, bool inHistory, bool isCut, Estimable<double> probability)
    {
        var goal = Rounding.KpiValue(target.Value, null, series.Unit);
        var history = (inHistory ? "it has been that good before" : "it has never been that good") + (isCut ? " since its definition changed" : "");
        if (!forecast.IsDefined)
        {
            return $"Whether the target of {goal} is realistic cannot be computed: {forecast.Reason.Sentence}; {history}.";
        }

        var f = forecast.Value;
        var (half, last) = ((f.Upper80 - f.Lower80) / 2, series.Points[^1].Value);
        return Invariant($"By its own past, {series.Name} will be between {Rounding.KpiValue(f.Lower80, half, series.Unit, last)} and {Rounding.KpiValue(f.Upper80, half, series.Unit, last)} (80 %) on {target.Due:yyyy-MM-dd}: ")
            + Invariant($"the target of {goal} is {(inInterval == true ? "within reach" : "out of reach")} (chance {Rounding.Chance(probability.Value)}, by simulated paths); {history}.");
    }
}
