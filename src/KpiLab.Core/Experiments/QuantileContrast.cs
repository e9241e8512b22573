using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A quantile of two arms, compared.</summary>
internal static class QuantileContrast
{
    public static ArmContrast Of(ValueCounts control, ValueCounts treatment, double level)
        => new(QuantileDifference.Contrast(control, treatment, level), null, Shown(control, level), Shown(treatment, level));

    /// <summary>What a reader of quantiles must know of their values.</summary>
    public static IEnumerable<Finding> Findings(ResolvedExperiment experiment, ExperimentCells cells)
        => cells.Values.Where(v => v.RelativeWidth > 0).Select(v => new Finding(
            "values-binned",
            Severity.Info,
            Invariant($"{Name(experiment, v.Block)} has more different values than are kept one by one; they are read to a relative precision of {v.RelativeWidth:0.0E-0}, and so are its quantiles."),
            "Nothing to do, unless changes as small as that matter: then round the value in its measure.",
            experiment.Needs.Blocks[v.Block].Id));

    private static string Name(ResolvedExperiment experiment, int block) => experiment.Metrics.First(m => m.Block == block).Metric.Name;

    // The quantile of few units is a number, even where they are too few for its standard error.
    private static Estimable<Estimate> Shown(ValueCounts values, double level)
    {
        if (values.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "the arm has no units");
        }

        var arm = QuantileArm.Of(values, level);
        var variance = arm.IsDefined ? arm.Value.UnitVariance() : arm.Reason;
        return SampleQuantile.Of(values, level).Select(q => new Estimate(values.Count, q, variance.IsDefined ? Math.Sqrt(variance.Value / values.Count) : null));
    }
}
