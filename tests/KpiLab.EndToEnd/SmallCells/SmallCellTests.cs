using System.Text;
using System.Text.Json;

namespace KpiLab.EndToEnd;

/// <summary>A small experiment on shares through the command line: exact test, score intervals, guardrail by the score test.</summary>
/// <remarks>Reference values as in the tests of the core: SciPy 1.10, likelihoods maximised numerically.</remarks>
public sealed class SmallCellTests
{
    [Fact]
    public async Task Few_successes_are_analysed_exactly_and_said_so()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", """
            kind: source
            id: visits
            from: visits.csv
            ---
            kind: metric
            id: bought
            direction: increase
            measure: {type: proportion, value: bought}
            ---
            kind: metric
            id: kept
            direction: increase
            measure: {type: proportion, value: kept}
            ---
            kind: experiment
            id: small
            hypothesis: {kpi: bought}
            exposures: {source: visits, variant: arm}
            variants: [{id: a, control: true, weight: 0.5}, {id: b, weight: 0.5}]
            guardrails: [{kpi: kept, margin: 3%}]
            """);
        var rows = new StringBuilder("arm,bought,kept\n");
        for (var i = 0; i < 30; i++)
        {
            rows.Append(i < 1 ? "a,1" : "a,0").Append(i < 29 ? ",1\n" : ",0\n");
        }

        for (var i = 0; i < 28; i++)
        {
            rows.Append(i < 6 ? "b,1" : "b,0").Append(",1\n");
        }

        folder.Write("visits.csv", rows.ToString());
        var result = await CommandLine.RunAsync(["experiment", "analyze", "small", "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var analysis = JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis");
        var bought = analysis.GetProperty("comparisons").EnumerateArray().Single(c => c.GetProperty("kpi").GetString() == "bought");
        Assert.Equal("fisher_mid_p", bought.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(0.02950350680035986, bought.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-12);
        Assert.Equal(0.37002825694191804, bought.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("upper").GetDouble(), 1e-6);
        var guardrail = analysis.GetProperty("guardrails")[0];
        Assert.Equal("score_risk_ratio", guardrail.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(0.08989779651555652, guardrail.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-7);
        Assert.Equal("undecided", guardrail.GetProperty("state").GetString());
        string[] codes = [.. analysis.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];
        Assert.Contains("small-cells", codes);
        Assert.DoesNotContain("share-interval-impossible", codes);
        var text = await CommandLine.RunAsync(["experiment", "analyze", "small", "--workspace", folder.Path]);
        Assert.Contains("mid-p", text.Output, StringComparison.Ordinal);
    }
}
