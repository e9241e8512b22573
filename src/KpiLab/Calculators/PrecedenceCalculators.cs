using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Does one series say something of another's future?</summary>
internal static class PrecedenceCalculators
{
    private const string Page = "docs/estimators/granger.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "granger", "Granger's test: F, χ², likelihood ratio, and Wald with HAC and HC1 covariances", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lags\": 2, \"hac_lag\": 4}}",
            SeriesParts.ReadPair,
            i => Granger(i.X, i.Y, i.Params.Small("lags"), i.Params.Small("hac_lag", 4)), static () => SeriesJson.Default.GrangerOutput),
        Calculator.Define(
            "toda_yamamoto", "Granger causality in levels with surplus lags (Toda and Yamamoto)", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lags\": 2, \"d_max\": 1}}",
            SeriesParts.ReadPair,
            i => TodaYamamotoTest.Test(i.X, i.Y, i.Params.Small("lags"), i.Params.Small("d_max", 1)).Select(r => new TodaYamamotoOutput(
                r.Wald.Statistic, r.Wald.DegreesOfFreedom, r.Wald.PValue, r.F.Statistic, r.F.DenominatorDegreesOfFreedom!.Value, r.F.PValue, r.Rows)),
            static () => SeriesJson.Default.TodaYamamotoOutput),
        Calculator.Define(
            "ardl", "Autoregressive distributed lags with the long-run multiplier", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"own_lags\": 2, \"x_lags_max\": 3}}",
            SeriesParts.ReadPair,
            i => Ardl(i.X, i.Y, i.Params.Small("own_lags"), i.Params.Small("x_lags_max")), static () => SeriesJson.Default.ArdlOutput),
    ];

    private static Estimable<GrangerOutput> Granger(double[] x, double[] y, int lags, int hacLag)
        => GrangerTest.Test(x, y, lags, hacLag).Then(forward => GrangerTest.F(y, x, lags).Select(back => new GrangerOutput(
            SeriesParts.F(forward.F),
            SeriesParts.F(back),
            SeriesParts.ChiSquared(forward.ChiSquared),
            SeriesParts.ChiSquared(forward.LikelihoodRatio),
            new HacWaldOutput(forward.Hac.Statistic, forward.Hac.DegreesOfFreedom, forward.Hac.PValue, hacLag),
            new WaldOutput(forward.Hc1.Statistic, forward.Hc1.DegreesOfFreedom, forward.Hc1.PValue),
            [.. forward.LeadCoefficients],
            forward.LeadCoefficients.Sum(),
            forward.Rows)));

    private static Estimable<ArdlOutput> Ardl(double[] x, double[] y, int ownLags, int leadLags)
        => DistributedLag.Fit(x, y, ownLags, leadLags).Then(fit => DistributedLag.Search(x, y).Select(search => new ArdlOutput(
            fit.Rows,
            [.. fit.Coefficients],
            [.. fit.StandardErrors],
            fit.RSquared,
            fit.LeadSum,
            fit.LongRunMultiplier.ValueOrNull(),
            fit.LongRunStandardError.ValueOrNull(),
            fit.Aic,
            fit.Bic,
            [.. search.Aic],
            [.. search.Bic],
            search.Best)));
}

internal sealed record HacWaldOutput(double Chi2, double Df, double PValue, int BandwidthLag);

internal sealed record WaldOutput(double Chi2, double Df, double PValue);

internal sealed record GrangerOutput(
    FOutput XToY,
    FOutput YToX,
    ChiSquaredOutput SsrChi2,
    ChiSquaredOutput Lr,
    HacWaldOutput WaldHac,
    WaldOutput WaldHc1,
    double[] CoefXLags,
    double SumXLags,
    int NUsed);

internal sealed record TodaYamamotoOutput(double WaldChi2, double Df, double PValue, double F, double FDf2, [property: JsonPropertyName("f_p_value")] double FPValue, int NUsed);

internal sealed record ArdlOutput(
    int NUsed,
    double[] Coef,
    double[] Se,
    double RSquared,
    double SumX,
    double? LongRunMultiplier,
    double? LongRunSeDelta,
    double Aic,
    double Bic,
    double[] LagSearchAic,
    double[] LagSearchBic,
    int BestQBic);
