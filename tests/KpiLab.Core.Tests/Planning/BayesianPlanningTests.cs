using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class BayesianPlanningTests
{
    private static readonly PowerQuestion Mean = new() { Baseline = 10, StandardDeviation = 5 };

    [Fact]
    public void A_running_experiment_agrees_with_the_convention_of_gbstats()
    {
        foreach (var belief in new[] { EffectPrior.Flat, EffectPrior.Normal(0.05, 0.3, EffectScale.Absolute) })
        {
            var running = new PlanningCase { Design = Design.Bayesian, Prior = belief, Units = [3000, 2000], MinimumEffect = new EffectSize(0.3, false) }.Answer().Treatments[0].Running!;
            var peer = new MidExperimentPower { StandardError = 5 * Math.Sqrt((1.0 / 3000) + (1.0 / 2000)), Units = 5000, MinimumEffect = 0.3, Prior = belief }.Solve().Value;
            Close(peer.PowerNow, running.Power.Value, 1e-9);
            Close(peer.AdditionalUnits!.Value, running.UnitsToCome.Value, 1e-6);
        }
    }

    [Fact]
    public void The_prior_is_turned_round_for_an_effect_below_zero()
    {
        PlanningCase Of(Direction direction, double mean) => new()
        {
            Design = Design.Bayesian, Direction = direction, Prior = EffectPrior.Normal(mean, 0.02, EffectScale.Relative), PlannedUnits = 10_000,
        };
        var up = Of(Direction.Increase, 0.01).Answer(Mean).Treatments[0];
        var down = Of(Direction.Decrease, -0.01).Answer(Mean).Treatments[0];
        var against = Of(Direction.Decrease, 0.01).Answer(Mean).Treatments[0];
        Close(up.DetectableAtPlan.Value, down.DetectableAtPlan.Value);
        Close(up.PowerAtPlan.Value, down.PowerAtPlan.Value);
        Assert.True(against.DetectableAtPlan.Value > down.DetectableAtPlan.Value);
    }

    [Fact]
    public void The_simulated_design_has_the_power_of_the_formula()
    {
        var treatment = new PlanningCase { Design = Design.Bayesian, Prior = EffectPrior.Normal(0.01, 0.05, EffectScale.Relative), PlannedUnits = 16_000 }
            .Answer(Mean with { Simulate = true, Runs = 20_000 }, seed: 11).Treatments[0];
        var simulated = treatment.Simulated!.Result.Value;
        Assert.InRange(simulated.Power, treatment.PowerAtPlan.Value - (3 * simulated.MonteCarloError) - 0.002, treatment.PowerAtPlan.Value + (3 * simulated.MonteCarloError) + 0.002);
    }

    private static void Close(double expected, double actual, double tolerance = 1e-9)
        => Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), FormattableString.Invariant($"{actual:R} is not {expected:R}"));
}
