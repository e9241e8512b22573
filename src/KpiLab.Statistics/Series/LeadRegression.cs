namespace KpiLab.Statistics;

/// <summary>Regression of the outcome on one lag of the lead: y[t] on 1, x[t − lag].</summary>
/// <remarks>
/// Give its coefficients heteroskedasticity- and autocorrelation-consistent errors (<see cref="NeweyWest"/>): classical ones are too small where residuals are autocorrelated, as they mostly are without own lags.
/// </remarks>
public static class LeadRegression
{
    /// <summary>The fit over rows t &gt; lag.</summary>
    /// <returns>Undefined for gaps, constant series, fewer than four rows, or a perfect fit.</returns>
    public static Estimable<Ols> Fit(double[] lead, double[] outcome, int lag)
    {
        if ((SeriesGate.Refuse(4, lead, outcome) ?? SeriesGate.RefuseLag("the lag", lag, 0, lead.Length - 4)) is { } reason)
        {
            return reason;
        }

        double[] x = lead[..^lag], y = outcome[lag..];
        return SeriesGate.Refuse(4, x, y) is { } flat
            ? flat
            : Ols.Fit(y, SeriesGate.Ones(y.Length), x).Then(fit => fit.IsExact ? SeriesGate.NoResiduals : (Estimable<Ols>)fit);
    }
}
