namespace KpiLab.Statistics;

/// <summary>Whether several groups have one mean.</summary>
/// <param name="BetweenSumOfSquares">Σ n (group mean − mean)².</param>
/// <param name="WithinSumOfSquares">Σ of the groups' centred sums of squares.</param>
/// <param name="BetweenDegreesOfFreedom">Groups − 1.</param>
/// <param name="WithinDegreesOfFreedom">Values − groups.</param>
/// <param name="F">Ratio of the mean squares.</param>
/// <param name="PValue">P(F ≥ f), from the survival function.</param>
[TypeFormatterSource]
public sealed record OneWayAnovaResult(
    double BetweenSumOfSquares, double WithinSumOfSquares, long BetweenDegreesOfFreedom, long WithinDegreesOfFreedom, double F, double PValue) : IShowable
{
    /// <summary>Between / total sum of squares.</summary>
    public double RSquared => BetweenSumOfSquares / (BetweenSumOfSquares + WithinSumOfSquares);

    /// <summary>Standard deviation within groups.</summary>
    public double ResidualStandardDeviation => Math.Sqrt(WithinSumOfSquares / WithinDegreesOfFreedom);
}

/// <summary>One-way analysis of variance.</summary>
/// <remarks>
/// Fisher (1925), Statistical Methods for Research Workers, §40. Assumes equal variances. Undefined with fewer than two groups, where a group is empty, without
/// degrees of freedom within groups, and where no group varies.
/// </remarks>
public static class OneWayAnova
{
    /// <summary>From the values of each group.</summary>
    /// <remarks>All values are first shifted by the first one, exactly where it matters, so that common leading digits cost nothing.</remarks>
    public static Estimable<OneWayAnovaResult> Test(params IReadOnlyList<double[]> groups)
    {
        var shift = groups.FirstOrDefault(g => g.Length > 0)?[0] ?? 0;
        return Test([.. groups.Select(g => Moments.Of(Array.ConvertAll(g, v => v - shift)))]);
    }

    /// <summary>From the moments of each group. F does not change when a constant is taken off all values: where they share leading digits, do so first.</summary>
    public static Estimable<OneWayAnovaResult> Test(params IReadOnlyList<Moments> groups)
    {
        var values = groups.Sum(g => g.Count);
        if (groups.Count < 2 || groups.Any(g => g.Count == 0) || values <= groups.Count)
        {
            return new Undefined(
                Undefined.TooFewUnits, Invariant($"a one-way analysis needs two groups, none empty, and more values than groups; there are {groups.Count} groups and {values} values"));
        }

        DoubleDouble total = default, within = default, between = default;
        foreach (var group in groups)
        {
            total += DoubleDouble.Product(group.Count, group.Mean);
            within += group.CentredSumOfSquares;
        }

        var mean = total / values;
        foreach (var group in groups)
        {
            var distance = (new DoubleDouble(group.Mean) - mean).Value;
            between += DoubleDouble.Product(distance * group.Count, distance);
        }

        if (!(within.Value > 0))
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"no value differs from the mean of its group, in {groups.Count} groups of {values} values"));
        }

        long df1 = groups.Count - 1, df2 = values - groups.Count;
        var f = between.Value / df1 / (within.Value / df2);
        return new OneWayAnovaResult(between.Value, within.Value, df1, df2, f, FisherF.Survival(f, df1, df2));
    }
}
