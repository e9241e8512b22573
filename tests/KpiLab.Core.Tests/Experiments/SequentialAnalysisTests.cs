using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Plans with several looks. 10,000 units an arm with standard deviation 5: a standard error of 0.0707.</summary>
public sealed class SequentialAnalysisTests
{
    private const double Error = 0.07071067811865475;

    [Theory]
    [InlineData(3.1, "Ship", "primary-better")]
    [InlineData(2.9, "Continue", "plan-incomplete")]
    [InlineData(-3.1, "Rollback", "primary-worse")]
    public void At_half_of_the_planned_units_an_O_Brien_Fleming_bound_of_2_96_decides(double errors, string word, string rule)
    {
        var analysis = Group(40_000, errors).Analyse();

        Assert.Equal(word, analysis.Recommendation.Advice.ToString());
        Assert.Equal(rule, analysis.Recommendation.Rule);
        Assert.DoesNotContain(analysis.Findings, f => f.Code == "peeking");
    }

    [Fact]
    public void The_second_of_five_looks_has_the_bound_of_gsDesign()
    {
        // gsDesign(k = 5, test.type = 2, sfu = sfLDOF): 4.876884949 and 3.357010993 at the first two looks.
        var analysis = Group(50_000, 3.3, 10_000).Analyse();
        var looks = analysis.Sequential!.Looks;

        Assert.Equal([10_000, 20_000], looks.Select(l => l.Units));
        Assert.Equal(4.87688494877642, looks[0].Bound!.Value, 1e-4);
        Assert.Equal(3.35701099288275, looks[1].Bound!.Value, 1e-4);
        Assert.Equal(2 * (5.38871262945051e-07 + 0.000393612885428274), looks[1].Spent!.Value, 1e-8);
        Assert.Equal(Verdict.NotSignificant, Primary(analysis).Verdict);
        Assert.True(Primary(analysis).Sequential!.NominalPValue < 0.001);
        Assert.True(Primary(analysis).Result.Value.Test.PValue > 0.05);
    }

    [Fact]
    public void The_interval_is_the_repeated_one_under_the_level_of_all_looks()
    {
        var set = Primary(Group(50_000, 3.3, 10_000).Analyse()).Result.Value.Absolute.Set;

        Assert.Equal(0.95, set.Level.Value);
        Assert.Equal((3.3 - 3.35701099288275) * Error, set.Lower, 1e-4);
        Assert.Equal((3.3 + 3.35701099288275) * Error, set.Upper, 1e-4);
    }

    [Fact]
    public void Crossing_brings_inference_that_allows_for_the_stop()
    {
        var stopped = Primary(Group(40_000, 3.1).Analyse()).Sequential!;

        // At the first look the stage-wise answer is the fixed test's.
        Assert.True(stopped.Crossed);
        Assert.Equal(3.1 * Error, stopped.AtStopping!.Absolute.Value, 1e-9);
        Assert.Equal(1.959963984540054 * Error, (stopped.AtStopping.Absolute.Set.Upper - stopped.AtStopping.Absolute.Set.Lower) / 2, 1e-4);
        Assert.Null(Primary(Group(40_000, 2.9).Analyse()).Sequential!.AtStopping);
    }

    [Fact]
    public void A_late_last_look_spends_what_is_left()
    {
        var analysis = Group(18_000, 2.1, 9_000).Analyse();

        Assert.True(analysis.Sequential!.Looks[^1].IsFinal);
        Assert.Equal(0.05, analysis.Sequential.Looks[^1].Spent!.Value, 12);
        Assert.Equal("Ship", analysis.Recommendation.Advice.ToString());
    }

    [Fact]
    public void A_look_after_the_end_takes_the_place_of_the_one_that_ended_it()
    {
        var analysis = Group(18_000, 2.1, 9_000, 18_500).Analyse();

        Assert.Equal([9_000, 20_000], analysis.Sequential!.Looks.Select(l => l.Units));
        Assert.Contains(analysis.Findings, f => f.Code == "look-after-the-end");
    }

    [Fact]
    public void A_look_at_data_that_were_seen_before_is_counted_once()
        => Assert.Equal([10_000, 20_000], Group(50_000, 1, 10_000, 10_000, 20_000).Analyse().Sequential!.Looks.Select(l => l.Units));

    [Fact]
    public void Two_treatments_start_with_half_of_alpha_each_and_the_account_says_so()
    {
        var analysis = new Scenario { Design = Design.GroupSequential, PlannedUnits = 60_000, Looks = new LookPlan(2, "pocock") }.Means(10, 10.1, 10.2).Analyse();

        Assert.All(analysis.Comparisons, c => Assert.Equal(0.025, c.Sequential!.Alpha));
        Assert.Contains(analysis.Sequential!.Account, s => s.Contains("each starts with 2.5 %", StringComparison.Ordinal));
        Assert.All(analysis.Comparisons, c => Assert.True(c.AdjustedPValue >= c.Result.Value.Test.PValue));
    }

    [Fact]
    public void A_guardrail_must_cross_its_bound_too()
    {
        // 1.9 standard errors from its margin: enough for a fixed design, not for the first look of an O'Brien–Fleming one.
        var margin = new EffectSize(1.9 * Error, false);
        Assert.Equal(GuardrailState.Within, Assert.Single(new Scenario().Guardrail(margin, 0).Analyse().Guardrails).State);
        var early = Assert.Single(Group(40_000, 3.1).Guardrail(margin, 0).Analyse().Guardrails);

        Assert.Equal(GuardrailState.Undecided, early.State);
        Assert.True(early.Test.Value.PValue > 0.05);
        Assert.Equal(0.9, early.Effect.Value.Set.Level.Value, 12);
    }

    [Fact]
    public void An_always_valid_interval_is_the_published_one()
    {
        // NumPy: sqrt(2(nρ²+1)/(nρ²) ln(sqrt(nρ²+1)/0.05)), n = 20,000, tuned at 40,000.
        const double critical = 3.08356871436835;
        var analysis = Always(10, 10 + (3.5 * Error), 10_000).Analyse();
        var set = Primary(analysis).Result.Value.Absolute.Set;

        Assert.Equal((3.5 - critical) * Error, set.Lower, 1e-9);
        Assert.Equal((3.5 + critical) * Error, set.Upper, 1e-9);
        Assert.Equal("Ship", analysis.Recommendation.Advice.ToString());
        Assert.Equal("Continue", Always(10, 10 + (2.8 * Error), 10_000).Analyse().Recommendation.Advice.ToString());
    }

    [Fact]
    public void Below_a_hundred_units_in_an_arm_an_always_valid_design_concludes_nothing()
    {
        var few = Always(10, 20, 99).Guardrail(new EffectSize(10, false), 0).Analyse();
        var enough = Always(10, 20, 100).Guardrail(new EffectSize(10, false), 0).Analyse();

        Assert.Equal("Continue", few.Recommendation.Advice.ToString());
        Assert.Equal(Verdict.NotSignificant, Primary(few).Verdict);
        Assert.Equal(GuardrailState.Undecided, few.Guardrails[0].State);
        Assert.Contains(few.Sequential!.Account, s => s.Contains("nothing is concluded", StringComparison.Ordinal));
        Assert.Equal("Ship", enough.Recommendation.Advice.ToString());
    }

    // Armitage, McPherson and Rowe (1969): 5 even looks at 5 % find something in 14.2 % of experiments without effect, 2 in 8.3 %.
    [Theory]
    [InlineData(25_000, "looked at 4 times before", "in 14.2 % of such", 5_000, 10_000, 15_000)]
    [InlineData(40_000, "looked at once before", "in 8.31 % of such")]
    [InlineData(20_000, "looked at 4 times before", "in 14.2 % of such", 4_000, 8_000, 12_000, 16_000)]
    public void Looking_at_a_fixed_design_early_is_told_with_its_price(long planned, string looks, string price, params int[] earlier)
    {
        var analysis = new Scenario { PlannedUnits = planned, EarlierLooks = [.. earlier.Select(u => (long)u)] }.Analyse();
        var finding = Assert.Single(analysis.Findings, f => f.Code == "peeking");

        Assert.Contains(looks, finding.Sentence, StringComparison.Ordinal);
        Assert.Contains(price, finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixed_design_that_was_looked_at_once_at_its_end_has_no_price()
        => Assert.DoesNotContain(new Scenario { PlannedUnits = 20_000 }.Analyse().Findings, f => f.Code == "peeking");

    [Fact]
    public void An_effect_that_does_not_come_is_called_futile()
    {
        var plan = new LookPlan(2, "obrien_fleming", "pocock");
        Scenario At(double errors) => new Scenario { Design = Design.GroupSequential, PlannedUnits = 25_000, Looks = plan }.Means(10, 10 + (errors * Error));

        Assert.Contains(At(0).Analyse().Findings, f => f.Code == "futility");
        Assert.DoesNotContain(At(2.2).Analyse().Findings, f => f.Code == "futility");
    }

    private static Scenario Group(long planned, double errors, params long[] earlier)
        => new Scenario { Design = Design.GroupSequential, PlannedUnits = planned, Looks = new LookPlan(5, "obrien_fleming"), EarlierLooks = earlier }.Means(10, 10 + (errors * Error));

    private static Scenario Always(double control, double treatment, long units)
        => new Scenario { Design = Design.AlwaysValid, PlannedUnits = 40_000 }.Means(control, treatment).Units(units, units);

    private static KpiComparison Primary(Analysis analysis) => analysis.Comparisons[0];
}
