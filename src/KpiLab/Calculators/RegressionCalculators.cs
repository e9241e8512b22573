using System.Text.Json;
using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Regression of an outcome on one lag of a lead: robust errors and diagnostics.</summary>
internal static class RegressionCalculators
{
    private static readonly int[] Portmanteau = [4, 8, 12];

    private const string Page = "docs/estimators/lead-regression.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "ols_hac", "Regression on a lagged lead with HC0–HC3 and Newey–West errors", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lag\": 2, \"hac_lag\": 4}}",
            SeriesParts.ReadPair,
            i => Hac(i.X, i.Y, i.Params.Small("lag"), i.Params.Small("hac_lag", 4)), static () => SeriesJson.Default.OlsHacOutput),
        Calculator.Define(
            "regression_diagnostics", "Durbin–Watson, Breusch–Godfrey, Breusch–Pagan, Jarque–Bera and RESET of that regression", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lag\": 2, \"bg_order\": 4}}",
            SeriesParts.ReadPair,
            i => Diagnostics(i.X, i.Y, i.Params.Small("lag"), i.Params.Small("bg_order")), static () => SeriesJson.Default.DiagnosticsOutput),
        Calculator.Define(
            "cusum_ols", "CUSUM of that regression's residuals, with HAC errors and portmanteau tests", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lag\": 2, \"hac_lag\": 4}}",
            SeriesParts.ReadPair,
            i => Cusum(i.X, i.Y, i.Params.Small("lag"), i.Params.Small("hac_lag", 4)), static () => SeriesJson.Default.CusumOlsOutput),
    ];

    private static Estimable<OlsHacOutput> Hac(double[] x, double[] y, int lag, int hacLag)
        => LeadRegression.Fit(x, y, lag).Then(fit => NeweyWest.AutomaticBandwidth(fit).Select(bandwidth =>
        {
            var given = NeweyWest.Covariance(fit, hacLag);
            var factor = (double)fit.Rows / fit.DegreesOfFreedom;
            var name = Invariant($"se_newey_west_lag{hacLag}");
            return new OlsHacOutput(
                fit.Rows,
                [.. fit.Coefficients],
                fit.RSquared,
                1 - ((1 - fit.RSquared) * (fit.Rows - 1) / fit.DegreesOfFreedom),
                Math.Sqrt(fit.ResidualVariance),
                Roots(fit.Covariance(CovarianceEstimator.Classical)),
                Roots(fit.Covariance(CovarianceEstimator.Hc0)),
                Roots(fit.Covariance(CovarianceEstimator.Hc1)),
                Roots(fit.Covariance(CovarianceEstimator.Hc2)),
                Roots(fit.Covariance(CovarianceEstimator.Hc3)),
                bandwidth,
                Roots(NeweyWest.Covariance(fit, (int)bandwidth)),
                fit.Aic,
                fit.Bic,
                fit.LogLikelihood)
            {
                AtGivenLag = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
                {
                    [name] = Element(Roots(given)),
                    [name + "_adjusted"] = Element(Roots(given, factor)),
                },
            };
        }));

    private static Estimable<DiagnosticsOutput> Diagnostics(double[] x, double[] y, int lag, int order)
        => LeadRegression.Fit(x, y, lag).Then(fit => RegressionDiagnostics.DurbinWatson(fit)
            .Then(dw => RegressionDiagnostics.BreuschGodfrey(fit, order)
            .Then(bg => RegressionDiagnostics.BreuschGodfreyF(fit, order)
            .Then(bgF => RegressionDiagnostics.BreuschPagan(fit)
            .Then(bp => RegressionDiagnostics.JarqueBera([.. fit.Residuals]).Select(jb => new DiagnosticsOutput(
                new DurbinWatsonOutput(dw.Statistic, dw.PValue),
                SeriesParts.ChiSquared(bg),
                new NamedFOutput(bgF.Statistic, bgF.DegreesOfFreedom, bgF.DenominatorDegreesOfFreedom!.Value, bgF.PValue),
                SeriesParts.ChiSquared(bp),
                SeriesParts.ChiSquared(jb),
                RegressionDiagnostics.Reset(fit, y[lag..]).OrNull(SeriesParts.F))))))));

    private static Estimable<CusumOlsOutput> Cusum(double[] x, double[] y, int lag, int hacLag) => LeadRegression.Fit(x, y, lag).Then(fit =>
    {
        int[] lags = [.. Portmanteau.Where(l => l < fit.Rows)];
        var residuals = fit.Residuals.ToArray();
        var tests = new SeriesTest[lags.Length];
        for (var i = 0; i < lags.Length; i++)
        {
            var test = Autocorrelation.LjungBox(residuals, lags[i]);
            if (!test.IsDefined)
            {
                return test.Reason;
            }

            tests[i] = test.Value;
        }

        var cusum = FluctuationTest.OlsCusum(fit);
        var covariance = NeweyWest.Covariance(fit, hacLag);
        double[] coef = [.. fit.Coefficients], se = Roots(covariance), z = [.. coef.Zip(se, (b, s) => b / s)];
        return (Estimable<CusumOlsOutput>)new CusumOlsOutput(
            new CusumOutput(cusum.Statistic, cusum.PValue, [1.63, 1.36, 1.22]),
            new HacOutput(coef, se, z, Array.ConvertAll(z, v => Math.Min(1, 2 * Normal.Survival(Math.Abs(v))))),
            Roots(covariance, (double)fit.Rows / fit.DegreesOfFreedom),
            new LjungBoxOutput(lags, Array.ConvertAll(tests, t => t.Statistic), Array.ConvertAll(tests, t => t.PValue)));
    });

    private static double[] Roots(double[,] covariance, double factor = 1)
        => [.. Enumerable.Range(0, covariance.GetLength(0)).Select(i => Math.Sqrt(Math.Max(0, factor * covariance[i, i])))];

    private static JsonElement Element(double[] values) => JsonSerializer.SerializeToElement(values, SeriesJson.Default.DoubleArray);
}

internal sealed record OlsHacOutput(
    int N,
    double[] Coef,
    double RSquared,
    double AdjRSquared,
    double Sigma,
    double[] SeClassical,
    double[] SeHc0,
    double[] SeHc1,
    double[] SeHc2,
    double[] SeHc3,
    double NeweyWestAutoBandwidth,
    double[] SeNeweyWestAuto,
    double Aic,
    double Bic,
    double Loglik)
{
    /// <summary>se_newey_west_lagL and se_newey_west_lagL_adjusted, L being the lag asked for.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> AtGivenLag { get; set; } = [];
}

internal sealed record DurbinWatsonOutput(double Statistic, double PValuePositive);

internal sealed record NamedFOutput(double Statistic, double Df1, double Df2, double PValue);

internal sealed record DiagnosticsOutput(
    DurbinWatsonOutput DurbinWatson,
    [property: JsonPropertyName("breusch_godfrey_chi2")] ChiSquaredOutput BreuschGodfrey,
    NamedFOutput BreuschGodfreyF,
    ChiSquaredOutput BreuschPagan,
    ChiSquaredOutput JarqueBera,
    FOutput? Reset);

internal sealed record CusumOutput(double Statistic, double PValue, [property: JsonPropertyName("critical_1_5_10")] double[] Critical);

internal sealed record HacOutput(double[] Coef, double[] Se, double[] Z, double[] PValue);

internal sealed record LjungBoxOutput(int[] Lags, double[] Statistic, double[] PValue);

internal sealed record CusumOlsOutput(CusumOutput Cusum, HacOutput Hac, double[] HacCorrectedSe, LjungBoxOutput LjungBox);
