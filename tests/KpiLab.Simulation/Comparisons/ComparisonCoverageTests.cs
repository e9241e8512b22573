namespace KpiLab.Simulation;

public class ComparisonCoverageTests
{
    public static TheoryData<string> Scenarios => [.. ComparisonScenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_rate_is_nominal(string scenario) => Hold(scenario, Simulation.Short, seed: 20260917);

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Scenarios))]
    public void The_rate_is_nominal_over_many_runs(string scenario)
    {
        Simulation.SkipUnlessFull();
        Hold(scenario, Simulation.Full, seed: 20260919);
    }

    private static void Hold(string name, int runs, long seed)
    {
        var scenario = ComparisonScenarios.All[name];
        Simulation.AssertNominal(scenario.Nominal, runs, seed, scenario.Happens);
    }
}
