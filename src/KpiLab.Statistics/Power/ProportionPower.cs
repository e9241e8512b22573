namespace KpiLab.Statistics;

/// <summary>Sample sizes of a two-sided comparison of two proportions, equal arms, by the four usual formulas.</summary>
/// <param name="PooledNull">Units an arm, standard error pooled under the null hypothesis (Fleiss, Levin and Paik 2003, eq. 4.14); R's <c>power.prop.test</c>.</param>
/// <param name="Unpooled">Units an arm, unpooled standard error.</param>
/// <param name="FleissCorrected">The first with the continuity correction of Fleiss, Levin and Paik (2003), eq. 4.18.</param>
/// <param name="Arcsine">Units an arm on the arcsine scale (Cohen 1988, ch. 6), both tails counted.</param>
[TypeFormatterSource]
public sealed record ProportionSampleSizes(double PooledNull, double Unpooled, double FleissCorrected, double Arcsine) : IShowable;

/// <summary>Planning of a two-sided comparison of two proportions with equal arms.</summary>
/// <remarks>Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, ch. 4. Sizes are real numbers; round up.</remarks>
public static class ProportionPower
{
    /// <summary>2 asin √p_a − 2 asin √p_b (Cohen 1988, ch. 6).</summary>
    public static double CohensH(double control, double treatment) => 2 * (Math.Asin(Math.Sqrt(control)) - Math.Asin(Math.Sqrt(treatment)));

    /// <summary>The sample sizes.</summary>
    /// <returns>Undefined for equal proportions.</returns>
    public static Estimable<ProportionSampleSizes> SampleSizes(double control, double treatment, double alpha, double power)
    {
        if ((Refuse(control, treatment) ?? PowerSearch.RefusePower(alpha, power)) is { } reason)
        {
            return reason;
        }

        var (apart, nullSd, sd) = Spread(control, treatment);
        double za = Normal.UpperQuantile(alpha / 2), zb = Normal.UpperQuantile(1 - power);
        double Square(double x) => x * x;
        var pooled = Square(((za * nullSd) + (zb * sd)) / apart);
        var arcsine = new TwoSamplePower(1, alpha, Alternative.TwoSided, WithT: false).Controls(Math.Abs(CohensH(control, treatment)), power);
        return arcsine.IsDefined && double.IsFinite(pooled)
            ? new ProportionSampleSizes(
                pooled, Square((za + zb) * sd / apart), pooled / 4 * Square(1 + Math.Sqrt(1 + (4 / (pooled * apart)))), arcsine.Value)
            : arcsine.IsDefined ? new Undefined(Undefined.OutsideDomain, "the proportions are too near for a sample size") : arcsine.Reason;
    }

    /// <summary>Power of the pooled z test with so many units an arm, both tails counted.</summary>
    /// <returns>Undefined where both proportions are 0 or both 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">alpha outside [0, 1].</exception>
    public static Estimable<double> At(double control, double treatment, double units, double alpha)
    {
        Domain.Probability(alpha);
        var (apart, nullSd, sd) = Spread(control, treatment);
        if (!(sd > 0) || !(units > 0))
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"proportions of {control} and {treatment} over {units} units do not vary"));
        }

        double k = Math.Sqrt(units) * apart, bound = Normal.UpperQuantile(alpha / 2) * nullSd;
        return Math.Min(1, Normal.Cdf((k - bound) / sd) + Normal.Cdf((-k - bound) / sd));
    }

    private static (double Apart, double NullSd, double Sd) Spread(double a, double b)
    {
        var mean = (a + b) / 2;
        return (Math.Abs(a - b), Math.Sqrt(2 * mean * (1 - mean)), Math.Sqrt((a * (1 - a)) + (b * (1 - b))));
    }

    private static Undefined? Refuse(double a, double b)
        => !(a is >= 0 and <= 1 && b is >= 0 and <= 1) ? new Undefined(Undefined.OutsideDomain, Invariant($"{a} and {b} are not both proportions"))
            : a == b ? new Undefined(Undefined.OutsideDomain, Invariant($"no sample shows a difference between {a} and {b}")) : null;
}
