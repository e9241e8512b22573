namespace KpiLab.Statistics;

/// <summary>The chi-squared distribution with real degrees of freedom: gamma with shape df/2 and rate 1/2.</summary>
/// <remarks>Abramowitz and Stegun (1964), 26.4.19. See <see cref="GammaDistribution"/>.</remarks>
public static class ChiSquared
{
    /// <summary>The density at <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Density(double x, double df)
    {
        Domain.Positive(df);
        return GammaDistribution.Density(x, df / 2, 0.5);
    }

    /// <summary>P(X ≤ x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Cdf(double x, double df)
    {
        Domain.Positive(df);
        return GammaDistribution.Cdf(x, df / 2, 0.5);
    }

    /// <summary>P(X &gt; x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Survival(double x, double df)
    {
        Domain.Positive(df);
        return GammaDistribution.Survival(x, df / 2, 0.5);
    }

    /// <summary>The x with P(X ≤ x) = <paramref name="p"/>; 0 and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or df not positive and finite.</exception>
    public static double Quantile(double p, double df)
    {
        Domain.Positive(df);
        return GammaDistribution.Quantile(p, df / 2, 0.5);
    }

    /// <summary>The x with P(X &gt; x) = <paramref name="q"/>; ∞ and 0 at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or df not positive and finite.</exception>
    public static double UpperQuantile(double q, double df)
    {
        Domain.Positive(df);
        return GammaDistribution.UpperQuantile(q, df / 2, 0.5);
    }
}
