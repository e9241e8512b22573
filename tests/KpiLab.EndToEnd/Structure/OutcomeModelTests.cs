using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiLab.Statistics;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>An outcome model asked for in the plan, from the definition to the report.</summary>
public sealed class OutcomeModelTests
{
    [Theory]
    [InlineData("ridge", 0.0, 0.1)]
    [InlineData("boosted_trees", 0.6, 0.95)]
    public async Task The_prediction_takes_the_place_of_the_covariates(string model, double least, double most)
    {
        using var folder = Workspace($"outcome_model: {{type: {model}}}", "segments: [side]");
        var analysis = await Analyse(folder);
        var comparison = Comparison(analysis, "spend", null);
        var fit = comparison.GetProperty("adjustment").GetProperty("model");
        Assert.Equal(model, fit.GetProperty("type").GetString());
        Assert.Equal(5, fit.GetProperty("folds").GetInt32());
        Assert.Equal(["before", "age"], fit.GetProperty("features").EnumerateArray().Select(f => f.GetString()!));
        Assert.InRange(comparison.GetProperty("adjustment").GetProperty("varianceReduction").GetDouble(), least - 0.02, most);
        Assert.InRange(fit.GetProperty("explained").GetDouble(), least - 0.05, most);
        Assert.InRange(fit.GetProperty("learnedFrom").GetInt32(), 1100, 1290);

        // Truth 0.5; the unadjusted effect is the difference of the means that the file has.
        var effect = comparison.GetProperty("absolute");
        Assert.InRange(0.5, effect.GetProperty("confidenceSet").GetProperty("lower").GetDouble(), effect.GetProperty("confidenceSet").GetProperty("upper").GetDouble());
        Assert.Equal(
            comparison.GetProperty("treatment").GetProperty("estimate").GetDouble() - comparison.GetProperty("control").GetProperty("estimate").GetDouble(),
            comparison.GetProperty("adjustment").GetProperty("unadjusted").GetProperty("estimate").GetDouble(), 1e-9);
        Assert.Equal(model, Comparison(analysis, "spend", "left").GetProperty("adjustment").GetProperty("model").GetProperty("type").GetString());
        Assert.Equal(model, Comparison(analysis, "spend_per_visit", null).GetProperty("adjustment").GetProperty("model").GetProperty("type").GetString());
        Assert.Contains("outcome-model", Codes(analysis));
        Assert.Equal(model, analysis.GetProperty("plan").GetProperty("outcomeModel").GetProperty("type").GetString());
        Assert.Equal(["age", "before"], analysis.GetProperty("balance").GetProperty("covariates").EnumerateArray().Select(c => c.GetProperty("covariate").GetString()!).Distinct().Order());
    }

    [Fact]
    public async Task Ridge_on_one_covariate_is_CUPED_up_to_the_fold()
    {
        using var plain = Workspace("", "");
        using var ridge = Workspace("outcome_model: {type: ridge, folds: 20}", "");
        var one = Comparison(await Analyse(plain), "later", null).GetProperty("absolute");
        var other = Comparison(await Analyse(ridge), "later", null).GetProperty("absolute");
        var error = one.GetProperty("standardError").GetDouble();
        Assert.Equal(one.GetProperty("estimate").GetDouble(), other.GetProperty("estimate").GetDouble(), 0.1 * error);
        Assert.Equal(error, other.GetProperty("standardError").GetDouble(), 0.02 * error);
    }

    [Fact]
    public async Task The_same_data_give_the_same_bytes_and_the_report_names_the_model()
    {
        using var folder = Workspace("outcome_model: {type: boosted_trees, folds: 3}", "");
        var first = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "json"]);
        var again = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "json"]);
        Assert.Equal(JsonDocument.Parse(first.Output).RootElement.GetProperty("analysis").GetRawText(), JsonDocument.Parse(again.Output).RootElement.GetProperty("analysis").GetRawText());
        var text = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", folder.Path, "--format", "md", "--html", Path.Combine(folder.Path, "r.html")]);
        Assert.Contains("the prediction by boosted trees (3 folds) from before, age", text.Output, StringComparison.Ordinal);
        Assert.Contains("the prediction by boosted trees (3 folds) from before, age", File.ReadAllText(Path.Combine(folder.Path, "r.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clusters_keep_their_errors()
    {
        using var folder = Workspace("outcome_model: {type: ridge}", "", cluster: ", cluster: shop");
        var comparison = Comparison(await Analyse(folder), "later", null);
        Assert.Equal("ridge", comparison.GetProperty("adjustment").GetProperty("model").GetProperty("type").GetString());
        Assert.True(comparison.GetProperty("adjustment").GetProperty("varianceReduction").GetDouble() > 0.5);
        Assert.True(comparison.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble() < 100);
    }

    [Fact]
    public async Task A_model_without_covariates_and_one_fold_are_refused()
    {
        using var folder = Workspace("outcome_model: {type: ridge, folds: 1}", "");
        var result = await CommandLine.RunAsync(["validate", "--workspace", folder.Path]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("folds", result.Error + result.Output, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, "e.yaml"), File.ReadAllText(Path.Combine(folder.Path, "e.yaml"))
            .Replace("covariates: [{kpi: before}, {kpi: age}], ", "", StringComparison.Ordinal).Replace("folds: 1", "folds: 5", StringComparison.Ordinal));
        result = await CommandLine.RunAsync(["validate", "--workspace", folder.Path]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has no covariates to learn from", result.Error + result.Output, StringComparison.Ordinal);
    }

    // 1,500 units, spend a step of `before` crossed with `age`; `later` is a line of `before`.
    private static TemporaryFolder Workspace(string model, string more, string cluster = "")
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
            direction: increase
            measure: {type: mean, value: spend}
            ---
            kind: metric
            id: later
            direction: increase
            measure: {type: mean, value: later}
            ---
            kind: metric
            id: spend_per_visit
            direction: increase
            measure: {type: ratio, numerator: spend, denominator: visits}
            ---
            kind: metric
            id: before
            direction: increase
            measure: {type: mean, value: before}
            ---
            kind: metric
            id: age
            direction: increase
            measure: {type: mean, value: age}
            ---
            kind: experiment
            id: test
            hypothesis: {kpi: spend}
            exposures: {source: people, variant: arm{{cluster}}}
            variants: [{id: old, control: true}, {id: new}]
            secondary: [later, spend_per_visit]
            plan: {covariates: [{kpi: before}, {kpi: age}], {{string.Join(", ", new[] { model, more }.Where(m => m.Length > 0))}}}
            """.Replace(", }", "}", StringComparison.Ordinal));
        var random = new SeededRandom(5);
        var text = new StringBuilder("id,arm,side,shop,before,age,spend,later,visits\n");
        for (var i = 0; i < 1500; i++)
        {
            var shop = i % 100;
            double before = random.NextNormal() + (shop % 10 * 0.3) - 1.35, age = random.NextNormal();
            var treated = shop % 2 == 1;
            var spend = 10 + ((before > 0) == (age > 0) ? 2 : -2) + random.NextNormal() + (treated ? 0.5 : 0);
            text.Append(CultureInfo.InvariantCulture, $"u{i},{(treated ? "new" : "old")},{(i % 3 == 0 ? "left" : "right")},s{shop},{before:R},{age:R},{spend:R},{5 + (2 * before) + (0.5 * random.NextNormal()):R},{1 + (i % 3)}\n");
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

    private static JsonElement Comparison(JsonElement analysis, string kpi, string? segment) => analysis.GetProperty("comparisons").EnumerateArray().Single(c =>
        c.GetProperty("kpi").GetString() == kpi
        && (c.GetProperty("segment").ValueKind == JsonValueKind.Object ? c.GetProperty("segment").GetProperty("value").GetString() : null) == segment);
}
