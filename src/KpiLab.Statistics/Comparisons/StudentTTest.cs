namespace KpiLab.Statistics;

/// <summary>Difference of two means whose variances are assumed equal, with the pooled variance.</summary>
/// <remarks>
/// Student (1908), Biometrika 6:1; Fisher (1925). Wrong when variances and arm sizes both differ; <see cref="WelchTest"/> is the default. Defined when
/// both arms have at least two units and one of them varies.
/// </remarks>
public static class StudentTTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "student";

    /// <summary>((na − 1) va + (nb − 1) vb) / (na + nb − 2).</summary>
    public static double PooledVariance(in Arm control, in Arm treatment)
        => (((control.Count - 1) * control.UnitVariance) + ((treatment.Count - 1) * treatment.UnitVariance)) / (control.Count + treatment.Count - 2);

    /// <summary>The contrast treatment − control, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(in Arm control, in Arm treatment)
    {
        if (Arms.Refuse(control, treatment, 2) is { } reason)
        {
            return reason;
        }

        var pooled = PooledVariance(control, treatment);
        return KpiLab.Statistics.Contrast.WithReference(
            Method, control with { UnitVariance = pooled }, treatment with { UnitVariance = pooled }, control.Count + treatment.Count - 2);
    }

    /// <summary>Everything at one level.</summary>
    public static Estimable<Comparison> Compare(
        in Arm control, in Arm treatment, Level level, Alternative alternative = Alternative.TwoSided, LiftMethod lift = LiftMethod.Fieller)
        => Contrast(control, treatment).Select(c => c.Compare(level, alternative, lift));
}
