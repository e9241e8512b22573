namespace KpiLab.Statistics;

/// <summary>An interval for a population quantile between two order statistics.</summary>
/// <param name="LowerRank">Rank of the lower limit, from 1; absent where no order statistic is low enough.</param>
/// <param name="UpperRank">Rank of the upper limit; absent where none is high enough.</param>
/// <param name="Lower">The lower limit; −∞ without a rank.</param>
/// <param name="Upper">The upper limit; ∞ without a rank.</param>
/// <param name="Coverage">Probability that such an interval holds the quantile, for a continuous distribution; at least that for any other.</param>
[TypeFormatterSource]
public sealed record QuantileInterval(long? LowerRank, long? UpperRank, double Lower, double Upper, double Coverage) : IShowable;

/// <summary>Distribution-free interval for a quantile.</summary>
/// <remarks>Conover (1999), Practical Nonparametric Statistics, §3.2: the number of units at or below the quantile is Bin(n, q).</remarks>
public static class OrderStatisticInterval
{
    /// <summary>The interval, of at least the level.</summary>
    /// <returns>Undefined without units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1].</exception>
    public static Estimable<QuantileInterval> Of(ValueCounts values, double q, Level level)
    {
        Domain.Probability(q);
        var n = values.Count;
        if (n == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no units to take a quantile of");
        }

        var lower = Binomial.Quantile(level.Alpha / 2, n, q);
        var upper = Binomial.UpperQuantile(level.Alpha / 2, n, q) + 1;
        return new QuantileInterval(
            lower == 0 ? null : lower,
            upper > n ? null : upper,
            lower == 0 ? double.NegativeInfinity : values.OrderStatistic(lower),
            upper > n ? double.PositiveInfinity : values.OrderStatistic(upper),
            1 - Binomial.Survival(upper - 1, n, q) - Binomial.Cdf(lower - 1, n, q));
    }
}
