namespace KpiLab.Statistics;

/// <summary>A KPSS test.</summary>
/// <param name="Statistic">η.</param>
/// <param name="Lags">Bartlett lags of the long-run variance.</param>
/// <param name="PValue">Interpolated in the published table and cut to [0.01, 0.10].</param>
[TypeFormatterSource]
public sealed record KpssResult(double Statistic, int Lags, double PValue) : IShowable;

/// <summary>Is a series stationary about a level or a trend (the null), or does it wander?</summary>
/// <remarks>Kwiatkowski, Phillips, Schmidt and Shin (1992), J. Econometrics 54:159: η = Σ S²/(n² s²), S the partial sums of residuals on a constant (and trend), s² their long-run variance.</remarks>
public static class KpssTest
{
    private static readonly double[] Probabilities = [0.10, 0.05, 0.025, 0.01];
    private static readonly double[] LevelTable = [0.347, 0.463, 0.574, 0.739];
    private static readonly double[] TrendTable = [0.119, 0.146, 0.176, 0.216];

    /// <summary>⌊4 (n/100)^¼⌋: the usual number of lags.</summary>
    public static int UsualLags(int periods) => (int)(4 * Math.Pow(periods / 100.0, 0.25));

    /// <summary>The test about a level, or about a trend.</summary>
    /// <returns>Undefined for gaps, a constant series or a perfect trend, fewer than four periods, or lags ≥ n.</returns>
    public static Estimable<KpssResult> Test(double[] values, bool trend = false, int? lags = null)
    {
        var used = lags ?? UsualLags(values.Length);
        if ((SeriesGate.Refuse(4, values) ?? SeriesGate.RefuseLag("the number of lags", used, 0, values.Length - 1)) is { } reason)
        {
            return reason;
        }

        double[][] columns = trend
            ? [SeriesGate.Ones(values.Length), [.. Enumerable.Range(1, values.Length).Select(t => (double)t)]]
            : [SeriesGate.Ones(values.Length)];
        return Ols.Fit(values, columns).Then(fit =>
        {
            if (fit.IsExact)
            {
                return SeriesGate.NoResiduals;
            }

            double partial = 0, sum = 0, n = values.Length;
            foreach (var e in fit.Residuals)
            {
                partial += e;
                sum += partial * partial;
            }

            var variance = Autocorrelation.LongRunVariance(Autocorrelation.Of(fit.ResidualArray, used));
            var eta = sum / (n * n * variance);
            return variance > 0
                ? new KpssResult(eta, used, Table.Interpolate(eta, trend ? TrendTable : LevelTable, Probabilities))
                : (Estimable<KpssResult>)new Undefined(Undefined.ZeroVariance, "the long-run variance is estimated as zero");
        });
    }
}

/// <summary>Linear interpolation in a short table, held at its ends.</summary>
internal static class Table
{
    public static double Interpolate(double x, double[] at, double[] values)
    {
        if (x <= at[0])
        {
            return values[0];
        }

        for (var i = 1; i < at.Length; i++)
        {
            if (x <= at[i])
            {
                return values[i - 1] + ((x - at[i - 1]) / (at[i] - at[i - 1]) * (values[i] - values[i - 1]));
            }
        }

        return values[^1];
    }
}
