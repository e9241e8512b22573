namespace KpiLab.Simulation;

/// <summary>The verdict over worlds whose truth is known keeps its promises.</summary>
public sealed class LinkWorldTests
{
    private const int Quick = 200;
    private const int Thorough = 2_000;

    public static TheoryData<string> Short => [.. LinkScenarios.All.Where(s => s.Periods == (s.Cadence == LinkCadence.Monthly ? 104 : 208)).Select(Name)];

    [Theory]
    [MemberData(nameof(Short))]
    public void Promises_hold_over_two_hundred_pairs_within_three_Monte_Carlo_errors(string scenario) => Check(scenario, Quick, 20_260_101);

    [Theory]
    [InlineData("monthly")]
    [InlineData("weekly")]
    public void Promises_hold_over_two_thousand_pairs_within_three_Monte_Carlo_errors(string cadence)
    {
        Simulation.SkipUnlessFull();
        Assert.Empty(LinkScenarios.All.Where(s => s.Cadence.Name == cadence).Select(s => Missed(s, Thorough, 20_260_102)).OfType<string>());
    }

    private static void Check(string name, int pairs, long seed) => Assert.Null(Missed(LinkScenarios.All.Single(s => Name(s) == name), pairs, seed));

    private static string? Missed(LinkScenario scenario, int pairs, long seed)
    {
        var count = LinkVerification.Run(scenario, pairs, seed);
        return count.Missed(3).Count == 0
            ? null
            : $"{Name(scenario)}: {string.Join(", ", count.Missed(3))} missed: {count.Kept} kept, {count.Replaced} replaced, {count.LagHits} lags hit of {count.Pairs}";
    }

    private static string Name(LinkScenario s) => FormattableString.Invariant($"{s.World.Name} {s.World.Effect} {s.Cadence.Name} {s.Periods}");
}
