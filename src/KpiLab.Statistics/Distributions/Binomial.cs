namespace KpiLab.Statistics;

/// <summary>The binomial distribution: successes in n trials of probability p.</summary>
/// <remarks>
/// Mass by Loader (2000), Fast and accurate computation of binomial probabilities. Tails by the beta distribution, P(X &gt; k) = I_p(k + 1, n − k):
/// Abramowitz and Stegun (1964), 26.5.24.
/// </remarks>
public static class Binomial
{
    /// <summary>P(X = k); zero outside 0..n.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">n negative, or p outside [0, 1].</exception>
    public static double Mass(long k, long n, double p)
    {
        Check(n, p);
        if (k < 0 || k > n)
        {
            return 0;
        }

        if (p is 0 or 1)
        {
            return k == (p == 0 ? 0 : n) ? 1 : 0;
        }

        if (k == 0)
        {
            return Math.Exp(n * SpecialFunctions.Log1P(-p));
        }

        if (k == n)
        {
            return Math.Pow(p, n);
        }

        double a = k, b = n - k;
        return Math.Exp(SpecialFunctions.LogBetaKernel(p, 1 - p, a, b, SpecialFunctions.DistanceFromMean(p, a, b))) * (n / a / b);
    }

    /// <summary>P(X ≤ k).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">n negative, or p outside [0, 1].</exception>
    public static double Cdf(long k, long n, double p) => Tails(k, n, p).Upper;

    /// <summary>P(X &gt; k).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">n negative, or p outside [0, 1].</exception>
    public static double Survival(long k, long n, double p) => Tails(k, n, p).Lower;

    /// <summary>The smallest k with P(X ≤ k) ≥ <paramref name="probability"/>; 0 at 0.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">n negative, or a probability outside [0, 1].</exception>
    public static long Quantile(double probability, long n, double p)
    {
        Domain.Probability(probability);
        Check(n, p);
        return DiscreteQuantile.Smallest(k => Cdf(k, n, p) >= probability, Guess(Normal.Quantile(probability), n, p), n);
    }

    /// <summary>The smallest k with P(X &gt; k) ≤ <paramref name="probability"/>; 0 at 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">n negative, or a probability outside [0, 1].</exception>
    public static long UpperQuantile(double probability, long n, double p)
    {
        Domain.Probability(probability);
        Check(n, p);
        return DiscreteQuantile.Smallest(k => Survival(k, n, p) <= probability, Guess(Normal.UpperQuantile(probability), n, p), n);
    }

    // Cornish and Fisher (1938): mean, spread and skewness.
    private static double Guess(double z, long n, double p)
        => (n * p) + (z * Math.Sqrt(n * p * (1 - p))) + (((z * z) - 1) * (1 - (2 * p)) / 6);

    // The lower tail of a beta variable is the upper tail of the count.
    private static TailPair Tails(long k, long n, double p)
    {
        Check(n, p);
        if (k < 0)
        {
            return TailPair.AllBelow;
        }

        if (k >= n || p == 0)
        {
            return TailPair.AllAbove;
        }

        return p == 1 ? TailPair.AllBelow : SpecialFunctions.RegularisedBetaTails(p, k + 1.0, n - k);
    }

    private static void Check(long n, double p)
    {
        Domain.Count(n);
        Domain.Probability(p);
    }
}
