namespace KpiLab.Statistics;

/// <summary>Ratio of two means measured on the same units, e.g. revenue per session with users as units.</summary>
/// <remarks>
/// Delta method (Deng, Knoblich and Lu 2018, KDD, §3.2): R = M/D, and a unit's influence is (m − R d)/D, whose variance is vm/D² + R² vd/D² − 2R cov(m, d)/D². Undefined where the mean
/// denominator is zero. Compare two such arms with <see cref="WelchTest"/>.
/// </remarks>
public static class RatioOfMeans
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "ratio_delta";

    /// <summary>One arm's ratio.</summary>
    /// <param name="moments">Joint moments of the arm's units.</param>
    /// <param name="numerator">Index of the numerator in them.</param>
    /// <param name="denominator">Index of the denominator in them.</param>
    public static Estimable<Arm> Arm(JointMoments moments, int numerator, int denominator)
        => Estimand.Ratio(numerator, denominator).In(moments).Select(influence => new Arm(moments.Count, influence.Value, influence.Variance));

    /// <summary>The contrast of two arms' ratios, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(JointMoments control, JointMoments treatment, int numerator, int denominator)
    {
        var a = Arm(control, numerator, denominator);
        var b = Arm(treatment, numerator, denominator);
        return !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : KpiLab.Statistics.Contrast.Satterthwaite(Method, a.Value, b.Value);
    }
}
