namespace KpiLab.Statistics;

/// <summary>Difference of two means whose variances may differ.</summary>
/// <remarks>
/// Welch (1947), Biometrika 34:28. Defined when both arms have at least two units and one of them varies. Everything that reduces to an
/// <see cref="Arm"/> (a mean, a proportion, a ratio of means) is compared by it.
/// </remarks>
public static class WelchTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "welch";

    /// <summary>The contrast treatment − control, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(in Arm control, in Arm treatment) => KpiLab.Statistics.Contrast.Satterthwaite(Method, control, treatment);

    /// <inheritdoc cref="Contrast(in Arm, in Arm)"/>
    public static Estimable<Contrast> Contrast(in Moments control, in Moments treatment) => Contrast(Arm.Of(control), Arm.Of(treatment));

    /// <summary>Everything at one level.</summary>
    public static Estimable<Comparison> Compare(
        in Arm control, in Arm treatment, Level level, Alternative alternative = Alternative.TwoSided, LiftMethod lift = LiftMethod.Fieller)
        => Contrast(control, treatment).Select(c => c.Compare(level, alternative, lift));

    /// <inheritdoc cref="Compare(in Arm, in Arm, Level, Alternative, LiftMethod)"/>
    public static Estimable<Comparison> Compare(
        in Moments control, in Moments treatment, Level level, Alternative alternative = Alternative.TwoSided, LiftMethod lift = LiftMethod.Fieller)
        => Compare(Arm.Of(control), Arm.Of(treatment), level, alternative, lift);
}
