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
}
