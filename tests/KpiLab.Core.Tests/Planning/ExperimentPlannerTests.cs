using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Reference values: SciPy 1.10.1, brentq over sf(z − d) + cdf(−z − d) with d = effect / sqrt(v1/n1 + v2/n2).</summary>
public sealed class ExperimentPlannerTests
{
    private static readonly PowerQuestion Mean = new() { Baseline = 10, StandardDeviation = 5 };

    [Fact]
    public void A_mean_from_a_persons_figures_agrees_with_scipy()
    {
        var answer = new PlanningCase { PlannedUnits = 10_000 }.Answer(Mean with { UnitsPerDay = 1000 });
        Close(19622.1512733155, answer.UnitsNeeded.Value);
        Close(0.5160052739761747, answer.Treatments[0].PowerAtPlan.Value);
        Assert.Equal(20, answer.DaysNeeded.Value);
        Assert.Null(answer.Baseline.MeasuredOn);
    }

    [Fact]
    public void A_share_has_the_noise_of_the_effect_that_is_sought_on_its_side()
    {
        var question = new PowerQuestion { Rate = 0.2 };
        var share = new PlanningCase { IsShare = true, MinimumEffect = new EffectSize(0.05, true) };
        Close(51158.87279978818, share.Answer(question).UnitsNeeded.Value);
        Close(49275.146277549924, (share with { Direction = Direction.Decrease }).Answer(question).UnitsNeeded.Value);
        Close(0.01607895222878472, (share with { PlannedUnits = 20_000 }).Answer(question).Treatments[0].DetectableAtPlan.Value);
    }

    [Fact]
    public void Several_treatments_share_alpha_and_have_the_units_of_their_weights()
    {
        var answer = new PlanningCase { Weights = [0.5, 0.3, 0.2], Power = 0.9 }.Answer(Mean);
        Close(41370.689290249065, answer.Treatments[0].UnitsNeeded.Value);
        Close(54299.029693451885, answer.Treatments[1].UnitsNeeded.Value);
        Assert.Equal(answer.Treatments[1].UnitsNeeded, answer.UnitsNeeded);
        Assert.All(answer.Treatments, t => Assert.Equal(0.025, t.AlphaOfEach));
        Assert.Contains(answer.Assumptions, a => a.Contains("2 comparisons: each is planned at 2.5 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FamilyCorrection.None, ComparePairs.WithControl, 0.05)]
    [InlineData(FamilyCorrection.Bonferroni, ComparePairs.AllPairs, 0.05 / 3)]
    [InlineData(FamilyCorrection.BenjaminiYekutieli, ComparePairs.WithControl, 0.05 / 3)] // 2 (1 + 1/2)
    public void The_error_rate_of_each_comparison_is_the_least_that_the_correction_asks_for(FamilyCorrection correction, ComparePairs compare, double alpha)
        => Close(alpha, new PlanningCase { Weights = [0.4, 0.3, 0.3], Correction = correction, Compare = compare }.Answer(Mean).Treatments[0].AlphaOfEach);

    [Fact]
    public void A_guardrail_is_planned_one_sided_at_alpha_with_no_true_change()
    {
        var answer = new PlanningCase { Margin = new EffectSize(0.03, true), PlannedUnits = 10_000, Units = [500, 500] }.Answer();
        Close(6869.508035577523, answer.Guardrails[0].UnitsNeeded.Value, 1e-9);
        Close(0.9123145367502963, answer.Guardrails[0].PowerAtPlan.Value, 1e-9);
        Assert.Equal("no-data", new PlanningCase { Margin = new EffectSize(0.03, true) }.Answer(Mean).Guardrails[0].UnitsNeeded.Reason.Code);
    }

    [Fact]
    public void Data_give_baseline_noise_and_traffic()
    {
        var answer = new PlanningCase { Units = [2000, 2000] }.Answer();
        Close(10, answer.Baseline.Mean);
        Close(25, answer.Baseline.UnitVariance, 1e-9);
        Assert.Equal(2000, answer.Baseline.MeasuredOn);
        Close(19622.1512733155, answer.UnitsNeeded.Value, 1e-8);
        Close(400, answer.UnitsPerDay!.Value);
        Assert.Equal(50, answer.DaysNeeded.Value);
        Assert.Equal(40, answer.DaysLeft.Value);
    }

    [Fact]
    public void A_covariate_takes_the_share_of_the_units_that_it_explains()
    {
        var answer = new PlanningCase { Correlation = 0.6, Units = [2000, 2000] }.Answer();
        Close(0.36, answer.Baseline.Explained, 1e-6);
        Close(19622.1512733155 * 0.64, answer.UnitsNeeded.Value, 1e-6);
        Close(19622.1512733155 * 0.64, new PlanningCase { Units = [2000, 2000] }.Answer(new PowerQuestion { Explained = 0.36 }).UnitsNeeded.Value, 1e-8);
    }

    [Fact]
    public void A_running_experiment_agrees_with_the_convention_of_gbstats()
    {
        var running = new PlanningCase { Units = [3000, 2000], MinimumEffect = new EffectSize(0.3, false) }.Answer().Treatments[0].Running!;
        var peer = new MidExperimentPower { StandardError = 5 * Math.Sqrt((1.0 / 3000) + (1.0 / 2000)), Units = 5000, MinimumEffect = 0.3 }.Solve().Value;
        Close(peer.PowerNow, running.Power.Value, 1e-9);
        Close(peer.AdditionalUnits!.Value, running.UnitsToCome.Value, 1e-6);
    }

    [Fact]
    public void The_difference_between_the_variants_changes_nothing_that_is_told_of_the_plan()
    {
        var plain = new PlanningCase { Units = [2000, 2000] }.Answer();
        var changed = new PlanningCase { Units = [2000, 2000], Effect = 1 }.Answer();
        Assert.Equal(plain.UnitsNeeded, changed.UnitsNeeded);
        Assert.Equal(plain.Baseline, changed.Baseline);
        Assert.Equal(plain.Treatments[0].Running, changed.Treatments[0].Running);
        Assert.Contains(plain.Assumptions, a => a.Contains("this is no look", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Design.Fixed)]
    [InlineData(Design.GroupSequential)]
    public void The_simulated_design_has_the_power_of_the_formula(Design design)
    {
        var answer = new PlanningCase
        {
            Design = design,
            Looks = design == Design.GroupSequential ? new LookPlan(4, "pocock") : null,
            PlannedUnits = 16_000,
        }.Answer(Mean with { Simulate = true, Runs = 20_000 }, seed: 11);
        var treatment = answer.Treatments[0];
        var simulated = treatment.Simulated!.Result.Value;
        Assert.InRange(simulated.Power, treatment.PowerAtPlan.Value - (3 * simulated.MonteCarloError) - 0.002, treatment.PowerAtPlan.Value + (3 * simulated.MonteCarloError) + 0.002);
        Assert.Equal(20_000, simulated.Runs);
    }

    [Fact]
    public void Looks_at_any_time_find_at_least_what_the_last_one_alone_would()
    {
        var treatment = new PlanningCase { Design = Design.AlwaysValid, PlannedUnits = 30_000 }.Answer(Mean with { Simulate = true, Runs = 4000 }).Treatments[0];
        Assert.True(treatment.Simulated!.Result.Value.Power > treatment.PowerAtPlan.Value - (3 * treatment.Simulated.Result.Value.MonteCarloError));
    }

    [Fact]
    public void Without_a_minimum_effect_the_planned_units_say_what_can_be_found()
    {
        var answer = new PlanningCase { MinimumEffect = null, PlannedUnits = 20_000 }.Answer(Mean);
        Assert.Equal("no-minimum-effect", answer.UnitsNeeded.Reason.Code);
        Assert.InRange(answer.Treatments[0].DetectableAtPlan.Value, 0.19, 0.2);
        Assert.NotEmpty(answer.Curve);
    }

    [Fact]
    public void Each_thing_that_is_missing_or_wrong_has_its_sentence_and_all_come_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() => new PlanningCase { MinimumEffect = null }.Answer(new PowerQuestion { Baseline = 10, Explained = 1.5, UnitsPerDay = 0, Rate = 0.2, Power = 1 }));
        Assert.Equal(["--explained", "--power", "--rate", "--rate", "--sd", "--traffic-per-day", "hypothesis.minimum_effect"], error.Problems.Select(p => p.Field).Order(StringComparer.Ordinal));
        Assert.All(error.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 500)]
    public void Too_few_units_of_the_control_are_no_baseline(long control, long treated)
    {
        var error = Assert.Throws<InvalidInputException>(() => new PlanningCase { Units = [control, treated] }.Answer());
        Assert.Equal("--baseline", Assert.Single(error.Problems).Field);
    }

    [Fact]
    public void A_share_of_nothing_and_effects_beyond_all_shares_have_their_reason()
    {
        var absent = new PlanningCase().Answer(Mean with { Baseline = 0 });
        Assert.Equal(Undefined.ZeroBaseline, absent.UnitsNeeded.Reason.Code);
        var beyond = new PlanningCase { IsShare = true, MinimumEffect = new EffectSize(0.2, false) }.Answer(new PowerQuestion { Rate = 0.9 });
        Assert.Equal(Undefined.OutsideDomain, beyond.UnitsNeeded.Reason.Code);
    }

    private static void Close(double expected, double actual, double tolerance = 1e-9)
        => Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), FormattableString.Invariant($"{actual:R} is not {expected:R}"));
}
