using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class PowerPlanTests
{
    private static readonly PowerPlan Plain = new(UnitNoise.OfMean(4));

    [Fact]
    public void A_fixed_plan_is_the_two_sample_formula_for_known_variances()
        => Properties.Close(
            2 * new TwoSamplePower(1, 0.05, Alternative.TwoSided, WithT: false).Controls(0.1, 0.8).Value, Plain.Units(0.2, 0.8).Value, 1e-9);

    [Fact]
    public void Covariates_that_explain_half_the_variance_halve_the_units_and_clusters_multiply_them()
    {
        var units = Plain.Units(0.2, 0.8).Value;
        Properties.Close(units / 2, new PowerPlan(Plain.Noise.Adjusted(0.5)).Units(0.2, 0.8).Value, 1e-9);

        // 1 + (20 − 1) 0.05
        Properties.Close(units * 1.95, new PowerPlan(Plain.Noise.Clustered(20, 0.05)).Units(0.2, 0.8).Value, 1e-9);
    }

    [Fact]
    public void Dunnett_agrees_with_quadrature_by_scipy()
    {
        // SciPy 1.10.1: brentq over quad of φ(x) (Φ((c − √½ x)/√½) − Φ((−c − √½ x)/√½))³, c = 2.3489705903; 2 norm.sf(c)
        Properties.Close(0.0188253936694482, ManyToOne.AlphaOfEach(ComparisonSplit.Dunnett, 0.05, 3, 0.5, Alternative.TwoSided), 1e-9);
        Assert.Equal(0.05 / 3, ManyToOne.AlphaOfEach(ComparisonSplit.Bonferroni, 0.05, 3, 0.5, Alternative.TwoSided));
        Properties.Close(1 - Math.Cbrt(0.95), ManyToOne.AlphaOfEach(ComparisonSplit.Dunnett, 0.05, 3, 0, Alternative.Greater), 1e-9);
    }

    [Fact]
    public void Equivalence_of_equal_arms_has_the_closed_form_of_Julious()
    {
        // Julious (2004), eq. 29: n an arm = 2 σ² (z_(1−α) + z_(1−β/2))² / margin², where the true difference is 0.
        double z = Normal.UpperQuantile(0.05) + Normal.UpperQuantile(0.1);
        Properties.Close(2 * 2 * 4 * z * z / 0.25, Plain.UnitsForEquivalence(0, 0.5, 0.8).Value, 1e-9);
    }

    [Fact]
    public void Non_inferiority_agrees_with_its_own_formula()
        => Properties.Close(
            2 * NonInferiorityPower.SampleSizes(2, 0.3, 0.1, BetterWhen.Higher, 0.05, 0.9).Value.Normal, Plain.UnitsForNonInferiority(0.1, 0.3, 0.9).Value, 1e-9);

    [Fact]
    public void Looks_cost_units_and_always_valid_looks_cost_more()
    {
        double once = Plain.Units(0.2, 0.8).Value;
        var looks = Plain with { Rule = RejectionRule.GroupSequential(SpendingFunction.ObrienFleming, 5) };
        var always = Plain with { Rule = RejectionRule.AlwaysValid() };
        Assert.InRange(looks.Units(0.2, 0.8).Value / once, 1.005, 1.06);
        Assert.InRange(always.Units(0.2, 0.8).Value / once, 1.2, 3);
        Properties.Close(0.8, looks.Power(0.2, looks.Units(0.2, 0.8).Value), 1e-9);
    }

    [Fact]
    public void Units_effect_and_power_answer_one_another()
        => Properties.Hold(
            from treatments in Gen.Choose(1, 4)
            from ratio in Properties.Magnitude(-1, 0)
            from split in Gen.Elements(ComparisonSplit.None, ComparisonSplit.Bonferroni)
            from alternative in Properties.Alternatives
            from effect in Properties.Magnitude(-2, -1)
            from power in Gen.Choose(300, 990)
            select (Plan: Plain with { Treatments = treatments, TreatmentToControl = ratio, Split = split, Alternative = alternative },
                Effect: alternative == Alternative.Less ? -effect : effect, Power: power / 1000.0),
            c =>
            {
                var units = c.Plan.Units(c.Effect, c.Power).Value;
                Properties.Close(c.Power, c.Plan.Power(c.Effect, units), 1e-9);
                Properties.Close(Math.Abs(c.Effect), c.Plan.DetectableEffect(units, c.Power).Value, 1e-8);
            });

    [Fact]
    public void Simulated_power_is_that_of_the_formula()
    {
        // 100,000 units, 10 percent of them 1: a lift of 20 percent, 4,000 units an arm; Welch on 0.1 against 0.2 · 0.1 more, values multiplied.
        var population = ValueCounts.Of([0, 1], [90_000, 10_000]);
        var simulated = SimulatedPower.OfLift(population, 0.2, 4000, 4000, Level.Of(0.95), 1, 4000).Value;
        var formula = new PowerPlan(new UnitNoise(0.09, 0.09 * 1.44)).Power(0.02, 8000);
        Assert.InRange(simulated.Power, formula - (3 * simulated.MonteCarloError) - 0.005, formula + (3 * simulated.MonteCarloError) + 0.005);
        Assert.Equal(simulated, SimulatedPower.OfLift(population, 0.2, 4000, 4000, Level.Of(0.95), 1, 4000, threads: 1).Value);
    }

    [Fact]
    public void Days_left_follow_the_traffic()
    {
        Assert.Equal(8, PowerPlan.DaysLeft(1000, 250, 100).Value);
        Assert.Equal(0, PowerPlan.DaysLeft(1000, 1000, 0).Value);
        Assert.False(PowerPlan.DaysLeft(1000, 10, 0).IsDefined);
    }
}
