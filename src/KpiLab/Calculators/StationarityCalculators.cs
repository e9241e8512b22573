using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Unit roots and cointegration.</summary>
internal static class StationarityCalculators
{
    private const string Page = "docs/estimators/stationarity.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "unit_root", "Dickey–Fuller with φ statistics, KPSS and Phillips–Perron", Page, "{" + SeriesParts.Single + ", \"params\": {\"adf_lags\": 2}}",
            i => (Y: i.Object("series").Series("y"), Lags: i.Object("params").Small("adf_lags")), i => UnitRoot(i.Y, i.Lags), static () => SeriesJson.Default.UnitRootOutput),
        Calculator.Define(
            "unit_root_mackinnon", "Dickey–Fuller with MacKinnon's p, given and chosen lags, and KPSS", Page,
            "{" + SeriesParts.Single + ", \"params\": {\"max_lag\": 6, \"adf_lags\": 2, \"kpss_lags\": 3}}",
            i => (Y: i.Object("series").Series("y"), Params: i.Object("params")), i => WithMacKinnon(i.Y, i.Params), static () => SeriesJson.Default.MacKinnonOutput),
        Calculator.Define(
            "cointegration", "Engle–Granger and Johansen tests of a long-run relation", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"eg_lags\": 1, \"johansen_k_ar_diff\": 1, \"det_order\": 0}}",
            SeriesParts.ReadPair, i => Cointegration(i.X, i.Y, i.Params), static () => SeriesJson.Default.CointegrationOutput),
    ];

    private static Estimable<UnitRootOutput> UnitRoot(double[] y, int lags)
        => AugmentedDickeyFuller.Test(y, lags, Deterministics.None)
            .Then(none => AugmentedDickeyFuller.Test(y, lags)
            .Then(drift => AugmentedDickeyFuller.Test(y, lags, Deterministics.ConstantAndTrend)
            .Then(trend => KpssTest.Test(y)
            .Then(level => KpssTest.Test(y, trend: true)
            .Then(around => PhillipsPerronTest.Test(y, KpssTest.UsualLags(y.Length)).Select(pp => new UnitRootOutput(
                none.Tau,
                drift.Tau,
                drift.DriftF.ValueOrNull(),
                trend.Tau,
                trend.DriftF.ValueOrNull(),
                trend.TrendF.ValueOrNull(),
                Kpss(level),
                Kpss(around),
                new PhillipsPerronOutput(pp.ZTau, pp.Lags))))))));

    private static Estimable<MacKinnonOutput> WithMacKinnon(double[] y, CalcInput parameters)
    {
        int lags = parameters.Small("adf_lags"), most = parameters.Small("max_lag"), kpssLags = parameters.Small("kpss_lags");
        return AugmentedDickeyFuller.Test(y, lags, Deterministics.None)
            .Then(n => AugmentedDickeyFuller.Test(y, lags)
            .Then(c => AugmentedDickeyFuller.Test(y, lags, Deterministics.ConstantAndTrend)
            .Then(ct => AugmentedDickeyFuller.Search(y, most, LagCriterion.Aic)
            .Then(aic => AugmentedDickeyFuller.Search(y, most, LagCriterion.Bic)
            .Then(bic => KpssTest.Test(y, false, kpssLags)
            .Then(level => KpssTest.Test(y, true, kpssLags).Select(trend => new MacKinnonOutput(
                Adf(n), Adf(c), Adf(ct), Adf(aic, most), Adf(bic, most), Kpss(level), Kpss(trend)))))))));
    }

    private static Estimable<CointegrationOutput> Cointegration(double[] x, double[] y, CalcInput parameters)
        => parameters.Small("det_order", 0) != 0
            ? new Undefined(Undefined.OutsideDomain, "det_order other than 0 (a constant) is not offered")
            : EngleGrangerTest.Test(y, x, parameters.Small("eg_lags")).Then(eg => JohansenTest.Test(y, x, parameters.Small("johansen_k_ar_diff")).Select(j =>
                new CointegrationOutput(
                    new EngleGrangerOutput(eg.Tau, eg.PValue, [.. eg.Critical]),
                    new JohansenOutput([.. j.Trace], Rows(j.TraceCritical), [.. j.MaxEigenvalue], Rows(j.MaxEigenvalueCritical), [.. j.Eigenvalues]))));

    private static double[][] Rows(IReadOnlyList<IReadOnlyList<double>> rows) => [.. rows.Select(r => r.ToArray())];

    private static KpssOutput Kpss(KpssResult r) => new(r.Statistic, r.Lags, r.PValue);

    private static AdfOutput Adf(DickeyFullerResult r, int? most = null)
        => new(r.Tau, r.PValue, r.Lags, r.Rows, most, new CriticalValues(r.Critical[0], r.Critical[1], r.Critical[2]));
}

internal sealed record KpssOutput(double Statistic, int Lags, double PValueTruncated);

internal sealed record PhillipsPerronOutput(double Statistic, int Lags);

internal sealed record UnitRootOutput(
    double AdfNoneTau,
    double AdfDriftTau,
    double? AdfDriftPhi1,
    double AdfTrendTau,
    double? AdfTrendPhi2,
    double? AdfTrendPhi3,
    KpssOutput KpssLevel,
    KpssOutput KpssTrend,
    PhillipsPerronOutput PhillipsPerronZTau);

internal sealed record CriticalValues(
    [property: JsonPropertyName("1%")] double One, [property: JsonPropertyName("5%")] double Five, [property: JsonPropertyName("10%")] double Ten);

internal sealed record AdfOutput(double Statistic, double PValue, int Lags, int Nobs, int? MaxLag, CriticalValues Critical);

internal sealed record MacKinnonOutput(AdfOutput AdfN, AdfOutput AdfC, AdfOutput AdfCt, AdfOutput AdfCAic, AdfOutput AdfCBic, KpssOutput KpssC, KpssOutput KpssCt);

internal sealed record EngleGrangerOutput(double Statistic, double PValue, [property: JsonPropertyName("critical_1_5_10")] double[] Critical);

internal sealed record JohansenOutput(
    double[] Trace,
    [property: JsonPropertyName("trace_critical_90_95_99")] double[][] TraceCritical,
    double[] MaxEigen,
    [property: JsonPropertyName("max_eigen_critical_90_95_99")] double[][] MaxEigenCritical,
    double[] Eigenvalues);

internal sealed record CointegrationOutput(EngleGrangerOutput EngleGranger, JohansenOutput Johansen);
