using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KpiLab.EndToEnd;

/// <summary>Quantile KPIs through the command line, against NumPy 1.24 and SciPy 1.10 on the same file.</summary>
/// <remarks>
/// The reference: <c>numpy.quantile</c> (type 7) of each arm and of q ∓ 1.96 √(q(1 − q)/n), their distance over 2 · 1.96 as standard error (with the factor √((n − 1)/n)), Welch's degrees of
/// freedom with <c>scipy.stats.t</c>, and Fieller's quadratic solved in Python.
/// </remarks>
public sealed class QuantileTests
{
    private const string Workspace = """
        kind: source
        id: requests
        from: requests.csv
        unit: request
        ---
        kind: metric
        id: p90_latency
        name: Latency (p90)
        unit: count
        direction: decrease
        measure: {type: quantile, source: requests, value: latency, q: 0.9}
        ---
        kind: metric
        id: p99_latency
        name: Latency (p99)
        unit: count
        direction: decrease
        measure: {type: quantile, source: requests, value: latency, q: 99%}
        ---
        kind: experiment
        id: faster_cache
        hypothesis: {kpi: p90_latency, direction: decrease}
        exposures: {source: requests, variant: variant}
        variants: [{id: old, control: true, weight: 0.5}, {id: new, weight: 0.5}]
        guardrails: [{kpi: p99_latency, margin: 5%}]
        plan: {segments: [device]}
        """;

    [Fact]
    public async Task A_quantile_is_compared_absolutely_relatively_by_segment_and_as_a_guardrail()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", Workspace);
        folder.Write("requests.csv", Requests());
        var result = await CommandLine.RunAsync(["experiment", "analyze", "faster_cache", "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var analysis = JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis");

        var p90 = Comparison(analysis, "p90_latency", null);
        Assert.Equal("quantile_difference", p90.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal((6059, 5941), (p90.GetProperty("control").GetProperty("units").GetInt32(), p90.GetProperty("treatment").GetProperty("units").GetInt32()));
        Near(81146, p90.GetProperty("control").GetProperty("estimate"));
        Near(81281, p90.GetProperty("treatment").GetProperty("estimate"));
        Near(988.5611386947819, p90.GetProperty("absolute").GetProperty("standardError"));
        Near(11997.205241758047, p90.GetProperty("test").GetProperty("degreesOfFreedom"));
        Near(0.8913792150521342, p90.GetProperty("test").GetProperty("pValue"));
        Interval(-1802.7397211987918, 2072.739721198792, p90.GetProperty("absolute"));
        Near(0.0016636679565228108, p90.GetProperty("relative").GetProperty("estimate"));
        Interval(-0.021950658346343514, 0.0258596167597701, p90.GetProperty("relative"));

        var tablet = Comparison(analysis, "p90_latency", "tablet");
        Near(81131.6, tablet.GetProperty("control").GetProperty("estimate"));
        Near(1713.674006166458, tablet.GetProperty("absolute").GetProperty("standardError"));
        Near(0.9474287366871245, tablet.GetProperty("test").GetProperty("pValue"));

        var guardrail = analysis.GetProperty("guardrails")[0];
        Near(166.39999999999418, guardrail.GetProperty("absolute").GetProperty("estimate"));
        Near(1.550088948026651e-39, guardrail.GetProperty("test").GetProperty("pValue"));
        Assert.Equal("within", guardrail.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_quantile_of_too_few_units_says_how_many_it_needs()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", Workspace);
        folder.Write("requests.csv", string.Concat(Requests().Split('\n').Take(301).Select(l => l + "\n")));
        var result = await CommandLine.RunAsync(["experiment", "analyze", "faster_cache", "--workspace", folder.Path, "--format", "json"]);
        var analysis = JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis");
        Assert.Equal("undefined", analysis.GetProperty("guardrails")[0].GetProperty("state").GetString());
        Assert.Contains(
            analysis.GetProperty("findings").EnumerateArray(),
            f => f.GetProperty("code").GetString() == "comparison-undefined" && f.GetRawText().Contains("needs more than 380.3 units an arm", StringComparison.Ordinal));
    }

    // The program of the reference numbers writes the same lines; whole numbers only, so that they agree to the last digit.
    private static string Requests()
    {
        var text = new StringBuilder("request,variant,device,latency\n");
        string[] devices = ["phone", "desktop", "tablet"];
        for (var i = 0; i < 12_000; i++)
        {
            var a = ((i * 7919) + (i / 10007)) % 10007;
            var isNew = i * 31 % 97 % 2 == 1;
            var latency = 20 + (a * a / 1000) + (isNew ? a / 40 : 0);
            text.Append(CultureInfo.InvariantCulture, $"r{i},{(isNew ? "new" : "old")},{devices[i % 3]},{latency}\n");
        }

        return text.ToString();
    }

    private static JsonElement Comparison(JsonElement analysis, string kpi, string? segment) => analysis.GetProperty("comparisons").EnumerateArray().Single(c =>
        c.GetProperty("kpi").GetString() == kpi
        && (c.GetProperty("segment").ValueKind == JsonValueKind.Object ? c.GetProperty("segment").GetProperty("value").GetString() : null) == segment);

    private static void Interval(double lower, double upper, JsonElement effect)
    {
        Near(lower, effect.GetProperty("confidenceSet").GetProperty("lower"));
        Near(upper, effect.GetProperty("confidenceSet").GetProperty("upper"));
    }

    private static void Near(double expected, JsonElement actual) => Assert.Equal(expected, actual.GetDouble(), Math.Abs(expected) * 1e-9);
}
