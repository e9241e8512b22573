namespace KpiLab.Statistics;

/// <summary>How a series resembles its own past.</summary>
/// <remarks>
/// Autocovariances g(j) = (1/n) Σ (v_t − m)(v_(t−j) − m) about the mean of the whole series; r(j) = g(j)/g(0). Partial autocorrelations by Durbin–Levinson (Box and Jenkins 1976, §3.2).
/// Portmanteau: Ljung and Box (1978), Biometrika 65:297; Box and Pierce (1970), J. Am. Stat. Assoc. 65:1509.
/// </remarks>
public static class Autocorrelation
{
    /// <summary>g(0) … g(lags).</summary>
    /// <returns>Undefined for a constant series, gaps, or fewer than lags + 2 periods.</returns>
    public static Estimable<double[]> Covariances(double[] values, int lags)
    {
        if (SeriesGate.Refuse(2, values) is { } reason)
        {
            return reason;
        }

        return SeriesGate.RefuseLag("the number of lags", lags, 0, values.Length - 1) is { } tooMany ? tooMany : Of(SeriesGate.Centred(values), lags);
    }

    /// <summary>r(1) … r(lags).</summary>
    public static Estimable<double[]> Correlations(double[] values, int lags) => Covariances(values, lags).Select(g => Array.ConvertAll(g[1..], v => v / g[0]));

    /// <summary>Partial autocorrelations at 1 … lags.</summary>
    public static Estimable<double[]> Partial(double[] values, int lags)
        => lags < 1 ? Array.Empty<double>() : Covariances(values, lags).Select(g => Levinson(g).Partial);

    /// <summary>Autoregressive coefficients of one order by the Yule–Walker equations.</summary>
    public static Estimable<double[]> YuleWalker(double[] values, int order)
        => order < 1 ? Array.Empty<double>() : Covariances(values, order).Select(g => Levinson(g).Coefficients);

    /// <summary>n(n + 2) Σ r²/(n − k), χ² with lags − <paramref name="fitted"/> degrees of freedom: are the first autocorrelations jointly zero?</summary>
    /// <param name="values">The series, or residuals.</param>
    /// <param name="lags">Number of autocorrelations.</param>
    /// <param name="fitted">Number of coefficients fitted to get these residuals.</param>
    public static Estimable<SeriesTest> LjungBox(double[] values, int lags, int fitted = 0)
        => Portmanteau(values, lags, fitted, static (n, k) => n * (n + 2) / (n - k));

    /// <summary>n Σ r²: the same with less exact weights.</summary>
    public static Estimable<SeriesTest> BoxPierce(double[] values, int lags, int fitted = 0) => Portmanteau(values, lags, fitted, static (n, _) => n);

    internal static double[] Of(double[] centred, int lags)
    {
        var covariances = new double[lags + 1];
        for (var j = 0; j <= lags; j++)
        {
            covariances[j] = SumOfProducts(centred, j) / centred.Length;
        }

        return covariances;
    }

    internal static double SumOfProducts(double[] values, int lag)
    {
        var sum = 0.0;
        for (var t = lag; t < values.Length; t++)
        {
            sum += values[t] * values[t - lag];
        }

        return sum;
    }

    /// <summary>Bartlett-weighted long-run variance g(0) + 2 Σ (1 − j/(L + 1)) g(j).</summary>
    internal static double LongRunVariance(double[] covariances)
    {
        var sum = covariances[0];
        for (var j = 1; j < covariances.Length; j++)
        {
            sum += 2 * (1 - ((double)j / covariances.Length)) * covariances[j];
        }

        return sum;
    }

    private static Estimable<SeriesTest> Portmanteau(double[] values, int lags, int fitted, Func<double, int, double> weight)
    {
        if (lags <= fitted)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"{lags} lags leave no degrees of freedom after {fitted} fitted coefficients"));
        }

        return Correlations(values, lags).Select(r =>
        {
            var sum = 0.0;
            for (var k = 1; k <= lags; k++)
            {
                sum += weight(values.Length, k) * r[k - 1] * r[k - 1];
            }

            return SeriesTest.ChiSquared(sum, lags - fitted);
        });
    }

    private static (double[] Coefficients, double[] Partial) Levinson(double[] g)
    {
        var order = g.Length - 1;
        var partial = new double[order];
        double[] phi = [];
        var error = g[0];
        for (var k = 1; k <= order; k++)
        {
            var reflection = g[k];
            for (var j = 0; j < phi.Length; j++)
            {
                reflection -= phi[j] * g[k - 1 - j];
            }

            reflection /= error;
            var next = new double[k];
            for (var j = 0; j < phi.Length; j++)
            {
                next[j] = phi[j] - (reflection * phi[k - 2 - j]);
            }

            next[k - 1] = reflection;
            partial[k - 1] = reflection;
            phi = next;
            error *= 1 - (reflection * reflection);
        }

        return (phi, partial);
    }
}
