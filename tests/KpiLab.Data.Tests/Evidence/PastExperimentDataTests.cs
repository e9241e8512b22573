using KpiLab.Core;

namespace KpiLab.Data.Tests;

public sealed class PastExperimentDataTests
{
    private static readonly PastExperimentSettings Usual = new("past", new PastEffectColumns(), new Dictionary<string, string>(), [], CausalSettings.Default);

    [Fact]
    public async Task Effects_are_read_with_what_else_is_known()
    {
        var past = await Read("experiment,kpi,effect,standard_error,units,ended,outcome\ne1,a,0.5,0.1,1000,2024-03-05,win\ne1,b,-0.2,0.05,1000,2024-03-05,win\ne2,a,,,500,2024-04-01,\n", Usual);
        Assert.Equal(
            [new PastEffect("e1", null, "a", 0.5, 0.1, 1000, new(2024, 3, 5), KnownOutcome.Win), new("e1", null, "b", -0.2, 0.05, 1000, new(2024, 3, 5), KnownOutcome.Win)], past.Effects);
        Assert.Equal("effects-missing", Assert.Single(past.Findings).Code);
        var pair = Assert.Single(past.Pairs("a", "b"));
        Assert.Equal((0.5, -0.2, 0.05), (pair.Lead, pair.Outcome, pair.OutcomeStandardError));
    }

    [Fact]
    public async Task Columns_and_kpis_may_have_other_names()
    {
        var settings = Usual with { Columns = new PastEffectColumns(Experiment: "test", Effect: "delta", StandardError: "se", Variant: "arm"), Kpis = new Dictionary<string, string> { ["Activated 14d"] = "activation" } };
        var past = await Read("test,arm,kpi,delta,se\n7,b,Activated 14d,1,2\n7,c,Activated 14d,3,2\n", settings);
        Assert.Equal([("7", "b", "activation", 1.0), ("7", "c", "activation", 3.0)], past.Effects.Select(e => (e.Experiment, e.Variant!, e.Kpi, e.Effect)));
    }

    [Theory]
    [InlineData("experiment,kpi,effect\ne,a,1\n", "source `past` has no column `standard_error`")]
    [InlineData("experiment,kpi,effect,standard_error\ne,a,1,0\n", "row 1: the effect is 1 with a standard error of 0")]
    [InlineData("experiment,kpi,effect,standard_error\ne,a,1,\ne,b,1,1\n", "row 1: the effect is 1 with a standard error of NaN")]
    [InlineData("experiment,kpi,effect,standard_error\ne,a,1,1\ne,a,2,1\n", "row 2: a second effect of e on a")]
    [InlineData("experiment,kpi,effect,standard_error,outcome\ne,a,1,1,triumph\n", "row 1: `triumph` is no outcome of an experiment")]
    [InlineData("experiment,kpi,effect,standard_error\n,a,1,1\n", "row 1: no experiment or no KPI is named")]
    [InlineData("experiment,kpi,effect,standard_error\ne,a,big,1\n", "and a number is needed")]
    public async Task What_cannot_be_used_is_refused_with_its_row(string text, string message)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Read(text, Usual));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<PastExperiments> Read(string text, PastExperimentSettings settings)
    {
        using var workspace = new TempWorkspace();
        workspace.Write("past.csv", text);
        return await new DuckPastExperimentData(workspace.Root).EffectsAsync(settings, new SourceDefinition("past", new FileLocation("past.csv")), new ReadOptions());
    }
}
