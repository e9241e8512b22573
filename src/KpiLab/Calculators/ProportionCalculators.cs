using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons of two proportions, and intervals of one.</summary>
internal static class ProportionCalculators
{
    private const string Page = "docs/estimators/proportions.md";

    private const string Example = """{"a": {"successes": 200, "n": 1000}, "b": {"successes": 235, "n": 1000}, "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "two_proportion_z_pooled", "z test of two proportions with the pooled variance", Page, Example,
            CalcParts.Proportions, i => PooledProportionTest.Contrast(i.A, i.B).Select(Pooled), static () => CalcJson.Default.PooledOutput),
        Calculator.Define(
            "two_proportion_difference_ci", "Intervals of a difference of proportions: Wald, Agresti–Caffo, Newcombe, Miettinen–Nurminen", Page, Example,
            CalcParts.Proportions, Difference, static () => CalcJson.Default.DifferenceIntervals),
        Calculator.Define(
            "two_proportion_ratio_ci", "Risk and odds ratios with their intervals", Page, Example,
            CalcParts.Proportions, Ratio, static () => CalcJson.Default.RatioIntervals),
        Calculator.Define(
            "two_proportion_chi_square", "Pearson, Yates and G tests of the 2×2 table", Page, Example,
            CalcParts.Proportions, ChiSquare, static () => CalcJson.Default.ChiSquareOutput),
        Calculator.Define(
            "gb_proportion_absolute", "Difference of proportions, as gbstats reports it", Page, Example,
            CalcParts.Proportions,
            i => GrowthBookProportion.Contrast(i.A, i.B).ByGrowthBook().Select(c => c.AbsoluteBlock(i.Level)), static () => CalcJson.Default.DeltaBlock),
        Calculator.Define(
            "gb_proportion_relative", "Lift of proportions, as gbstats reports it", Page, Example,
            CalcParts.Proportions,
            i => GrowthBookProportion.Contrast(i.A, i.B).Then(c => c.RelativeBlock(i.Level)), static () => CalcJson.Default.DeltaBlock),
        Calculator.Define(
            "tt_proportion_norm", "Normal comparison of proportions, as tea-tasting reports it", Page,
            """{"a": {"successes": 200, "n": 1000}, "b": {"successes": 235, "n": 1000}, "alpha": 0.05, "continuity_correction": true, "pooled": true}""",
            i => (Arms: CalcParts.Proportions(i), Pooled: i.Flag("pooled", absent: true), Corrected: i.Flag("continuity_correction", absent: true)),
            i => TeaTastingProportion.Compare(i.Arms.A, i.Arms.B, i.Arms.Level, i.Pooled, i.Corrected).Select(TeaTasting),
            static () => CalcJson.Default.TeaTastingOutput),
        Calculator.Define(
            "single_proportion_ci", "Intervals of one proportion: Wald, Agresti–Coull, Wilson, Clopper–Pearson, Jeffreys", Page,
            """{"successes": 7, "n": 50, "alpha": 0.05}""",
            i => (Proportion: CalcParts.Proportion(i), Level: Level.FromAlpha(i.Alpha())),
            i => Single(i.Proportion, i.Level), static () => CalcJson.Default.SingleIntervals),
    ];

    private static PooledOutput Pooled(Contrast c) => new(
        c.Difference, c.StandardError, c.Test().Statistic, c.Test().PValue, c.Test(Alternative.Greater).PValue, c.Test(Alternative.Less).PValue);

    private static Estimable<DifferenceIntervals> Difference(TwoProportions i)
    {
        if (NoUnits(i) is { } reason)
        {
            return reason;
        }

        // By its formula the Wald interval shrinks to its centre where neither arm varies.
        var wald = WaldDifference.Contrast(i.A, i.B).Select(c => c.Absolute(i.Level));
        var centre = i.B.Value - i.A.Value;
        return new DifferenceIntervals(
            wald.EndsOrNull() ?? [centre, centre],
            AgrestiCaffoDifference.Contrast(i.A, i.B).Select(c => c.Absolute(i.Level)).EndsOrNull(),
            NewcombeDifference.Interval(i.A, i.B, i.Level).EndsOrNull(),
            ScoreDifference.Interval(i.A, i.B, i.Level).EndsOrNull());
    }

    // With empty cells some of these do not exist: they are null, the others stand.
    private static Estimable<RatioIntervals> Ratio(TwoProportions i)
    {
        if (NoUnits(i) is { } reason)
        {
            return reason;
        }

        if (i.A.Successes == 0 && i.B.Successes == 0)
        {
            return new Undefined(Undefined.OutsideDomain, "without a success in either arm there is no ratio");
        }

        double odds = (double)i.B.Successes * i.A.Failures, against = (double)i.A.Successes * i.B.Failures;
        return new RatioIntervals(
            i.A.Successes == 0 ? null : i.B.Value / i.A.Value,
            against == 0 ? null : odds / against,
            RiskRatio.Log(i.A, i.B, i.Level).EndsOrNull(),
            RiskRatio.LogAdjusted(i.A, i.B, i.Level).EndsOrNull(),
            ScoreRiskRatio.Interval(i.A, i.B, i.Level).EndsOrNull(),
            OddsRatio.Logit(i.A, i.B, i.Level).EndsOrNull(),
            OddsRatio.LogitAdjusted(i.A, i.B, i.Level).EndsOrNull(),
            ScoreOddsRatio.Interval(i.A, i.B, i.Level).EndsOrNull());
    }

    private static Estimable<ChiSquareOutput> ChiSquare(TwoProportions i)
        => ChiSquareTest.Pearson(i.A, i.B).Then(pearson => ChiSquareTest.Yates(i.A, i.B).Then(yates => ChiSquareTest.G(i.A, i.B)
            .Select(g => new ChiSquareOutput(pearson.Statistic, pearson.PValue, yates.Statistic, yates.PValue, g.Statistic, g.PValue, 1))));

    private static TeaTastingOutput TeaTasting(TeaTastingProportionResult result) => new(
        result.Absolute.Value,
        result.Absolute.Set.Ends(),
        result.Relative.IsDefined ? result.Relative.Value.Value : null,
        result.Relative.EndsOrNull(),
        result.Test.PValue);

    private static Estimable<SingleIntervals> Single(Proportion proportion, Level level)
        => WilsonInterval.Of(proportion, level).Select(wilson => new SingleIntervals(
            WaldInterval.Of(proportion, level).Value.Ends(),
            AgrestiCoullInterval.Of(proportion, level).Value.Ends(),
            wilson.Ends(),
            ClopperPearsonInterval.Of(proportion, level).Value.Ends(),
            JeffreysInterval.Of(proportion, level).Value.Ends()));

    private static Undefined? NoUnits(TwoProportions i)
        => Math.Min(i.A.Trials, i.B.Trials) > 0 ? null : new Undefined(Undefined.TooFewUnits, "each arm needs at least one unit");
}

internal sealed record PooledOutput(double Difference, double StandardError, double Statistic, double PTwoSided, double PGreater, double PLess);

internal sealed record DifferenceIntervals(double[] Wald, double[]? AgrestiCaffo, double[]? Newcombe, double[]? MiettinenNurminenScore);

internal sealed record RatioIntervals(
    double? RiskRatio,
    double? OddsRatio,
    double[]? RatioLog,
    double[]? RatioLogAdjusted,
    double[]? RatioScore,
    double[]? OddsRatioLogit,
    double[]? OddsRatioLogitAdjusted,
    double[]? OddsRatioScore);

internal sealed record ChiSquareOutput(
    double PearsonStatistic,
    double PearsonP,
    double YatesStatistic,
    double YatesP,
    double GStatistic,
    [property: JsonPropertyName("g_p")] double GP,
    int Df);

internal sealed record TeaTastingOutput(double Difference, double[] Ci, double? RelativeLift, double[]? RelativeCi, double PValue);

internal sealed record SingleIntervals(double[] Wald, double[] AgrestiCoull, double[] Wilson, double[] ClopperPearson, double[] Jeffreys);
