using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Clustered comparisons through the command line: two published experiments, and whole shops of a file made here.</summary>
/// <remarks>References by NumPy 1.24 and SciPy 1.10: the sandwich of the regression on the treatment with Stata's factor; the delta method over clusters with Welch's degrees of freedom; Fieller's quadratic.</remarks>
public sealed class ClusterTests
{
    [Fact]
    public async Task Thornton_has_the_published_effect_and_its_error_by_village()
    {
        var analysis = await Published("thornton", "thornton_hiv.csv");
        var comparison = analysis.GetProperty("comparisons")[0];
        Assert.Equal("cluster_cr1", comparison.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(2830, comparison.GetProperty("control").GetProperty("units").GetInt32() + comparison.GetProperty("treatment").GetProperty("units").GetInt32());

        // The data folder's README: 0.3387 against 0.7907, effect 0.45198, village-clustered CR1 standard error 0.02269.
        Assert.Equal(0.3387, comparison.GetProperty("control").GetProperty("estimate").GetDouble(), 0.00005);
        Assert.Equal(0.7907, comparison.GetProperty("treatment").GetProperty("estimate").GetDouble(), 0.00005);
        Assert.Equal(0.02269, comparison.GetProperty("absolute").GetProperty("standardError").GetDouble(), 0.000005);
        Near(0.45198227440632854, comparison.GetProperty("absolute").GetProperty("estimate"));
        Near(0.022686014358855557, comparison.GetProperty("absolute").GetProperty("standardError"));
        Assert.Equal(118, comparison.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble());
        Near(1.4718133492499053e-39, comparison.GetProperty("test").GetProperty("pValue"));
        Interval(0.4070577897256107, 0.4969067590870464, comparison.GetProperty("absolute"));
        Interval(1.0617939253076316, 1.693213532008645, comparison.GetProperty("relative"));
        Assert.Contains("clusters-crossed", Codes(analysis));
        Assert.Contains("missing-cluster", Codes(analysis));
        Assert.DoesNotContain("few-clusters", Codes(analysis));
    }

    [Fact]
    public async Task Star_has_the_published_effect_and_its_error_by_school()
    {
        var analysis = await Published("star", "project_star.csv.gz");
        var small = analysis.GetProperty("comparisons").EnumerateArray().Single(c => c.GetProperty("treatment").GetProperty("variant").GetString() == "small");
        Near(13.898994458617558, small.GetProperty("absolute").GetProperty("estimate"));
        Near(4.230751062827432, small.GetProperty("absolute").GetProperty("standardError"));

        // The README's 4.2309 is of the regression with all three classes, whose factor counts the third one's units and coefficient: 4.23092.
        Assert.Equal(4.2309, small.GetProperty("absolute").GetProperty("standardError").GetDouble(), 0.0002);
        Near(0.0015279470028285985, small.GetProperty("test").GetProperty("pValue"));
        Interval(0.005934350160401529, 0.024443176568702398, small.GetProperty("relative"));
    }

    [Fact]
    public async Task Whole_shops_are_compared_by_their_sums()
    {
        using var folder = Shops(44, "");
        var analysis = await Analyse(folder, "shops");
        var sales = Comparison(analysis, "sales", null);
        Assert.Equal("cluster_ratio", sales.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(220, sales.GetProperty("control").GetProperty("units").GetInt32());
        Near(1.483413908551826, sales.GetProperty("control").GetProperty("standardError"));
        Near(3.0454545454545325, sales.GetProperty("absolute").GetProperty("estimate"));
        Near(2.1002613637695786, sales.GetProperty("absolute").GetProperty("standardError"));
        Near(41.99978137104243, sales.GetProperty("test").GetProperty("degreesOfFreedom"));
        Near(0.15447568274580611, sales.GetProperty("test").GetProperty("pValue"));
        Interval(-1.1930451255439714, 7.283954216453036, sales.GetProperty("absolute"));
        Interval(-0.010257952911868309, 0.06500762599579597, sales.GetProperty("relative"));

        var ratio = Comparison(analysis, "sales_per_visit", null);
        Near(0.9896791161261799, ratio.GetProperty("absolute").GetProperty("standardError"));
        Interval(-0.03792449452216174, 0.04882676593766893, ratio.GetProperty("relative"));

        var north = Comparison(analysis, "sales", "north");
        Near(2.0984588613763573, north.GetProperty("absolute").GetProperty("standardError"));
        Near(0.15444129549435393, north.GetProperty("test").GetProperty("pValue"));
        Assert.Equal(1, analysis.GetProperty("balance").GetProperty("sampleRatio").GetProperty("pValue").GetDouble()); // 22 shops in each arm
        Assert.DoesNotContain("few-clusters", Codes(analysis));
        Assert.DoesNotContain("clusters-crossed", Codes(analysis));
    }

    [Fact]
    public async Task Few_clusters_and_covariates_over_clusters_are_told()
    {
        using var folder = Shops(12, "covariates: [{kpi: before}]");
        var analysis = await Analyse(folder, "shops");
        Assert.Contains("few-clusters", Codes(analysis));
        var sales = Comparison(analysis, "sales", null);
        Assert.Equal("before", sales.GetProperty("adjustment").GetProperty("covariates")[0].GetString());
        Assert.True(sales.GetProperty("adjustment").GetProperty("varianceReduction").GetDouble() > 0.5);
    }

    [Fact]
    public async Task A_cluster_column_that_is_not_there_is_named()
    {
        using var folder = Shops(12, "");
        File.WriteAllText(Path.Combine(folder.Path, "e.yaml"), File.ReadAllText(Path.Combine(folder.Path, "e.yaml")).Replace("cluster: shop", "cluster: store", StringComparison.Ordinal));
        var result = await CommandLine.RunAsync(["experiment", "analyze", "shops", "--workspace", folder.Path]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no column `store`", result.Error, StringComparison.Ordinal);
    }

    private static TemporaryFolder Shops(int shops, string plan)
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("e.yaml", $$"""
            kind: source
            id: visits
            from: visits.csv
            ---
            kind: metric
            id: sales
            direction: increase
            measure: {type: mean, value: sales}
            ---
            kind: metric
            id: sales_per_visit
            direction: increase
            measure: {type: ratio, numerator: sales, denominator: visits}
            ---
            kind: metric
            id: before
            direction: increase
            measure: {type: mean, value: before}
            ---
            kind: experiment
            id: shops
            hypothesis: {kpi: sales}
            exposures: {source: visits, variant: arm, cluster: shop}
            variants: [{id: old, control: true, weight: 0.5}, {id: new, weight: 0.5}]
            secondary: [sales_per_visit]
            plan: {segments: [side], {{plan}}}
            """);
        var text = new StringBuilder("shop,arm,side,sales,visits,before\n");
        for (var s = 0; s < shops; s++)
        {
            for (var i = 0; i < 5 + (s * 7 % 11); i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"s{s},{(s % 2 == 1 ? "new" : "old")},{(i % 2 == 0 ? "north" : "south")},{100 + (s * 37 % 23) + (i * 13 % 7) + (s % 2 * 3)},{1 + (((i * 5) + s) % 4)},{50 + (s * 37 % 23)}\n");
            }
        }

        folder.Write("visits.csv", text.ToString());
        return folder;
    }

    private static async Task<JsonElement> Published(string set, string file)
    {
        var data = Repository.SharedPath("data", "experiments", file);
        using var workspace = TemporaryFolder.CopyOf("Real", set);
        return await Analyse(workspace, set, "--data", data);
    }

    private static async Task<JsonElement> Analyse(TemporaryFolder folder, string experiment, params string[] more)
    {
        var result = await CommandLine.RunAsync(["experiment", "analyze", experiment, .. more, "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis").Clone();
    }

    private static string[] Codes(JsonElement analysis) => [.. analysis.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];

    private static JsonElement Comparison(JsonElement analysis, string kpi, string? segment) => analysis.GetProperty("comparisons").EnumerateArray().Single(c =>
        c.GetProperty("kpi").GetString() == kpi
        && (c.GetProperty("segment").ValueKind == JsonValueKind.Object ? c.GetProperty("segment").GetProperty("value").GetString() : null) == segment);

    private static void Interval(double lower, double upper, JsonElement effect)
    {
        Near(lower, effect.GetProperty("confidenceSet").GetProperty("lower"));
        Near(upper, effect.GetProperty("confidenceSet").GetProperty("upper"));
    }

    // SciPy's t quantile is good to some ten digits.
    private static void Near(double expected, JsonElement actual) => Assert.Equal(expected, actual.GetDouble(), Math.Abs(expected) * 1e-7);
}
