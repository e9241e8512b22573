using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons of ratios of means, such as revenue per session with users as units.</summary>
internal static class RatioCalculators
{
    private const string Page = "docs/estimators/ratio.md";

    private const string Example =
        """{"a": {"m": [2, 1, 3, 0], "d": [4, 3, 5, 1]}, "b": {"m": [3, 2, 1, 2], "d": [4, 2, 3, 3]}, "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "ratio_delta_absolute", "Difference of two ratios of means by the delta method", Page, Example,
            Read, i => i.Contrast.ByGrowthBook().Select(c => Output(c.AbsoluteBlock(i.Level), c)), static () => CalcJson.Default.RatioOutput),
        Calculator.Define(
            "ratio_delta_relative", "Lift of a ratio of means by the delta method", Page,
            """{"a_sums": {"n": 100, "sum_m": 51, "sum_d": 310, "sum_m2": 91, "sum_d2": 1500, "sum_md": 201}, "b_sums": {"n": 104, "sum_m": 58, "sum_d": 322, "sum_m2": 99, "sum_d2": 1560, "sum_md": 220}, "alpha": 0.05}""",
            Read, i => i.Contrast.Then(c => c.RelativeBlock(i.Level).Select(block => Output(block, c))), static () => CalcJson.Default.RatioOutput),
        Calculator.Define(
            "ratio_log_delta", "Lift of a ratio of means on the log scale", Page, Example,
            Read, i => i.Contrast.Then(c => Log(c, i.Level)), static () => CalcJson.Default.RatioLogOutput),
    ];

    private static RatioInput Read(CalcInput input)
        => new(Arm(input, "a"), Arm(input, "b"), Level.FromAlpha(input.Alpha()));

    // Raw values, or sums of values, squares and products.
    private static JointMoments Arm(CalcInput input, string name)
    {
        if (!input.Has(name + "_sums"))
        {
            return CalcParts.Columns(input.Object(name), "m", "d");
        }

        var sums = input.Object(name + "_sums");
        return JointMoments.FromShiftedSums(
            sums.Count("n"),
            [0, 0],
            [sums.Number("sum_m"), sums.Number("sum_d")],
            [sums.NotNegative("sum_m2"), sums.Number("sum_md"), sums.NotNegative("sum_d2")]);
    }

    private static RatioOutput Output(DeltaBlock block, Contrast c) => new(
        block.Estimate, block.Ci, block.StandardError, block.PValue, c.Control.Mean, c.Treatment.Mean, c.Control.UnitVariance, c.Treatment.UnitVariance);

    private static Estimable<RatioLogOutput> Log(Contrast c, Level level) => LogLift.Effect(c, level).Select(lift => new RatioLogOutput(
        c.Control.Mean, c.Treatment.Mean, c.Difference, c.Absolute(level).Set.Ends(), lift.Value, lift.Set.Ends(), c.Test().PValue, c.Test().Statistic));

    private sealed record RatioInput(JointMoments A, JointMoments B, Level Level)
    {
        public Estimable<Contrast> Contrast => RatioOfMeans.Contrast(A, B, 0, 1);
    }
}

internal sealed record RatioOutput(
    double Estimate,
    double[] Ci,
    double StandardError,
    double PValue,
    double RatioA,
    double RatioB,
    double UnitVarianceA,
    double UnitVarianceB);

internal sealed record RatioLogOutput(
    double RatioA, double RatioB, double Difference, double[] Ci, double RelativeLift, double[] RelativeCi, double PValue, double Statistic);
