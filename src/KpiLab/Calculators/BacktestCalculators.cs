using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Backtests, comparisons of forecasts, and forecast intervals.</summary>
internal static class BacktestCalculators
{
    private const string Page = "docs/estimators/backtest.md";

    private const string ErrorsExample =
        """{"series": {"e1": [0.4, -0.5, -0.1, 1.2, 0.8, -0.9, 0.3, -1.1, 0.6, -0.2], "e2": [0.3, -0.2, 0.1, 0.7, 0.9, -0.4, 0.1, -0.8, 0.2, -0.4]}, "params": {"horizon": 1}}""";

    private const string SignsExample =
        """{"series": {"actual": [0.4, -0.5, -0.1, 1.2, 0.8, -0.9, 0.3, -1.1], "forecast": [0.3, -0.2, 0.1, 0.7, 0.9, -0.4, -0.1, -0.8]}}""";

    private const string ConformalExample =
        """{"series": {"forecast": [10, 11, 12, 11, 10, 12, 13, 12, 11, 10, 11, 12], "actual": [10.4, 10.7, 12.9, 11.2, 9.6, 12.1, 13.5, 11.4, 11.1, 10.2, 10.5, 12.6]}, "params": {"calibration_rows": 9, "alpha": 0.2}}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "rolling_origin_skill", "Forecasts from every origin with and without the lead: skill, MASE and tests", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"own_lags\": 1, \"lead_lag\": 2, \"lead_terms\": 1, \"horizon\": 1, \"first_origin\": 20, \"window\": \"expanding\", \"mase_season\": 1}}",
            i => (Pair: SeriesParts.ReadPair(i), Plan: Plan(i.Object("params"))),
            i => RollingOrigin.Run(i.Pair.X, i.Pair.Y, i.Plan).Select(b => Skill(b, i.Plan.Horizon)), static () => SeriesJson.Default.RollingOriginOutput),
        Calculator.Define(
            "diebold_mariano_hln", "Equal accuracy of two forecasts (Diebold–Mariano with the correction of Harvey, Leybourne and Newbold)", Page, ErrorsExample,
            i => (Errors: SeriesParts.ReadPair(i, "e1", "e2"), Horizon: i.Object("params").Small("horizon", 1)),
            i => DieboldMariano(i.Errors.First, i.Errors.Second, i.Horizon), static () => SeriesJson.Default.DieboldMarianoOutput),
        Calculator.Define(
            "pesaran_timmermann", "Does a forecast call the direction better than chance?", Page, SignsExample,
            i => SeriesParts.ReadPair(i, "actual", "forecast"),
            i => ForecastComparison.PesaranTimmermann(i.First, i.Second).Select(r => new PesaranTimmermannOutput(
                r.Count, r.HitRate, r.ExpectedHitRate, r.Test.Statistic, r.Test.PValue)),
            static () => SeriesJson.Default.PesaranTimmermannOutput),
        Calculator.Define(
            "split_conformal", "Forecast interval from past errors, with its coverage and interval score", Page, ConformalExample,
            i => (Pair: SeriesParts.ReadPair(i, "forecast", "actual"), Rows: i.Object("params").Small("calibration_rows"), Alpha: i.Object("params").Alpha()),
            i => Conformal(i.Pair.First, i.Pair.Second, i.Rows, i.Alpha), static () => SeriesJson.Default.ConformalOutput),
    ];

    private static BacktestPlan Plan(CalcInput p) => new(
        p.Small("own_lags"),
        p.Small("lead_lag"),
        p.Small("lead_terms", 1),
        p.Small("horizon", 1),
        p.Small("first_origin"),
        p.Small("mase_season", 1),
        Window(p));

    private static int? Window(CalcInput p) => p.HasNumber("window") ? p.Small("window") : p.Text("window", "expanding") == "expanding"
        ? null
        : throw p.Refuse("window", "is neither \"expanding\" nor a number of rows");

    private static RollingOriginOutput Skill(Backtest b, int horizon)
    {
        double[] e1 = b.BenchmarkErrors, e2 = b.LeadErrors;
        return new RollingOriginOutput(
            b.Targets.Count,
            [.. b.Targets],
            b.Actual,
            b.Benchmark,
            b.WithLead,
            b.BenchmarkAccuracy.Rmse,
            b.LeadAccuracy.Rmse,
            b.BenchmarkAccuracy.Mae,
            b.LeadAccuracy.Mae,
            b.BenchmarkAccuracy.Mase.ValueOrNull(),
            b.LeadAccuracy.Mase.ValueOrNull(),
            b.Skill.ValueOrNull(),
            b.NaiveAccuracy.Rmse,
            b.SeasonalNaiveAccuracy.Rmse,
            ForecastComparison.DieboldMariano(e1, e2, horizon).OrNull(Hln),
            ForecastComparison.DieboldMariano(e1, e2, horizon, 1).OrNull(Hln),
            ForecastComparison.DieboldMariano(e1, e2, horizon, 2, LossVariance.Bartlett).OrNull(Hln),
            ForecastComparison.ClarkWest(b.Actual, b.Benchmark, b.WithLead, horizon).OrNull(r => new ClarkWestOutput(r.MeanAdjustedDifference, r.Test.Statistic, r.Test.PValue)),
            horizon == 1 ? ForecastComparison.GiacominiWhite(e1, e2).OrNull(SeriesParts.ChiSquared) : null);
    }

    private static HlnOutput Hln(SeriesTest t) => new(t.Statistic, t.DegreesOfFreedom, t.PValue, StudentT.Survival(t.Statistic, t.DegreesOfFreedom));

    private static Estimable<DieboldMarianoOutput> DieboldMariano(double[] e1, double[] e2, int horizon)
    {
        var tests = new Estimable<SeriesTest>[]
        {
            ForecastComparison.DieboldMariano(e1, e2, horizon, 1),
            ForecastComparison.DieboldMariano(e1, e2, horizon, 1, LossVariance.Bartlett),
            ForecastComparison.DieboldMariano(e1, e2, horizon),
            ForecastComparison.DieboldMariano(e1, e2, horizon, 2, LossVariance.Bartlett),
        };
        var all = Array.ConvertAll(tests, t => t.OrNull(r => new DmOutput(r.Statistic, r.DegreesOfFreedom, r.PValue, StudentT.Cdf(r.Statistic, r.DegreesOfFreedom))));
        return Array.TrueForAll(tests, t => !t.IsDefined) ? tests[0].Reason : new DieboldMarianoOutput(all[0], all[1], all[2], all[3]);
    }

    private static Estimable<ConformalOutput> Conformal(double[] forecast, double[] actual, int rows, double alpha)
        => rows >= forecast.Length
            ? new Undefined(SeriesReason.TooShort, Invariant($"{rows} calibration rows of {forecast.Length} leave none to score"))
            : Array.Exists(forecast, double.IsNaN) || Array.Exists(actual, double.IsNaN)
                ? new Undefined(SeriesReason.Gaps, "a row has no value")
                : SplitConformal.Calibrate(forecast.AsSpan(0, rows), actual.AsSpan(0, rows), alpha).Then(interval =>
                    SplitConformal.Score(interval, forecast.AsSpan(rows), actual.AsSpan(rows), alpha).Select(score => new ConformalOutput(
                        interval.Calibration, interval.Rank, interval.HalfWidth, score.Coverage, score.MeanScore)));
}

internal sealed record HlnOutput(double Statistic, double Df, double PValueTwoSided, double PValueLeadBetter);

internal sealed record ClarkWestOutput(double MeanAdjustedDifference, double Statistic, double PValueOneSided);

internal sealed record RollingOriginOutput(
    int NForecasts,
    int[] TargetIndex,
    double[] Actual,
    double[] ForecastBenchmark,
    double[] ForecastWithLead,
    double RmseBenchmark,
    double RmseLead,
    double MaeBenchmark,
    double MaeLead,
    double? MaseBenchmark,
    double? MaseLead,
    double? SkillMse,
    double RmseNaive,
    double RmseSeasonalNaive,
    HlnOutput? DmHlnSquared,
    HlnOutput? DmHlnAbsolute,
    HlnOutput? DmHlnSquaredBartlett,
    ClarkWestOutput? ClarkWest,
    ChiSquaredOutput? GiacominiWhiteConditional);

internal sealed record DmOutput(double Statistic, double Df, double PValueTwoSided, double PValueLess);

internal sealed record DieboldMarianoOutput(DmOutput? Power1Acf, DmOutput? Power1Bartlett, DmOutput? Power2Acf, DmOutput? Power2Bartlett);

internal sealed record PesaranTimmermannOutput(int N, double HitRate, double ExpectedHitRate, double Statistic, double PValueOneSided);

internal sealed record ConformalOutput(int NCalibration, int Rank, double Quantile, double Coverage, double MeanIntervalScore);
