using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Correlations of a series with its own past and of a lead with an outcome.</summary>
internal static class CorrelationCalculators
{
    private const string Page = "docs/estimators/lagged-correlation.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "acf_pacf_portmanteau", "Autocorrelations, partial ones, and the Ljung–Box and Box–Pierce tests", Page,
            "{" + SeriesParts.Single + ", \"params\": {\"max_lag\": 6}}",
            i => (Y: i.Object("series").Series("y"), Lags: i.Object("params").Small("max_lag")), i => Acf(i.Y, i.Lags), static () => SeriesJson.Default.AcfOutput),
        Calculator.Define(
            "ccf", "Cross-correlations of a lead and an outcome by lag", Page, "{" + SeriesParts.Pair + ", \"params\": {\"max_lag\": 6}}",
            SeriesParts.ReadPair,
            i => CrossCorrelation.Of(i.X, i.Y, i.Params.Small("max_lag")).Select(Ccf), static () => SeriesJson.Default.CcfOutput),
        Calculator.Define(
            "ccf_prewhitened", "Cross-correlations after autoregressive filters, with Haugh's tests", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"ar_order\": 2, \"max_lag\": 6, \"portmanteau_lags\": 4}}",
            SeriesParts.ReadPair,
            i => Prewhitening
                .Correlate(i.X, i.Y, i.Params.Small("ar_order"), i.Params.Small("max_lag"), i.Params.Small("portmanteau_lags"))
                .Select(Prewhitened),
            static () => SeriesJson.Default.PrewhitenedOutput),
        Calculator.Define(
            "ccf_prewhitened_ma1", "Cross-correlations after a moving average filter, and its exact maximum likelihood fit", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"theta\": -0.4, \"max_lag\": 6}}",
            SeriesParts.ReadPair, i => FilteredByMovingAverage(i.X, i.Y, i.Params), static () => SeriesJson.Default.MovingAverageOutput),
        Calculator.Define(
            "lagged_correlation", "Pearson, Spearman, Kendall and partial correlation at one lag, with the effective number of periods", Page,
            "{" + SeriesParts.Pair + ", \"params\": {\"lag\": 2, \"neff_lags\": 10}}",
            SeriesParts.ReadPair,
            i => LaggedCorrelation.Of(i.X, i.Y, i.Params.Small("lag"), i.Params.Small("neff_lags", 10)).Select(Lagged),
            static () => SeriesJson.Default.LaggedCorrelationOutput),
        Calculator.Define(
            "sample_size_correlation", "Periods needed to find a correlation, for white and for autocorrelated series", Page,
            """{"series": {"r": [0.3, 0.5]}, "params": {"alpha": 0.05, "power": 0.8, "ar1_x": 0.6, "ar1_y": 0.6}}""",
            i => (R: i.Object("series").Numbers("r"), Params: i.Object("params")), i => SampleSizes(i.R, i.Params), static () => SeriesJson.Default.SampleSizeOutput),
    ];

    private static Estimable<AcfOutput> Acf(double[] y, int lags)
        => Autocorrelation.Correlations(y, lags).Then(r => Autocorrelation.Partial(y, lags).Then(partial =>
            Autocorrelation.LjungBox(y, lags).Then(box => Autocorrelation.BoxPierce(y, lags).Select(pierce => new AcfOutput(
                r,
                partial,
                SeriesParts.ChiSquared(box),
                SeriesParts.ChiSquared(pierce),
                Autocorrelation.LjungBox(y, lags, 1).OrNull(SeriesParts.ChiSquared))))));

    private static CcfOutput Ccf(LagCorrelations r) => new(Lags(r), [.. r.Values], r.Bound95, r.PeakLeadLag, r.At(r.PeakLeadLag));

    private static PrewhitenedOutput Prewhitened(PrewhitenedCorrelation r) => new(
        [.. r.LeadFilter],
        [.. r.OutcomeFilter],
        Lags(r.CommonFilter),
        [.. r.CommonFilter.Values],
        [.. r.OwnFilters.Values],
        r.CommonFilter.Bound95,
        r.CommonFilter.PeakLeadLag,
        r.CommonFilter.At(r.CommonFilter.PeakLeadLag),
        SeriesParts.ChiSquared(r.HaughOneSided),
        SeriesParts.ChiSquared(r.HaughTwoSided));

    private static Estimable<MovingAverageOutput> FilteredByMovingAverage(double[] x, double[] y, CalcInput parameters)
        => MovingAverage.Prewhitened(x, y, parameters.Number("theta"), parameters.Small("max_lag")).Then(r => MovingAverage.Fit(x).Select(fit =>
            new MovingAverageOutput(Lags(r), [.. r.Values], r.PeakLeadLag, new ArimaOutput(fit.Constant, fit.Theta, fit.InnovationVariance, fit.LogLikelihood))));

    private static LaggedCorrelationOutput Lagged(LaggedCorrelations r) => new(
        r.Count,
        new PearsonOutput(r.Pearson.Value, r.Pearson.Test.Statistic, r.Pearson.Test.DegreesOfFreedom, r.Pearson.Test.PValue, r.Interval.OrNull(set => set.Ends())),
        new SpearmanOutput(r.Spearman.Value, r.Spearman.Test.PValue),
        new KendallOutput(r.Kendall.Value, r.Kendall.Test.Statistic, r.Kendall.Test.PValue),
        r.GivenOwnLag.OrNull(p => new PartialOutput(p.Value, p.Test.Statistic, p.Test.DegreesOfFreedom, p.Test.PValue)),
        new EffectiveOutput(r.EffectiveCount, r.Effective.Test.Statistic, r.Effective.Test.DegreesOfFreedom, r.Effective.Test.PValue));

    private static Estimable<SampleSizeOutput> SampleSizes(double[] r, CalcInput parameters)
    {
        double alpha = parameters.Alpha(), power = parameters.Number("power", 0.8), x = parameters.Number("ar1_x", 0), y = parameters.Number("ar1_y", 0);
        var sizes = new CorrelationSampleSize[r.Length];
        for (var i = 0; i < r.Length; i++)
        {
            var size = CorrelationSampleSize.For(r[i], alpha, power, x, y);
            if (!size.IsDefined)
            {
                return size.Reason;
            }

            sizes[i] = size.Value;
        }

        return sizes.Length == 0
            ? new Undefined(Undefined.TooFewUnits, "there is no correlation to plan for")
            : new SampleSizeOutput(
                Array.ConvertAll(sizes, s => s.Periods), Array.ConvertAll(sizes, s => s.Exact), sizes[0].Inflation, Array.ConvertAll(sizes, s => s.AutocorrelatedPeriods));
    }

    private static int[] Lags(LagCorrelations r) => [.. Enumerable.Range(-r.MaxLag, (2 * r.MaxLag) + 1)];
}

internal sealed record AcfOutput(double[] Acf, double[] Pacf, ChiSquaredOutput LjungBox, ChiSquaredOutput BoxPierce, ChiSquaredOutput? LjungBoxFitdf1);

internal sealed record CcfOutput(int[] Lags, double[] R, double Bound95, int PeakLeadLag, double PeakLeadR);

internal sealed record PrewhitenedOutput(
    double[] ArX,
    double[] ArY,
    int[] Lags,
    double[] RCommonFilter,
    double[] ROwnFilters,
    double Bound95,
    int PeakLeadLag,
    double PeakLeadR,
    ChiSquaredOutput HaughOneSided,
    ChiSquaredOutput HaughTwoSided);

internal sealed record ArimaOutput(double Const, double Ma1, double Sigma2, double Loglik);

internal sealed record MovingAverageOutput(int[] Lags, double[] R, int PeakLeadLag, ArimaOutput ArimaMle);

internal sealed record PearsonOutput(double R, double T, double Df, double PValue, double[]? Ci95);

internal sealed record SpearmanOutput(double Rho, double PValue);

internal sealed record KendallOutput(double Tau, double Z, double PValue);

internal sealed record PartialOutput(double R, double T, double Df, double PValue);

internal sealed record EffectiveOutput(double NEff, double T, double Df, double PValue);

internal sealed record LaggedCorrelationOutput(
    int N, PearsonOutput Pearson, SpearmanOutput Spearman, KendallOutput Kendall, PartialOutput? PartialGivenOwnLag, EffectiveOutput EffectiveN);

internal sealed record SampleSizeOutput(double[] N, double[] NUnrounded, double InflationAr1, double[] NAr1);
