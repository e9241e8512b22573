using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>
/// Planted situations and the word that the rule table of the contracts gives. With 10,000 units an arm and standard deviation 5 the standard error
/// of a difference is 5·√(2/10000) ≈ 0.0707, so that ±0.139 is the 95 % interval's half-width and 1.39 % of the control mean of 10.
/// </summary>
public sealed class RecommendationTests
{
    private static readonly EffectSize TwoPercent = new(0.02, true);

    public static TheoryData<string, string, string> Situations => new()
    {
        { "better", "Ship", "primary-better" },
        { "better, at least the minimum effect possible", "Ship", "primary-better" },
        { "better but surely smaller than the minimum effect", "Equivalent", "primary-equivalent" },
        { "worse", "Rollback", "primary-worse" },
        { "flat without a minimum effect", "Inconclusive", "not-decided" },
        { "flat, interval inside the minimum effect", "Equivalent", "primary-equivalent" },
        { "flat, interval wider than the minimum effect", "Inconclusive", "not-decided" },
        { "better where lower is wanted", "Ship", "primary-better" },
        { "worse where lower is wanted", "Rollback", "primary-worse" },
        { "change where none is wanted", "Rollback", "primary-worse" },
        { "no change where none is wanted", "Equivalent", "primary-equivalent" },
        { "better, guardrail within", "Ship", "primary-better" },
        { "better, guardrail undecided", "Inconclusive", "not-decided" },
        { "better, guardrail beyond", "Rollback", "guardrail-beyond-margin" },
        { "better, one of two guardrails beyond", "Rollback", "guardrail-beyond-margin" },
        { "guardrail beyond its absolute margin", "Rollback", "guardrail-beyond-margin" },
        { "guardrail where higher is wanted, fallen beyond", "Rollback", "guardrail-beyond-margin" },
        { "guardrail where higher is wanted, risen", "Ship", "primary-better" },
        { "sample ratio mismatch", "Invalid", "data-invalid" },
        { "sample ratio mismatch and worse", "Invalid", "data-invalid" },
        { "no weights, uneven arms", "Ship", "primary-better" },
        { "two percent in several variants", "Invalid", "data-invalid" },
        { "half a percent in several variants", "Ship", "primary-better" },
        { "a variant without units", "Invalid", "data-invalid" },
        { "no variance at all", "Invalid", "data-invalid" },
        { "better, but early", "Continue", "plan-incomplete" },
        { "worse, but early", "Continue", "plan-incomplete" },
        { "early, guardrail beyond", "Rollback", "guardrail-beyond-margin" },
        { "early by units, but the end has passed", "Ship", "primary-better" },
        { "planned units reached before the end", "Ship", "primary-better" },
        { "flat and early", "Continue", "plan-incomplete" },
        { "three variants, one better", "Ship", "primary-better" },
        { "three variants, one better by too little for the family", "Inconclusive", "not-decided" },
        { "three variants, both worse", "Rollback", "primary-worse" },
        { "late and better", "Ship", "primary-better" },
        { "unregistered and worse", "Rollback", "primary-worse" },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_planted_situation_gets_the_word_of_the_contracts(string situation, string word, string rule)
    {
        var recommendation = Planted(situation).Analyse().Recommendation;
        Assert.Equal((word, rule), (recommendation.Advice.ToString(), recommendation.Rule));
        Assert.NotEmpty(recommendation.Sentence);
        Assert.NotEmpty(recommendation.WhatWouldChangeIt);
    }

    [Fact]
    public void A_late_experiment_gets_its_word_marked_exploratory_and_a_warning()
    {
        var analysis = new Scenario { Registration = RegistrationState.Late }.Means(10, 10.5).Analyse();
        Assert.True(analysis.Recommendation.Exploratory);
        Assert.All(analysis.Comparisons, c => Assert.False(c.Registered));
        Assert.Equal(Severity.Warning, Assert.Single(analysis.Findings, f => f.Code == "late-registration").Severity);
    }

    [Fact]
    public void A_registered_experiment_is_not_exploratory()
    {
        var analysis = new Scenario().Means(10, 10.5).Analyse();
        Assert.False(analysis.Recommendation.Exploratory);
        Assert.DoesNotContain(analysis.Findings, f => f.Severity != Severity.Info);
    }

    [Fact]
    public void A_fixed_design_that_was_looked_at_early_is_told_so()
        => Assert.Contains(new Scenario { PlannedUnits = 40_000 }.Analyse().Findings, f => f.Code == "peeking");

    [Fact]
    public void Units_and_days_left_follow_from_the_traffic()
    {
        // 20,000 units came in ten days: another 20,000 take ten more.
        var sentence = new Scenario { PlannedUnits = 40_000 }.Analyse().Recommendation.Sentence;
        Assert.Contains("20,000 of 40,000 planned units", sentence);
        Assert.Contains("about 10 days left", sentence);
    }

    [Fact]
    public void The_mismatch_names_threshold_counts_and_p()
    {
        var finding = Assert.Single(new Scenario().Units(10_000, 9_000).Analyse().Findings, f => f.Code == "sample-ratio-mismatch");
        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.Contains("control 10,000 of 9,500 expected", finding.Sentence);
        Assert.Contains("below 0.001", finding.Sentence);
    }

    [Fact]
    public void A_workspace_may_replace_the_rules()
    {
        RecommendationRule[] rules =
        [
            new("never-mind-guardrails", ExperimentAdvice.Ship, [RecommendationConditions.PrimaryBetter]),
            new("rest", ExperimentAdvice.Inconclusive, [RecommendationConditions.Always]),
        ];
        var recommendation = new Scenario { Rules = rules }.Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 2).Analyse().Recommendation;
        Assert.Equal((ExperimentAdvice.Ship, "never-mind-guardrails"), (recommendation.Advice, recommendation.Rule));
    }

    [Fact]
    public void A_workspace_s_own_rule_is_told_by_its_own_conditions()
    {
        RecommendationRule[] rules = [new("mine", ExperimentAdvice.Ship, [RecommendationConditions.PrimaryEquivalent]), new("rest", ExperimentAdvice.Continue, [RecommendationConditions.Always])];
        var flat = new Scenario { Rules = rules, MinimumEffect = TwoPercent }.Means(10, 10.02).Analyse().Recommendation.Sentence;
        Assert.Contains("lies within ± 2%", flat);
        Assert.DoesNotContain("got better", flat);
        Assert.DoesNotContain("not complete", new Scenario { Rules = rules }.Means(10, 10.5).Analyse().Recommendation.Sentence);
    }

    [Fact]
    public void An_arm_without_units_makes_findings_and_no_exception()
    {
        var analysis = new Scenario { WithoutWeights = true }.Units(0, 0).Analyse();
        Assert.Equal(ExperimentAdvice.Invalid, analysis.Recommendation.Advice);
        Assert.Contains(analysis.Findings, f => f.Code == "no-units");
        Assert.All(analysis.Comparisons, c => Assert.Equal(Verdict.Undefined, c.Verdict));
    }

    [Fact]
    public void What_Benjamini_Hochberg_does_not_select_gets_an_interval_that_holds_for_the_family()
    {
        // p = 0.034 and 0.48: nothing is selected at 5 %, though the first interval alone would leave zero out.
        var comparison = new Scenario { Correction = FamilyCorrection.BenjaminiHochberg }.Means(10, 10.15, 10.05).Analyse().Comparisons[0];
        Assert.Equal(Verdict.NotSignificant, comparison.Verdict);
        Assert.True(comparison.Result.Value.Absolute.Set.IsAbove(0));
        var interval = Assert.Single(comparison.Intervals);
        Assert.Equal("bonferroni", interval.Method);
        Assert.True(interval.Absolute.Set.Contains(0));
    }

    [Fact]
    public void With_several_treatments_each_has_its_own_word()
    {
        var recommendation = new Scenario().Means(10, 10.5, 9.5).Analyse().Recommendation;
        Assert.Equal("treatment", recommendation.Variant);
        Assert.Equal([ExperimentAdvice.Ship, ExperimentAdvice.Rollback], recommendation.ByVariant.Select(r => r.Advice));
    }

    private static Scenario Planted(string situation) => situation switch
    {
        "better" => new Scenario().Means(10, 10.5),
        "better, at least the minimum effect possible" => new Scenario { MinimumEffect = TwoPercent }.Means(10, 10.15),
        "better but surely smaller than the minimum effect" => new Scenario { MinimumEffect = new EffectSize(0.05, true) }.Means(10, 10.2),
        "worse" => new Scenario().Means(10, 9.5),
        "flat without a minimum effect" => new Scenario().Means(10, 10.05),
        "flat, interval inside the minimum effect" => new Scenario { MinimumEffect = TwoPercent }.Means(10, 10.02),
        "flat, interval wider than the minimum effect" => new Scenario { MinimumEffect = new EffectSize(0.01, true) }.Means(10, 10.02),
        "better where lower is wanted" => new Scenario { Direction = Direction.Decrease }.Means(10, 9.5),
        "worse where lower is wanted" => new Scenario { Direction = Direction.Decrease }.Means(10, 10.5),
        "change where none is wanted" => new Scenario { Direction = Direction.Maintain, MinimumEffect = TwoPercent }.Means(10, 10.5),
        "no change where none is wanted" => new Scenario { Direction = Direction.Maintain, MinimumEffect = TwoPercent }.Means(10, 10.02),
        "better, guardrail within" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0.05),
        "better, guardrail undecided" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0.28),
        "better, guardrail beyond" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0.8),
        "better, one of two guardrails beyond" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0).Guardrail(new EffectSize(0.03, true), 0.8),
        "guardrail beyond its absolute margin" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.2, false), 0.8),
        "guardrail where higher is wanted, fallen beyond" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), -0.8, direction: Direction.Increase),
        "guardrail where higher is wanted, risen" => new Scenario().Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0.8, direction: Direction.Increase),
        "sample ratio mismatch" => new Scenario().Means(10, 10.5).Units(10_000, 9_000),
        "sample ratio mismatch and worse" => new Scenario().Means(10, 9).Units(10_000, 9_000),
        "no weights, uneven arms" => new Scenario { WithoutWeights = true }.Means(10, 10.5).Units(10_000, 9_000),
        "two percent in several variants" => new Scenario { MultipleExposures = 400 }.Means(10, 10.5),
        "half a percent in several variants" => new Scenario { MultipleExposures = 100 }.Means(10, 10.5),
        "a variant without units" => new Scenario { WithoutWeights = true }.Units(10_000, 0),
        "no variance at all" => new Scenario { Deviation = 0 }.Means(10, 10),
        "better, but early" => new Scenario { PlannedUnits = 40_000 }.Means(10, 10.5),
        "worse, but early" => new Scenario { PlannedUnits = 40_000 }.Means(10, 9.5),
        "early, guardrail beyond" => new Scenario { PlannedUnits = 40_000 }.Means(10, 10.5).Guardrail(new EffectSize(0.03, true), 0.8),
        "early by units, but the end has passed" => new Scenario { PlannedUnits = 40_000, Ends = Scenario.Start.AddDays(20) }.Means(10, 10.5),
        "planned units reached before the end" => new Scenario { PlannedUnits = 20_000, Ends = Scenario.Start.AddDays(60) }.Means(10, 10.5),
        "flat and early" => new Scenario { Ends = Scenario.Start.AddDays(60) }.Means(10, 10),
        "three variants, one better" => new Scenario().Means(10, 10.5, 10),
        "three variants, one better by too little for the family" => new Scenario().Means(10, 10.15, 10),
        "three variants, both worse" => new Scenario().Means(10, 9.5, 9.4),
        "late and better" => new Scenario { Registration = RegistrationState.Late }.Means(10, 10.5),
        "unregistered and worse" => new Scenario { Registration = RegistrationState.Unregistered }.Means(10, 9.5),
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "is not planted"),
    };
}
