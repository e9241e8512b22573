using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A quantile of two arms whose units come in whole clusters: the error of independent units, times what clustering makes of the share below the quantile.</summary>
internal static class ClusteredQuantile
{
    /// <summary>From the units one by one.</summary>
    /// <param name="rows">The block's units.</param>
    /// <param name="control">Places of the control's units.</param>
    /// <param name="treatment">Places of the treatment's units.</param>
    /// <param name="level">Which quantile.</param>
    public static ArmContrast Of(UnitRows rows, int[] control, int[] treatment, double level)
    {
        Estimable<(QuantileArm Arm, ClusterSums Sums)> a = Arm(rows, control, level), b = Arm(rows, treatment, level);
        var crossed = control.Select(i => rows.Clusters[i]).Intersect(treatment.Select(i => rows.Clusters[i])).Any();
        Estimable<Contrast> contrast = crossed
            ? new Undefined(Undefined.OutsideDomain, "some clusters have units of both variants, and quantiles by cluster are compared between whole clusters")
            : !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : QuantileDifference.Contrast(a.Value.Arm, b.Value.Arm, a.Value.Sums, b.Value.Sums);
        return new ArmContrast(contrast, null, Shown(a, contrast, c => c.Control), Shown(b, contrast, c => c.Treatment)) { IsStructured = true };
    }

    private static Estimable<(QuantileArm Arm, ClusterSums Sums)> Arm(UnitRows rows, int[] members, double level)
    {
        int[] known = [.. members.Where(i => rows.Clusters[i] >= 0)];
        var values = rows.Values[0];
        return QuantileArm.Of(ValueCounts.Of([.. known.Select(i => values[i])]), level).Select(arm =>
        {
            var clusters = known.GroupBy(i => rows.Clusters[i]).Select(g => (Below: (double)g.Count(i => values[i] <= arm.Estimate), Units: (double)g.Count())).ToList();
            return (arm, new ClusterSums(
                clusters.Count, clusters.Sum(c => c.Below), clusters.Sum(c => c.Below * c.Below), clusters.Sum(c => c.Units), clusters.Sum(c => c.Units * c.Units), clusters.Sum(c => c.Below * c.Units)));
        });
    }

    private static Estimable<Estimate> Shown(Estimable<(QuantileArm Arm, ClusterSums Sums)> arm, Estimable<Contrast> contrast, Func<Contrast, Arm> side)
        => arm.Select(a => new Estimate(a.Arm.Count, a.Arm.Estimate, contrast.IsDefined ? Math.Sqrt(side(contrast.Value).SquaredStandardError) : null));
}
