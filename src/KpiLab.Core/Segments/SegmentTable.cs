using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Breaks every comparison down by every declared segment column.</summary>
internal static class SegmentTable
{
    /// <summary>One breakdown a column, metric and pair of variants, in the order of the comparisons.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cells">Its data.</param>
    /// <param name="comparisons">Its comparisons: each segment's own effect and verdict are taken from there.</param>
    /// <param name="contrasts">The contrasts behind them.</param>
    public static IReadOnlyList<SegmentBreakdown> Build(
        ResolvedExperiment experiment, ExperimentCells cells, IReadOnlyList<KpiComparison> comparisons, IReadOnlyList<Estimable<Contrast>> contrasts)
    {
        var variants = experiment.Definition.Variants.Select((v, i) => (v.Id, i)).ToDictionary(v => v.Id, v => v.i, StringComparer.Ordinal);
        var metrics = experiment.Metrics.Where(m => m.Role != ComparisonRole.Guardrail).DistinctBy(m => m.Metric.Id).ToDictionary(m => m.Metric.Id, StringComparer.Ordinal);
        var sums = experiment.Definition.Plan.Segments.Select((s, i) => (s, i)).DistinctBy(s => s.s)
            .ToDictionary(s => s.s, s => new SegmentCells(cells, s.i, experiment.Needs.Blocks), StringComparer.Ordinal);
        var inSegments = comparisons.Zip(contrasts, (c, contrast) => new Row(c, contrast)).Where(r => r.Comparison.Segment is not null).ToList();
        var sizes = inSegments.GroupBy(r => r.Comparison.Family).ToDictionary(g => g.Key!, g => g.Count(), StringComparer.Ordinal);
        var breakdowns = inSegments
            .GroupBy(r => (r.Comparison.Segment!.Segment, r.Comparison.Kpi, r.Comparison.Role, r.Comparison.Control, r.Comparison.Treatment))
            .Select(g => Of([.. g.Select(r => r.Comparison)], [.. g.Select(r => r.Contrast)], sums[g.Key.Segment], metrics[g.Key.Kpi], experiment, variants[g.Key.Control], variants[g.Key.Treatment], sizes))
            .ToList();
        return Corrected(breakdowns);
    }

    private static SegmentBreakdown Of(
        List<KpiComparison> rows, List<Estimable<Contrast>> contrasts, SegmentCells sums, PlannedMetric metric, ResolvedExperiment experiment, int control, int treatment, Dictionary<string, int> sizes)
    {
        var level = Level.FromAlpha(experiment.Definition.Plan.Alpha);
        var defined = contrasts.Where(c => c.IsDefined).Select(c => c.Value).ToList();
        double[] effects = [.. defined.Select(c => c.Difference)], variances = [.. defined.Select(c => c.Variance)];
        var shrunken = EffectShrinkage.Of(effects, variances, level);
        Estimable<IReadOnlyList<Stratum>> strata = experiment.Needs.Blocks[metric.Block].Cluster is not null
            ? new Undefined(Undefined.OutsideDomain, "units of one cluster are not independent, and the errors of the mix count units")
            : experiment.Needs.Blocks[metric.Block].Method == KpiMethod.Rank ? new Undefined(Undefined.OutsideDomain, "a comparison of ranks does not add up over segments")
            : metric.Metric.Measure.Type is MeasureType.Mean or MeasureType.Proportion or MeasureType.Count
            ? rows.ConvertAll(r => new Stratum(sums.Moments(r.Segment!.Value, control, metric.Block).Marginal(0), sums.Moments(r.Segment.Value, treatment, metric.Block).Marginal(0)))
            : new Undefined(Undefined.OutsideDomain, "only means add up to the whole by the segments' shares of units; a ratio or a quantile does not");
        var mix = strata.Then(s => MixShift.Decompose(s, level));
        var parts = new List<SegmentPart>();
        var next = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var at = i;
            long a = sums.Units(row.Segment!.Value, control), b = sums.Units(row.Segment.Value, treatment);
            var isDefined = contrasts[i].IsDefined;
            var rank = next;
            next += isDefined ? 1 : 0;
            parts.Add(new SegmentPart(
                row.Segment.Value,
                a,
                b,
                Math.Min(a, b) < SegmentBreakdown.FewUnits,
                row.Result.Select(r => r.Absolute),
                isDefined ? shrunken.Select(s => s.Segments[rank]) : contrasts[i].Reason,
                row.AdjustedPValue,
                row.Verdict,
                mix.Select(m => m.Segments[at])));
        }

        return new SegmentBreakdown(
            rows[0].Segment!.Segment, rows[0].Kpi, rows[0].Name, rows[0].Unit, rows[0].Role, rows[0].Control, rows[0].Treatment, rows[0].Family!, sizes[rows[0].Family!],
            parts,
            rows.Count - defined.Count,
            EffectHeterogeneity.Of(effects, variances),
            EffectInteraction.Test(defined),
            null,
            shrunken.Select(s => new SegmentShrinkage(s.Average, s.TauSquared)),
            strata.Then(s => SimpsonAlarm.Check(s, level)),
            mix)
        {
            IsBayesian = rows.Exists(r => r.Bayesian is not null),
        };
    }

    // Whoever looks for differences between the values of ten columns finds some: all these tests are one family.
    private static List<SegmentBreakdown> Corrected(List<SegmentBreakdown> breakdowns)
    {
        var tested = breakdowns.Where(b => b.Interaction.IsDefined).ToList();
        var adjusted = PValueAdjustment.Holm([.. tested.Select(b => b.Interaction.Value.Test.PValue)]);
        return breakdowns.ConvertAll(b => tested.IndexOf(b) is >= 0 and var i ? b with { AdjustedInteractionPValue = adjusted[i] } : b);
    }

    private sealed record Row(KpiComparison Comparison, Estimable<Contrast> Contrast);
}
