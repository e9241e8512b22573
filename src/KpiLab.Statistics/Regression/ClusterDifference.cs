namespace KpiLab.Statistics;

/// <summary>Difference of means of units in randomised clusters, from one sum and one count a cluster: what a scan can gather for any number of units.</summary>
/// <remarks>
/// With S the sum and n the units of a cluster an arm's mean is Σ S/Σ n, a ratio of means over clusters; its squared error is by the delta method Σ (S − R n)²/(G (G − 1) n̄²) (Deng, Lu and Litz 2017, WSDM, §3), which is the arm's CR0 × G/(G − 1).
/// Degrees of freedom by Welch and Satterthwaite over clusters; the arms' variances and numbers of clusters may differ. Valid when whole clusters were assigned. For clusters of one size it is Welch's test of the
/// clusters' means.
/// </remarks>
public static class ClusterDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cluster_ratio";

    /// <summary>One arm's clusters: quantity 0 their sums, quantity 1 their numbers of units.</summary>
    /// <exception cref="ArgumentException">Not one count a sum.</exception>
    public static JointMoments Arm(double[] sums, double[] counts) => JointMoments.Of(sums, counts);

    /// <summary>The contrast, to be asked at any level; its counts are clusters.</summary>
    /// <param name="control">Joint moments over control clusters of sum and count.</param>
    /// <param name="treatment">Joint moments over treatment clusters of sum and count.</param>
    /// <returns>Undefined below two clusters in an arm, without units in an arm, and where no cluster differs from its arm's mean.</returns>
    public static Estimable<Contrast> Contrast(JointMoments control, JointMoments treatment)
    {
        var a = RatioOfMeans.Arm(control, 0, 1);
        var b = RatioOfMeans.Arm(treatment, 0, 1);
        return !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : KpiLab.Statistics.Contrast.Satterthwaite(Method, a.Value, b.Value);
    }
}
