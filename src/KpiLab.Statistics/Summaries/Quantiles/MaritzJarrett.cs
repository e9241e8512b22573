namespace KpiLab.Statistics;

/// <summary>Standard error of a sample quantile, without a density estimate.</summary>
/// <remarks>
/// Maritz and Jarrett (1978), J. Am. Stat. Assoc. 73:194: the order statistic of rank k = ⌊q n + ½⌋ has a beta law over the ranks, whose probabilities weight the
/// observed values. With ties the weights of equal values add up, so that the work is one step a distinct value.
/// </remarks>
public static class MaritzJarrett
{
    /// <summary>The standard error, in the values' unit.</summary>
    /// <returns>Undefined where the rank is at an end: k ≤ 1 or k ≥ n.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1].</exception>
    public static Estimable<double> StandardError(ValueCounts values, double q)
    {
        Domain.Probability(q);
        var n = values.Count;
        var k = (long)Math.Floor((q * n) + 0.5);
        if (k - 1 <= 0 || n - k <= 0)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"the quantile {q} of {n} units lies at their end, where its error cannot be estimated"));
        }

        // About the quantile itself, so that the two sums do not cancel.
        double centre = values.OrderStatistic(k), first = 0, second = 0, before = 0;
        for (var i = 0; i < values.Values.Length; i++)
        {
            var upTo = SpecialFunctions.RegularisedBetaLower((double)values.Cumulative[i] / n, k - 1, n - k);
            double weight = upTo - before, apart = values.Values[i] - centre;
            first += weight * apart;
            second += weight * apart * apart;
            before = upTo;
        }

        return Math.Sqrt(Math.Max(0, second - (first * first)));
    }
}
