using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Non-inferiority and equivalence by two one-sided tests.</summary>
internal static class EquivalenceCalculators
{
    private const string Page = "docs/estimators/equivalence.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "means_tost_noninferiority", "Are two means equivalent, or one not inferior, within a margin?", Page,
            """{"a": {"n": 100, "mean": 10.0, "variance": 4.0}, "b": {"n": 110, "mean": 9.8, "variance": 4.4}, "margin": 0.5, "alpha": 0.05}""",
            i => (Arms: CalcParts.Arms(i), Margin: i.NotNegative("margin")),
            i => i.Arms.Welch.Select(c => Means(c, i.Margin, i.Arms.Level)), static () => CalcJson.Default.MeansTostOutput),
        Calculator.Define(
            "proportions_tost_noninferiority", "The same for two proportions: Wald, Agresti–Caffo and score tests", Page,
            """{"a": {"successes": 450, "n": 1000}, "b": {"successes": 440, "n": 1000}, "margin": 0.05}""",
            i => (Arms: CalcParts.Proportions(i), Margin: MarginOfProportions(i)),
            i => Proportions(i.Arms, i.Margin), static () => CalcJson.Default.ProportionsTostOutput),
    ];

    private static MeansTostOutput Means(Contrast c, double margin, Level level)
    {
        var lower = c.Test(Alternative.Greater, -margin).PValue;
        var upper = c.Test(Alternative.Less, margin).PValue;
        var both = Math.Max(lower, upper);
        return new MeansTostOutput(
            c.Difference,
            c.DegreesOfFreedom!.Value,
            lower,
            upper,
            both,
            both < level.Alpha,
            [c.Absolute(level, Alternative.Greater).Set.Lower, c.Absolute(level, Alternative.Less).Set.Upper],
            lower < level.Alpha,
            upper < level.Alpha);
    }

    private static double MarginOfProportions(CalcInput input)
    {
        var margin = input.NotNegative("margin");
        return margin < 1 ? margin : throw input.Refuse("margin", Invariant($"is {margin}; write a difference of proportions below 1"));
    }

    private static Estimable<ProportionsTostOutput> Proportions(TwoProportions i, double margin)
    {
        // Where a test has no standard error its p-values are null and the others stand.
        var wald = WaldDifference.Contrast(i.A, i.B);
        return AgrestiCaffoDifference.Contrast(i.A, i.B).Select(agrestiCaffo => new ProportionsTostOutput(
            P(wald, Alternative.Greater, -margin),
            P(wald, Alternative.Less, margin),
            ScoreDifference.Test(i.A, i.B, -margin, Alternative.Greater).Select(t => t.PValue).ValueOrNull(),
            ScoreDifference.Test(i.A, i.B, margin, Alternative.Less).Select(t => t.PValue).ValueOrNull(),
            agrestiCaffo.Test(Alternative.Greater, -margin).PValue,
            agrestiCaffo.Test(Alternative.Less, margin).PValue));
    }

    private static double? P(Estimable<Contrast> contrast, Alternative alternative, double limit)
        => contrast.Select(c => c.Test(alternative, limit).PValue).ValueOrNull();
}

internal sealed record MeansTostOutput(
    double Difference,
    double Df,
    double PLower,
    double PUpper,
    double TostP,
    bool Equivalent,
    [property: JsonPropertyName("ci_1_minus_2alpha")] double[] Interval,
    bool NoninferiorHigherIsBetter,
    bool NoninferiorLowerIsBetter);

internal sealed record ProportionsTostOutput(
    double? WaldPLower, double? WaldPUpper, double? ScorePLower, double? ScorePUpper, double AgrestiCaffoPLower, double AgrestiCaffoPUpper);
