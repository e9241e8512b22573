namespace KpiLab.Statistics;

/// <summary>A Dickey–Fuller regression.</summary>
/// <param name="Tau">t of y[t−1].</param>
/// <param name="PValue">MacKinnon's, of the null of a unit root.</param>
/// <param name="Critical">At 1, 5 and 10 %, for this number of rows.</param>
/// <param name="DriftF">F that constant and y[t−1] vanish (φ₁) or, with a trend, constant, trend and y[t−1] (φ₂); undefined without a constant.</param>
/// <param name="TrendF">F that trend and y[t−1] vanish (φ₃); undefined without a trend.</param>
/// <param name="Lags">Lagged differences.</param>
/// <param name="Rows">N = n − 1 − lags.</param>
[TypeFormatterSource]
public sealed record DickeyFullerResult(
    double Tau, double PValue, IReadOnlyList<double> Critical, Estimable<double> DriftF, Estimable<double> TrendF, int Lags, int Rows) : IShowable;

/// <summary>By what the number of lagged differences is chosen.</summary>
public enum LagCriterion
{
    /// <summary>Akaike's.</summary>
    Aic,

    /// <summary>Schwarz's.</summary>
    Bic,
}

/// <summary>Does a series have a unit root, so that its shocks never fade?</summary>
/// <remarks>
/// Dickey and Fuller (1979), J. Am. Stat. Assoc. 74:427, and (1981), Econometrica 49:1057, for φ: Δy[t] on y[t−1], lagged differences and the deterministic terms (trend 1, 2, …).
/// </remarks>
public static class AugmentedDickeyFuller
{
    /// <summary>The test with a given number of lagged differences.</summary>
    /// <returns>Undefined for gaps, a constant series, too few periods, collinear lags, or a perfect fit.</returns>
    public static Estimable<DickeyFullerResult> Test(double[] values, int lags, Deterministics terms = Deterministics.Constant)
    {
        if (Refused(values, lags) is { } reason)
        {
            return reason;
        }

        return Fit(values, lags, terms, lags).Then(fit =>
        {
            var constants = (int)terms;
            var tau = fit.T(constants);
            Estimable<double> none = new Undefined(Undefined.OutsideDomain, "the regression has no such term"), drift = none, trend = none;
            if (terms != Deterministics.None)
            {
                drift = Restricted(values, lags, fit, constant: false, constants + 1);
            }

            if (terms == Deterministics.ConstantAndTrend)
            {
                trend = Restricted(values, lags, fit, constant: true, 2);
            }

            return (Estimable<DickeyFullerResult>)new DickeyFullerResult(
                tau, MacKinnon.PValue(terms, tau), MacKinnon.Critical(terms, fit.Rows), drift, trend, lags, fit.Rows);
        });
    }

    /// <summary>The test with the number of lagged differences, up to <paramref name="most"/>, that a criterion chooses on common rows; then on all rows.</summary>
    public static Estimable<DickeyFullerResult> Search(
        double[] values, int most, LagCriterion criterion, Deterministics terms = Deterministics.Constant)
    {
        if (Refused(values, most) is { } reason)
        {
            return reason;
        }

        double best = double.PositiveInfinity;
        var chosen = 0;
        for (var lags = 0; lags <= most; lags++)
        {
            var fit = Fit(values, lags, terms, most);
            if (!fit.IsDefined)
            {
                return fit.Reason;
            }

            var penalty = criterion == LagCriterion.Aic ? 2 : Math.Log(fit.Value.Rows);
            var value = (-2 * fit.Value.LogLikelihood) + (penalty * fit.Value.Columns);
            if (value < best)
            {
                (best, chosen) = (value, lags);
            }
        }

        return Test(values, chosen, terms);
    }

    internal static Estimable<Ols> Fit(double[] values, int lags, Deterministics terms, int first)
    {
        var count = values.Length - 1 - first;
        var columns = Terms(terms, count);
        columns.Add(SeriesGate.Lagged(values, 0, first, count));
        AddLags(columns, values, lags, first, count);
        return count <= columns.Count
            ? new Undefined(SeriesReason.TooShort, Invariant($"{values.Length} periods are too few for {lags} lagged differences"))
            : Fitted(values, first, count, columns);
    }

    private static Undefined? Refused(double[] values, int lags)
        => SeriesGate.Refuse(5, values) ?? SeriesGate.RefuseLag("the number of lagged differences", lags, 0, (values.Length - 4) / 2);

    private static Estimable<Ols> Fitted(double[] values, int first, int count, List<double[]> columns)
        => Ols.Fit(SeriesGate.Differences(values)[first..(first + count)], [.. columns]).Then(fit =>
            fit.IsExact ? SeriesGate.NoResiduals : (Estimable<Ols>)fit);

    private static Estimable<double> Restricted(double[] values, int lags, Ols full, bool constant, int restrictions)
    {
        var count = full.Rows;
        var columns = Terms(constant ? Deterministics.Constant : Deterministics.None, count);
        AddLags(columns, values, lags, lags, count);
        var outcome = SeriesGate.Differences(values)[lags..];
        var rss = columns.Count == 0 ? outcome.Sum(d => d * d) : double.NaN;
        if (columns.Count > 0)
        {
            var fit = Ols.Fit(outcome, [.. columns]);
            if (!fit.IsDefined)
            {
                return fit.Reason;
            }

            rss = fit.Value.ResidualSumOfSquares;
        }

        return Math.Max(0, rss - full.ResidualSumOfSquares) / restrictions / full.ResidualVariance;
    }

    private static List<double[]> Terms(Deterministics terms, int count)
    {
        var columns = new List<double[]>();
        if (terms != Deterministics.None)
        {
            columns.Add(SeriesGate.Ones(Math.Max(0, count)));
        }

        if (terms == Deterministics.ConstantAndTrend)
        {
            columns.Add([.. Enumerable.Range(1, Math.Max(0, count)).Select(t => (double)t)]);
        }

        return columns;
    }

    private static void AddLags(List<double[]> columns, double[] values, int lags, int first, int count)
    {
        var differences = SeriesGate.Differences(values);
        for (var lag = 1; lag <= lags; lag++)
        {
            columns.Add(SeriesGate.Lagged(differences, lag, first, count));
        }
    }
}
