namespace KpiLab.Tests;

public sealed class LinkVerificationTests
{
    [Fact]
    public void The_same_seed_counts_the_same_on_one_thread_and_on_two()
    {
        var scenario = LinkScenarios.All.First(s => s.World.Name == "died");
        Assert.Equal(LinkVerification.Run(scenario, 60, 5, threads: 1), LinkVerification.Run(scenario, 60, 5, threads: 2));
        Assert.NotEqual(LinkVerification.Run(scenario, 60, 5), LinkVerification.Run(scenario, 60, 6));
    }

    [Theory]
    [InlineData(true, 5, 0.05, 100, 0, true)]
    [InlineData(true, 5, 0.06, 100, 0, false)]
    [InlineData(true, 5, 0.11, 100, 3, true)]
    [InlineData(true, 5, 0.12, 100, 3, false)]
    [InlineData(false, 80, 0.79, 400, 0, false)]
    [InlineData(false, 80, 0.75, 400, 3, true)]
    public void A_bound_is_widened_by_its_own_Monte_Carlo_error(bool atMost, double percent, double share, int of, double errors, bool holds)
        => Assert.Equal(holds, new LinkBound(LinkMeasure.Keep, atMost, percent).Holds(share, of, errors));

    [Fact]
    public void Every_world_of_the_promise_has_its_scenarios()
    {
        Assert.Equal(4 * 11, LinkScenarios.All.Count(s => s.Cadence == LinkCadence.Monthly && !s.World.Lives && s.World.Name != "died"));
        Assert.All(LinkScenarios.All, s => Assert.NotEmpty(s.Bounds));
        Assert.Equal(LinkScenarios.All.Count, LinkScenarios.All.Select(s => (s.World.Name, s.World.Effect, s.Cadence, s.Periods)).Distinct().Count());
    }

    [Fact]
    public void Methods_count_the_same_on_one_thread_and_on_two()
        => Assert.All(
            MethodVerification.All.Where(s => s.Cost == 1),
            s => Assert.Equal(MethodVerification.Count(s, 100, 3, threads: 1), MethodVerification.Count(s, 100, 3, threads: 2)));

    [Theory]
    [InlineData(MethodPromise.Nominal, 0.05, 0.060, true)]
    [InlineData(MethodPromise.Nominal, 0.05, 0.070, false)]
    [InlineData(MethodPromise.Nominal, 0.05, 0.035, false)]
    [InlineData(MethodPromise.Guaranteed, 0.05, 0.001, true)]
    [InlineData(MethodPromise.Guaranteed, 0.05, 0.070, false)]
    [InlineData(MethodPromise.Shown, 0.05, 0.500, true)]
    public void A_promise_is_held_within_three_Monte_Carlo_errors(MethodPromise promise, double target, double share, bool holds)
        => Assert.Equal(holds, new MethodCount(new MethodScenario("m", "s", MethodMeasure.FalsePositives, promise, target, 1, _ => default), 2_500, share, null).Holds(cells: 1));

    [Fact]
    public void A_table_of_many_cells_allows_each_a_little_more()
    {
        // 0.05 ± 3 errors is 0.0631 for one cell, and 0.0683 for a hundred (z = 4.20: two tails of .0027 divided by a hundred).
        var count = new MethodCount(new MethodScenario("m", "s", MethodMeasure.FalsePositives, MethodPromise.Nominal, 0.05, 1, _ => default), 2_500, 0.066, null);
        Assert.False(count.Holds(cells: 1));
        Assert.True(count.Holds(cells: 100));
    }

    [Fact]
    public void No_method_is_listed_twice_for_the_same_data()
        => Assert.Equal(MethodVerification.All.Count, MethodVerification.All.Select(s => (s.Method, s.Shape, s.Measure)).Distinct().Count());
}
