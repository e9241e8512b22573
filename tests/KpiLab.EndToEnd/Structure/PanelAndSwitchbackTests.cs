using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Differences in differences and switchbacks asked for in the plan, and what plans are refused.</summary>
public sealed class PanelAndSwitchbackTests
{
    // Four users a group, before and after; by hand: control 10 → 12 (+2), treated 20 → 25 (+5), so 3 more; ψ of each user a quarter of its own change less the group's.
    // Changes: control 1, 3, 2, 2 and treated 6, 4, 7, 3. Σψ² = (1 + 1 + 0 + 0 + 1 + 1 + 4 + 4)/16 = 0.75; G/(G − 1) = 8/7, (N − 1)/(N − 4) = 15/12: 0.75 × 8/7 × 1.25 = 1.0714285714.
    [Fact]
    public async Task A_difference_in_differences_by_hand()
    {
        using var folder = Panel("");
        var analysis = await Analyse(folder);
        var comparison = analysis.GetProperty("comparisons")[0];
        Assert.Equal(3, comparison.GetProperty("absolute").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(Math.Sqrt(0.75 * 8 / 7 * 1.25), comparison.GetProperty("absolute").GetProperty("standardError").GetDouble(), 1e-12);
        Assert.Equal(7, comparison.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble());
        Assert.Equal(3.0 / 22, comparison.GetProperty("relative").GetProperty("estimate").GetDouble(), 1e-12); // 20 + 2 without treatment
        Assert.Equal(12, comparison.GetProperty("control").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(25, comparison.GetProperty("treatment").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal("observational", analysis.GetProperty("structure").GetProperty("basis").GetString());
        Assert.Contains("observational", Codes(analysis));
        Assert.Contains("other-periods", Codes(analysis));
        var text = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "md"]);
        Assert.Contains("observational: nobody was assigned by lot", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_drawn_by_lot_is_called_so()
    {
        using var folder = Panel(", randomised: true");
        var analysis = await Analyse(folder);
        Assert.Equal("randomised", analysis.GetProperty("structure").GetProperty("basis").GetString());
        Assert.DoesNotContain("observational", Codes(analysis));
    }

    // Blocks of two hours in two cities; the first row of each block is left out. Clusters of one row each: Welch's test of the rows that remain.
    // References of re-drawn blocks: Python, brute force over itertools' combinations within cities, or within pairs of blocks.
    [Fact]
    public async Task Switched_blocks_are_clusters_without_their_start()
    {
        using var folder = Trips("");
        var analysis = await Analyse(folder);
        var comparison = analysis.GetProperty("comparisons")[0];

        // Each arm has six blocks, one of every hour: means 7.5 and 4.5, both with a sum of squares of 17.5, so √(2 × 3.5/6) and 10 degrees of freedom.
        Assert.Equal(-3, comparison.GetProperty("absolute").GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(Math.Sqrt(2 * 3.5 / 6), comparison.GetProperty("absolute").GetProperty("standardError").GetDouble(), 1e-12);
        Assert.Equal(10, comparison.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble(), 1e-9);
        Assert.Equal("by_design", analysis.GetProperty("structure").GetProperty("basis").GetString());
        Assert.Contains("burn-in", Codes(analysis));
        Assert.Equal(12, analysis.GetProperty("units").GetInt32());

        var blocks = comparison.GetProperty("blocks");
        Assert.Equal(400, blocks.GetProperty("assignments").GetInt32());
        Assert.True(blocks.GetProperty("all").GetBoolean());
        Assert.Equal(0.05, blocks.GetProperty("pValue").GetDouble(), 1e-12);
        Assert.Equal(-5.5, blocks.GetProperty("confidenceSet").GetProperty("lower").GetDouble(), 1e-9);
        Assert.Equal(-0.5, blocks.GetProperty("confidenceSet").GetProperty("upper").GetDouble(), 1e-9);
        var text = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "md"]);
        Assert.Contains("blocks re-drawn: p = 0.05", text.Output, StringComparison.Ordinal);
        Assert.Contains("all 400 assignments", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_of_blocks_change_places_and_turns_have_no_lot_to_draw()
    {
        using (var folder = Trips(", assignment: paired"))
        {
            var blocks = (await Analyse(folder)).GetProperty("comparisons")[0].GetProperty("blocks");
            Assert.Equal(64, blocks.GetProperty("assignments").GetInt32());
            Assert.Equal(0.0625, blocks.GetProperty("pValue").GetDouble(), 1e-12);
            Assert.Equal(-6, blocks.GetProperty("confidenceSet").GetProperty("lower").GetDouble(), 1e-9);
            Assert.Equal(0, blocks.GetProperty("confidenceSet").GetProperty("upper").GetDouble(), 1e-9);
        }

        using (var folder = Trips(", assignment: alternating"))
        {
            var analysis = await Analyse(folder);
            Assert.True(analysis.GetProperty("comparisons")[0].GetProperty("blocks").TryGetProperty("undefined", out _));
            Assert.Contains("blocks-not-redrawn", Codes(analysis));
        }
    }

    private static TemporaryFolder Trips(string assignment)
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: trips
            from: trips.csv
            columns: {at: timestamp, city: text, arm: text, wait: double}
            ---
            kind: metric
            id: wait
            direction: decrease
            measure: {type: mean, value: wait}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: wait, direction: decrease}
            exposures: {source: trips, variant: arm, exposed_at: at}
            variants: [{id: old, control: true}, {id: new}]
            plan: { switchback: {block: 2h, region: city, burn_in: 20min{{assignment}} } }
            """);
        var text = new StringBuilder("at,city,arm,wait\n");
        double[] old = [5, 7, 9, 6, 8, 10], fresh = [4, 3, 6, 5, 7, 2];
        for (var block = 0; block < 6; block++)
        {
            foreach (var city in (string[])["york", "leeds"])
            {
                var treated = (block + (city == "york" ? 0 : 1)) % 2 == 1;
                var value = (treated ? fresh : old)[block];
                text.Append(CultureInfo.InvariantCulture, $"2026-03-01T{block * 2:00}:05:00Z,{city},{(treated ? "new" : "old")},100\n");
                text.Append(CultureInfo.InvariantCulture, $"2026-03-01T{(block * 2) + 1:00}:30:00Z,{city},{(treated ? "new" : "old")},{value}\n");
            }
        }

        folder.Write("trips.csv", text.ToString());
        return folder;
    }

    [Theory]
    [InlineData("estimator: fixed_effects", "plan.strata: is missing")]
    [InlineData("estimator: regression", "covariates are missing")]
    [InlineData("strata: [side]", "strata do not go with estimator difference")]
    [InlineData("estimator: difference_in_differences", "period is missing")]
    [InlineData("period: {column: side, before: a, after: b}", "belongs to estimator difference_in_differences")]
    [InlineData("estimator: post_stratified, strata: [side], covariates: [{kpi: before}]", "covariates do not go with estimator post_stratified")]
    [InlineData("estimator: regression, covariates: [{kpi: before}], outcome_model: {type: ridge}", "outcome_model does not go with estimator regression")]
    [InlineData("switchback: {block: 2h}", "blocks of time need the time of each row")]
    public async Task What_does_not_go_together_is_refused_in_a_sentence(string plan, string sentence)
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: people
            from: people.csv
            unit: id
            ---
            kind: metric
            id: spend
            direction: increase
            measure: {type: mean, value: spend}
            ---
            kind: metric
            id: before
            direction: increase
            measure: {type: mean, value: before}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: spend}
            exposures: {source: people, variant: arm}
            variants: [{id: old, control: true}, {id: new}]
            plan: { {{plan}} }
            """);
        folder.Write("people.csv", "id,arm,side,spend,before\n1,old,a,1,2\n2,new,b,2,1\n3,old,a,3,1\n4,new,b,5,3\n");
        var result = await CommandLine.RunAsync(["validate", "--workspace", folder.Path]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence.Replace("plan.strata: is", "strata is", StringComparison.Ordinal), result.Error + result.Output, StringComparison.Ordinal);
    }

    private static TemporaryFolder Panel(string more)
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: weeks
            from: weeks.csv
            ---
            kind: metric
            id: spend
            direction: increase
            measure: {type: mean, value: spend}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: spend}
            exposures: {source: weeks, variant: arm, cluster: user}
            variants: [{id: old, control: true}, {id: new}]
            plan: {estimator: difference_in_differences, period: {column: phase, before: pre, after: post{{more}} } }
            """);
        double[] before = [8, 9, 11, 12], changes = [1, 3, 2, 2, 6, 4, 7, 3];
        var text = new StringBuilder("user,arm,phase,spend\n");
        for (var i = 0; i < 8; i++)
        {
            var start = before[i % 4] + (i < 4 ? 0 : 10);
            text.Append(CultureInfo.InvariantCulture, $"u{i},{(i < 4 ? "old" : "new")},pre,{start}\nu{i},{(i < 4 ? "old" : "new")},post,{start + changes[i]}\nu{i},{(i < 4 ? "old" : "new")},launch,{500 * i}\n");
        }

        folder.Write("weeks.csv", text.ToString());
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
