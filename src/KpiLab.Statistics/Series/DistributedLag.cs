namespace KpiLab.Statistics;

/// <summary>An autoregressive distributed lag model: how many outcome units a lasting lead unit is worth.</summary>
/// <param name="Coefficients">Constant, a₁ … a_p, b₀ … b_q.</param>
/// <param name="StandardErrors">Classical, in the same order.</param>
/// <param name="RSquared">1 − RSS/TSS.</param>
/// <param name="LeadSum">Σb: the effect before the outcome's own past passes it on.</param>
/// <param name="LongRunMultiplier">Σb/(1 − Σa); undefined where Σa is 1.</param>
/// <param name="LongRunStandardError">By the delta method.</param>
/// <param name="Aic">−2 log L + 2(k + 1).</param>
/// <param name="Bic">−2 log L + ln N (k + 1).</param>
/// <param name="Rows">N.</param>
[TypeFormatterSource]
public sealed record DistributedLagFit(
    IReadOnlyList<double> Coefficients,
    IReadOnlyList<double> StandardErrors,
    double RSquared,
    double LeadSum,
    Estimable<double> LongRunMultiplier,
    Estimable<double> LongRunStandardError,
    double Aic,
    double Bic,
    int Rows) : IShowable;

/// <summary>Criteria of models with q = 0 … lags of the lead, on common rows.</summary>
/// <param name="Aic">By q.</param>
/// <param name="Bic">By q.</param>
[TypeFormatterSource]
public sealed record LagSearch(IReadOnlyList<double> Aic, IReadOnlyList<double> Bic) : IShowable
{
    /// <summary>The q of the smallest BIC; the smallest of equals.</summary>
    public int Best => Enumerable.Range(0, Bic.Count).MinBy(q => Bic[q]);
}

/// <summary>Regression of y[t] on a constant, y[t−1 … t−p] and x[t … t−q].</summary>
/// <remarks>Pesaran and Shin (1998), in Econometrics and Economic Theory in the 20th Century. The lags of an autocorrelated lead are collinear: read their sum, not each.</remarks>
public static class DistributedLag
{
    /// <summary>The fit over rows t &gt; max(p, q).</summary>
    /// <returns>Undefined for gaps, constant series, too few periods, collinear lags, or a perfect fit.</returns>
    public static Estimable<DistributedLagFit> Fit(double[] lead, double[] outcome, int ownLags, int leadLags)
    {
        if ((SeriesGate.Refuse(4, lead, outcome)
            ?? SeriesGate.RefuseLag("the number of own lags", ownLags, 0, lead.Length / 2)
            ?? SeriesGate.RefuseLag("the number of lead lags", leadLags, 0, lead.Length / 2)) is { } reason)
        {
            return reason;
        }

        return LagDesign.Fit(outcome, ownLags, lead, 0, leadLags).Select(fit =>
        {
            double a = fit.Coefficients.Skip(1).Take(ownLags).Sum(), b = fit.Coefficients.Skip(1 + ownLags).Sum();
            var rest = 1 - a;
            Estimable<double> multiplier = new Undefined(Undefined.ZeroBaseline, "the outcome's own coefficients sum to 1, so that there is no long run");
            var error = multiplier;
            if (Math.Abs(rest) > 1e-12)
            {
                var covariance = fit.Covariance(CovarianceEstimator.Classical);
                double[] gradient = [0, .. Enumerable.Repeat(b / (rest * rest), ownLags), .. Enumerable.Repeat(1 / rest, leadLags + 1)];
                var variance = 0.0;
                for (var i = 0; i < gradient.Length; i++)
                {
                    for (var j = 0; j < gradient.Length; j++)
                    {
                        variance += gradient[i] * covariance[i, j] * gradient[j];
                    }
                }

                multiplier = b / rest;
                error = Math.Sqrt(Math.Max(0, variance));
            }

            return new DistributedLagFit(
                fit.Coefficients,
                [.. Enumerable.Range(0, fit.Columns).Select(fit.StandardError)],
                fit.RSquared,
                b,
                multiplier,
                error,
                fit.Aic,
                fit.Bic,
                fit.Rows);
        });
    }

    /// <summary>AIC and BIC for q = 0 … <paramref name="most"/>, all on rows t &gt; most so that they can be compared.</summary>
    public static Estimable<LagSearch> Search(double[] lead, double[] outcome, int ownLags = 2, int most = 6)
    {
        if ((SeriesGate.Refuse(4, lead, outcome)
            ?? SeriesGate.RefuseLag("the number of own lags", ownLags, 0, most)
            ?? SeriesGate.RefuseLag("the number of lead lags", most, 0, lead.Length / 2)) is { } reason)
        {
            return reason;
        }

        double[] aic = new double[most + 1], bic = new double[most + 1];
        for (var q = 0; q <= most; q++)
        {
            var fit = LagDesign.Fit(outcome, ownLags, lead, 0, q, most);
            if (!fit.IsDefined)
            {
                return fit.Reason;
            }

            (aic[q], bic[q]) = (fit.Value.Aic, fit.Value.Bic);
        }

        return new LagSearch(aic, bic);
    }
}
