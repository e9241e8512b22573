using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Events with exposure through the command line: asked for in the plan, as a guardrail, and few of them.</summary>
/// <remarks>References: R 4.2.2 <c>poisson.test</c>; SciPy 1.10 for score and mid-p limits, as in the tests of the estimators.</remarks>
public sealed class EventTests
{
    [Fact]
    public async Task Errors_per_hour_are_compared_by_the_exact_test()
    {
        using var folder = Workspace("methods: {errors_per_hour: poisson, crashes_per_hour: poisson}", "guardrails: [{kpi: crashes_per_hour, margin: 25%}]");
        var analysis = await Analyse(folder);
        var errors = analysis.GetProperty("comparisons").EnumerateArray().First(c => c.GetProperty("kpi").GetString() == "errors_per_hour");
        Assert.Equal("poisson_exact", errors.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(0.079668633033329522, errors.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-12);
        var ratio = errors.GetProperty("relative").GetProperty("confidenceSet");
        Assert.Equal(0.85842640339163923 - 1, ratio.GetProperty("lower").GetDouble(), 1e-8);
        Assert.Equal(4.2772659436540712 - 1, ratio.GetProperty("upper").GetDouble(), 1e-8);
        Assert.Equal(0.017913246819970394, errors.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("upper").GetDouble(), 1e-8);
        var events = errors.GetProperty("events");
        Assert.Equal("exact", events.GetProperty("test").GetString());
        Assert.Equal(11, events.GetProperty("treatment").GetProperty("events").GetInt64());
        Assert.Equal(3011, events.GetProperty("control").GetProperty("exposure").GetDouble());
        Assert.InRange(events.GetProperty("dispersion").GetDouble(), 0.5, 1.5);
        var guardrail = analysis.GetProperty("guardrails")[0];
        Assert.Equal(0.92096579903424303, guardrail.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-10);
        Assert.Equal("poisson", analysis.GetProperty("plan").GetProperty("methods").GetProperty("errors_per_hour").GetString());
        Assert.Contains("poisson-comparison", Codes(analysis));

        var html = Path.Combine(folder.Path, "report.html");
        var text = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "md", "--html", html]);
        const string Line = "as Poisson counts (exact), 11 in 800 against 21 in 3";
        Assert.Contains(Line, text.Output, StringComparison.Ordinal);
        Assert.Contains(Line, await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_events_are_compared_by_mid_p_without_being_asked_segment_by_segment()
    {
        using var folder = Workspace("segments: [side]", "");
        var analysis = await Analyse(folder);
        foreach (var comparison in analysis.GetProperty("comparisons").EnumerateArray())
        {
            Assert.Equal("poisson_mid_p", comparison.GetProperty("test").GetProperty("method").GetString());
        }

        var whole = analysis.GetProperty("comparisons")[0].GetProperty("relative").GetProperty("confidenceSet");
        Assert.Equal(0.9166020758605323 - 1, whole.GetProperty("lower").GetDouble(), 1e-8);
        Assert.Equal(4.058404252508526 - 1, whole.GetProperty("upper").GetDouble(), 1e-8);
        Assert.Contains("few-events", Codes(analysis));
    }

    private static TemporaryFolder Workspace(string plan, string more)
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: machines
            from: machines.csv
            unit: id
            ---
            kind: metric
            id: errors_per_hour
            direction: decrease
            measure: {type: ratio, numerator: errors, denominator: hours}
            ---
            kind: metric
            id: crashes_per_hour
            direction: decrease
            measure: {type: ratio, numerator: errors, denominator: hours}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: errors_per_hour, direction: decrease}
            exposures: {source: machines, variant: arm}
            variants: [{id: old, control: true}, {id: new}]
            {{more}}
            plan: { {{plan}} }
            """);

        // 21 errors in 3,011 hours of 60 machines, 11 in 800 of 40.
        var text = new StringBuilder("id,arm,side,errors,hours\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},old,{(i % 2 == 0 ? "a" : "b")},{(i < 21 ? 1 : 0)},{(i < 11 ? 51 : 50)}\n");
        }

        for (var i = 0; i < 40; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{100 + i},new,{(i % 2 == 0 ? "a" : "b")},{(i < 11 ? 1 : 0)},20\n");
        }

        folder.Write("machines.csv", text.ToString());
        return folder;
    }

    private static async Task<JsonElement> Analyse(TemporaryFolder folder)
    {
        var result = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis").Clone();
    }

    private static string[] Codes(JsonElement analysis) => [.. analysis.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];
}
