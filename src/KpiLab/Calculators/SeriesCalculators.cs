using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Season, and selection among candidate leads.</summary>
internal static class SeriesCalculators
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "seasonality", "Classical and loess decomposition, with the strength of season and trend", "docs/estimators/seasonality.md",
            "{" + SeriesParts.Single + ", \"params\": {\"period\": 12}}",
            i => (Y: i.Object("series").Series("y"), Period: i.Object("params").Small("period")), i => Seasonality(i.Y, i.Period),
            static () => SeriesJson.Default.SeasonalityOutput),
        Calculator.Define(
            "lasso_selection", "Which of many candidates the lasso selects at a penalty", "docs/estimators/lasso.md",
            """{"series": {"y": [1.2, 0.4, 2.1, 3.0, 1.1, 2.4], "x1": [0.5, 0.1, 1.0, 1.6, 0.4, 1.1], "x2": [0.3, 0.9, 0.2, 0.5, 0.8, 0.1]}, "params": {"penalty": 0.1}}""",
            Candidates, i => Lasso.Fit(i.Outcome, i.Columns, i.Penalty).Select(fit => new LassoOutput(
                [.. fit.Standardised], [.. fit.Selected.Select(j => i.Names[j])])),
            static () => SeriesJson.Default.LassoOutput),
    ];

    private static Estimable<SeasonalityOutput> Seasonality(double[] y, int period)
        => ClassicalSeasonality.Decompose(y, period).Then(classical => SeasonalTrendLoess.Decompose(y, period)
            .Then(stl => ClassicalSeasonality.DummyTrendResiduals(y, period)
            .Then(residuals => ClassicalSeasonality.NaiveError(y, period).Select(naive => new SeasonalityOutput(
                [.. classical.Figure],
                classical.Lost,
                classical.RemainderStandardDeviation,
                new StlOutput([.. stl.Seasonal], [.. stl.Trend], [.. stl.Remainder], stl.SeasonalStrength, stl.TrendStrength),
                residuals,
                naive)))));

    private static LassoInput Candidates(CalcInput input)
    {
        var series = input.Object("series");
        var y = series.Series("y");
        string[] names = [.. series.Names().Where(n => n != "y")];
        return new LassoInput(y, names, [.. names.Select(n => SeriesParts.AsLongAs(series, n, y.Length))], input.Object("params").NotNegative("penalty"));
    }
}

internal sealed record LassoInput(double[] Outcome, string[] Names, double[][] Columns, double Penalty);

internal sealed record StlOutput(double[] Seasonal, double[] Trend, double[] Remainder, double SeasonalStrength, double TrendStrength);

internal sealed record SeasonalityOutput(
    double[] ClassicalFigure, int ClassicalTrendNa, double ClassicalRandomSd, StlOutput StlPeriodic, double[] DummyTrendResiduals, double SeasonalNaiveMae);

internal sealed record LassoOutput(double[] CoefStandardised, string[] Selected);
