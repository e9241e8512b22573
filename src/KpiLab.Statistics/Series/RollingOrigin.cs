namespace KpiLab.Statistics;

/// <summary>What a backtest forecasts with.</summary>
/// <param name="OwnLags">p: own lags in both models.</param>
/// <param name="LeadLag">k ≥ h: the nearest lag of the lead, which must be known at the origin.</param>
/// <param name="LeadTerms">q ≥ 1: lags k … k + q − 1.</param>
/// <param name="Horizon">h ≥ 1.</param>
/// <param name="FirstOrigin">The first period, 1-based, from which is forecast.</param>
/// <param name="Season">m of the seasonal naive forecast and of the scale of MASE; 1 for none.</param>
/// <param name="Window">Rows of a rolling window; absent for an expanding one.</param>
public sealed record BacktestPlan(int OwnLags, int LeadLag, int LeadTerms = 1, int Horizon = 1, int FirstOrigin = 40, int Season = 1, int? Window = null);

/// <summary>Size of forecast errors.</summary>
/// <param name="Rmse">√ of the mean squared error.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Mase">Mae over the mean |y[t] − y[t − m]| up to the first origin; undefined where that is zero.</param>
[TypeFormatterSource]
public sealed record Accuracy(double Rmse, double Mae, Estimable<double> Mase) : IShowable;

/// <summary>Forecasts from every origin, with and without the lead.</summary>
/// <param name="Targets">Forecast periods, 1-based.</param>
/// <param name="Actual">What came.</param>
/// <param name="Benchmark">By own lags.</param>
/// <param name="WithLead">By own lags and the lead.</param>
/// <param name="Naive">The origin's value.</param>
/// <param name="SeasonalNaive">The last known value of the same season.</param>
/// <param name="BenchmarkAccuracy">Of the own-lag benchmark.</param>
/// <param name="LeadAccuracy">Of the lead model.</param>
/// <param name="NaiveAccuracy">Of the naive forecast.</param>
/// <param name="SeasonalNaiveAccuracy">Of the seasonal naive forecast.</param>
/// <param name="Skill">1 − MSE(lead)/MSE(benchmark); undefined where the benchmark is never wrong.</param>
[TypeFormatterSource]
public sealed record Backtest(
    IReadOnlyList<int> Targets,
    double[] Actual,
    double[] Benchmark,
    double[] WithLead,
    double[] Naive,
    double[] SeasonalNaive,
    Accuracy BenchmarkAccuracy,
    Accuracy LeadAccuracy,
    Accuracy NaiveAccuracy,
    Accuracy SeasonalNaiveAccuracy,
    Estimable<double> Skill) : IShowable
{
    /// <summary>actual − benchmark.</summary>
    public double[] BenchmarkErrors => [.. Actual.Zip(Benchmark, (a, f) => a - f)];

    /// <summary>actual − forecast with the lead.</summary>
    public double[] LeadErrors => [.. Actual.Zip(WithLead, (a, f) => a - f)];
}

/// <summary>Would the lead have helped to forecast the outcome, had one relied on it at the time?</summary>
/// <remarks>
/// Direct h-step forecasts (Tashman 2000, Int. J. Forecasting 16:437). At origin o both models are fitted by least squares on the same targets t ≤ o, those for which every regressor of the larger model exists:
/// y[t] on 1, y[t−h … t−h−p+1] and, with the lead, x[t−k … t−k−q+1]. Nothing after o enters a forecast from o.
/// </remarks>
public static class RollingOrigin
{
    /// <summary>All forecasts from <see cref="BacktestPlan.FirstOrigin"/> to n − h.</summary>
    /// <returns>Undefined for gaps, constant series, a lag below the horizon, too few rows at the first origin, or collinear regressors at an origin.</returns>
    public static Estimable<Backtest> Run(double[] lead, double[] outcome, BacktestPlan plan)
    {
        var n = outcome.Length;
        if ((SeriesGate.Refuse(6, lead, outcome) ?? Refused(plan, n)) is { } reason)
        {
            return reason;
        }

        int h = plan.Horizon, first = Math.Max(h + plan.OwnLags - 1, plan.LeadLag + plan.LeadTerms - 1), forecasts = n - h - plan.FirstOrigin + 1;
        int[] own = [.. Enumerable.Range(h, plan.OwnLags)], terms = [.. Enumerable.Range(plan.LeadLag, plan.LeadTerms)];
        double[] benchmark = new double[forecasts], withLead = new double[forecasts], naive = new double[forecasts], seasonal = new double[forecasts];
        for (var i = 0; i < forecasts; i++)
        {
            // Zero-based: rows before the origin's end, forecast of row target.
            int origin = plan.FirstOrigin + i, target = origin + h - 1;
            var from = plan.Window is { } window ? Math.Max(first, origin - window) : first;
            var forecast = Forecasts(lead, outcome, own, terms, from, origin, target);
            if (!forecast.IsDefined)
            {
                return forecast.Reason;
            }

            (benchmark[i], withLead[i]) = forecast.Value;
            naive[i] = outcome[origin - 1];
            seasonal[i] = outcome[target - (plan.Season * ((h + plan.Season - 1) / plan.Season))];
        }

        var actual = outcome[(plan.FirstOrigin + h - 1)..];
        var scale = Enumerable.Range(plan.Season, plan.FirstOrigin - plan.Season).Average(t => Math.Abs(outcome[t] - outcome[t - plan.Season]));
        var baseline = Measure(actual, benchmark, scale);
        var model = Measure(actual, withLead, scale);
        return new Backtest(
            [.. Enumerable.Range(plan.FirstOrigin + h, forecasts)],
            actual,
            benchmark,
            withLead,
            naive,
            seasonal,
            baseline,
            model,
            Measure(actual, naive, scale),
            Measure(actual, seasonal, scale),
            baseline.Rmse > 0
                ? 1 - Math.Pow(model.Rmse / baseline.Rmse, 2)
                : new Undefined(Undefined.ZeroBaseline, "the benchmark is never wrong, so that there is nothing to improve on"));
    }

    private static Undefined? Refused(BacktestPlan plan, int n)
    {
        int most = n / 2, p = plan.OwnLags, h = plan.Horizon;
        var bad = SeriesGate.RefuseLag("the horizon", h, 1, most)
            ?? SeriesGate.RefuseLag("the number of own lags", p, 0, most)
            ?? SeriesGate.RefuseLag("the number of lead terms", plan.LeadTerms, 1, most)
            ?? SeriesGate.RefuseLag("the season", plan.Season, 1, most)
            ?? SeriesGate.RefuseLag("the lag of the lead (at least the horizon)", plan.LeadLag, h, most);
        if (bad is not null)
        {
            return bad;
        }

        var first = Math.Max(h + p - 1, plan.LeadLag + plan.LeadTerms - 1);
        var least = Math.Max(first + p + plan.LeadTerms + 2, plan.Season + 1);
        return SeriesGate.RefuseLag("the first origin", plan.FirstOrigin, least, n - h)
            ?? (plan.Window is { } window ? SeriesGate.RefuseLag("the window", window, p + plan.LeadTerms + 2, n) : null);
    }

    private static Estimable<(double Benchmark, double WithLead)> Forecasts(
        double[] lead, double[] outcome, int[] own, int[] terms, int from, int origin, int target)
    {
        var count = origin - from;
        double[][] small = [SeriesGate.Ones(count), .. own.Select(lag => SeriesGate.Lagged(outcome, lag, from, count))];
        double[][] large = [.. small, .. terms.Select(lag => SeriesGate.Lagged(lead, lag, from, count))];
        var y = outcome[from..origin];
        double[] at = [1, .. own.Select(lag => outcome[target - lag]), .. terms.Select(lag => lead[target - lag])];
        return Ols.Fit(y, small).Then(a => Ols.Fit(y, large).Select(b => (Value(a, at), Value(b, at))));
    }

    private static double Value(Ols fit, double[] at) => fit.Coefficients.Select((b, j) => b * at[j]).Sum();

    private static Accuracy Measure(double[] actual, double[] forecast, double scale)
    {
        double squares = 0, absolute = 0;
        for (var t = 0; t < actual.Length; t++)
        {
            var e = actual[t] - forecast[t];
            squares += e * e / actual.Length;
            absolute += Math.Abs(e) / actual.Length;
        }

        return new Accuracy(
            Math.Sqrt(squares), absolute, scale > 0 ? absolute / scale : new Undefined(Undefined.ZeroBaseline, "the outcome never changed before the first origin"));
    }
}
