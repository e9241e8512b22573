using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons within strata and over segments.</summary>
internal static class StratumCalculators
{
    private const string PostPage = "docs/estimators/post-stratification.md";

    private const string PostExample =
        """{"strata": [{"a": {"n": 200, "mean": 10.0, "variance": 4.0}, "b": {"n": 210, "mean": 10.6, "variance": 4.2}}, {"a": {"n": 100, "mean": 20.0, "variance": 9.0}, "b": {"n": 90, "mean": 20.9, "variance": 8.0}}], "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "cochran_mantel_haenszel", "Odds and risk ratio of two arms over strata, with the test of no association", "docs/estimators/mantel-haenszel.md",
            """{"tables": [[[81, 6], [234, 36]], [[192, 71], [55, 25]]]}""",
            i => Tables(i), MantelHaenszel, static () => CalcJson.Default.MantelHaenszelOutput),
        Calculator.Define(
            "post_stratification_absolute", "Difference of means at a common mix of strata", PostPage, PostExample,
            Strata, i => Post(i, static (c, level) => c.ByGrowthBook().Select(d => d.AbsoluteBlock(level))), static () => CalcJson.Default.PostStratifiedOutput),
        Calculator.Define(
            "post_stratification_relative", "Lift of means at a common mix of strata, by the delta method", PostPage, PostExample,
            Strata, i => Post(i, static (c, level) => c.Then(d => d.RelativeBlock(level))), static () => CalcJson.Default.PostStratifiedOutput),
        Calculator.Define(
            "segment_heterogeneity", "Do effects differ between segments? Q, I² and the variance between them", "docs/estimators/segments.md",
            """{"effects": [0.10, 0.12, 0.05, 0.20], "variances": [0.001, 0.002, 0.0015, 0.004]}""",
            i => (Effects: i.Numbers("effects"), Variances: SameLength(i)),
            i => EffectHeterogeneity.Of(i.Effects, i.Variances).Select(h => new HeterogeneityOutput(
                h.Fixed.Value, h.Fixed.StandardError!.Value, h.Q.Statistic, (int)h.Q.DegreesOfFreedom!.Value, h.Q.PValue, h.ISquared, h.TauSquared, h.Random.Value, h.Random.StandardError!.Value)),
            static () => CalcJson.Default.HeterogeneityOutput),
    ];

    private static double[] SameLength(CalcInput input)
    {
        double[] effects = input.Numbers("effects"), variances = input.Weights("variances");
        return effects.Length == variances.Length ? variances : throw input.Refuse("variances", Invariant($"has {variances.Length} values; write as many as effects has: {effects.Length}"));
    }

    private static StratumTable[] Tables(CalcInput input)
        => [.. input.Tables("tables").Select(t => new StratumTable(new Proportion(t[1][0], t[1][0] + t[1][1]), new Proportion(t[0][0], t[0][0] + t[0][1])))];

    private static Estimable<MantelHaenszelOutput> MantelHaenszel(StratumTable[] strata)
        => CochranMantelHaenszel.Test(strata).Then(test => CochranMantelHaenszel.Test(strata, continuityCorrection: true).Select(corrected =>
        {
            var odds = CochranMantelHaenszel.OddsRatio(strata, Level.Of(0.95));
            var day = CochranMantelHaenszel.BreslowDay(strata);
            return new MantelHaenszelOutput(
                odds.Select(e => e.Value).ValueOrNull(),
                test.Statistic,
                test.PValue,
                corrected.Statistic,
                corrected.PValue,
                odds.IsDefined ? odds.Value.StandardError : null,
                odds.IsDefined && odds.Value.StandardError is not null ? odds.Value.Set.Ends() : null,
                day.Select(t => t.Statistic).ValueOrNull(),
                day.Select(t => t.PValue).ValueOrNull(),
                CochranMantelHaenszel.RiskRatio(strata).ValueOrNull(),
                CochranMantelHaenszel.CrudeOddsRatio(strata).ValueOrNull());
        }));

    private static (Stratum[] Strata, Level Level) Strata(CalcInput input)
        => ([.. input.Objects("strata").Select(s => new Stratum(Moments(s.Object("a")), Moments(s.Object("b"))))], Level.FromAlpha(input.Alpha()));

    private static Moments Moments(CalcInput arm)
    {
        var n = arm.Count("n");
        return n == 0 ? default : new Moments(n, arm.Number("mean"), arm.NotNegative("variance") * (n - 1));
    }

    private static Estimable<PostStratifiedOutput> Post((Stratum[] Strata, Level Level) i, Func<Estimable<Contrast>, Level, Estimable<DeltaBlock>> block)
        => PostStratification.Compare(i.Strata).Then(result => block(result.Unadjusted, i.Level).Then(plain => block(result.Contrast, i.Level)
            .Select(adjusted => new PostStratifiedOutput(adjusted, plain))));
}

internal sealed record MantelHaenszelOutput(
    double? MhOddsRatio,
    double MhStatistic,
    double MhP,
    double MhStatisticCc,
    [property: JsonPropertyName("mh_p_cc")] double MhPCc,
    double? LogOrSe,
    double[]? OrCi,
    double? BreslowDayStatistic,
    double? BreslowDayP,
    double? MhRiskRatio,
    double? CrudeOddsRatio);

internal sealed record PostStratifiedOutput(DeltaBlock PostStratified, DeltaBlock Unstratified);

internal sealed record HeterogeneityOutput(
    double FixedEffect,
    double FixedSe,
    double Q,
    [property: JsonPropertyName("q_df")] int QDf,
    [property: JsonPropertyName("q_p")] double QP,
    [property: JsonPropertyName("i2")] double I2,
    [property: JsonPropertyName("tau2_dl")] double Tau2Dl,
    double RandomEffect,
    double RandomSe);
