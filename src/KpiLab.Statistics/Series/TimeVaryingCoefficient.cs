namespace KpiLab.Statistics;

/// <summary>The strength of a link at one time.</summary>
/// <param name="Period">The period, 1-based: the last of a window, or the one that the coefficient is of.</param>
/// <param name="Value">Outcome units per lead unit.</param>
/// <param name="StandardError">Its standard error.</param>
[TypeFormatterSource]
public sealed record CoefficientAt(int Period, double Value, double StandardError) : IShowable;

/// <summary>A coefficient that moves as a random walk.</summary>
/// <param name="Path">Smoothed: given the whole series.</param>
/// <param name="SignalToNoise">Variance of a step of the coefficient over the error variance; 0 where the data show no movement.</param>
/// <param name="ErrorVariance">Of the outcome.</param>
[TypeFormatterSource]
public sealed record CoefficientPath(IReadOnlyList<CoefficientAt> Path, double SignalToNoise, double ErrorVariance) : IShowable;

/// <summary>Strength of a lead over time: to look at, not to test (for that, <see cref="BreakTest"/>).</summary>
/// <remarks>
/// The outcome and x[t − lag] are first cleaned of a constant and the outcome's own lags (Frisch and Waugh 1933). Windows: least squares on each. Local level: y_t = β_t x_t + e_t, β_t = β_(t−1) + η_t (Harvey 1989, Forecasting,
/// Structural Time Series Models and the Kalman Filter, §3 and §7.3), vague start, var(η)/var(e) by maximum likelihood, fixed-interval smoother.
/// </remarks>
public static class TimeVaryingCoefficient
{
    /// <summary>The coefficient in every window of successive periods.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods for one window, or a window without variation.</returns>
    public static Estimable<IReadOnlyList<CoefficientAt>> Rolling(double[] lead, double[] outcome, int lag, int window, int ownLags = 1)
        => Cleaned(lead, outcome, lag, ownLags).Then(c =>
        {
            if (SeriesGate.RefuseLag("the window", window, ownLags + 4, c.X.Length) is { } bad)
            {
                return bad;
            }

            var path = new List<CoefficientAt>();
            for (var start = 0; start + window <= c.X.Length; start++)
            {
                var fit = Ols.Fit(c.Y[start..(start + window)], SeriesGate.Ones(window), c.X[start..(start + window)]);
                if (!fit.IsDefined || fit.Value.IsExact)
                {
                    return new Undefined(SeriesReason.Constant, Invariant($"the window that ends in period {c.First + start + window} does not vary enough"));
                }

                path.Add(new CoefficientAt(c.First + start + window, fit.Value.Coefficients[1], fit.Value.StandardError(1)));
            }

            return (Estimable<IReadOnlyList<CoefficientAt>>)path;
        });

    /// <summary>The coefficient as a random walk.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods, or a perfect fit.</returns>
    public static Estimable<CoefficientPath> LocalLevel(double[] lead, double[] outcome, int lag, int ownLags = 1)
        => Cleaned(lead, outcome, lag, ownLags).Select(c =>
        {
            // Of x in standard deviations, so that the grid of ratios fits any unit.
            var scale = Math.Sqrt(c.X.Sum(v => v * v) / c.X.Length);
            var x = Array.ConvertAll(c.X, v => v / scale);
            var best = Enumerable.Range(-60, 71).Select(i => Math.Pow(10, i / 10.0)).Prepend(0).MaxBy(q => Filter(x, c.Y, q).LogLikelihood);
            if (best > 0)
            {
                double low = Math.Log(best) - 0.25, high = Math.Log(best) + 0.25, golden = (Math.Sqrt(5) - 1) / 2;
                while (high - low > 1e-7)
                {
                    double left = high - (golden * (high - low)), right = low + (golden * (high - low));
                    var below = Filter(x, c.Y, Math.Exp(left)).LogLikelihood > Filter(x, c.Y, Math.Exp(right)).LogLikelihood;
                    (low, high) = below ? (low, right) : (left, high);
                }

                best = Math.Exp((low + high) / 2);
            }

            var filtered = Filter(x, c.Y, best);
            var path = Smooth(filtered, best);
            return new CoefficientPath(
                [.. path.Select((p, t) => new CoefficientAt(c.First + t + 1, p.Mean / scale, Math.Sqrt(p.Variance * filtered.ErrorVariance) / scale))],
                best,
                filtered.ErrorVariance);
        });

    // X and Y cleaned of constant and own lags; First: the period before their first, 1-based.
    private static Estimable<(double[] X, double[] Y, int First)> Cleaned(double[] lead, double[] outcome, int lag, int ownLags)
    {
        if ((SeriesGate.Refuse(8, lead, outcome)
            ?? SeriesGate.RefuseLag("the lag", lag, 0, lead.Length - 8)
            ?? SeriesGate.RefuseLag("the number of own lags", ownLags, 0, (lead.Length - 8) / 2)) is { } reason)
        {
            return reason;
        }

        var first = Math.Max(lag, ownLags);
        var count = outcome.Length - first;
        if (count < ownLags + 6)
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"{outcome.Length} periods are too few for lag {lag} and {ownLags} own lags"));
        }

        double[][] own = [SeriesGate.Ones(count), .. Enumerable.Range(1, ownLags).Select(l => SeriesGate.Lagged(outcome, l, first, count))];
        return Ols.Fit(SeriesGate.Lagged(lead, lag, first, count), own).Then(x => Ols.Fit(outcome[first..], own).Then(y =>
            x.IsExact || y.IsExact
                ? (Estimable<(double[] X, double[] Y, int First)>)SeriesGate.NoResiduals
                : (x.ResidualArray, y.ResidualArray, first)));
    }

    // Variances in units of the error variance; the first innovation carries the vague start and is left out of the likelihood.
    private static Filtered Filter(double[] x, double[] y, double ratio)
    {
        const double Vague = 1e7;
        var n = x.Length;
        double[] means = new double[n], variances = new double[n];
        double mean = 0, variance = Vague, squares = 0, logs = 0;
        for (var t = 0; t < n; t++)
        {
            var predicted = variance + (t > 0 ? ratio : 0);
            var spread = (x[t] * x[t] * predicted) + 1;
            var error = y[t] - (x[t] * mean);
            if (t > 0)
            {
                squares += error * error / spread;
                logs += Math.Log(spread);
            }

            var gain = predicted * x[t] / spread;
            mean += gain * error;
            variance = predicted / spread;
            (means[t], variances[t]) = (mean, variance);
        }

        var sigma2 = squares / (n - 1);
        return new Filtered(means, variances, sigma2, -0.5 * (((n - 1) * Math.Log(sigma2)) + logs));
    }

    private static (double Mean, double Variance)[] Smooth(Filtered filtered, double ratio)
    {
        var n = filtered.Means.Length;
        var path = new (double Mean, double Variance)[n];
        path[^1] = (filtered.Means[^1], filtered.Variances[^1]);
        for (var t = n - 2; t >= 0; t--)
        {
            var ahead = filtered.Variances[t] + ratio;
            var gain = filtered.Variances[t] / ahead;
            path[t] = (
                filtered.Means[t] + (gain * (path[t + 1].Mean - filtered.Means[t])),
                filtered.Variances[t] + (gain * gain * (path[t + 1].Variance - ahead)));
        }

        return path;
    }

    private sealed record Filtered(double[] Means, double[] Variances, double ErrorVariance, double LogLikelihood);
}
