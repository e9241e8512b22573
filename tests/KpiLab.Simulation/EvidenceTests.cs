namespace KpiLab.Simulation;

/// <summary>What `kpilab verify` counts keeps what is promised.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public async Task Every_promise_holds_in_the_quick_run() => Assert.Empty((await Lab.VerifyAsync(new VerifyOptions(Quick: true, Seed: 20_260_101))).Broken);

    [Fact]
    public async Task Every_promise_holds_in_the_long_run()
    {
        Simulation.SkipUnlessFull();
        Assert.Empty((await Lab.VerifyAsync(new VerifyOptions(Seed: 20_260_102))).Broken);
    }

    [Fact]
    public void The_tables_show_what_fails_as_well()
    {
        // What nobody should do, and what the tables must therefore show to go wrong: peeking, forgetting clusters, forgetting that there were four treatments.
        foreach (var name in new[] { "fixed design, looked at 1,000 times", "Welch, clusters ignored", "no correction" })
        {
            var count = MethodVerification.Count(MethodVerification.All.Single(s => s.Method == name), 2_000, 1);
            Assert.Equal("off", count.Word);
        }
    }
}
