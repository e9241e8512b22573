using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>Looks of a workspace: counted by their data, judged by the plan's rule, told in every medium.</summary>
public sealed class LookTests
{
    private const string Plan = "{design: group_sequential, units: 800, looks: {count: 4, spending: pocock}}";

    [Fact]
    public async Task Looks_at_growing_data_spend_alpha_and_a_repeated_one_spends_nothing()
    {
        using var workspace = new SmallWorkspace(Plan);
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Now = workspace.Now.AddMonths(3);
        workspace.Rows(200);
        var first = await lab.AnalyzeAsync("checkout");
        workspace.Now = workspace.Now.AddDays(1);
        workspace.Rows(400);
        var second = await lab.AnalyzeAsync("checkout");
        var again = await lab.AnalyzeAsync("checkout");

        Assert.Equal([200], first.Sequential!.Looks.Select(l => l.Units));
        Assert.Equal([200, 400], second.Sequential!.Looks.Select(l => l.Units));
        Assert.Equal([0.25, 0.5], second.Sequential.Looks.Select(l => l.Fraction!.Value));
        Assert.Equal(first.Sequential.Looks[0].Bound, second.Sequential.Looks[0].Bound);
        Assert.True(second.Sequential.Looks[1].Spent > second.Sequential.Looks[0].Spent);
        Assert.Equal(second.ToJson(), again.ToJson());
        Assert.Equal(2, again.Look);
    }

    [Fact]
    public async Task The_blocks_of_the_looks_stand_in_the_json_and_the_account_in_the_text()
    {
        using var workspace = new SmallWorkspace(Plan);
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync("checkout");
        var body = JsonNode.Parse(analysis.ToJson())!;

        Assert.Equal("pocock", (string?)body["sequential"]!["spending"]);
        Assert.Equal(400, (long?)body["sequential"]!["looks"]![0]!["units"]);
        Assert.NotNull(body["comparisons"]![0]!["sequential"]!["nominalAlpha"]);
        Assert.Contains("Group-sequential design with Pocock spending", analysis.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("Looks and error rates", analysis.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixed_design_has_no_such_blocks()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        var analysis = await lab.AnalyzeAsync("checkout");

        Assert.Null(analysis.Sequential);
        Assert.DoesNotContain("sequential", analysis.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixed_design_looked_at_twice_before_its_end_is_told_what_that_costs()
    {
        using var workspace = new SmallWorkspace("{design: fixed, units: 600}");
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Rows(200);
        await lab.AnalyzeAsync("checkout");
        workspace.Now = workspace.Now.AddDays(1);
        workspace.Rows(400);
        var finding = Assert.Single((await lab.AnalyzeAsync("checkout")).Findings, f => f.Code == "peeking");

        // Armitage, McPherson and Rowe (1969): three even looks at 5 %.
        Assert.Contains("looked at 2 times", finding.Sentence, StringComparison.Ordinal);
        Assert.Contains("10.7 %", finding.Sentence, StringComparison.Ordinal);
    }
}
