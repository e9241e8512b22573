using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Two arms whose units come in clusters, compared from one row of sums a cluster.</summary>
internal static class ClusterContrast
{
    private const int FewClusters = 20;

    /// <summary>The contrast: between independent sets of clusters where whole clusters were assigned, within clusters where they have units of both arms.</summary>
    public static ArmContrast Of(MomentBlock block, ClusterArm control, ClusterArm treatment)
    {
        var isRatio = block.Quantities[0].Role == QuantityRole.Numerator;
        JointMoments a = Moments(block, control), b = Moments(block, treatment);
        var estimands = Estimands(block, isRatio);
        Estimable<Estimate> shownA = Shown(control, isRatio), shownB = Shown(treatment, isRatio);
        if (control.Clusters.Intersect(treatment.Clusters).Any())
        {
            return new ArmContrast(CrossedClusters.Contrast([.. Paired(control, treatment, isRatio)], control.Units.Sum(), treatment.Units.Sum()), null, shownA, shownB) { IsStructured = true };
        }

        if (estimands.Covariates.Count > 0 && a.Count > 0 && b.Count > 0
            && Cuped.Adjust(a, b, estimands.Outcome, [.. estimands.Covariates.Select(c => c.Estimand)]) is { IsDefined: true, Value: var cuped })
        {
            return new ArmContrast(cuped.Contrast, cuped, shownA, shownB) { IsStructured = true };
        }

        return new ArmContrast(ClusterDifference.Contrast(Outcome(control, isRatio), Outcome(treatment, isRatio)), null, shownA, shownB) { IsStructured = true };
    }

    /// <summary>Covariates and outcome of sums over clusters: every mean is a ratio of its sum to the number of units.</summary>
    public static BlockEstimands Estimands(MomentBlock block, bool isRatio)
    {
        var units = block.Quantities.Count;
        var covariates = new List<(string, Estimand)>();
        for (var i = isRatio ? 2 : 1; i < units; i++)
        {
            if (block.Quantities[i].Role == QuantityRole.CovariateNumerator)
            {
                covariates.Add((block.Quantities[i].Metric, Estimand.Ratio(i, i + 1)));
                i++;
            }
            else
            {
                covariates.Add((block.Quantities[i].Metric, Estimand.Ratio(i, units)));
            }
        }

        return new BlockEstimands(Estimand.Ratio(0, isRatio ? 1 : units), isRatio, covariates);
    }

    /// <summary>What a reader of clustered comparisons must know.</summary>
    public static IEnumerable<Finding> Findings(ResolvedExperiment experiment, ExperimentCells cells)
    {
        foreach (var group in cells.Clusters.GroupBy(c => c.Column))
        {
            var first = group.First();
            var names = string.Join(", ", group.Select(g => experiment.Metrics.First(m => m.Block == g.Block).Metric.Name));
            var arms = experiment.Definition.Variants.Select((v, i) => (v.Id, Count: first.Of(i).Clusters.Count)).ToList();
            var counts = string.Join(", ", arms.Select(a => $"{a.Id} {Rounding.Count(a.Count)}"));
            if (group.Max(g => g.MissingUnits) is > 0 and var missing)
            {
                yield return new Finding(
                    "missing-cluster",
                    Severity.Warning,
                    $"{Rounding.Count(missing)} units have no {group.Key} and are left out of {names}.",
                    "Find out why; units that lack it in one variant more than in another bias the comparison.",
                    first.Column);
            }

            if (arms.Exists(a => a.Count < FewClusters))
            {
                yield return new Finding(
                    "few-clusters",
                    Severity.Warning,
                    $"{names}: clusters of {group.Key} by variant: {counts}. With fewer than {Invariant($"{FewClusters}")} in a variant the standard errors are uncertain themselves, and intervals tend to be too short.",
                    "Randomise more clusters, or read the effects as rough; larger clusters do not help.",
                    first.Column);
            }

            if (first.IsCrossed)
            {
                yield return new Finding(
                    "clusters-crossed",
                    Severity.Info,
                    $"{names}: clusters of {group.Key} have units of several variants ({counts}), so treatment was assigned within them; errors are cluster-robust (CR1)"
                        + (experiment.Definition.Plan.Covariates.Count > 0 ? ", and covariates are not used." : "."),
                    "Nothing to do, if units were randomised within clusters; if whole clusters were, find out why they mix.",
                    first.Column);
            }
        }
    }

    private static JointMoments Moments(MomentBlock block, ClusterArm arm)
        => arm.Clusters.Count == 0
            ? JointMoments.Empty(block.Quantities.Count + 1)
            : JointMoments.Of([.. arm.Sums.Select(s => s.ToArray()), [.. arm.Units.Select(u => (double)u)]]);

    private static JointMoments Outcome(ClusterArm arm, bool isRatio)
        => arm.Clusters.Count == 0 ? JointMoments.Empty(2) : ClusterDifference.Arm([.. arm.Sums[0]], isRatio ? [.. arm.Sums[1]] : [.. arm.Units.Select(u => (double)u)]);

    private static IEnumerable<CrossedCluster> Paired(ClusterArm control, ClusterArm treatment, bool isRatio)
    {
        double Size(ClusterArm arm, int at) => isRatio ? arm.Sums[1][at] : arm.Units[at];
        int i = 0, j = 0;
        while (i < control.Clusters.Count || j < treatment.Clusters.Count)
        {
            var next = Math.Min(i < control.Clusters.Count ? control.Clusters[i] : int.MaxValue, j < treatment.Clusters.Count ? treatment.Clusters[j] : int.MaxValue);
            var cluster = default(CrossedCluster);
            if (i < control.Clusters.Count && control.Clusters[i] == next)
            {
                cluster = cluster with { Control = control.Sums[0][i], ControlSize = Size(control, i) };
                i++;
            }

            if (j < treatment.Clusters.Count && treatment.Clusters[j] == next)
            {
                cluster = cluster with { Treatment = treatment.Sums[0][j], TreatmentSize = Size(treatment, j) };
                j++;
            }

            yield return cluster;
        }
    }

    // Units are what a reader counts; the standard error is that over clusters.
    private static Estimable<Estimate> Shown(ClusterArm arm, bool isRatio)
        => arm.Clusters.Count == 0
            ? new Undefined(Undefined.TooFewUnits, "the arm has no units with a cluster")
            : RatioOfMeans.Arm(Outcome(arm, isRatio), 0, 1).Select(a => new Estimate(arm.Units.Sum(), a.Mean, a.Count > 1 ? Math.Sqrt(a.SquaredStandardError) : null));
}
