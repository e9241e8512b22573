namespace KpiLab.Statistics;

/// <summary>A Phillips–Perron test.</summary>
/// <param name="ZTau">Z(τ).</param>
/// <param name="Lags">Bartlett lags.</param>
/// <param name="PValue">MacKinnon's for a regression with a constant.</param>
[TypeFormatterSource]
public sealed record PhillipsPerronResult(double ZTau, int Lags, double PValue) : IShowable;

/// <summary>A unit root test that corrects for autocorrelation in the statistic instead of adding lags.</summary>
/// <remarks>
/// Phillips and Perron (1988), Biometrika 75:335: y[t] on 1, y[t−1]; Z(τ) = √(s²/σ²) t − ½ (σ² − s²)/σ² √σ²/√(Σ(y − ȳ)²/N²), s² = RSS/N, σ² the long-run variance. Over-rejects with negative moving
/// averages; read it beside <see cref="AugmentedDickeyFuller"/>.
/// </remarks>
public static class PhillipsPerronTest
{
    /// <summary>Z(τ) with a constant; lags by default ⌊4 (N/100)^¼⌋.</summary>
    /// <returns>Undefined for gaps, a constant series, fewer than five periods, or a perfect fit.</returns>
    public static Estimable<PhillipsPerronResult> Test(double[] values, int? lags = null)
    {
        var n = values.Length - 1;
        var used = lags ?? KpssTest.UsualLags(n);
        if ((SeriesGate.Refuse(5, values) ?? SeriesGate.RefuseLag("the number of lags", used, 0, n - 1)) is { } reason)
        {
            return reason;
        }

        double[] outcome = values[1..], before = values[..^1];
        return Ols.Fit(outcome, SeriesGate.Ones(n), before).Then(fit =>
        {
            if (fit.IsExact)
            {
                return SeriesGate.NoResiduals;
            }

            var s2 = fit.ResidualSumOfSquares / n;
            var longRun = Autocorrelation.LongRunVariance(Autocorrelation.Of(fit.ResidualArray, used));
            var spread = SeriesGate.Centred(outcome).Sum(v => v * v);
            if (!(longRun > 0) || spread == 0)
            {
                return new Undefined(Undefined.ZeroVariance, "the long-run variance is estimated as zero");
            }

            var t = (fit.Coefficients[1] - 1) / fit.StandardError(1);
            var z = (Math.Sqrt(s2 / longRun) * t) - (0.5 * (longRun - s2) / longRun * Math.Sqrt(longRun) / Math.Sqrt(spread / n / n));
            return (Estimable<PhillipsPerronResult>)new PhillipsPerronResult(z, used, MacKinnon.PValue(Deterministics.Constant, z));
        });
    }
}
