namespace KpiLab.Statistics;

/// <summary>z test of two proportions with the pooled variance, the score test of no difference.</summary>
/// <remarks>Pearson (1900); its square is the chi-square statistic of the 2×2 table without correction. Undefined where all units, or none, succeed.</remarks>
public static class PooledProportionTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "z_pooled";

    /// <summary>The contrast with the pooled standard error and a normal reference; for intervals prefer <see cref="NewcombeDifference"/> or <see cref="ScoreDifference"/>.</summary>
    public static Estimable<Contrast> Contrast(Proportion control, Proportion treatment)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var pooled = new Proportion(control.Successes + treatment.Successes, control.Trials + treatment.Trials).Variance;
        return KpiLab.Statistics.Contrast.WithReference(
            Method, new Arm(control.Trials, control.Value, pooled), new Arm(treatment.Trials, treatment.Value, pooled), null);
    }
}
