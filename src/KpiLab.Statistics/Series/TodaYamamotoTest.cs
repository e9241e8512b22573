namespace KpiLab.Statistics;

/// <summary>Granger causality in levels, without deciding first whether to difference.</summary>
/// <param name="Wald">χ²(p) that the first p lags of x are zero.</param>
/// <param name="F">Wald/p with F(p, N − 1 − 2(p + d)).</param>
/// <param name="Rows">N = n − (p + d).</param>
[TypeFormatterSource]
public sealed record TodaYamamotoResult(SeriesTest Wald, SeriesTest F, int Rows) : IShowable;

/// <summary>The test of Toda and Yamamoto (1995), J. Econometrics 66:225.</summary>
/// <remarks>
/// y[t] on a constant and p + d lags of y and of x, d the largest order of integration; Wald with the classical covariance that the first p lags of x are zero. Holds for I(0), I(1) and cointegrated series
/// alike, at the cost of some power.
/// </remarks>
public static class TodaYamamotoTest
{
    /// <summary>Test of <paramref name="lead"/> → <paramref name="outcome"/> with p lags and d more.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods, collinear lags, or a perfect fit.</returns>
    public static Estimable<TodaYamamotoResult> Test(double[] lead, double[] outcome, int lags, int integration = 1)
    {
        if ((SeriesGate.Refuse(4, lead, outcome)
            ?? SeriesGate.RefuseLag("the order of integration", integration, 0, 2)
            ?? SeriesGate.RefuseLag("the number of lags", lags, 1, lead.Length / 3)) is { } reason)
        {
            return reason;
        }

        var all = lags + integration;
        return LagDesign.Fit(outcome, all, lead, 1, all).Then(fit => fit
            .Wald(fit.Covariance(CovarianceEstimator.Classical), LagDesign.Range(all + 1, lags))
            .Select(wald => new TodaYamamotoResult(SeriesTest.ChiSquared(wald, lags), SeriesTest.F(wald / lags, lags, fit.DegreesOfFreedom), fit.Rows)));
    }
}
