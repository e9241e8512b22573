using System.Text.Json.Nodes;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>The demo as a stranger runs it, once for all tests.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal CommandLine.Result Result { get; private set; } = null!;

    public string Folder => Path.Combine(_folder.Path, "demo");

    public JsonNode Analysis(string experiment) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "analyses", experiment + ".json")))!;

    public async ValueTask InitializeAsync() => Result = await CommandLine.RunAsync(["demo", "--format", "csv"], folder: _folder.Path);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One demo for all that looks at its result.</summary>
[CollectionDefinition]
public sealed class DemoCollection : ICollectionFixture<DemoRun>;

[Collection<DemoCollection>]
public sealed class DemoTests(DemoRun demo)
{
    [Fact]
    public void It_does_its_work_and_names_the_report()
    {
        Assert.True(demo.Result.ExitCode == 0, demo.Result.Error);
        Assert.Equal(
            "experiment,recommendation,rule\r\n"
                + "welcome_mail,ship,primary-better\r\n"
                + "signup_form,ship,primary-better\r\n"
                + "shorter_trial,rollback,primary-worse\r\n"
                + "invite_colleagues,ship,primary-better\r\n"
                + "canned_replies,equivalent,primary-equivalent\r\n"
                + "annual_banner,ship,primary-better\r\n"
                + "trial_onboarding,ship,primary-better\r\n"
                + "trial_onboarding_events,ship,primary-better\r\n"
                + "webinar_reminder,inconclusive,not-decided\r\n"
                + "pricing_page,rollback,guardrail-beyond-margin\r\n"
                + "checkout_redesign,invalid,data-invalid\r\n"
                + "checkout_address,ship,primary-better\r\n"
                + "seat_reminder,invalid,data-invalid\r\n"
                + "referral_bonus,continue,plan-incomplete\r\n",
            demo.Result.Output);
        var report = Path.Combine("demo", "report.html");
        Assert.Contains($"Open {report} in a browser.", demo.Result.Error, StringComparison.Ordinal);
        Assert.Contains("Review of 2026-09", File.ReadAllText(Path.Combine(demo.Folder, "report.html")), StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(demo.Folder, "experiments.html"));
        Assert.All(["A checklist for new trials", "Annual plans first", "Checkout on one page"], name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_experiment_was_registered_and_its_story_is_marked_as_simulated()
    {
        foreach (var experiment in Directory.GetFiles(Path.Combine(demo.Folder, "analyses")).Select(f => Path.GetFileNameWithoutExtension(f)))
        {
            var analysis = demo.Analysis(experiment);
            Assert.Equal("registered", (string?)analysis["registration"]!["state"]);
            Assert.True((bool)analysis["simulated"]!);
            Assert.False((bool)analysis["recommendation"]!["exploratory"]!);
        }
    }

    [Fact]
    public void The_onboarding_effect_is_found_where_it_was_planted_and_nowhere_else()
    {
        // Planted: +12 pp on mobile, nothing on desktop, +4.8 pp over all.
        var analysis = demo.Analysis("trial_onboarding");
        Assert.Equal("better", Verdict(analysis, "platform", "mobile"));
        Assert.Equal("not_significant", Verdict(analysis, "platform", "desktop"));
        AssertHolds(0.12, Activation(analysis, "platform", "mobile"));
        AssertHolds(0, Activation(analysis, "platform", "desktop"));
        AssertHolds(0.048, Activation(analysis, null, null));
        Assert.Equal("within", (string?)analysis["guardrails"]![0]!["state"]);
        Assert.Equal("ship", (string?)analysis["recommendation"]!["word"]);
    }

    [Fact]
    public void Adjusting_for_visits_before_the_trial_narrows_the_intervals()
    {
        var analysis = demo.Analysis("trial_onboarding");
        Assert.True((double)Activation(analysis, null, null)["adjustment"]!["varianceReduction"]! > 0.02);
    }

    [Fact]
    public void Both_data_shapes_give_the_same_numbers()
    {
        var units = demo.Analysis("trial_onboarding");
        var events = demo.Analysis("trial_onboarding_events");
        foreach (var part in new[] { "comparisons", "guardrails", "balance", "units" })
        {
            AssertSame(units[part], events[part], part);
        }
    }

    [Fact]
    public void A_hurt_guardrail_turns_a_better_primary_kpi_into_a_rollback()
    {
        var analysis = demo.Analysis("pricing_page");
        Assert.Equal("better", (string?)analysis["comparisons"]![0]!["verdict"]);
        Assert.Equal(("rollback", "guardrail-beyond-margin"), Recommendation(analysis));

        // Planted: 0.30 → 0.39 contacts a visitor.
        AssertHolds(0.09, analysis["guardrails"]![0]!);
    }

    [Fact]
    public void Lost_units_make_the_checkout_experiment_invalid()
    {
        var analysis = demo.Analysis("checkout_redesign");
        Assert.Equal(("invalid", "data-invalid"), Recommendation(analysis));
        Assert.Contains("sample-ratio-mismatch", analysis["findings"]!.AsArray().Select(f => (string?)f!["code"]));
    }

    [Fact]
    public async Task Run_again_it_refreshes_its_files_and_tells_the_same_story()
    {
        using var folder = new TemporaryFolder();
        var first = await CommandLine.RunAsync(["demo", "here"], folder: folder.Path);
        Assert.Equal(0, first.ExitCode);
        var before = Files(folder.Path);
        File.WriteAllText(Path.Combine(folder.Path, "here", "data", "pricing_visitors.csv"), "spoiled");
        var second = await CommandLine.RunAsync(["demo", "here"], folder: folder.Path);
        Assert.Equal((0, first.Output), (second.ExitCode, second.Output));
        Assert.Equal(before, Files(folder.Path));
    }

    [Fact]
    public async Task A_folder_with_other_things_in_it_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("demo/diary.txt", "mine");
        var result = await CommandLine.RunAsync(["demo"], folder: folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("not empty", result.Error, StringComparison.Ordinal);
        Assert.Equal(["diary.txt"], Directory.GetFileSystemEntries(Path.Combine(folder.Path, "demo")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_samples_of_the_repository_are_valid_without_a_warning()
    {
        using var folder = new TemporaryFolder();
        var result = await CommandLine.RunAsync(["validate", "--workspace", Path.Combine(Repository.Root, "data-samples")], folder: folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Data_generate_writes_the_company_and_refuses_options_of_the_other_kind()
    {
        using var folder = new TemporaryFolder();
        var company = await CommandLine.RunAsync(["data", "generate", "company"], folder: folder.Path);
        Assert.Equal(0, company.ExitCode);
        Assert.True(File.Exists(Path.Combine(folder.Path, "company", "planted-truth.md")));
        var refused = await CommandLine.RunAsync(["data", "generate", "company", "--units", "10"], folder: folder.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--kind performance", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Data_generate_writes_the_performance_workload(string format)
    {
        using var folder = new TemporaryFolder();
        var result = await CommandLine.RunAsync(["data", "generate", "speed", "--kind", "performance", "--units", "2000", "--format", format], folder: folder.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["users." + format], Directory.GetFileSystemEntries(Path.Combine(folder.Path, "speed")).Select(Path.GetFileName));
        if (format == "csv")
        {
            Assert.Equal(2001, File.ReadLines(Path.Combine(folder.Path, "speed", "users.csv")).Count());
        }
    }

    // Every file with what is in it; the store holds moments of its own making.
    private static List<string> Files(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.Contains(Path.DirectorySeparatorChar + ".kpilab" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => Path.GetRelativePath(folder, f) + "\n" + File.ReadAllText(f)),
    ];

    private static (string?, string?) Recommendation(JsonNode analysis)
        => ((string?)analysis["recommendation"]!["word"], (string?)analysis["recommendation"]!["rule"]);

    private static string? Verdict(JsonNode analysis, string segment, string value) => (string?)Activation(analysis, segment, value)["verdict"];

    private static JsonNode Activation(JsonNode analysis, string? segment, string? value) => analysis["comparisons"]!.AsArray().Single(c =>
        (string?)c!["kpi"] == "activation_within_14_days" && (string?)c["segment"]?["segment"] == segment && (string?)c["segment"]?["value"] == value)!;

    // Three and a half standard errors: a sample that misses its truth by more is not the sample that was described.
    private static void AssertHolds(double truth, JsonNode comparison)
        => Assert.InRange(((double)comparison["absolute"]!["estimate"]! - truth) / (double)comparison["absolute"]!["standardError"]!, -3.5, 3.5);

    private static void AssertSame(JsonNode? a, JsonNode? b, string path)
    {
        switch (a)
        {
            case JsonObject left:
                var right = Assert.IsType<JsonObject>(b);
                Assert.Equal(left.Select(p => p.Key), right.Select(p => p.Key));
                foreach (var (name, value) in left)
                {
                    AssertSame(value, right[name], path + "." + name);
                }

                break;
            case JsonArray left:
                var items = Assert.IsType<JsonArray>(b);
                Assert.Equal(left.Count, items.Count);
                for (var i = 0; i < left.Count; i++)
                {
                    AssertSame(left[i], items[i], Invariant($"{path}[{i}]"));
                }

                break;
            case JsonValue left when left.TryGetValue<double>(out var number):
                var other = (double)b!;
                Assert.True(Math.Abs(number - other) <= 1e-9 * Math.Max(1, Math.Abs(number)), Invariant($"{path}: {number} and {other}"));
                break;
            default:
                Assert.Equal(a?.ToJsonString(), b?.ToJsonString());
                break;
        }
    }
}
