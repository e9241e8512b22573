using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The primary effect by days since each unit's exposure, and whether it fades.</summary>
internal static class NoveltyTable
{
    /// <summary>Units of either variant that must have a day behind them for it to count.</summary>
    private const long LeastUnits = 100;

    /// <summary>What the data must answer; null where they cannot: no times of exposure or events, or a KPI whose days do not add up to it.</summary>
    public static SinceExposureNeeds? Needs(ExperimentDefinition experiment, PlannedMetric primary, IReadOnlyList<MomentBlock> blocks, Func<string, SourceDefinition?> source)
    {
        var outcome = blocks[primary.Block].Quantities[0];
        return experiment.Exposures.ExposedAt is not null
            && blocks[primary.Block].Cluster is null
            && outcome.Source != experiment.Exposures.Source
            && source(outcome.Source)?.Time is not null
            && primary.Metric.Measure.Type is MeasureType.Mean or MeasureType.Proportion or MeasureType.Count
            && outcome.Aggregate is Aggregate.Sum or Aggregate.Count or Aggregate.Any
            && outcome.Missing is not MissingRule.Drop
            && blocks[primary.Block].Cluster is null
            ? new SinceExposureNeeds(primary.Block)
            : null;
    }

    /// <summary>One result a treatment; empty without the data.</summary>
    public static IReadOnlyList<NoveltyResult> Build(ResolvedExperiment experiment, ExperimentCells cells)
    {
        if (cells.SinceExposure is not { } since)
        {
            return [];
        }

        var variants = experiment.Definition.Variants;
        var control = variants.ToList().FindIndex(v => v.IsControl);
        var level = Level.FromAlpha(experiment.Definition.Plan.Alpha);
        return [.. Enumerable.Range(0, variants.Count).Where(v => v != control).Select(v => Of(variants[v].Id, since, since.Arms[control], since.Arms[v], level))];
    }

    /// <summary>A finding for each treatment whose effect fades.</summary>
    public static IEnumerable<Finding> Findings(ResolvedExperiment experiment, IReadOnlyList<NoveltyResult> novelty)
    {
        var metric = experiment.Primary.Metric;
        foreach (var result in novelty.Where(n => n.Fades))
        {
            var trend = result.Trend.Value;
            yield return new Finding(
                "novelty",
                Severity.Warning,
                Invariant($"The effect of {result.Treatment} on {metric.Name} fades with the days since exposure: the line starts at {Rounding.Absolute(trend.Start, metric.Unit)} a day and moves by {Rounding.Absolute(trend.Slope, metric.Unit)} a day over {trend.Days} days ({Rounding.PValue(trend.Test.PValue)})."),
                "The whole-period effect promises too much for later: run longer, or judge by the effect of the last days.",
                metric.Id);
        }
    }

    private static NoveltyResult Of(string treatment, SinceExposureCells since, SinceExposureArm a, SinceExposureArm b, Level level)
    {
        var days = new List<SinceExposureEffect>();
        var kept = new List<int>();
        for (var d = 0; d < a.Days.Count; d++)
        {
            if (Math.Min(a.Days[d].Count, b.Days[d].Count) >= LeastUnits && WelchTest.Contrast(a.Days[d], b.Days[d]) is { IsDefined: true, Value: var contrast })
            {
                kept.Add(d);
                days.Add(new SinceExposureEffect(since.FirstDay + d, a.Days[d].Count, b.Days[d].Count, contrast.Absolute(level)));
            }
        }

        var covariance = kept.ConvertAll(i => (IReadOnlyList<double>)kept.ConvertAll(j => Covariance(a, i, j) + Covariance(b, i, j)));
        var trend = EffectTrend.Fit([.. days.Select(d => (double)d.Day)], [.. days.Select(d => d.Absolute.Value)], covariance, level);
        return new NoveltyResult(treatment, days, trend, trend.IsDefined && Fades(trend.Value, level));
    }

    // Of the two days' means: the units of the later day are in both.
    private static double Covariance(SinceExposureArm arm, int i, int j)
    {
        var (early, late) = (Math.Min(i, j), Math.Max(i, j));
        return arm.CentredProducts[late][early] / (arm.Days[late].Count - 1) / arm.Days[early].Count;
    }

    private static bool Fades(EffectTrendResult trend, Level level)
        => trend.Test.PValue <= level.Alpha
            && Math.Sign(trend.Start.Value) == -Math.Sign(trend.Slope.Value)
            && (trend.Start.Set.Lower > 0 || trend.Start.Set.Upper < 0);
}
