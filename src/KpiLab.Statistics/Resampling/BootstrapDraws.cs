namespace KpiLab.Statistics;

/// <summary>Which interval is read from resamples.</summary>
public enum BootstrapInterval
{
    /// <summary>Between quantiles of the resampled effects.</summary>
    Percentile,

    /// <summary>Those quantiles reflected about the observed effect.</summary>
    Basic,

    /// <summary>Bias-corrected and accelerated (Efron 1987).</summary>
    Bca,
}

/// <summary>Resampled effects, kept, so that intervals at any level and a p-value come from the same draws.</summary>
public sealed class BootstrapDraws
{
    private readonly double[] _sorted;
    private readonly double? _acceleration; // null: without BCa

    private BootstrapDraws(double observed, double[] replicates, double? acceleration)
    {
        Observed = observed;
        _sorted = (double[])replicates.Clone();
        Array.Sort(_sorted);
        _acceleration = acceleration;
        StandardError = Moments.Of(_sorted).StandardDeviation;
    }

    /// <summary>Undefined where an effect is not finite, or all are the same.</summary>
    internal static Estimable<BootstrapDraws> Of(double observed, double[] replicates, params ReadOnlySpan<IReadOnlyList<(double Value, long Count)>> leftOut)
    {
        var tried = BootstrapResult.Of(observed, replicates, Level.Of(0.5));
        return tried.IsDefined ? new BootstrapDraws(observed, replicates, leftOut.Length == 0 ? null : BootstrapResult.Acceleration(leftOut)) : tried.Reason;
    }

    /// <summary>The effect in the data.</summary>
    public double Observed { get; }

    /// <summary>Standard deviation of the resampled effects.</summary>
    public double StandardError { get; }

    /// <summary>How many resamples there are.</summary>
    public int Resamples => _sorted.Length;

    /// <summary>The interval at a level.</summary>
    /// <returns>Undefined for BCa where all resamples lie on one side of the observed effect.</returns>
    public Estimable<ConfidenceSet> Set(BootstrapInterval interval, Level level)
        => interval switch
        {
            BootstrapInterval.Percentile => BootstrapResult.Between(_sorted, level),
            BootstrapInterval.Basic => BootstrapResult.Reflected(Observed, _sorted, level),
            _ => _acceleration is { } acceleration
                ? BootstrapResult.BiasCorrected(Observed, _sorted, level, acceleration)
                : new Undefined(Undefined.OutsideDomain, "the Poisson bootstrap of a quantile gives no BCa interval"),
        };

    /// <summary>The smallest alpha at which the interval leaves no effect out, by halving; never below 1/(resamples + 1), which is as far as they can tell.</summary>
    /// <returns>Undefined where the interval is.</returns>
    public Estimable<double> PValue(BootstrapInterval interval)
    {
        double low = 1.0 / (Resamples + 1), high = 0.999999;
        var least = Set(interval, Level.FromAlpha(low));
        if (!least.IsDefined || !least.Value.Contains(0))
        {
            return least.Select(_ => low);
        }

        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            if (Set(interval, Level.FromAlpha(middle)) is { IsDefined: true, Value: var set } && !set.Contains(0))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return high > 0.99999 ? 1 : high;
    }
}
