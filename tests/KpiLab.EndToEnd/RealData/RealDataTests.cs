using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Real controlled tests, each with its YAML, through the command line: the figures of the data folder's README come out.</summary>
public sealed class RealDataTests
{
    private static readonly ConcurrentDictionary<(string, string), Task<JsonElement>> Analyses = new();

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, PublishedFigure.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_published_figure_comes_out(int row)
    {
        var figure = PublishedFigure.All[row];
        var analysis = await AnalyseAsync(figure.Set, figure.Experiment, figure.File);
        var comparison = analysis.GetProperty("comparisons").EnumerateArray().Single(c =>
            c.GetProperty("kpi").GetString() == figure.Kpi
            && c.GetProperty("treatment").GetProperty("variant").GetString() == figure.Treatment
            && Segment(c) == figure.Segment);
        Assert.Equal(figure.Units.A, comparison.GetProperty("control").GetProperty("units").GetInt64());
        Assert.Equal(figure.Units.B, comparison.GetProperty("treatment").GetProperty("units").GetInt64());
        Prints(figure.Means.A, comparison.GetProperty("control").GetProperty("estimate"));
        Prints(figure.Means.B, comparison.GetProperty("treatment").GetProperty("estimate"));
        var absolute = comparison.GetProperty("absolute");
        Prints(figure.Difference.Value, absolute.GetProperty("estimate"));

        // gbstats takes p(1 − p), divisor n, for a proportion; KpiLab's absolute interval is Welch's, divisor n − 1.
        var divisor = comparison.GetProperty("unit").GetString() == "fraction" ? Math.Sqrt(1 - (2.0 / (figure.Units.A + figure.Units.B))) : 1;
        var centre = absolute.GetProperty("estimate").GetDouble();
        Prints(figure.Difference.Lower, centre + ((absolute.GetProperty("confidenceSet").GetProperty("lower").GetDouble() - centre) * divisor));
        Prints(figure.Difference.Upper, centre + ((absolute.GetProperty("confidenceSet").GetProperty("upper").GetDouble() - centre) * divisor));
        Prints(figure.WelchP, comparison.GetProperty("test").GetProperty("pValue"));
        var relative = comparison.GetProperty("relative");
        Prints(figure.Lift.Value, relative.GetProperty("estimate"));
        Prints(figure.Lift.Lower, relative.GetProperty("confidenceSet").GetProperty("lower"));
        Prints(figure.Lift.Upper, relative.GetProperty("confidenceSet").GetProperty("upper"));
    }

    [Fact]
    public async Task Cookie_Cats_has_the_published_sample_ratio_p()
    {
        var analysis = await AnalyseAsync("cookie_cats", "cookie_cats", "cookie_cats.csv.gz");
        Prints("0.008608", analysis.GetProperty("balance").GetProperty("sampleRatio").GetProperty("pValue"));
        Assert.DoesNotContain(analysis.GetProperty("findings").EnumerateArray(), f => f.GetProperty("code").GetString() == "sample-ratio-mismatch");
    }

    [Fact]
    public async Task Cookie_Cats_should_keep_its_gate_at_level_30()
    {
        var analysis = await AnalyseAsync("cookie_cats", "cookie_cats", "cookie_cats.csv.gz");
        Assert.Equal("rollback", analysis.GetProperty("recommendation").GetProperty("word").GetString());
    }

    [Fact]
    public async Task A_cap_tames_the_unit_of_49854_rounds()
    {
        var analysis = await AnalyseAsync("cookie_cats", "cookie_cats", "cookie_cats.csv.gz");
        double Width(string kpi)
        {
            var set = analysis.GetProperty("comparisons").EnumerateArray().Single(c => c.GetProperty("kpi").GetString() == kpi).GetProperty("absolute").GetProperty("confidenceSet");
            return set.GetProperty("upper").GetDouble() - set.GetProperty("lower").GetDouble();
        }

        Assert.True(Width("rounds_capped") < 0.6 * Width("rounds"), $"{Width("rounds_capped")} against {Width("rounds")}");
        Assert.Contains(analysis.GetProperty("findings").EnumerateArray(), f => f.GetProperty("code").GetString() == "values-capped");
    }

    [Fact]
    public async Task Hillstrom_spend_adjusted_for_past_spend_agrees_with_gbstats()
    {
        // gbstats: theta 0.00122290, difference 0.767438 [0.482813, 1.052064], SE 0.145215, p 1.265e-07.
        var comparison = (await AnalyseAsync("hillstrom", "hillstrom_cuped", "hillstrom.csv.gz")).GetProperty("comparisons")[0];
        Prints("0.0012229", comparison.GetProperty("adjustment").GetProperty("coefficients")[0]);
        Prints("0.767438", comparison.GetProperty("absolute").GetProperty("estimate"));
        Prints("0.482813", comparison.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("lower"));
        Prints("1.052064", comparison.GetProperty("absolute").GetProperty("confidenceSet").GetProperty("upper"));
        Prints("0.145215", comparison.GetProperty("absolute").GetProperty("standardError"));
        Prints("1.265e-07", comparison.GetProperty("test").GetProperty("pValue"));
    }

    [Fact]
    public async Task NSW_earnings_adjusted_for_1975_agree_with_the_readme()
    {
        var comparison = (await AnalyseAsync("nsw", "nsw_cuped", "nsw_dehejia_wahba.csv")).GetProperty("comparisons")[0];
        Prints("1747.13", comparison.GetProperty("absolute").GetProperty("estimate"));
        Prints("668.96", comparison.GetProperty("absolute").GetProperty("standardError"));
        Prints("0.17805", comparison.GetProperty("adjustment").GetProperty("coefficients")[0]);
    }

    [Fact]
    public async Task Hillstrom_with_the_default_plan_ships_and_its_scales_agree()
    {
        var analysis = await AnalyseAsync("hillstrom", "hillstrom", "hillstrom.csv.gz");
        Assert.Equal("ship", analysis.GetProperty("recommendation").GetProperty("word").GetString());
        Assert.Equal("unregistered", analysis.GetProperty("registration").GetProperty("state").GetString());
        foreach (var comparison in analysis.GetProperty("comparisons").EnumerateArray())
        {
            var absolute = comparison.GetProperty("absolute").GetProperty("confidenceSet");
            var relative = comparison.GetProperty("relative").GetProperty("confidenceSet");
            bool Excludes(JsonElement set) => set.GetProperty("lower").GetDouble() > 0 || set.GetProperty("upper").GetDouble() < 0;
            Assert.Equal(Excludes(absolute), Excludes(relative));
        }
    }

    private static string? Segment(JsonElement comparison)
        => comparison.TryGetProperty("segment", out var segment) && segment.ValueKind == JsonValueKind.Object ? segment.GetProperty("value").GetString() : null;

    // The number rounds to the figure as it was printed: within half a unit of its last digit, and a rounding of ours on top.
    private static void Prints(string printed, JsonElement actual) => Prints(printed, actual.GetDouble());

    private static void Prints(string printed, double actual)
    {
        var expected = double.Parse(printed, NumberStyles.Float, CultureInfo.InvariantCulture);
        var mantissa = printed.Split('e')[0];
        var digits = mantissa.Contains('.') ? mantissa.Length - mantissa.IndexOf('.') - 1 : 0;
        var exponent = printed.Contains('e') ? int.Parse(printed.Split('e')[1], CultureInfo.InvariantCulture) : 0;
        var half = 0.5 * Math.Pow(10, exponent - digits);
        Assert.True(Math.Abs(actual - expected) <= half * 1.02, $"printed {printed}, computed {actual:R}");
    }

    private static Task<JsonElement> AnalyseAsync(string set, string experiment, string file)
        => Analyses.GetOrAdd((set, experiment), async _ =>
        {
            var data = Repository.SharedPath("data", "experiments", file);
            using var workspace = TemporaryFolder.CopyOf("Real", set);
            var result = await CommandLine.RunAsync(["experiment", "analyze", experiment, "--data", data, "--workspace", workspace.Path, "--format", "json"]);
            Assert.True(result.ExitCode == 0, $"exit {result.ExitCode}: {result.Error}");
            return JsonDocument.Parse(result.Output).RootElement.GetProperty("analysis").Clone();
        });
}
