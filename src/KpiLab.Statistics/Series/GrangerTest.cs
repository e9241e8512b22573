namespace KpiLab.Statistics;

/// <summary>Do the lags of one series say something of another beyond its own lags?</summary>
/// <param name="F">F(p, N − 2p − 1) of the residual sums of squares.</param>
/// <param name="ChiSquared">N (RSS₀ − RSS₁)/RSS₁, χ²(p).</param>
/// <param name="LikelihoodRatio">N ln(RSS₀/RSS₁), χ²(p).</param>
/// <param name="Hac">Wald with Newey–West covariance, χ²(p).</param>
/// <param name="Hc1">Wald with HC1 covariance, χ²(p).</param>
/// <param name="LeadCoefficients">b₁ … b_p.</param>
/// <param name="Rows">N = n − p.</param>
[TypeFormatterSource]
public sealed record GrangerResult(
    SeriesTest F,
    SeriesTest ChiSquared,
    SeriesTest LikelihoodRatio,
    SeriesTest Hac,
    SeriesTest Hc1,
    IReadOnlyList<double> LeadCoefficients,
    int Rows) : IShowable;

/// <summary>Granger's test: y[t] on a constant, y[t−1 … t−p] and x[t−1 … t−p]; the null is that all coefficients of x are zero.</summary>
/// <remarks>
/// Granger (1969), Econometrica 37:424. Stationary series and an order fixed beforehand. With white residuals use F; the Wald tests with robust covariances reject too often below some 100 periods.
/// A HAC Wald statistic of N rows and L lags is that of <see cref="NeweyWest"/>.
/// </remarks>
public static class GrangerTest
{
    /// <summary>All five forms of the test of <paramref name="lead"/> → <paramref name="outcome"/>.</summary>
    /// <param name="lead">x.</param>
    /// <param name="outcome">y, of the same periods.</param>
    /// <param name="lags">p ≥ 1, of both.</param>
    /// <param name="hacLag">Autocovariances of the Newey–West covariance.</param>
    /// <returns>Undefined for gaps, constant series, too few periods (N ≤ 2p + 1), collinear lags, or a perfect fit.</returns>
    public static Estimable<GrangerResult> Test(double[] lead, double[] outcome, int lags, int hacLag = 4)
    {
        if (Refused(lead, outcome, lags, hacLag) is { } reason)
        {
            return reason;
        }

        return LagDesign.Fit(outcome, lags, first: lags).Then(own => LagDesign.Fit(outcome, lags, lead, 1, lags).Then(full =>
        {
            var tested = LagDesign.Range(lags + 1, lags);
            return full.Wald(NeweyWest.Covariance(full, hacLag), tested).Then(hac => full.Wald(full.Covariance(CovarianceEstimator.Hc1), tested).Select(hc1 =>
            {
                double rss0 = own.ResidualSumOfSquares, rss1 = full.ResidualSumOfSquares, n = full.Rows;
                return new GrangerResult(
                    Compared(own, full, lags),
                    SeriesTest.ChiSquared(n * (rss0 - rss1) / rss1, lags),
                    SeriesTest.ChiSquared(n * Math.Log(rss0 / rss1), lags),
                    SeriesTest.ChiSquared(hac, lags),
                    SeriesTest.ChiSquared(hc1, lags),
                    [.. full.Coefficients.Skip(lags + 1)],
                    full.Rows);
            }));
        }));
    }

    /// <summary>The F test alone.</summary>
    /// <returns>Undefined as <see cref="Test"/>.</returns>
    public static Estimable<SeriesTest> F(double[] lead, double[] outcome, int lags)
        => Refused(lead, outcome, lags, 0) is { } reason
            ? reason
            : LagDesign.Fit(outcome, lags, first: lags).Then(own => LagDesign.Fit(outcome, lags, lead, 1, lags).Select(full => Compared(own, full, lags)));

    private static SeriesTest Compared(Ols own, Ols full, int lags)
        => SeriesTest.F((own.ResidualSumOfSquares - full.ResidualSumOfSquares) / lags / full.ResidualVariance, lags, full.DegreesOfFreedom);

    private static Undefined? Refused(double[] lead, double[] outcome, int lags, int hacLag)
        => SeriesGate.Refuse(4, lead, outcome)
            ?? SeriesGate.RefuseLag("the number of lags", lags, 1, (lead.Length - 2) / 3)
            ?? SeriesGate.RefuseLag("the HAC lag", hacLag, 0, lead.Length - 1);
}
