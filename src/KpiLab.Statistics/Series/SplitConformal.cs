namespace KpiLab.Statistics;

/// <summary>A forecast interval by past errors alone.</summary>
/// <param name="Calibration">Rows that it was made from.</param>
/// <param name="Rank">⌈(n + 1)(1 − α)⌉.</param>
/// <param name="HalfWidth">The rank-th smallest |error|; infinite where the rank exceeds n.</param>
[TypeFormatterSource]
public sealed record ConformalInterval(int Calibration, int Rank, double HalfWidth) : IShowable
{
    /// <summary>forecast ± half width.</summary>
    public (double Lower, double Upper) Around(double forecast) => (forecast - HalfWidth, forecast + HalfWidth);
}

/// <summary>Intervals that cover 1 − α of coming outcomes whatever the errors' distribution, if they are exchangeable.</summary>
/// <remarks>Vovk, Gammerman and Shafer (2005); Lei et al. (2018), J. Am. Stat. Assoc. 113:1094. Drifting errors break the promise: watch the coverage.</remarks>
public static class SplitConformal
{
    /// <summary>The interval from forecasts and outcomes of the past.</summary>
    /// <returns>Undefined for gaps and without rows, or α outside (0, 1).</returns>
    public static Estimable<ConformalInterval> Calibrate(ReadOnlySpan<double> forecast, ReadOnlySpan<double> actual, double alpha)
    {
        if (forecast.Length != actual.Length)
        {
            throw new ArgumentException(Invariant($"there are {forecast.Length} forecasts and {actual.Length} outcomes; there must be as many"), nameof(actual));
        }

        if (forecast.IsEmpty || alpha is not (> 0 and < 1))
        {
            return new Undefined(forecast.IsEmpty ? SeriesReason.TooShort : Undefined.OutsideDomain, "an interval needs past forecasts with their outcomes, and alpha between 0 and 1");
        }

        var errors = new double[forecast.Length];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = Math.Abs(actual[i] - forecast[i]);
            if (!double.IsFinite(errors[i]))
            {
                return new Undefined(SeriesReason.Gaps, Invariant($"row {i + 1} has no value"));
            }
        }

        Array.Sort(errors);
        var rank = (int)Math.Ceiling(((errors.Length + 1) * (1 - alpha)) - 1e-9);
        return new ConformalInterval(errors.Length, rank, rank > errors.Length ? double.PositiveInfinity : errors[Math.Max(rank, 1) - 1]);
    }

    /// <summary>Share of outcomes within the interval, and the mean interval score: width + (2/α) × distance outside.</summary>
    /// <remarks>Gneiting and Raftery (2007), J. Am. Stat. Assoc. 102:359, eq. 43.</remarks>
    /// <returns>Undefined without rows.</returns>
    public static Estimable<(double Coverage, double MeanScore)> Score(
        ConformalInterval interval, ReadOnlySpan<double> forecast, ReadOnlySpan<double> actual, double alpha)
    {
        if (forecast.IsEmpty || forecast.Length != actual.Length)
        {
            return new Undefined(SeriesReason.TooShort, "there are no rows left to score the interval on");
        }

        double covered = 0, score = 0;
        for (var i = 0; i < forecast.Length; i++)
        {
            var outside = Math.Max(0, Math.Abs(actual[i] - forecast[i]) - interval.HalfWidth);
            covered += outside > 0 ? 0 : 1;
            score += (2 * interval.HalfWidth) + (double.IsInfinity(interval.HalfWidth) ? 0 : 2 / alpha * outside);
        }

        return (covered / forecast.Length, score / forecast.Length);
    }
}
