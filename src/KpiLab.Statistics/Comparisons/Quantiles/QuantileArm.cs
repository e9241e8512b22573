namespace KpiLab.Statistics;

/// <summary>One arm's quantile, with the two sample quantiles that its standard error is read from.</summary>
/// <param name="Count">Units (or, clustered, events).</param>
/// <param name="Level">Which quantile: ν in (0, 1).</param>
/// <param name="Estimate">The sample quantile.</param>
/// <param name="Lower">The sample quantile at ν − z √(ν(1 − ν)/n*).</param>
/// <param name="Upper">The sample quantile at ν + z √(ν(1 − ν)/n*).</param>
/// <param name="PlannedCount">n*, the count that the two places were chosen for; equal to the count when all is read at once.</param>
public sealed record QuantileArm(long Count, double Level, double Estimate, double Lower, double Upper, double PlannedCount)
{
    /// <summary>The multiplier of the two places: the upper 2.5 % point of the normal law, for every alpha.</summary>
    internal const double Reach = 1.959963984540054;

    private const double SmallestVariance = 1e-5;

    /// <summary>From value counts, by quantiles of type 7.</summary>
    /// <returns>Undefined without units, and where the two places are not both inside (0, 1).</returns>
    public static Estimable<QuantileArm> Of(ValueCounts values, double level)
    {
        Domain.Probability(level);
        var n = values.Count;
        if (Refuse(n, level) is { } reason)
        {
            return reason;
        }

        var reach = Reach * Math.Sqrt(level * (1 - level) / n);
        return new QuantileArm(
            n,
            level,
            SampleQuantile.Of(values, level).Value,
            SampleQuantile.Of(values, Math.Max(0, level - reach)).Value,
            SampleQuantile.Of(values, Math.Min(1, level + reach)).Value,
            n);
    }

    /// <summary>Variance of one unit's influence on the quantile: (n*/n)(n − 1)((upper − lower)/2z)², at least 10⁻⁵ from 100 units on.</summary>
    /// <returns>Undefined for too few units and where the two quantiles coincide.</returns>
    public Estimable<double> UnitVariance()
    {
        if (Refuse(Count, Level) is { } reason)
        {
            return reason;
        }

        if (Upper == Lower)
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"the quantiles on either side of {Level} are both {Lower}: the values do not vary there"));
        }

        var width = (Upper - Lower) / (2 * Reach);
        var variance = PlannedCount / Count * (Count - 1) * width * width;
        return Count >= 100 ? Math.Max(SmallestVariance, variance) : variance;
    }

    private static Undefined? Refuse(long n, double level)
    {
        if (level is not (> 0 and < 1))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a quantile lies between 0 and 1, not at {level}"));
        }

        var least = Reach * Reach * Math.Max(level / (1 - level), (1 - level) / level);
        return n > least ? null : new Undefined(
            Undefined.TooFewUnits, Invariant($"the quantile {level} needs more than {least:0.#} units an arm, not {n}"));
    }
}

/// <summary>Sums over clusters, for a quantile of events where the cluster (a user) was assigned.</summary>
/// <param name="Clusters">How many clusters.</param>
/// <param name="Below">Over clusters, the sum of events at or below the quantile.</param>
/// <param name="BelowSquared">Over clusters, the sum of its squares.</param>
/// <param name="Events">Over clusters, the sum of events.</param>
/// <param name="EventsSquared">Over clusters, the sum of its squares.</param>
/// <param name="Product">Over clusters, the sum of the products of both.</param>
public sealed record ClusterSums(long Clusters, double Below, double BelowSquared, double Events, double EventsSquared, double Product)
{
    /// <summary>How many times larger clustering makes the variance of the share below the quantile than ν(1 − ν)/n.</summary>
    /// <remarks>Deng, Knoblich and Lu (2018), KDD, §4: the share is a ratio of two means over clusters, by the delta method.</remarks>
    internal Estimable<double> VarianceInflation(long count, double level)
    {
        if (Clusters < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"clustered quantiles need at least 2 clusters an arm, not {Clusters}"));
        }

        double k = Clusters, ms = Below / k, mn = Events / k;
        double Covariance(double products, double mx, double my) => (products - (k * mx * my)) / (k - 1);
        double vs = Covariance(BelowSquared, ms, ms), vn = Covariance(EventsSquared, mn, mn), csn = Covariance(Product, ms, mn);
        var ratio = ms / mn;
        var variance = (vs - (2 * ratio * csn) + (ratio * ratio * vn)) / (k * mn * mn);
        var inflation = variance / (level * (1 - level) / count);
        return inflation > 0 && double.IsFinite(inflation)
            ? inflation
            : new Undefined(Undefined.ZeroVariance, Invariant($"the share of events below the quantile has the variance {variance} over {Clusters} clusters"));
    }
}
