namespace KpiLab.Statistics;

/// <summary>The Poisson distribution with a mean.</summary>
/// <remarks>
/// Mass by Loader (2000), as for the binomial. Tails by the gamma distribution, P(X &gt; k) = P(k + 1, mean): Abramowitz and Stegun (1964), 26.4.21.
/// </remarks>
public static class Poisson
{
    /// <summary>P(X = k); zero below 0.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Mean negative or not finite.</exception>
    public static double Mass(long k, double mean)
    {
        Check(mean);
        if (k < 0 || mean == 0)
        {
            return k == 0 ? 1 : 0;
        }

        return k == 0 ? Math.Exp(-mean) : Math.Exp(SpecialFunctions.LogGammaKernel(k, mean)) / k;
    }

    /// <summary>P(X ≤ k).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Mean negative or not finite.</exception>
    public static double Cdf(long k, double mean) => Tails(k, mean).Upper;

    /// <summary>P(X &gt; k).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Mean negative or not finite.</exception>
    public static double Survival(long k, double mean) => Tails(k, mean).Lower;

    /// <summary>The smallest k with P(X ≤ k) ≥ <paramref name="p"/>; 0 at 0, <see cref="long.MaxValue"/> at 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or mean negative or not finite.</exception>
    public static long Quantile(double p, double mean)
    {
        Domain.Probability(p);
        Check(mean);
        return p == 1 && mean > 0 ? long.MaxValue
            : DiscreteQuantile.Smallest(k => Cdf(k, mean) >= p, Guess(Normal.Quantile(p), mean), long.MaxValue);
    }

    /// <summary>The smallest k with P(X &gt; k) ≤ <paramref name="q"/>; <see cref="long.MaxValue"/> at 0, 0 at 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or mean negative or not finite.</exception>
    public static long UpperQuantile(double q, double mean)
    {
        Domain.Probability(q);
        Check(mean);
        return q == 0 && mean > 0 ? long.MaxValue
            : DiscreteQuantile.Smallest(k => Survival(k, mean) <= q, Guess(Normal.UpperQuantile(q), mean), long.MaxValue);
    }

    // Cornish and Fisher (1938): mean, spread and skewness.
    private static double Guess(double z, double mean) => mean + (z * Math.Sqrt(mean)) + (((z * z) - 1) / 6);

    // The lower tail of a gamma variable is the upper tail of the count.
    private static TailPair Tails(long k, double mean)
    {
        Check(mean);
        return k < 0 ? TailPair.AllBelow : SpecialFunctions.RegularisedGammaTails(k + 1.0, mean);
    }

    private static void Check(double mean)
    {
        Domain.AtLeast(mean, 0);
        Domain.Finite(mean);
    }
}
