namespace KpiLab.Statistics;

/// <summary>An Engle–Granger test.</summary>
/// <param name="Constant">Of y on 1, x.</param>
/// <param name="Slope">The long-run relation.</param>
/// <param name="Tau">t of the residuals' Dickey–Fuller regression.</param>
/// <param name="PValue">MacKinnon's for two series; the null is no cointegration.</param>
/// <param name="Critical">At 1, 5 and 10 %.</param>
[TypeFormatterSource]
public sealed record EngleGrangerResult(double Constant, double Slope, double Tau, double PValue, IReadOnlyList<double> Critical) : IShowable;

/// <summary>Do two wandering series move together in the long run?</summary>
/// <remarks>Engle and Granger (1987), Econometrica 55:251: residuals of y on 1, x; Dickey–Fuller without deterministic terms on them; p and critical values of MacKinnon (1994, 2010). A break hides cointegration.</remarks>
public static class EngleGrangerTest
{
    /// <summary>The test with a given number of lagged differences.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods, or an exact relation.</returns>
    public static Estimable<EngleGrangerResult> Test(double[] outcome, double[] lead, int lags)
    {
        if ((SeriesGate.Refuse(6, outcome, lead) ?? SeriesGate.RefuseLag("the number of lagged differences", lags, 0, (outcome.Length - 4) / 2)) is { } reason)
        {
            return reason;
        }

        return Ols.Fit(outcome, SeriesGate.Ones(outcome.Length), lead).Then(levels => levels.IsExact
            ? SeriesGate.NoResiduals
            : AugmentedDickeyFuller.Fit(levels.ResidualArray, lags, Deterministics.None, lags).Select(fit =>
            {
                var tau = fit.T(0);
                return new EngleGrangerResult(
                    levels.Coefficients[0], levels.Coefficients[1], tau, MacKinnon.ResidualPValue(tau), MacKinnon.ResidualCritical(outcome.Length - 1));
            }));
    }
}
