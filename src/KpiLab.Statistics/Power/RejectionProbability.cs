namespace KpiLab.Statistics;

/// <summary>How often a z or t test rejects when its statistic is centred elsewhere than at 0.</summary>
internal static class RejectionProbability
{
    // From here on Student's t is the normal law to thirteen digits.
    private const double NormalFrom = 1e13;

    // From here on the normal part of a noncentral t does not matter beside its centre.
    private const double Far = 1e4;

    /// <summary>Both tails of a two-sided test, one of a one-sided.</summary>
    /// <param name="noncentrality">Effect / standard error.</param>
    /// <param name="degreesOfFreedom">Of the t law; null for the normal.</param>
    /// <param name="alpha">Error rate of the test.</param>
    /// <param name="alternative">Its alternative.</param>
    public static double Of(double noncentrality, double? degreesOfFreedom, double alpha, Alternative alternative)
    {
        var reference = new ReferenceDistribution(degreesOfFreedom is { } df && df < NormalFrom ? df : null);
        var critical = reference.UpperQuantile(alternative == Alternative.TwoSided ? alpha / 2 : alpha);
        return alternative switch
        {
            Alternative.Greater => Above(critical, noncentrality, reference),
            Alternative.Less => Above(critical, -noncentrality, reference),
            _ => Math.Min(1, Above(critical, noncentrality, reference) + Above(critical, -noncentrality, reference)),
        };
    }

    /// <summary>P(statistic &gt; critical).</summary>
    public static double Above(double critical, double noncentrality, ReferenceDistribution reference)
    {
        if (double.IsInfinity(noncentrality) || double.IsInfinity(critical))
        {
            return noncentrality > 0 && !double.IsPositiveInfinity(critical) ? 1 : 0;
        }

        if (reference.DegreesOfFreedom is not { } df)
        {
            return Normal.Survival(critical - noncentrality);
        }

        if (Math.Abs(noncentrality) > Far)
        {
            // (λ + Z)/√(χ²/df) where Z is nothing beside λ: an error of the order λ⁻².
            return noncentrality < 0 || critical <= 0 ? noncentrality > 0 ? 1 : 0 : ChiSquared.Cdf(Math.Min(double.MaxValue, df * (noncentrality / critical) * (noncentrality / critical)), df);
        }

        return NoncentralT.Survival(critical, df, noncentrality);
    }

    public static bool HasDirection(double effect, Alternative alternative) => alternative switch
    {
        Alternative.Greater => effect > 0,
        Alternative.Less => effect < 0,
        _ => effect != 0 && double.IsFinite(effect),
    };
}
