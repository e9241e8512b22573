namespace KpiLab.Statistics.Tests;

public class SimulatedLooksTests
{
    private static readonly Func<int, Contrast, bool> AtFivePercent = (_, c) => c.Test().PValue <= 0.05;

    [Fact]
    public void One_look_has_the_power_of_the_formula_for_means_and_shares()
    {
        // SciPy 1.10.1: sf(z − d) + cdf(−z − d), d = 0.2/sqrt(25/5000 + 25/5000) and 0.02/sqrt(.2 × .8/4000 + .22 × .78/4000).
        Within(0.5160052739761747, Run(new(10, 25, false), new(10.2, 25, false), [(5000, 5000)], AtFivePercent));
        Within(0.59355, Run(new(0.2, 0, true), new(0.22, 0, true), [(4000, 4000)], AtFivePercent), 0.004);
    }

    [Fact]
    public void Without_an_effect_a_group_sequential_design_errs_at_its_rate_and_five_uncorrected_looks_far_more_often()
    {
        (long, long)[] looks = [.. Enumerable.Range(1, 5).Select(k => (1000L * k, 1000L * k))];
        double[] fractions = [0.2, 0.4, 0.6, 0.8, 1];
        var rules = Enumerable.Range(0, 5).Select(k => LookRule.GroupSequential(SpendingFunction.Pocock, fractions[..(k + 1)], k == 4).Nominal(0.05, Alternative.TwoSided, 2)).ToList();
        SimulatedArm arm = new(3, 4, false);
        Within(0.05, Run(arm, arm, looks, (k, c) => c.Test().PValue <= rules[k]));

        // Armitage, McPherson and Rowe (1969), table 2: five looks.
        Within(0.142, Run(arm, arm, looks, AtFivePercent), 0.002);
    }

    [Fact]
    public void The_seed_fixes_the_result_whatever_the_threads()
    {
        SimulatedPowerResult Of(long seed, int threads) => SimulatedLooks.Run(new(0.2, 0, true), new(0.22, 0, true), [(500, 500), (1000, 1000)], AtFivePercent, seed, 2000, threads).Value;
        Assert.Equal(Of(4, 1), Of(4, 2));
        Assert.NotEqual(Of(4, 1), Of(5, 1));
    }

    [Fact]
    public void Arms_of_fewer_than_two_units_are_refused()
        => Assert.Equal(Undefined.TooFewUnits, SimulatedLooks.Run(new(0.2, 0, true), new(0.22, 0, true), [(1, 500), (10, 1000)], AtFivePercent, 1).Reason.Code);

    [Fact]
    public void A_posterior_with_a_prior_rejects_as_often_as_numerical_integration_says()
    {
        // SciPy 1.10.1: se = 0.3, prior N(0.05, 0.4²), effect 0.5; quad of norm.pdf(x, 0.5, 0.3) where the posterior's |mean/sd| reaches norm.isf(0.025).
        var rule = RejectionRule.Posterior(0.05, 0.4, 0.3 * Math.Sqrt(100)).For(0.05, Alternative.TwoSided);
        Properties.Close(0.24525503303253549, rule(0.5 / 0.3, 100), 1e-9);
        Properties.Close(RejectionRule.Fixed.For(0.05, Alternative.TwoSided)(1.3, 100), RejectionRule.Posterior(0, double.PositiveInfinity, 3).For(0.05, Alternative.TwoSided)(1.3, 100), 1e-12);
    }

    private static SimulatedPowerResult Run(SimulatedArm control, SimulatedArm treatment, IReadOnlyList<(long, long)> looks, Func<int, Contrast, bool> rejects)
        => SimulatedLooks.Run(control, treatment, looks, rejects, 17, 20_000).Value;

    private static void Within(double expected, SimulatedPowerResult result, double slack = 0)
        => Assert.True(Math.Abs(result.Power - expected) <= (3 * result.MonteCarloError) + slack, $"{result.Power} ± {result.MonteCarloError}, expected {expected}");
}
