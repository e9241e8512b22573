namespace KpiLab.Statistics;

/// <summary>How alike units of one cluster are.</summary>
/// <param name="Clusters">How many there are.</param>
/// <param name="MeanSize">Mean units of a cluster.</param>
/// <param name="Variation">Standard deviation of the sizes (divisor k) over their mean.</param>
/// <param name="Value">ICC: correlation of two units of a cluster; can be estimated below 0.</param>
[TypeFormatterSource]
public sealed record ClusterLikeness(long Clusters, double MeanSize, double Variation, double Value) : IShowable
{
    /// <summary>1 + ((1 + cv²) m − 1) ICC: by what clusters multiply the variance of a mean of units (Eldridge, Ashby and Kerry 2006, Int. J. Epidemiol. 35:1292).</summary>
    public double DesignEffect => 1 + ((((1 + (Variation * Variation)) * MeanSize) - 1) * Value);
}

/// <summary>Intraclass correlation of units in clusters, of means and shares.</summary>
/// <remarks>
/// The analysis of variance estimator (Donner and Klar 2000, Design and Analysis of Cluster Randomization Trials, §5.2 for means, §6.2 for shares): (MSB − MSW)/(MSB + (n₀ − 1) MSW), n₀ = (N − Σn²/N)/(k − 1).
/// </remarks>
public static class IntraclassCorrelation
{
    /// <summary>From sums and sizes of the clusters and the spread of all units.</summary>
    /// <param name="sums">Sum of the units of each cluster; for shares: their successes.</param>
    /// <param name="sizes">Units of each cluster, above 0.</param>
    /// <param name="centredSumOfSquares">Σ (x − mean)² over all units; N p (1 − p) for shares.</param>
    /// <returns>Undefined below two clusters, where no cluster has two units, and where units do not vary.</returns>
    /// <exception cref="ArgumentException">Not one size a sum, or a size that is not above 0.</exception>
    public static Estimable<ClusterLikeness> Of(ReadOnlySpan<double> sums, ReadOnlySpan<double> sizes, double centredSumOfSquares)
    {
        if (sums.Length != sizes.Length)
        {
            throw new ArgumentException(Invariant($"{sums.Length} sums have {sizes.Length} sizes"), nameof(sizes));
        }

        double k = sums.Length, n = 0, total = 0, squares = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            Domain.Positive(sizes[i], nameof(sizes));
            n += sizes[i];
            total += sums[i];
            squares += sizes[i] * sizes[i];
        }

        if (k < 2 || n <= k)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{k} clusters with {n} units do not say how alike units of a cluster are"));
        }

        double mean = total / n, between = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var apart = (sums[i] / sizes[i]) - mean;
            between += sizes[i] * apart * apart;
        }

        double msb = between / (k - 1), msw = Math.Max(0, centredSumOfSquares - between) / (n - k), typical = (n - (squares / n)) / (k - 1), denominator = msb + ((typical - 1) * msw);
        return denominator > 0
            ? new ClusterLikeness((long)k, n / k, Math.Sqrt(Math.Max(0, (squares * k / n / n) - 1)), (msb - msw) / denominator)
            : new Undefined(Undefined.ZeroVariance, "units do not vary, so that nothing says how alike those of a cluster are");
    }
}
