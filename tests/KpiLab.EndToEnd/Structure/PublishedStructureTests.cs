using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Published experiments by the plan's estimator, through the command line.</summary>
/// <remarks>References by NumPy 1.24 and SciPy 1.10: regressions on explicit dummies with the sandwich written out, Fieller's quadratic, the post-stratified sums.</remarks>
public sealed class PublishedStructureTests
{
    [Fact]
    public async Task Star_within_schools_has_the_published_effect_and_error()
    {
        var analysis = await Published("star", "project_star.csv.gz", "star_within_schools");
        var small = Treatment(analysis, "small");

        // The data folder's README: 16.0223, HC1 2.2446.
        Assert.Equal(16.0223, small.GetProperty("absolute").GetProperty("estimate").GetDouble(), 0.00005);
        Assert.Equal(2.2446, small.GetProperty("absolute").GetProperty("standardError").GetDouble(), 0.00005);
        Near(16.022306825075564, small.GetProperty("absolute").GetProperty("estimate"));
        Near(2.2446355937316014, small.GetProperty("absolute").GetProperty("standardError"));
        Assert.Equal("fixed_effects", small.GetProperty("test").GetProperty("method").GetString());
        Assert.Equal(5705, small.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble());
        Near(1.064718029865943e-12, small.GetProperty("test").GetProperty("pValue"), 1e-5);
        Interval(11.621968336751863, 20.422645313399265, small.GetProperty("absolute"));
        Interval(0.012649213617472581, 0.022318923593585845, small.GetProperty("relative"));
        Near(1.6992753172670512, Treatment(analysis, "aide").GetProperty("absolute").GetProperty("estimate"));
        Near(2.028942607331341, Treatment(analysis, "aide").GetProperty("absolute").GetProperty("standardError"));
        var estimator = small.GetProperty("adjustment").GetProperty("estimator");
        Assert.Equal("fixed_effects", estimator.GetProperty("type").GetString());
        Assert.Equal(79, estimator.GetProperty("strata").GetInt32());
        Assert.Equal("randomised", analysis.GetProperty("structure").GetProperty("basis").GetString());
    }

    [Fact]
    public async Task Star_within_schools_has_errors_by_school_where_asked_for()
    {
        var small = Treatment(await Published("star", "project_star.csv.gz", "star_within_schools_clustered"), "small");
        Near(16.022306825075564, small.GetProperty("absolute").GetProperty("estimate"));
        Near(4.089574231692629, small.GetProperty("absolute").GetProperty("standardError"));
        Assert.Equal(78, small.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble());
        Near(0.00019036707767032586, small.GetProperty("test").GetProperty("pValue"));
        Interval(7.880589954272015, 24.164023695879113, small.GetProperty("absolute"));
    }

    [Fact]
    public async Task Star_post_stratified_by_gender_and_kind_of_school()
    {
        var small = Treatment(await Published("star", "project_star.csv.gz", "star_post_stratified"), "small");
        Near(13.026309555549776, small.GetProperty("absolute").GetProperty("estimate"));
        Near(2.4087483943772905, small.GetProperty("absolute").GetProperty("standardError"));
        Assert.Equal(["gender", "schoolk"], small.GetProperty("adjustment").GetProperty("covariates").EnumerateArray().Select(c => c.GetString()!));

        // Without strata it is the difference that Stock and Watson print, 13.90.
        Assert.Equal(13.90, small.GetProperty("adjustment").GetProperty("unadjusted").GetProperty("estimate").GetDouble(), 0.005);
        Assert.True(small.GetProperty("adjustment").GetProperty("varianceReduction").GetDouble() > 0.02);
    }

    [Theory]
    [InlineData("hc0", 647.5748543873872)]
    [InlineData("hc1", 651.985176780479)]
    [InlineData("", 651.98974174364)]
    [InlineData("hc3", 656.6009392647338)]
    public async Task Nsw_by_regression_with_slopes_of_their_own(string errors, double expected)
    {
        var data = Repository.SharedPath("data", "experiments", "nsw_dehejia_wahba.csv");
        using var workspace = TemporaryFolder.CopyOf("Real", "nsw");
        var file = Path.Combine(workspace.Path, "nsw.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("estimator: regression,", errors.Length == 0 ? "estimator: regression," : $"estimator: regression, errors: {errors},", StringComparison.Ordinal));
        var effect = (await Analyse(workspace, "nsw_lin", "--data", data)).GetProperty("comparisons")[0];
        Near(1639.2976931771168, effect.GetProperty("absolute").GetProperty("estimate"));
        Near(expected, effect.GetProperty("absolute").GetProperty("standardError"));
        Assert.Equal(439, effect.GetProperty("test").GetProperty("degreesOfFreedom").GetDouble());
    }

    private static JsonElement Treatment(JsonElement analysis, string variant)
        => analysis.GetProperty("comparisons").EnumerateArray().Single(c => c.GetProperty("treatment").GetProperty("variant").GetString() == variant);

    private static async Task<JsonElement> Published(string set, string file, string experiment)
    {
        var data = Repository.SharedPath("data", "experiments", file);
        using var workspace = TemporaryFolder.CopyOf("Real", set);
        return await Analyse(workspace, experiment, "--data", data);
    }

    private static async Task<JsonElement> Analyse(TemporaryFolder folder, string experiment, params string[] more)
    {
        var result = await CommandLine.RunAsync(["experiment", "analyze", experiment, .. more, "--workspace", folder.Path, "--format", "json"]);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis").Clone();
    }

    private static void Interval(double lower, double upper, JsonElement effect)
    {
        Near(lower, effect.GetProperty("confidenceSet").GetProperty("lower"));
        Near(upper, effect.GetProperty("confidenceSet").GetProperty("upper"));
    }

    private static void Near(double expected, JsonElement actual, double relative = 1e-7) => Assert.Equal(expected, actual.GetDouble(), Math.Abs(expected) * relative);
}
