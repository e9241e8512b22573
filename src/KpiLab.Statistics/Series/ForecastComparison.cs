namespace KpiLab.Statistics;

/// <summary>How the long-run variance of loss differences is estimated.</summary>
public enum LossVariance
{
    /// <summary>Autocovariances up to h − 1, untapered; can be negative for h &gt; 1, which is refused.</summary>
    Untapered,

    /// <summary>The same with weights 1 − j/h; never negative.</summary>
    Bartlett,
}

/// <summary>Is one forecast better than another?</summary>
/// <remarks>Forecasts are h-step, errors e = actual − forecast; model 1 is the benchmark, so that positive statistics favour model 2.</remarks>
public static class ForecastComparison
{
    /// <summary>Equal accuracy of two forecasts that are not nested, by |e₁|^power − |e₂|^power: t(n − 1).</summary>
    /// <remarks>
    /// Diebold and Mariano (1995), J. Bus. Econ. Stat. 13:253, with the factor √((n + 1 − 2h + h(h − 1)/n)/n) of Harvey, Leybourne and Newbold (1997), Int. J. Forecasting 13:281. The wrong test where model 2 is model 1
    /// with a lead added: see <see cref="ClarkWest"/>.
    /// </remarks>
    /// <returns>Undefined for gaps, fewer than h + 2 forecasts, equal losses throughout, or a negative variance estimate.</returns>
    public static Estimable<SeriesTest> DieboldMariano(
        double[] errors1, double[] errors2, int horizon = 1, double power = 2, LossVariance variance = LossVariance.Untapered)
    {
        if (Refused(horizon, errors1, errors2) is { } reason)
        {
            return reason;
        }

        double n = errors1.Length, h = horizon;
        var d = errors1.Zip(errors2, (a, b) => Math.Pow(Math.Abs(a), power) - Math.Pow(Math.Abs(b), power)).ToArray();
        return LongRun(d, horizon, variance).Select(v =>
            SeriesTest.T(d.Average() / Math.Sqrt(v / n) * Math.Sqrt((n + 1 - (2 * h) + (h * (h - 1) / n)) / n), n - 1));
    }

    /// <summary>Does the larger of two nested models forecast better? One-sided normal test of the mean of e₁² − (e₂² − (f₁ − f₂)²).</summary>
    /// <remarks>Clark and West (2007), J. Econometrics 138:291: corrects for the noise of coefficients that are zero under the null. Variance with divisor n and Bartlett weights below h.</remarks>
    public static Estimable<ClarkWestResult> ClarkWest(double[] actual, double[] forecast1, double[] forecast2, int horizon = 1)
    {
        if (Refused(horizon, actual, forecast1, forecast2) is { } reason)
        {
            return reason;
        }

        var f = new double[actual.Length];
        for (var t = 0; t < f.Length; t++)
        {
            double e1 = actual[t] - forecast1[t], e2 = actual[t] - forecast2[t], gap = forecast1[t] - forecast2[t];
            f[t] = (e1 * e1) - ((e2 * e2) - (gap * gap));
        }

        var mean = SeriesGate.Mean(f);
        return LongRun(f, horizon, LossVariance.Bartlett).Select(v => new ClarkWestResult(mean, SeriesTest.ZAbove(mean / Math.Sqrt(v / f.Length))));
    }

    /// <summary>Is the loss difference e₁² − e₂² predictable from a constant and its own last value? χ²(2), one-step forecasts.</summary>
    /// <remarks>Giacomini and White (2006), Econometrica 74:1545: W = N z̄′(Z′Z/N)⁻¹z̄ with z_t = d_t (1, d_(t−1)) over N = n − 1 rows.</remarks>
    public static Estimable<SeriesTest> GiacominiWhite(double[] errors1, double[] errors2)
    {
        if (Refused(1, errors1, errors2) is { } reason)
        {
            return reason;
        }

        var d = errors1.Zip(errors2, (a, b) => (a * a) - (b * b)).ToArray();
        double n = d.Length - 1, z1 = 0, z2 = 0, s11 = 0, s12 = 0, s22 = 0;
        for (var t = 1; t < d.Length; t++)
        {
            double first = d[t], second = d[t] * d[t - 1];
            z1 += first / n;
            z2 += second / n;
            s11 += first * first / n;
            s12 += first * second / n;
            s22 += second * second / n;
        }

        return SmallMatrix.QuadraticFormOfInverse(new[,] { { s11, s12 }, { s12, s22 } }, [z1, z2]) is { } form
            ? SeriesTest.ChiSquared(n * form, 2)
            : new Undefined(Undefined.ZeroVariance, "the loss differences and their products with the last one do not vary apart");
    }

    /// <summary>Do forecasts call the sign of the outcome more often than by chance? One-sided normal test.</summary>
    /// <remarks>Pesaran and Timmermann (1992), J. Bus. Econ. Stat. 10:461. A sign is up when the value is above 0; autocorrelated signs inflate the statistic.</remarks>
    public static Estimable<DirectionalResult> PesaranTimmermann(double[] actual, double[] forecast)
    {
        if (SeriesGate.Refuse(3, actual, forecast) is { } reason)
        {
            return reason;
        }

        double n = actual.Length, hits = 0, up = 0, called = 0;
        for (var t = 0; t < actual.Length; t++)
        {
            hits += actual[t] > 0 == forecast[t] > 0 ? 1 / n : 0;
            up += actual[t] > 0 ? 1 / n : 0;
            called += forecast[t] > 0 ? 1 / n : 0;
        }

        var expected = (up * called) + ((1 - up) * (1 - called));
        double varUp = up * (1 - up), varCalled = called * (1 - called);
        var variance = (expected * (1 - expected) / n)
            - (((Math.Pow((2 * up) - 1, 2) * varCalled) + (Math.Pow((2 * called) - 1, 2) * varUp) + (4 * varUp * varCalled / n)) / n);
        return variance > 1e-14
            ? new DirectionalResult(actual.Length, hits, expected, SeriesTest.ZAbove((hits - expected) / Math.Sqrt(variance)))
            : new Undefined(Undefined.ZeroVariance, "all outcomes, or all forecasts, have one sign, so that hits say nothing");
    }

    private static Undefined? Refused(int horizon, params ReadOnlySpan<double[]> series)
        => horizon < 1
            ? new Undefined(Undefined.OutsideDomain, Invariant($"the horizon is {horizon}; it must be at least 1"))
            : SeriesGate.Refuse(Math.Max(3, horizon < 1_000_000 ? horizon + 2 : horizon), series);

    private static Estimable<double> LongRun(double[] d, int horizon, LossVariance kind)
    {
        if (!SeriesGate.Varies(d))
        {
            return new Undefined(Undefined.ZeroVariance, "the losses differ by the same amount throughout");
        }

        var g = Autocorrelation.Of(SeriesGate.Centred(d), horizon - 1);
        var variance = g[0];
        for (var j = 1; j < horizon; j++)
        {
            variance += 2 * g[j] * (kind == LossVariance.Bartlett ? 1 - ((double)j / horizon) : 1);
        }

        return variance > 1e-14 * g[0]
            ? variance
            : new Undefined(Undefined.ZeroVariance, "the long-run variance of the loss differences is estimated as zero or below; use Bartlett weights");
    }
}

/// <summary>A Clark–West test.</summary>
/// <param name="MeanAdjustedDifference">Mean of e₁² − (e₂² − (f₁ − f₂)²).</param>
/// <param name="Test">z and its upper tail.</param>
[TypeFormatterSource]
public sealed record ClarkWestResult(double MeanAdjustedDifference, SeriesTest Test) : IShowable;

/// <summary>A Pesaran–Timmermann test.</summary>
/// <param name="Count">Forecasts.</param>
/// <param name="HitRate">Share of right signs.</param>
/// <param name="ExpectedHitRate">Under independence.</param>
/// <param name="Test">z and its upper tail.</param>
[TypeFormatterSource]
public sealed record DirectionalResult(int Count, double HitRate, double ExpectedHitRate, SeriesTest Test) : IShowable;
