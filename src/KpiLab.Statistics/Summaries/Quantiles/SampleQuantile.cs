namespace KpiLab.Statistics;

/// <summary>How a sample quantile is read from the order statistics: the nine definitions of Hyndman and Fan (1996).</summary>
public enum QuantileType
{
    /// <summary>Inverse of the empirical distribution function.</summary>
    InverseCdf = 1,

    /// <summary>The same with averaging at its steps; SAS's default.</summary>
    AveragedInverseCdf = 2,

    /// <summary>The nearest order statistic, the even one at halves.</summary>
    NearestEven = 3,

    /// <summary>Linear interpolation of the empirical distribution function.</summary>
    LinearCdf = 4,

    /// <summary>Piecewise linear through the midpoints of its steps.</summary>
    Hazen = 5,

    /// <summary>p(n + 1); Minitab, SPSS.</summary>
    Weibull = 6,

    /// <summary>1 + p(n − 1); the default of R, NumPy, Excel and DuckDB's quantile_cont.</summary>
    Linear = 7,

    /// <summary>Approximately median-unbiased whatever the distribution.</summary>
    MedianUnbiased = 8,

    /// <summary>Approximately unbiased for a normal distribution.</summary>
    NormalUnbiased = 9,
}

/// <summary>The value below which a share q of the units lies.</summary>
/// <remarks>
/// Hyndman and Fan (1996), The American Statistician 50:361, with R's allowance of four machine epsilons (relative to the rank, so that it also holds for
/// millions of units) before a rank is taken as whole.
/// </remarks>
public static class SampleQuantile
{
    private const double Allowance = 4 * 2.220446049250313e-16;

    /// <summary>The quantile at q in [0, 1].</summary>
    /// <returns>Undefined without units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or no such type.</exception>
    public static Estimable<double> Of(ValueCounts values, double q, QuantileType type = QuantileType.Linear)
    {
        Domain.Probability(q);
        if (values.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no units to take a quantile of");
        }

        var (rank, weight) = Place(values.Count, q, type);
        return Between(Clamped(values, rank), Clamped(values, rank + 1), weight);
    }

    /// <summary>The lower of the two ranks that the quantile lies between, and the weight of the upper one.</summary>
    internal static (long Rank, double Weight) Place(long n, double q, QuantileType type)
    {
        var h = type switch
        {
            QuantileType.InverseCdf or QuantileType.AveragedInverseCdf or QuantileType.LinearCdf => n * q,
            QuantileType.NearestEven => (n * q) - 0.5,
            QuantileType.Hazen => Position(n, q, 0.5),
            QuantileType.Weibull => Position(n, q, 0),
            QuantileType.Linear => Position(n, q, 1),
            QuantileType.MedianUnbiased => Position(n, q, 1.0 / 3),
            QuantileType.NormalUnbiased => Position(n, q, 0.375),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there are nine types, 1 to 9"),
        };
        var allowance = Allowance * Math.Max(1, Math.Abs(h));
        var rank = (long)Math.Floor(h + allowance);
        var fraction = h - rank;
        var whole = Math.Abs(fraction) < allowance;
        return (rank, type switch
        {
            QuantileType.InverseCdf => whole ? 0 : 1,
            QuantileType.AveragedInverseCdf => whole ? 0.5 : 1,
            QuantileType.NearestEven => whole && rank % 2 == 0 ? 0 : 1,
            _ => whole ? 0 : fraction,
        });
    }

    internal static double Between(double lower, double upper, double weight)
        => weight == 0 || lower == upper ? lower : weight == 1 ? upper : ((1 - weight) * lower) + (weight * upper);

    private static double Position(long n, double q, double a) => a + (q * (n + 1 - a - a));

    private static double Clamped(ValueCounts values, long rank) => values.OrderStatistic(Math.Clamp(rank, 1, values.Count));
}
