using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Reference values: gbstats 0.8.0, EffectBayesianABTest; the case of the oracles is named beside each.</summary>
public sealed class BayesianAnalysisTests
{
    private static readonly EffectPrior Wide = EffectPrior.Normal(0, 0.15, EffectScale.Relative);

    [Fact]
    public void A_flat_prior_agrees_with_gbstats()
    {
        // gb01-absolute
        var c = Means(EffectPrior.Flat).Analyse().Comparisons[0];
        Close(0.9617387497624705, c.Bayesian!.ChanceToBeatControl!.Value);
        Close(0.4, c.Result.Value.Absolute.Value);
        Interval(-0.04262218635694276, 0.8426221863569434, c.Result.Value.Absolute);
        Close(0.40346483585421444, c.Bayesian.LossOfKeeping!.Value);
        Close(0.0034648358542141077, c.Bayesian.LossOfShipping!.Value);
        Assert.Equal(0, c.Bayesian.PriorShare);
        Assert.Equal(Verdict.NotSignificant, c.Verdict);

        // gb01-relative
        Close(0.04, c.Result.Value.Relative.Value.Value);
        Interval(-0.0051387833076630696, 0.08513878330766314, c.Result.Value.Relative.Value);
    }

    [Fact]
    public void A_relative_prior_is_turned_to_the_kpis_unit_and_agrees_with_gbstats()
    {
        // gb02-absolute
        var c = Means(Wide).Analyse().Comparisons[0];
        Close(0.960069295093022, c.Bayesian!.ChanceToBeatControl!.Value);
        Close(0.3911342894393746, c.Result.Value.Absolute.Value);
        Close(0.22331507316686042, c.Result.Value.Absolute.StandardError!.Value);
        Interval(-0.04655521117259892, 0.828823790051348, c.Result.Value.Absolute);
        Close(0.003598537301774459, c.Bayesian.LossOfShipping!.Value);

        // 1 − posterior variance / variance of the data
        Close(1 - Math.Pow(0.22331507316686042 / 0.2258317958127243, 2), c.Bayesian.PriorShare, 1e-6);
    }

    [Fact]
    public void Where_lower_is_better_chance_and_losses_change_sides()
    {
        // gb03-absolute
        var c = Means(EffectPrior.Normal(0.02, 0.1, EffectScale.Relative), Direction.Decrease).Analyse().Comparisons[0];
        Close(0.03821574006319017, c.Bayesian!.ChanceToBeatControl!.Value);
        Close(0.3936700670751128, c.Bayesian.LossOfShipping!.Value);
        Close(0.003375109891477791, c.Bayesian.LossOfKeeping!.Value);
    }

    [Fact]
    public void People_who_migrate_decide_on_the_relative_scale()
    {
        // gb02-relative
        var c = Means(Wide, lift: LiftMethod.Delta).Analyse().Comparisons[0];
        Close(0.956984569789853, c.Bayesian!.ChanceToBeatControl!.Value);
        Close(0.03907878282617761, c.Result.Value.Relative.Value.Value);
        Interval(-0.005537190030661776, 0.08369475568301699, c.Result.Value.Relative.Value);
    }

    [Fact]
    public void A_share_agrees_with_gbstats()
    {
        // gb05-absolute
        var c = new Scenario { Design = Design.Bayesian, Prior = EffectPrior.Normal(0, 0.3, EffectScale.Relative), IsShare = true }
            .Means(45 / 500.0, 61 / 520.0).Units(500, 520).Analyse().Comparisons[0];
        Close(0.8792464401780307, c.Bayesian!.ChanceToBeatControl!.Value);
        Interval(-0.01227746351233953, 0.04874013572677141, c.Result.Value.Absolute);
    }

    [Fact]
    public void The_verdict_is_the_side_of_zero_that_the_credible_interval_leaves()
    {
        // gb07-absolute: chance 0.99990
        var won = new Scenario { Design = Design.Bayesian, Prior = EffectPrior.Normal(0, 0.3, EffectScale.Relative), Deviations = [3, Math.Sqrt(9.5)] }
            .Means(-4, -3.2).Units(400, 420).Analyse();
        Close(0.9998957980827076, won.Comparisons[0].Bayesian!.ChanceToBeatControl!.Value);
        Assert.Equal(Verdict.Better, won.Comparisons[0].Verdict);
        Assert.Equal(ExperimentAdvice.Ship, won.Recommendation.Advice);
        Assert.Contains("chance to beat control > 99.9 %", won.Recommendation.Sentence, StringComparison.Ordinal);
        Assert.Contains("95% credible interval", won.Recommendation.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("p =", won.Recommendation.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("p <", won.Recommendation.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_needs_the_units_from_which_normal_means_are_claimed_or_a_complete_plan()
    {
        Scenario Few(long? planned) => new Scenario { Design = Design.Bayesian, PlannedUnits = planned }.Means(10, 15).Units(50, 50);
        Assert.Equal(ExperimentAdvice.Continue, Few(1000).Analyse().Recommendation.Advice);
        Assert.Contains("too few units yet", Few(1000).Analyse().Recommendation.Sentence, StringComparison.Ordinal);
        Assert.Equal(ExperimentAdvice.Ship, Few(100).Analyse().Recommendation.Advice);
        Assert.Equal(ExperimentAdvice.Ship, new Scenario { Design = Design.Bayesian, PlannedUnits = 1000 }.Means(10, 15).Units(200, 200).Analyse().Recommendation.Advice);
    }

    [Fact]
    public void An_effect_that_is_inside_the_minimum_effect_is_equivalent_and_the_region_says_how_surely()
    {
        var analysis = new Scenario { Design = Design.Bayesian, MinimumEffect = new EffectSize(0.5, false) }.Means(10, 10.01).Units(10_000, 10_000).Analyse();
        var region = analysis.Comparisons[0].Bayesian!.Equivalence!;
        Assert.Equal(ExperimentAdvice.Equivalent, analysis.Recommendation.Advice);
        Assert.Equal(RegionVerdict.Inside, region.Region.Verdict);
        Assert.False(region.IsRelative);

        // se = 5 √(2/10000); Φ((0.5 − 0.01)/se) − Φ((−0.5 − 0.01)/se), SciPy 1.10.1.
        Close(0.9999999999976159, region.Region.Within, 1e-10);
    }

    [Fact]
    public void Several_treatments_are_not_corrected_and_guardrails_stay_tests()
    {
        var analysis = new Scenario { Design = Design.Bayesian, Prior = Wide }.Means(10, 10.2, 9.8).Guardrail(new EffectSize(0.1, true), 0.02).Analyse();
        Assert.All(analysis.Comparisons, c => Assert.Null(c.AdjustedPValue));
        Assert.All(analysis.Comparisons, c => Assert.Empty(c.Intervals));
        Assert.All(analysis.Comparisons.Where(c => c.Role == ComparisonRole.Guardrail), c => Assert.True(c.Bayesian!.Prior.IsFlat));
        Assert.All(analysis.Guardrails, g => Assert.Equal(GuardrailState.Within, g.State));
        Assert.Contains(analysis.Bayesian!.Account, s => s.Contains("Guardrails are no matter of belief", StringComparison.Ordinal));
    }

    [Fact]
    public void A_prior_stronger_than_the_data_that_decides_or_contradicts_them_is_told()
    {
        string[] Codes(EffectPrior prior, double mean) => [.. new Scenario { Design = Design.Bayesian, Prior = prior }.Means(10, mean).Units(1000, 1000).Analyse().Findings.Select(f => f.Code)];

        // Standard error 0.22; 5 % of 10 is 0.5, 0.5 % is 0.05.
        Assert.DoesNotContain("strong-prior", Codes(EffectPrior.Normal(0, 0.05, EffectScale.Relative), 10.1));
        Assert.Contains("strong-prior", Codes(EffectPrior.Normal(0, 0.005, EffectScale.Relative), 10.1));
        Assert.Contains("prior-decides", Codes(EffectPrior.Normal(0.03, 0.01, EffectScale.Relative), 10.3));
        Assert.DoesNotContain("prior-decides", Codes(EffectPrior.Flat, 10.3));
        Assert.Contains("prior-conflict", Codes(EffectPrior.Normal(-0.1, 0.01, EffectScale.Relative), 10.3));
    }

    [Fact]
    public void Looks_at_a_flat_prior_are_told_what_they_cost_and_at_an_informative_one_are_not()
    {
        Finding[] Of(EffectPrior prior) => [.. new Scenario { Design = Design.Bayesian, Prior = prior, PlannedUnits = 6000, EarlierLooks = [2000] }.Units(2000, 2000).Means(10, 10.1).Analyse().Findings];
        var told = Assert.Single(Of(EffectPrior.Flat), f => f.Code == "looks-at-flat-prior");

        // Armitage, McPherson and Rowe (1969): three even looks at 5 %.
        Assert.Contains("10.7 %", told.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Of(Wide), f => f.Code == "looks-at-flat-prior");
    }

    [Fact]
    public void A_relative_prior_on_a_control_mean_of_zero_is_a_comparison_without_value()
    {
        var analysis = new Scenario { Design = Design.Bayesian, Prior = Wide }.Means(0, 0.1).Analyse();
        Assert.Equal(Undefined.ZeroBaseline, analysis.Comparisons[0].Result.Reason.Code);
        Assert.Equal(ExperimentAdvice.Invalid, analysis.Recommendation.Advice);
    }

    [Fact]
    public void Another_design_with_a_prior_is_refused()
        => Assert.Contains("belongs to a bayesian design", Assert.Throws<InvalidInputException>(() => new Scenario { Prior = Wide }.Analyse()).Message, StringComparison.Ordinal);

    private static Scenario Means(EffectPrior prior, Direction direction = Direction.Increase, LiftMethod lift = LiftMethod.Fieller)
        => new Scenario { Design = Design.Bayesian, Prior = prior, Direction = direction, Lift = lift, Deviations = [5, Math.Sqrt(26)] }.Means(10, 10.4).Units(1000, 1000);

    private static void Interval(double lower, double upper, Effect effect)
    {
        Close(lower, effect.Set.Lower);
        Close(upper, effect.Set.Upper);
        Assert.Equal(0.95, effect.Set.Level.Value, 1e-12);
    }

    private static void Close(double expected, double actual, double tolerance = 1e-9)
        => Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1e-3, Math.Abs(expected)), FormattableString.Invariant($"{actual:R} is not {expected:R}"));
}
