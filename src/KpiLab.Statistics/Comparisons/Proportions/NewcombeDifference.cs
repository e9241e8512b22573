namespace KpiLab.Statistics;

/// <summary>Interval of a difference of two proportions from the two Wilson intervals.</summary>
/// <remarks>Newcombe (1998), Statistics in Medicine 17:873, method 10 (square-and-add). Never leaves [−1, 1].</remarks>
public static class NewcombeDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "newcombe";

    /// <summary>Difference and interval; a one-sided alternative gives the half-line with all of alpha on one side.</summary>
    public static Estimable<Effect> Interval(Proportion control, Proportion treatment, Level level, Alternative alternative = Alternative.TwoSided)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var z = new ReferenceDistribution(null).Critical(level, alternative);
        if (z < 0)
        {
            return SearchRoots.OneSidedBelowHalf(level);
        }

        var (la, ua) = WilsonInterval.Limits(control, z);
        var (lb, ub) = WilsonInterval.Limits(treatment, z);
        double pa = control.Value, pb = treatment.Value, difference = pb - pa;
        return new Effect(difference, null, ConfidenceSet.Between(
            alternative == Alternative.Less ? double.NegativeInfinity : difference - double.Hypot(pb - lb, ua - pa),
            alternative == Alternative.Greater ? double.PositiveInfinity : difference + double.Hypot(ub - pb, pa - la),
            level));
    }
}
