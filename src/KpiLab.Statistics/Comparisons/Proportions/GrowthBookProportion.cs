namespace KpiLab.Statistics;

/// <summary>Comparison of two proportions in the convention of gbstats: unit variance p(1 − p) with divisor n, unpooled, t reference by Welch.</summary>
/// <remarks>Refused where <see cref="GrowthBookConvention"/> refuses. Relative results by <see cref="DeltaLift"/> on this contrast.</remarks>
public static class GrowthBookProportion
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "gb_proportion";

    /// <summary>The contrast, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(Proportion control, Proportion treatment)
    {
        var contrast = KpiLab.Statistics.Contrast.Satterthwaite(Method, control.BinomialArm, treatment.BinomialArm);
        return contrast.IsDefined && GrowthBookConvention.Refuse(contrast.Value) is { } reason ? reason : contrast;
    }
}
