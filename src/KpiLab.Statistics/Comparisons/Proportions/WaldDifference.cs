namespace KpiLab.Statistics;

/// <summary>Difference of two proportions with the unpooled standard error and a normal reference.</summary>
/// <remarks>
/// Not clipped to [−1, 1]. Covers too little when few units succeed or fail; there for comparison with other tools. Undefined where neither arm varies.
/// </remarks>
public static class WaldDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "wald";

    /// <summary>The contrast, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(Proportion control, Proportion treatment)
        => KpiLab.Statistics.Contrast.WithReference(Method, control.BinomialArm, treatment.BinomialArm, null);
}
