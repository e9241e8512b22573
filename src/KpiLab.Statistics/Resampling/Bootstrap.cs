namespace KpiLab.Statistics;

/// <summary>Bootstrap of a difference between two arms: means, quantiles or ratios of means.</summary>
/// <remarks>
/// Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13–14. The arms are resampled independently, each to its own size. The same seed gives the same
/// result, whatever the number of threads. For millions of units use <see cref="PoissonBootstrap"/>.
/// </remarks>
public static class Bootstrap
{
    /// <summary>Resamples where nothing else is asked for.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>Difference of means.</summary>
    /// <returns>Undefined below two units an arm, and where no resample differs.</returns>
    public static Estimable<BootstrapResult> Mean(
        IReadOnlyList<double> control, IReadOnlyList<double> treatment, long seed, Level level, int resamples = DefaultResamples, int threads = 0)
        => Compare(new MeanResampler(control), new MeanResampler(treatment), seed, level, resamples, threads);

    /// <summary>Difference of quantiles (type 7); the median at q = 0.5.</summary>
    /// <inheritdoc cref="Mean"/>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1].</exception>
    public static Estimable<BootstrapResult> Quantile(
        IReadOnlyList<double> control, IReadOnlyList<double> treatment, double q, long seed, Level level, int resamples = DefaultResamples, int threads = 0)
    {
        Domain.Probability(q);
        return Compare(new QuantileResampler(control, q), new QuantileResampler(treatment, q), seed, level, resamples, threads);
    }

    /// <summary>Difference of ratios of means, a numerator and a denominator for every unit.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Estimable<BootstrapResult> Ratio(
        IReadOnlyList<(double Numerator, double Denominator)> control,
        IReadOnlyList<(double Numerator, double Denominator)> treatment,
        long seed,
        Level level,
        int resamples = DefaultResamples,
        int threads = 0)
        => Compare(new RatioResampler(control), new RatioResampler(treatment), seed, level, resamples, threads);

    private static Estimable<BootstrapResult> Compare(Resampler control, Resampler treatment, long seed, Level level, int resamples, int threads)
    {
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            return Arms.TooFew(control.Count, treatment.Count, 2);
        }

        var replicates = Replicates.Run(
            resamples,
            seed,
            threads,
            () => new int[Math.Max(control.Count, treatment.Count)],
            (random, drawn) => -control.Draw(random, drawn) + treatment.Draw(random, drawn));
        return BootstrapResult.Of(
            treatment.Observed() - control.Observed(),
            replicates,
            level,
            [.. control.LeaveOneOut().Select(v => (-v, 1L))],
            [.. treatment.LeaveOneOut().Select(v => (v, 1L))]);
    }
}
