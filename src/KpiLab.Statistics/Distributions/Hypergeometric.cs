namespace KpiLab.Statistics;

/// <summary>The hypergeometric distribution: marked units among <c>draws</c> taken without replacement from a population.</summary>
/// <remarks>
/// Mass as a quotient of three binomial masses, each by Loader's (2000) deviances; tails by summing ratios of neighbouring masses away from the mode, in logarithms, so that a tail far
/// below the range of a double can still be compared.
/// </remarks>
public static class Hypergeometric
{
    private const double Negligible = 1e-18;

    /// <summary>P(K = k); zero where there is no such table.</summary>
    /// <param name="k">Marked units drawn.</param>
    /// <param name="draws">Units drawn.</param>
    /// <param name="marked">Marked units in the population.</param>
    /// <param name="population">Units in the population.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or draws or marked exceed the population.</exception>
    public static double Mass(long k, long draws, long marked, long population) => Math.Exp(LogMass(k, draws, marked, population));

    /// <summary>P(K ≤ k).</summary>
    /// <inheritdoc cref="Mass"/>
    public static double Cdf(long k, long draws, long marked, long population) => Math.Exp(LogCdf(k, draws, marked, population));

    /// <summary>P(K &gt; k).</summary>
    /// <inheritdoc cref="Mass"/>
    public static double Survival(long k, long draws, long marked, long population) => Math.Exp(LogUpper(k + 1, draws, marked, population));

    /// <summary>The most probable count.</summary>
    internal static long Mode(long draws, long marked, long population)
        => (long)Math.Floor((draws + 1.0) * ((marked + 1.0) / (population + 2.0)));

    internal static double LogMass(long k, long draws, long marked, long population)
    {
        Check(draws, marked, population);
        if (k < Math.Max(0, marked - (population - draws)) || k > Math.Min(draws, marked))
        {
            return double.NegativeInfinity;
        }

        if (marked == 0 || marked == population)
        {
            return 0;
        }

        var p = (double)marked / population;
        return LogBinomial(k, draws, p) + LogBinomial(marked - k, population - draws, p) - LogBinomial(marked, population, p);
    }

    /// <summary>ln P(K ≤ k).</summary>
    internal static double LogCdf(long k, long draws, long marked, long population)
    {
        // Counting the units not drawn turns the lower tail into an upper one.
        return LogUpper(marked - k, population - draws, marked, population);
    }

    /// <summary>ln P(K ≥ k).</summary>
    internal static double LogUpper(long k, long draws, long marked, long population)
    {
        Check(draws, marked, population);
        long least = Math.Max(0, marked - (population - draws)), most = Math.Min(draws, marked);
        if (k <= least)
        {
            return 0;
        }

        if (k > most)
        {
            return double.NegativeInfinity;
        }

        if (k > Mode(draws, marked, population))
        {
            return LogMass(k, draws, marked, population) + Math.Log(SumUpwards(k, most, draws, marked, population));
        }

        var lower = LogMass(k - 1, draws, marked, population) + Math.Log(SumDownwards(k - 1, least, draws, marked, population));
        return SpecialFunctions.Log1P(-Math.Min(1, Math.Exp(lower)));
    }

    // Σ P(j)/P(k) over j ≥ k, the terms falling.
    private static double SumUpwards(long k, long most, long draws, long marked, long population)
    {
        double sum = 1, term = 1, rest = population - draws - marked;
        for (var j = k; j < most && term > Negligible * sum; j++)
        {
            term *= (double)(draws - j) / (j + 1) * ((marked - j) / (rest + j + 1));
            sum += term;
        }

        return sum;
    }

    private static double SumDownwards(long k, long least, long draws, long marked, long population)
    {
        double sum = 1, term = 1, rest = population - draws - marked;
        for (var j = k; j > least && term > Negligible * sum; j--)
        {
            term *= j / (double)(draws - j + 1) * ((rest + j) / (marked - j + 1));
            sum += term;
        }

        return sum;
    }

    private static double LogBinomial(long k, long n, double p)
    {
        if (k == 0 || k == n)
        {
            return k == n ? (n == 0 ? 0 : n * Math.Log(p)) : n * SpecialFunctions.Log1P(-p);
        }

        double a = k, b = n - k;
        return SpecialFunctions.LogBetaKernel(p, 1 - p, a, b, SpecialFunctions.DistanceFromMean(p, a, b)) + Math.Log(n / a / b);
    }

    private static void Check(long draws, long marked, long population)
    {
        if (draws < 0 || marked < 0 || draws > population || marked > population)
        {
            throw new ArgumentOutOfRangeException(
                nameof(population), population, Invariant($"{draws} draws and {marked} marked units must lie between 0 and the population of {population}"));
        }
    }
}
