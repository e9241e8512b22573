namespace KpiLab.Statistics;

/// <summary>A first-order moving average x_t = c + e_t + θ e_(t−1), fitted by exact Gaussian maximum likelihood.</summary>
/// <param name="Constant">c.</param>
/// <param name="Theta">θ within [−1, 1].</param>
/// <param name="InnovationVariance">σ², concentrated out (divisor n).</param>
/// <param name="LogLikelihood">At the maximum.</param>
[TypeFormatterSource]
public sealed record MovingAverageFit(double Constant, double Theta, double InnovationVariance, double LogLikelihood) : IShowable;

/// <summary>The first-order moving average: fit, and the inverse filter for pre-whitening.</summary>
/// <remarks>
/// Exact likelihood by the innovations algorithm (Brockwell and Davis 1991, §5.2 and §8.7), the constant by generalised least squares at each θ, and θ by a grid and golden section on it: the likelihood may
/// have two peaks.
/// </remarks>
public static class MovingAverage
{
    /// <summary>The maximum of the exact likelihood.</summary>
    /// <returns>Undefined for gaps, a constant series, and fewer than four periods.</returns>
    public static Estimable<MovingAverageFit> Fit(double[] values)
    {
        if (SeriesGate.Refuse(4, values) is { } reason)
        {
            return reason;
        }

        const int Steps = 200;
        var best = Enumerable.Range(0, Steps + 1).Select(i => -1 + (2.0 * i / Steps)).MaxBy(theta => At(values, theta).LogLikelihood);
        double low = Math.Max(-1, best - (2.0 / Steps)), high = Math.Min(1, best + (2.0 / Steps));
        var golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-10)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            if (At(values, left).LogLikelihood > At(values, right).LogLikelihood)
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return At(values, (low + high) / 2);
    }

    /// <summary>The innovations of given θ: e_t = z_t − θ e_(t−1), e before the start zero, z the centred series.</summary>
    /// <returns>Undefined for gaps, a constant series, and |θ| ≥ 1, where the filter forgets nothing.</returns>
    public static Estimable<double[]> Innovations(double[] values, double theta)
    {
        if (SeriesGate.Refuse(2, values) is { } reason)
        {
            return reason;
        }

        if (!(Math.Abs(theta) < 1))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"θ is {theta}; the filter needs a value between -1 and 1"));
        }

        var e = SeriesGate.Centred(values);
        for (var t = 1; t < e.Length; t++)
        {
            e[t] -= theta * e[t - 1];
        }

        return e;
    }

    /// <summary>Correlations of the innovations of both series, filtered by the same θ.</summary>
    public static Estimable<LagCorrelations> Prewhitened(double[] lead, double[] outcome, double theta, int maxLag)
        => Innovations(lead, theta).Then(x => Innovations(outcome, theta).Then(y => CrossCorrelation.Of(x, y, maxLag)));

    // Series and a column of ones go through the same innovations, so that the constant is a weighted least squares slope.
    private static MovingAverageFit At(double[] values, double theta)
    {
        var n = values.Length;
        double variance = 1 + (theta * theta), x = 0, one = 0, gain = 0;
        double xx = 0, x1 = 0, oneOne = 0, logs = 0;
        for (var t = 0; t < n; t++)
        {
            x = values[t] - (gain * x);
            one = 1 - (gain * one);
            xx += x * x / variance;
            x1 += x * one / variance;
            oneOne += one * one / variance;
            logs += Math.Log(variance);
            gain = theta / variance;
            variance = 1 + (theta * theta) - (theta * gain);
        }

        var constant = x1 / oneOne;
        var sigma2 = Math.Max(0, (xx - (constant * x1)) / n);
        return new MovingAverageFit(constant, theta, sigma2, -0.5 * ((n * (Math.Log(2 * Math.PI * sigma2) + 1)) + logs));
    }
}
