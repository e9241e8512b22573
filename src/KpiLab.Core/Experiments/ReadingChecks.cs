using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where a number means something else than it seems to at first reading.</summary>
internal static class ReadingChecks
{
    private const int Named = 3;

    public static IEnumerable<Finding> Of(ResolvedExperiment experiment, IReadOnlyList<KpiComparison> comparisons)
        => comparisons.SelectMany(ByTestOnly)
            .Concat(comparisons.Where(c => c.Segment is null).SelectMany(NegativeControl))
            .Concat(comparisons.GroupBy(c => c.Kpi).SelectMany(kpi => ImpossibleShares(experiment, [.. kpi])))
            .Concat(comparisons.GroupBy(c => c.Kpi).SelectMany(kpi => ExactShares([.. kpi])))
            .Concat(comparisons.GroupBy(c => c.Kpi).SelectMany(kpi => EventFindings.Of(experiment.Definition.Plan, [.. kpi])));

    private static IEnumerable<Finding> ByTestOnly(KpiComparison c)
    {
        if (c is { RejectedByTestOnly: true, AdjustedPValue: { } p })
        {
            yield return new Finding(
                "significant-by-test-only",
                Severity.Info,
                $"{Name(c)} is significant by Holm's test ({Rounding.PValue(p)} after correction), yet its Holm interval contains zero: comparisons of its family are significant in both directions, and the test counts them together while the interval does not.",
                "Read its Bonferroni interval for the range; take its direction as likely rather than shown.",
                c.Kpi);
        }
    }

    private static IEnumerable<Finding> NegativeControl(KpiComparison c)
    {
        if (c.Lift == LiftMethod.Delta && c.Result is { IsDefined: true, Value.Relative.IsDefined: true } && c.Result.Value.Control.Value < 0)
        {
            yield return new Finding(
                "negative-control-mean",
                Severity.Info,
                $"The mean of {c.Name} in {c.Control} is negative; the relative effect of {c.Treatment} by the delta method is divided by its size, so that a plus sign means a higher value.",
                "Read the absolute effect, or `lift: fieller`, which divides by the mean itself.",
                c.Kpi);
        }
    }

    private static IEnumerable<Finding> ExactShares(IReadOnlyList<KpiComparison> comparisons)
    {
        var exact = comparisons.Where(IsExact).ToList();
        if (exact.Count > 0)
        {
            yield return new Finding(
                "small-cells",
                Severity.Info,
                $"{exact[0].Name} has too few successes or failures for the normal approximation ({Some(exact)}): p is Fisher's mid-p, and the intervals are Miettinen and Nurminen's score intervals.",
                "Nothing to do; more units would bring the usual test back (from 5 expected successes and failures an arm, and 10 observed in an arm of fewer than 40 units).",
                exact[0].Kpi);
        }
    }

    private static bool IsExact(KpiComparison c) => c.Result is { IsDefined: true, Value.Test.Method: SmallCells.Method };

    // From few units the interval around a share's difference can leave no room for what shares can be.
    private static IEnumerable<Finding> ImpossibleShares(ResolvedExperiment experiment, IReadOnlyList<KpiComparison> comparisons)
    {
        var isShare = experiment.Metrics.First(m => m.Metric.Id == comparisons[0].Kpi).Metric.Measure.Type == MeasureType.Proportion;
        var beyond = isShare ? comparisons.Where(c => !IsExact(c) && PassesItsLimits(c)).ToList() : [];
        if (beyond.Count == 0)
        {
            yield break;
        }

        yield return new Finding(
            "share-interval-impossible",
            Severity.Info,
            $"{beyond[0].Name} is a share, and the interval of its change reaches further than a share can go from the control's, below 0 % or above 100 % ({Some(beyond)}): too few units, or too rare, for the normal approximation behind it.",
            "Take such an interval as rough. For one of 2 × 2 counts use a score interval: `newcombe` or `miettinen_nurminen_score` of `kpilab calc` (method `two_proportion_difference_ci`).",
            beyond[0].Kpi);
    }

    private static bool PassesItsLimits(KpiComparison c)
        => c.Result.IsDefined && c.ControlEstimate.IsDefined && c.Result.Value.Absolute.Set is { Shape: ConfidenceShape.Bounded } set
            && (c.ControlEstimate.Value.Value + set.Lower < 0 || c.ControlEstimate.Value.Value + set.Upper > 1);

    internal static string Some(List<KpiComparison> some)
        => string.Join(", ", some.Take(Named).Select(Pair)) + (some.Count > Named ? Invariant($" and {some.Count - Named} more") : "");

    private static string Name(KpiComparison c) => c.Segment is null ? $"{c.Name}, {c.Treatment} against {c.Control}," : $"{c.Name}, {Pair(c)},";

    private static string Pair(KpiComparison c)
        => c.Segment is { } segment ? $"{c.Treatment} in {segment.Segment} = {segment.Value ?? "(none)"}" : $"{c.Treatment} against {c.Control}";
}
