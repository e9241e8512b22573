using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Structural breaks.</summary>
internal static class StabilityCalculators
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "structural_break", "Chow, sup-, ave- and exp-F, CUSUM, Rec-CUSUM, MOSUM and Bai–Perron", "docs/estimators/breaks.md",
            "{" + SeriesParts.Pair + ", \"params\": {\"chow_after\": 18, \"from\": 0.15, \"to\": 0.85, \"formula\": \"y ~ x\"}}",
            Read, Breaks, static () => SeriesJson.Default.BreakOutput),
    ];

    private static BreakInput Read(CalcInput input)
    {
        CalcInput series = input.Object("series"), parameters = input.Object("params");
        var y = series.Series("y");
        var regressors = new List<double[]>();
        foreach (var term in Terms(parameters))
        {
            var column = series.Series(term);
            regressors.Add(column.Length == y.Length
                ? column
                : throw series.Refuse(term, Invariant($"has {column.Length} values; write as many as y has: {y.Length}")));
        }

        return new BreakInput(y, [.. regressors], parameters.Has("chow_after") ? parameters.Small("chow_after") : null, parameters.Number("from", 0.15));
    }

    // "y ~ 1", "y ~ x", "y ~ l1 + l12"
    private static IEnumerable<string> Terms(CalcInput parameters)
    {
        var formula = parameters.Text("formula");
        var at = formula.IndexOf('~', StringComparison.Ordinal);
        return at < 0
            ? throw parameters.Refuse("formula", "has no ~; write y ~ 1, y ~ x or y ~ x1 + x2")
            : formula[(at + 1)..].Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(t => t != "1");
    }

    private static Estimable<BreakOutput> Breaks(BreakInput i) => StabilityDesign.Of(i.Outcome, i.Regressors).Then(design =>
        BreakTest.Scan(design, i.Trim).Then(scan => FluctuationTest.OlsCusum(design)
            .Then(cusum => FluctuationTest.OlsMosum(design)
            .Then(mosum => BaiPerron.Segment(design).Select(bp => new BreakOutput(
                i.Outcome.Length,
                new SupremumOutput(scan.Supremum, scan.SupremumPValue, scan.BreakAfter),
                new PossibleOutput(scan.Mean, scan.MeanPValue.ValueOrNull()),
                new PossibleOutput(scan.Exponential, scan.ExponentialPValue.ValueOrNull()),
                new BreakSequenceOutput(scan.First, scan.Last, [.. scan.Statistics]),
                SeriesParts.Statistic(cusum),
                FluctuationTest.RecursiveCusum(design).OrNull(SeriesParts.Statistic),
                new MosumOutput(mosum.Statistic, mosum.PValue, 0.15),
                i.ChowAfter is { } after
                    ? BreakTest.Chow(design, after).OrNull(f => new ChowOutput(after, f.Statistic, f.DegreesOfFreedom, f.DenominatorDegreesOfFreedom!.Value, f.PValue))
                    : null,
                new BaiPerronOutput(
                    0.15,
                    bp.SegmentRows,
                    bp.BreaksAfter.Count,
                    [.. bp.ResidualSumsOfSquares],
                    [.. bp.Bic],
                    bp.Best,
                    [.. bp.BestBreaksAfter],
                    [.. bp.BreaksAfter.Select(d => d.ToArray())])))))));
}

internal sealed record BreakInput(double[] Outcome, double[][] Regressors, int? ChowAfter, double Trim);

internal sealed record SupremumOutput(double Statistic, double PValue, int BreakAfter);

internal sealed record PossibleOutput(double Statistic, double? PValue);

internal sealed record BreakSequenceOutput(int From, int To, double[] Values);

internal sealed record MosumOutput(double Statistic, double PValue, double H);

internal sealed record ChowOutput(int PointAfter, double F, double Df1, double Df2, double PValue);

internal sealed record BaiPerronOutput(
    double H, int HObs, int MaxBreaks, double[] Rss, double[] Bic, int OptimalM, int[] OptimalBreakAfter, int[][] BreakAfterByM);

internal sealed record BreakOutput(
    int N,
    SupremumOutput SupF,
    PossibleOutput AveF,
    PossibleOutput ExpF,
    BreakSequenceOutput FSequence,
    StatisticOutput OlsCusum,
    StatisticOutput? RecCusum,
    MosumOutput OlsMosum,
    ChowOutput? Chow,
    BaiPerronOutput BaiPerron);
