namespace KpiLab.Statistics;

/// <summary>What resampling says of a difference, treatment − control.</summary>
/// <param name="Observed">The difference in the data.</param>
/// <param name="StandardError">Standard deviation of the resampled differences, divisor R − 1.</param>
/// <param name="Percentile">Between quantiles of the resampled differences.</param>
/// <param name="Basic">The percentile interval reflected about the observed difference.</param>
/// <param name="Bca">Bias-corrected and accelerated (Efron 1987); undefined where all resamples lie on one side of the observed difference.</param>
/// <param name="Resamples">How many there were.</param>
[TypeFormatterSource]
public sealed record BootstrapResult(
    double Observed, double StandardError, ConfidenceSet Percentile, ConfidenceSet Basic, Estimable<ConfidenceSet> Bca, int Resamples) : IShowable
{
    /// <summary>Of resampled differences, and for BCa of the leave-one-out values within each arm.</summary>
    internal static Estimable<BootstrapResult> Of(double observed, double[] replicates, Level level, params ReadOnlySpan<IReadOnlyList<(double Value, long Count)>> leftOut)
    {
        var moments = KpiLab.Statistics.Moments.Of(replicates);
        if (!double.IsFinite(moments.CentredSumOfSquares) || !double.IsFinite(observed))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"some resamples of the difference {observed} are not finite numbers"));
        }

        if (moments.CentredSumOfSquares == 0)
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"every resample has the same difference, {observed}: neither arm varies"));
        }

        var sorted = (double[])replicates.Clone();
        Array.Sort(sorted);
        return new BootstrapResult(
            observed,
            moments.StandardDeviation,
            Between(sorted, level),
            Reflected(observed, sorted, level),
            BiasCorrected(observed, sorted, level, Acceleration(leftOut)),
            sorted.Length);
    }

    internal static ConfidenceSet Between(double[] sorted, Level level)
        => ConfidenceSet.Between(At(sorted, level.Alpha / 2), At(sorted, 1 - (level.Alpha / 2)), level);

    internal static ConfidenceSet Reflected(double observed, double[] sorted, Level level)
        => ConfidenceSet.Between((2 * observed) - At(sorted, 1 - (level.Alpha / 2)), (2 * observed) - At(sorted, level.Alpha / 2), level);

    // Efron and Tibshirani (1993), An Introduction to the Bootstrap, §14.3; acceleration of two independent arms by the sum of their influences.
    internal static Estimable<ConfidenceSet> BiasCorrected(double observed, double[] sorted, Level level, double acceleration)
    {
        int below = First(sorted, v => v >= observed), notAbove = First(sorted, v => v > observed);
        var z0 = Normal.Quantile((below + notAbove) / (2.0 * sorted.Length));
        if (double.IsInfinity(z0))
        {
            return new Undefined(Undefined.OutsideDomain, "all resamples lie on one side of the observed difference");
        }

        double Share(double z) => Normal.Cdf(z0 + ((z0 + z) / (1 - (acceleration * (z0 + z)))));
        double za = Normal.Quantile(level.Alpha / 2), low = Share(za), high = Share(-za);
        return low <= high
            ? ConfidenceSet.Between(At(sorted, low), At(sorted, high), level)
            : new Undefined(Undefined.OutsideDomain, Invariant($"an acceleration of {acceleration} turns the interval around"));
    }

    internal static double Acceleration(ReadOnlySpan<IReadOnlyList<(double Value, long Count)>> leftOut)
    {
        double squares = 0, cubes = 0;
        foreach (var arm in leftOut)
        {
            double n = arm.Sum(v => v.Count), mean = arm.Sum(v => v.Value * (v.Count / n));
            foreach (var (value, count) in arm)
            {
                var u = (n - 1) * (mean - value) / n;
                squares += count * u * u;
                cubes += count * u * u * u;
            }
        }

        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double At(double[] sorted, double share)
    {
        var (rank, weight) = SampleQuantile.Place(sorted.Length, share, QuantileType.Linear);
        return SampleQuantile.Between(sorted[Math.Clamp(rank, 1, sorted.Length) - 1], sorted[Math.Clamp(rank + 1, 1, sorted.Length) - 1], weight);
    }

    private static int First(double[] sorted, Func<double, bool> holds)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(sorted[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
