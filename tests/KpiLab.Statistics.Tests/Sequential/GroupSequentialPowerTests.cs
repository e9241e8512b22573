namespace KpiLab.Statistics.Tests;

public class GroupSequentialPowerTests
{
    [Fact]
    public void The_default_design_of_gsDesign_has_its_published_bounds_and_inflation()
    {
        // gsDesign(): k = 3, test.type 4, alpha 0.025, beta 0.1, Hwang–Shih–DeCani −4 and −2, as its vignette prints it (two decimals; ratio 1.070).
        var design = new GroupSequentialDesign(SpendingFunction.HwangShihDecani(-4), 0.05);
        double[] planned = [1.0 / 3, 2.0 / 3, 1];
        var plan = FutilityPlan.Of(design, planned, SpendingFunction.HwangShihDecani(-2), 0.1);
        var efficacy = design.Bounds(planned);
        var futility = plan.Bounds(efficacy);

        Assert.Equal(1.070, plan.Inflation, 5e-4);
        Assert.Equal([3.01, 2.55, 2.00], efficacy.Select(b => Math.Round(b.Bound, 2)));
        Assert.Equal([-0.24, 0.94, 2.00], futility.Select(b => Math.Round(b, 2)));
    }

    [Fact]
    public void Futility_bounds_lose_exactly_beta_under_the_planned_effect()
    {
        var design = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05, Alternative.Greater);
        double[] planned = [0.2, 0.5, 0.75, 1];
        var plan = FutilityPlan.Of(design, planned, SpendingFunction.Power(2), 0.2);
        var efficacy = design.Bounds(planned);
        var crossing = CrossingProbabilities.Of(planned, [.. plan.Bounds(efficacy)], [.. efficacy.Select(b => b.Bound)], plan.Drift);

        Assert.Equal(0.2, crossing.EverBelow, 1e-8);
        Assert.Equal(0.8, crossing.EverAbove, 1e-8);
        Assert.Equal(0.2 * 0.04, crossing.Below[0], 1e-9);
    }

    [Fact]
    public void Futility_at_unplanned_looks_never_passes_the_efficacy_bound_and_meets_it_at_the_end()
    {
        var design = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05);
        var plan = FutilityPlan.Of(design, [0.5, 1], SpendingFunction.ObrienFleming, 0.2);
        foreach (var fractions in new double[][] { [0.1, 0.3, 0.9, 1], [0.95, 1.3], [0.4, 0.6], [1.5] })
        {
            var efficacy = design.Bounds(fractions);
            var futility = plan.Bounds(efficacy);
            Assert.All(futility.Zip(efficacy), pair => Assert.True(pair.First <= pair.Second.Bound));
            Assert.Equal(fractions[^1] >= 1, futility[^1] == efficacy[^1].Bound);
        }
    }

    [Fact]
    public void A_fixed_design_has_no_inflation()
    {
        var design = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05);
        var bounds = design.Bounds([1]);
        var drift = GroupSequentialPower.Drift(d => design.Crossing(bounds, d), 0.8);

        Assert.Equal(1.959963984540054 + 0.8416212335729143, drift, 1e-5); // the other side adds 1e-6 of power, which does not count
        Assert.Equal(1, GroupSequentialPower.Inflation(drift, 0.025, 0.8), 1e-5);
    }

    // Jennison and Turnbull (2000), Table 2.2 and 2.4: inflation factors of Pocock and O'Brien–Fleming tests, alpha 0.05, power 0.8 and 0.9.
    [Theory]
    [InlineData(0.5, 5, 0.8, 1.229)]
    [InlineData(0.5, 5, 0.9, 1.207)]
    [InlineData(0.0, 5, 0.8, 1.028)]
    [InlineData(0.0, 5, 0.9, 1.026)]
    [InlineData(0.0, 10, 0.9, 1.037)]
    public void Inflation_factors_are_those_of_Jennison_and_Turnbull(double shape, int looks, double power, double expected)
    {
        var design = ClassicBounds.Of(shape, 0.05, Enumerable.Range(1, looks).Select(k => (double)k / looks).ToArray());
        var drift = GroupSequentialPower.Drift(design.Crossing, power);

        Assert.Equal(expected, GroupSequentialPower.Inflation(drift, 0.025, power), 1e-3);
    }

    // Armitage, McPherson and Rowe (1969), Table 2: looks at 5 %.
    [Theory]
    [InlineData(1, 0.050)]
    [InlineData(2, 0.083)]
    [InlineData(3, 0.107)]
    [InlineData(4, 0.126)]
    [InlineData(5, 0.142)]
    [InlineData(10, 0.193)]
    [InlineData(20, 0.248)]
    [InlineData(50, 0.320)]
    public void Peeking_costs_what_Armitage_McPherson_and_Rowe_found(int looks, double expected)
    {
        var cost = PeekingCost.Of(Enumerable.Range(1, looks).Select(k => (double)k).ToArray(), 0.05);

        Assert.Equal(expected, cost.AnyLook, 6e-4);
        Assert.Equal(0.05, cost.FirstLook, 12);
    }
}
