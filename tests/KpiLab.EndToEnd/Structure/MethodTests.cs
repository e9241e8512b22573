using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Ranks, bootstrap and clustered quantiles asked for in the definition.</summary>
/// <remarks>References by SciPy 1.10 (brunnermunzel, mannwhitneyu) and NumPy on the same numbers: see the tests of the estimators.</remarks>
public sealed class MethodTests
{
    [Fact]
    public async Task Ranks_give_the_probability_of_the_higher_value()
    {
        using var folder = Workspace("methods: {spend: rank}");
        var analysis = await Analyse(folder);
        var spend = Comparison(analysis, "spend");
        Assert.Equal("brunner_munzel", spend.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(0.10498158089324372, spend.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-9);
        Assert.Equal(0.16666666666666674, spend.GetProperty("absolute").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(-0.03533242339319781, spend.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("lower").GetDouble(), 1e-9);
        Assert.Equal(0.5833333333333334, spend.GetProperty("treatment").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(1 - 0.5833333333333334, spend.GetProperty("control").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.True(spend.GetProperty("relative").TryGetProperty("undefined", out _));
        var method = spend.GetProperty("method");
        Assert.Equal(4.0, method.GetProperty("shift").GetDouble());
        Assert.Equal(0.1086796865479344, method.GetProperty("mannWhitneyPValue").GetDouble(), 1e-9);
        Assert.Contains("rank-comparison", Codes(analysis));
        var text = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "md"]);
        Assert.Contains("by ranks, no difference of means", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bootstrap", "bootstrap_percentile", -0.528, 7.910)]
    [InlineData("bootstrap_basic", "bootstrap_basic", -0.559, 7.879)]
    [InlineData("bootstrap_bca", "bootstrap_bca", -0.528, 7.910)]
    public async Task The_bootstrap_gives_interval_and_p(string word, string name, double lower, double upper)
    {
        using var folder = Workspace($"methods: {{spend: {word}}}");
        var spend = Comparison(await Analyse(folder), "spend");
        Assert.Equal(name, spend.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(3.6756410256410277, spend.GetProperty("absolute").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(lower, spend.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("lower").GetDouble(), 0.4);
        Assert.Equal(upper, spend.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("upper").GetDouble(), 0.4);
        Assert.Equal(0.1669481162289641, spend.GetProperty("relative").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.InRange(spend.GetProperty("test").GetProperty("pValue").GetDouble(), 0.05, 0.13);
        Assert.Equal(2000, spend.GetProperty("method").GetProperty("resamples").GetInt32());
    }

    [Fact]
    public async Task Another_seed_draws_others_and_the_same_seed_the_same()
    {
        using var folder = Workspace("methods: {spend: bootstrap, p60: bootstrap}");
        async Task<string> Run(string seed)
            => JsonDocument.Parse((await CommandLine.RunAsync(["experiment", "analyze", "test", "--seed", seed, "--workspace", folder.Path, "--format", "json"])).Output)
                .RootElement.GetProperty("analysis").GetProperty("comparisons").GetRawText();
        var first = await Run("1");
        Assert.Equal(first, await Run("1"));
        Assert.NotEqual(first, await Run("2"));
    }

    // NumPy on twenty clusters an arm: type-7 quantiles, the interval of order statistics, the delta method for the share below (Deng, Knoblich and Lu 2018), Welch.
    [Fact]
    public async Task A_quantile_by_cluster_has_the_error_of_its_clusters()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", """
            kind: source
            id: requests
            from: requests.csv
            ---
            kind: metric
            id: p60
            direction: decrease
            measure: {type: quantile, value: latency, q: 0.6}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: p60, direction: decrease}
            exposures: {source: requests, variant: arm, cluster: user}
            variants: [{id: old, control: true, weight: 0.5}, {id: new, weight: 0.5}]
            """);
        var text = new StringBuilder("user,arm,latency\n");
        for (var g = 0; g < 40; g++)
        {
            for (var i = 0; i < 6 + (g % 4); i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"u{g},{(g % 2 == 1 ? "new" : "old")},{(g * 17 % 31) + (i * 11 % 13) + (3 * (g % 2))}\n");
            }
        }

        folder.Write("requests.csv", text.ToString());
        var analysis = await Analyse(folder);
        var p60 = Comparison(analysis, "p60");
        Assert.Equal(3, p60.GetProperty("absolute").GetProperty("estimate").GetDouble(), 1e-9);
        Assert.Equal(4.199937912984754, p60.GetProperty("absolute").GetProperty("standardError").GetDouble(), 1e-9);
        Assert.Equal(0.475603132887059, p60.GetProperty("test").GetProperty("pValue").GetDouble(), 1e-8);
        Assert.Equal(1, analysis.GetProperty("balance").GetProperty("sampleRatio").GetProperty("pValue").GetDouble()); // 20 users in each arm
    }

    [Theory]
    [InlineData("methods: {spend: rank}", "minimum_effect: 2%", "a comparison of ranks has no mean")]
    [InlineData("methods: {p60: rank}", "", "compare p60 by rank, and it is a quantile")]
    [InlineData("methods: {ratio: bootstrap}", "", "compare ratio by bootstrap, and it is a ratio")]
    [InlineData("methods: {spend: bootstrap}, design: always_valid", "", "is made of its normal estimate")]
    [InlineData("methods: {spend: poisson}", "", "compare spend as events, and it is a mean")]
    [InlineData("methods: {other: poisson}", "", "which the experiment does not compare")]
    [InlineData("methods: {other: rank}", "", "neither the hypothesis's KPI nor a secondary one")]
    public async Task What_does_not_go_together_is_refused_in_a_sentence(string plan, string hypothesis, string sentence)
    {
        using var folder = Workspace(plan, hypothesis);
        var result = await CommandLine.RunAsync(["validate", "--workspace", folder.Path]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, result.Error + result.Output, StringComparison.Ordinal);
    }

    private static TemporaryFolder Workspace(string plan, string hypothesis = "")
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: people
            from: people.csv
            unit: id
            ---
            kind: metric
            id: spend
            unit: currency
            direction: increase
            measure: {type: mean, value: spend}
            ---
            kind: metric
            id: other
            direction: increase
            measure: {type: mean, value: spend}
            ---
            kind: metric
            id: p60
            direction: increase
            measure: {type: quantile, value: spend, q: 0.6}
            ---
            kind: metric
            id: ratio
            direction: increase
            measure: {type: ratio, numerator: spend, denominator: id}
            ---
            kind: experiment
            id: test
            hypothesis: { kpi: spend{{(hypothesis.Length == 0 ? "" : ", " + hypothesis)}} }
            exposures: {source: people, variant: arm}
            variants: [{id: old, control: true}, {id: new}]
            secondary: [p60, ratio]
            plan: { {{plan}} }
            """);
        var text = new StringBuilder("id,arm,spend\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1},old,{(i * 37 % 41) + (i * i % 7)}\n");
        }

        for (var i = 0; i < 65; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 101},new,{(i * 29 % 41) + (i * i % 5) + 4}\n");
        }

        folder.Write("people.csv", text.ToString());
        return folder;
    }

    private static async Task<JsonElement> Analyse(TemporaryFolder folder)
    {
        var result = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis").Clone();
    }

    private static string[] Codes(JsonElement analysis) => [.. analysis.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];

    private static JsonElement Comparison(JsonElement analysis, string kpi) => analysis.GetProperty("comparisons").EnumerateArray().Single(c => c.GetProperty("kpi").GetString() == kpi);
}
