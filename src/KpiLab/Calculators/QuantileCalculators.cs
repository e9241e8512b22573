using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Quantiles, their errors, and differences of them.</summary>
internal static class QuantileCalculators
{
    private const string Page = "docs/estimators/quantiles.md";

    private const string Difference =
        """{"a": {"n": 1000, "n_star": 1000, "nu": 0.9, "quantile_hat": 0.16, "quantile_lower": 0.15, "quantile_upper": 0.17}, "b": {"n": 1100, "n_star": 1100, "nu": 0.9, "quantile_hat": 0.175, "quantile_lower": 0.168, "quantile_upper": 0.184}, "alpha": 0.05}""";

    private const string Clustered =
        """{"a": {"n": 11000, "n_star": 11000, "nu": 0.9, "quantile_hat": 7.2, "quantile_lower": 7.1, "quantile_upper": 7.3, "main_sum": 9900, "main_sum_squares": 180000, "denominator_sum": 11000, "denominator_sum_squares": 210000, "main_denominator_sum_product": 190000, "n_clusters": 1000}, "b": {"n": 10500, "n_star": 10500, "nu": 0.9, "quantile_hat": 7.5, "quantile_lower": 7.4, "quantile_upper": 7.62, "main_sum": 9450, "main_sum_squares": 170000, "denominator_sum": 10500, "denominator_sum_squares": 200000, "main_denominator_sum_product": 181000, "n_clusters": 980}, "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "sample_quantile", "Quantiles of a sample by the nine definitions of Hyndman and Fan", Page,
            """{"x": [3.1, 2.4, 8.8, 5.0], "q": [0.25, 0.5]}""",
            Read, i => Types(i), static () => CalcJson.Default.SampleQuantileOutput),
        Calculator.Define(
            "quantile_order_statistic_ci", "Distribution-free interval for a quantile, between two order statistics", Page,
            """{"x": [3.1, 2.4, 8.8, 5.0, 7.7, 1.2], "q": [0.5], "alpha": 0.05}""",
            i => (Sample: Read(i), Level: Level.FromAlpha(i.Alpha())), i => Intervals(i.Sample, i.Level), static () => CalcJson.Default.QuantileIntervalsOutput),
        Calculator.Define(
            "maritz_jarrett_se", "Standard error of a quantile by Maritz and Jarrett", Page,
            """{"x": [3.1, 2.4, 8.8, 5.0, 7.7, 1.2], "q": [0.5]}""",
            Read, Errors, static () => CalcJson.Default.QuantileErrorsOutput),
        Calculator.Define(
            "quantile_difference_absolute", "Difference of a quantile between two arms, as gbstats reports it", Page, Difference,
            i => ReadDifference(i, false), i => i.Contrast().Select(c => Output(c.AbsoluteBlock(i.Level), c)), static () => CalcJson.Default.QuantileDifferenceOutput),
        Calculator.Define(
            "quantile_difference_relative", "The same relative to the control's quantile", Page, Difference,
            i => ReadDifference(i, false), i => i.Contrast().Then(c => c.RelativeBlock(i.Level).Select(b => Output(b, c))),
            static () => CalcJson.Default.QuantileDifferenceOutput),
        Calculator.Define(
            "quantile_difference_clustered_absolute", "Difference of a quantile of events within assigned clusters", Page, Clustered,
            i => ReadDifference(i, true), i => i.Contrast().Select(c => Output(c.AbsoluteBlock(i.Level), c)), static () => CalcJson.Default.QuantileDifferenceOutput),
        Calculator.Define(
            "quantile_difference_clustered_relative", "The same relative to the control's quantile", Page, Clustered,
            i => ReadDifference(i, true), i => i.Contrast().Then(c => c.RelativeBlock(i.Level).Select(b => Output(b, c))),
            static () => CalcJson.Default.QuantileDifferenceOutput),
    ];

    private static (ValueCounts Values, double[] Shares) Read(CalcInput input) => (ValueCounts.Of(input.Numbers("x")), input.Probabilities("q"));

    private static Estimable<SampleQuantileOutput> Types((ValueCounts Values, double[] Shares) i)
    {
        if (i.Values.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no values to take a quantile of");
        }

        double[] Of(QuantileType type) => [.. i.Shares.Select(q => SampleQuantile.Of(i.Values, q, type).Value)];
        return new SampleQuantileOutput(
            Of(QuantileType.InverseCdf),
            Of(QuantileType.AveragedInverseCdf),
            Of(QuantileType.NearestEven),
            Of(QuantileType.LinearCdf),
            Of(QuantileType.Hazen),
            Of(QuantileType.Weibull),
            Of(QuantileType.Linear),
            Of(QuantileType.MedianUnbiased),
            Of(QuantileType.NormalUnbiased));
    }

    private static Estimable<QuantileIntervalsOutput> Intervals((ValueCounts Values, double[] Shares) i, Level level)
    {
        if (i.Values.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no values to take a quantile of");
        }

        return new QuantileIntervalsOutput([.. i.Shares.Select(q =>
        {
            var interval = OrderStatisticInterval.Of(i.Values, q, level).Value;
            return new QuantileIntervalOutput(q, interval.LowerRank, interval.UpperRank, [interval.Lower, interval.Upper], interval.Coverage);
        })]);
    }

    private static Estimable<QuantileErrorsOutput> Errors((ValueCounts Values, double[] Shares) i)
    {
        var errors = i.Shares.Select(q => MaritzJarrett.StandardError(i.Values, q)).ToArray();
        return errors.Length > 0 && errors.All(e => !e.IsDefined)
            ? errors[0].Reason
            : new QuantileErrorsOutput([.. errors.Select(e => e.ValueOrNull())]);
    }

    private static DifferenceInput ReadDifference(CalcInput input, bool clustered)
        => new(Arm(input.Object("a"), clustered), Arm(input.Object("b"), clustered), Level.FromAlpha(input.Alpha()));

    private static (QuantileArm Arm, ClusterSums? Clusters) Arm(CalcInput i, bool clustered) => (
        new QuantileArm(i.Count("n"), i.Share("nu"), i.Number("quantile_hat"), i.Number("quantile_lower"), i.Number("quantile_upper"), i.NotNegative("n_star")),
        clustered
            ? new ClusterSums(
                i.Count("n_clusters"),
                i.Number("main_sum"),
                i.Number("main_sum_squares"),
                i.Number("denominator_sum"),
                i.Number("denominator_sum_squares"),
                i.Number("main_denominator_sum_product"))
            : null);

    private static QuantileDifferenceOutput Output(DeltaBlock block, Contrast c)
        => new(block.Estimate, block.Ci, block.StandardError, block.PValue, c.Control.UnitVariance, c.Treatment.UnitVariance);

    private sealed record DifferenceInput((QuantileArm Arm, ClusterSums? Clusters) A, (QuantileArm Arm, ClusterSums? Clusters) B, Level Level)
    {
        public Estimable<Contrast> Contrast() => QuantileDifference.Contrast(A.Arm, B.Arm, A.Clusters, B.Clusters).ByGrowthBook();
    }
}

internal sealed record SampleQuantileOutput(
    double[] Type1, double[] Type2, double[] Type3, double[] Type4, double[] Type5, double[] Type6, double[] Type7, double[] Type8, double[] Type9);

internal sealed record QuantileIntervalOutput(double Q, long? LowerRank, long? UpperRank, double[] Ci, double ExactCoverage);

internal sealed record QuantileIntervalsOutput(QuantileIntervalOutput[] Intervals);

internal sealed record QuantileErrorsOutput(double?[] Se);

internal sealed record QuantileDifferenceOutput(
    double Estimate, double[] Ci, double StandardError, double PValue, double UnitVarianceA, double UnitVarianceB);
