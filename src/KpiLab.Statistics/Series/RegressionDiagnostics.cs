using MathNet.Numerics.LinearAlgebra;

namespace KpiLab.Statistics;

/// <summary>Are a regression's residuals what its t and F tests take them to be?</summary>
/// <remarks>
/// Durbin and Watson (1950, 1951), Biometrika 37:409 and 38:159; Breusch (1978) and Godfrey (1978) with zeros before the sample; Breusch and Pagan (1979) in Koenker's form (1981, J. Econometrics 17:107);
/// Jarque and Bera (1980); Ramsey (1969). The first column of the design is the intercept.
/// </remarks>
public static class RegressionDiagnostics
{
    /// <summary>From this many rows on the Durbin–Watson p-value is the normal one.</summary>
    public const int ExactRows = 100;

    /// <summary>Σ(e_t − e_(t−1))²/Σe² with P(DW ≤ d): small values show positive autocorrelation.</summary>
    /// <remarks>Below <see cref="ExactRows"/> rows exact, by Imhof's integral over the eigenvalues of MAM; else normal with the exact mean and variance.</remarks>
    public static Estimable<SeriesTest> DurbinWatson(Ols fit)
    {
        if (fit.IsExact)
        {
            return SeriesGate.NoResiduals;
        }

        var e = fit.ResidualArray;
        var sum = 0.0;
        for (var t = 1; t < e.Length; t++)
        {
            sum += (e[t] - e[t - 1]) * (e[t] - e[t - 1]);
        }

        var d = sum / fit.ResidualSumOfSquares;
        var p = fit.Rows < ExactRows ? QuadraticForm.ProbabilityBelowZero(Eigenvalues(fit, d)) : NormalDurbinWatson(fit, d);
        return new SeriesTest(d, double.PositiveInfinity, Math.Clamp(p, 0, 1));
    }

    /// <summary>n R² of the residuals on the design and their own lags: χ²(order).</summary>
    public static Estimable<SeriesTest> BreuschGodfrey(Ols fit, int order) => Auxiliary(fit, order).Select(rss =>
        SeriesTest.ChiSquared(fit.Rows * (1 - (rss / fit.ResidualSumOfSquares)), order));

    /// <summary>The same as F(order, n − k − order).</summary>
    public static Estimable<SeriesTest> BreuschGodfreyF(Ols fit, int order) => Auxiliary(fit, order).Select(rss =>
    {
        var df = fit.DegreesOfFreedom - order;
        return SeriesTest.F((fit.ResidualSumOfSquares - rss) / order / (rss / df), order, df);
    });

    /// <summary>n R² of the squared residuals on the design: χ²(k − 1).</summary>
    public static Estimable<SeriesTest> BreuschPagan(Ols fit)
    {
        if (fit.IsExact || fit.Columns < 2)
        {
            return SeriesGate.NoResiduals;
        }

        var squares = Array.ConvertAll(fit.ResidualArray, e => e * e);
        return !SeriesGate.Varies(squares)
            ? new Undefined(SeriesReason.Constant, "all squared residuals are equal")
            : Ols.Fit(squares, fit.Design).Select(auxiliary => SeriesTest.ChiSquared(fit.Rows * auxiliary.RSquared, fit.Columns - 1));
    }

    /// <summary>n/6 (S² + (K − 3)²/4) of skewness and kurtosis (divisor n): χ²(2).</summary>
    public static Estimable<SeriesTest> JarqueBera(double[] values)
    {
        if (SeriesGate.Refuse(3, values) is { } reason)
        {
            return reason;
        }

        var e = SeriesGate.Centred(values);
        double n = e.Length, m2 = 0, m3 = 0, m4 = 0;
        foreach (var v in e)
        {
            var square = v * v;
            m2 += square / n;
            m3 += square * v / n;
            m4 += square * square / n;
        }

        double skewness = m3 / Math.Pow(m2, 1.5), excess = (m4 / (m2 * m2)) - 3;
        return SeriesTest.ChiSquared(n / 6 * ((skewness * skewness) + (excess * excess / 4)), 2);
    }

    /// <summary>F(2, n − k − 2) that the square and the cube of the fitted values add nothing.</summary>
    public static Estimable<SeriesTest> Reset(Ols fit, double[] outcome)
    {
        if (fit.IsExact)
        {
            return SeriesGate.NoResiduals;
        }

        var fitted = outcome.Zip(fit.Residuals, (y, e) => y - e).ToArray();

        // The same space by powers of the standardised values, whose columns are far from parallel.
        var centred = SeriesGate.Centred(fitted);
        var size = Math.Sqrt(centred.Sum(v => v * v) / centred.Length);
        if (!(size > 0))
        {
            return new Undefined(SeriesReason.Constant, "the fitted values do not vary");
        }

        var z = Array.ConvertAll(centred, v => v / size);
        double[][] columns = [.. fit.Design, Array.ConvertAll(z, v => v * v), Array.ConvertAll(z, v => v * v * v)];
        return Ols.Fit(outcome, columns).Then(wide => wide.IsExact
            ? SeriesGate.NoResiduals
            : (Estimable<SeriesTest>)SeriesTest.F((fit.ResidualSumOfSquares - wide.ResidualSumOfSquares) / 2 / wide.ResidualVariance, 2, wide.DegreesOfFreedom));
    }

    private static Estimable<double> Auxiliary(Ols fit, int order)
    {
        if (fit.IsExact)
        {
            return SeriesGate.NoResiduals;
        }

        if (SeriesGate.RefuseLag("the order", order, 1, fit.DegreesOfFreedom - 1) is { } bad)
        {
            return bad;
        }

        var e = fit.ResidualArray;
        var lags = Enumerable.Range(1, order).Select(lag => (double[])[.. new double[lag], .. e[..^lag]]);
        return Ols.Fit(e, [.. fit.Design, .. lags]).Then(wide => wide.IsExact ? SeriesGate.NoResiduals : (Estimable<double>)wide.ResidualSumOfSquares);
    }

    // Those of MAM less d, without the k zeros that M has: A is D'D of first differences.
    private static double[] Eigenvalues(Ols fit, double d)
    {
        int n = fit.Rows, k = fit.Columns;
        var x = Matrix<double>.Build.DenseOfColumnArrays(fit.Design);
        var gram = Matrix<double>.Build.DenseOfArray(fit.InverseGram());
        var m = Matrix<double>.Build.DenseIdentity(n) - (x * gram * x.Transpose());
        var a = Matrix<double>.Build.Dense(n, n, (i, j) => i == j ? (i == 0 || i == n - 1 ? 1 : 2) : Math.Abs(i - j) == 1 ? -1 : 0);
        var product = m * a * m;
        var values = ((product + product.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().Skip(k);
        return [.. values.Select(v => v - d)];
    }

    private static double NormalDurbinWatson(Ols fit, double d)
    {
        double n = fit.Rows, free = fit.DegreesOfFreedom;
        var gram = fit.InverseGram();
        var ax = Array.ConvertAll(fit.Design, SecondDifferences);
        var b = SmallMatrix.Multiply(Products(fit.Design, ax), gram);
        var squared = SmallMatrix.Multiply(Products(ax, ax), gram);
        double p = (2 * (n - 1)) - SmallMatrix.Diagonal(b).Sum();
        var q = (2 * ((3 * n) - 4)) - (2 * SmallMatrix.Diagonal(squared).Sum()) + SmallMatrix.Diagonal(SmallMatrix.Multiply(b, b)).Sum();
        var mean = p / free;
        var variance = 2 / (free * (free + 2)) * (q - (p * mean));
        return Normal.Cdf((d - mean) / Math.Sqrt(variance));
    }

    // A x.
    private static double[] SecondDifferences(double[] x)
    {
        var result = new double[x.Length];
        for (var t = 0; t < x.Length; t++)
        {
            result[t] = (t > 0 ? x[t] - x[t - 1] : 0) + (t < x.Length - 1 ? x[t] - x[t + 1] : 0);
        }

        return result;
    }

    private static double[,] Products(double[][] left, double[][] right)
    {
        var products = new double[left.Length, right.Length];
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = 0; j < right.Length; j++)
            {
                products[i, j] = left[i].Zip(right[j], (a, b) => a * b).Sum();
            }
        }

        return products;
    }
}
