namespace KpiLab.Statistics;

/// <summary>Difference of the same quantile in two arms, as a contrast: absolute, relative, tested like any mean.</summary>
/// <remarks>
/// The standard error inverts the interval between two order statistics (Deng, Knoblich and Lu 2018, KDD, §4; the convention of gbstats 0.8.0), t reference by
/// Welch. For events within assigned clusters the variance is multiplied by how much clustering inflates that of the share below the quantile.
/// </remarks>
public static class QuantileDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "quantile_difference";

    /// <summary>From value counts of both arms.</summary>
    /// <returns>Undefined for too few units for the quantile, and where the values do not vary around it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is outside [0, 1].</exception>
    public static Estimable<Contrast> Contrast(ValueCounts control, ValueCounts treatment, double level)
    {
        Estimable<QuantileArm> a = QuantileArm.Of(control, level), b = QuantileArm.Of(treatment, level);
        return !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : Contrast(a.Value, b.Value);
    }

    /// <summary>From the quantiles of both arms, and where units lie within clusters, their sums.</summary>
    public static Estimable<Contrast> Contrast(QuantileArm control, QuantileArm treatment, ClusterSums? controlClusters = null, ClusterSums? treatmentClusters = null)
    {
        Estimable<Arm> a = Of(control, controlClusters), b = Of(treatment, treatmentClusters);
        return !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : KpiLab.Statistics.Contrast.Satterthwaite(Method, a.Value, b.Value);
    }

    private static Estimable<Arm> Of(QuantileArm arm, ClusterSums? clusters)
    {
        var variance = arm.UnitVariance();
        if (!variance.IsDefined || clusters is null)
        {
            return variance.Select(v => new Arm(arm.Count, arm.Estimate, v));
        }

        return clusters.VarianceInflation(arm.Count, arm.Level).Select(inflation => new Arm(arm.Count, arm.Estimate, variance.Value * inflation));
    }
}
