using System.Text.Json.Nodes;
using KpiLab.Cli;

namespace KpiLab.Testing;

/// <summary>The verbs on a workspace, through the real entry point.</summary>
public sealed class WorkspaceTests
{
    private static readonly TestClock Before = new(new DateTimeOffset(2029, 12, 1, 0, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, string> ReadingVerbs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var verb in new[] { "validate", "plan", "kpi list", "kpi show activation", "kpi history activation", "goal tree", "link list", "catalogue", "catalogue product", "experiment list", "experiment show new_onboarding", "experiment analyze", "experiment power new_onboarding --effect 20%", "audit log", "audit verify", "doctor", "calc --list" })
            {
                foreach (var format in new[] { "table", "json", "md", "csv" })
                {
                    data.Add(verb, format);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ReadingVerbs))]
    public async Task Every_reading_verb_prints_every_format(string verb, string format)
    {
        using var folder = await AppliedAsync();
        folder.Write("more.yaml", "kind: goal\nid: grow\nname: Grow\nlevel: team\n---\nkind: metric\nid: visits\nname: Visits\nunit: count\ndirection: increase\nmeasure: {type: mean, source: signups, value: activated}\n---\nkind: link\nid: visits_lead\nfrom: visits\nto: activation\nexpect: positive\nlag: 1w..4w\n");
        var outcome = await Run.KpilabAsync(folder.Path, [.. verb.Split(' '), "--format", format], clock: Before);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        switch (format)
        {
            case "json":
                Assert.NotNull(JsonNode.Parse(outcome.Output));
                break;
            case "csv":
                Assert.EndsWith("\r\n", outcome.Output, StringComparison.Ordinal);
                var fields = outcome.Output.Split("\r\n")[0].Split(',');
                Assert.All(fields, f => Assert.Matches("^[a-z_0-9]+$", f));
                break;
            case "md":
                Assert.Matches(@"(^|\n)(\| |# |- )", outcome.Output);
                break;
            default:
                Assert.DoesNotContain('\u001b', outcome.Output);
                break;
        }
    }

    [Fact]
    public async Task An_adopted_kpi_is_valid_at_once_and_never_overwrites()
    {
        using var folder = await AppliedAsync();
        var adopt = await Run.KpilabAsync(folder.Path, ["catalogue", "adopt", "repeat_purchase", "--source", "signups", "--owner", "ann@example.com"], clock: Before);
        Assert.True(adopt.ExitCode == 0, adopt.Error);
        Assert.Equal("kpis/repeat_purchase.yaml\n", adopt.Output);
        Assert.Contains("measure: {type: proportion, source: signups, value: orders >= 2}", await File.ReadAllTextAsync(Path.Combine(folder.Path, "kpis", "repeat_purchase.yaml")), StringComparison.Ordinal);
        var validate = await Run.KpilabAsync(folder.Path, ["validate"], clock: Before);
        Assert.True(validate.ExitCode == 0, validate.Error + validate.Output);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["catalogue", "adopt", "retention"], clock: Before)).ExitCode);
        Assert.Contains("id: repeat_purchase_leads_retention", await File.ReadAllTextAsync(Path.Combine(folder.Path, "kpis", "retention.yaml")), StringComparison.Ordinal);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["validate"], clock: Before)).ExitCode);
        foreach (var (args, said) in new[]
        {
            (new[] { "catalogue", "adopt", "repeat_purchase" }, "repeat_purchase is defined already, in kpis/repeat_purchase.yaml line"),
            (["catalogue", "adopt", "retentoin"], "retention"),
            (["catalogue", "adopt", "churn", "--source", "signup"], "signups"),
            (["catalogue", "medicine"], "the functions are any, brand"),
        })
        {
            var refused = await Run.KpilabAsync(folder.Path, args, clock: Before);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_smallest_set_of_KPIs_is_sound_once_its_lead_was_checked()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(["kpilab.yaml", ".gitignore", "goals.yaml", "data/weekly.csv"], (await Run.KpilabAsync(folder.Path, ["init", "--goals"], clock: Before)).Output.Split('\n')[..^1]);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["apply"], clock: Before)).ExitCode);
        var before = await Run.KpilabAsync(folder.Path, ["kpi", "audit", "--format", "json"], clock: Before);
        Assert.Equal(["lead-never-validated"], before.Json["findings"]!.AsArray().Select(f => (string?)f!["code"]));
        var check = await Run.KpilabAsync(folder.Path, ["link", "check"], clock: Before);
        Assert.True(check.ExitCode == 0 && check.Output.Contains("keep", StringComparison.Ordinal), check.Output + check.Error);
        var after = await Run.KpilabAsync(folder.Path, ["kpi", "audit", "--targets", "--format", "json"], clock: Before);
        Assert.Equal((0, 100.0), (after.Json["findings"]!.AsArray().Count, (double)after.Json["score"]!["score"]!));
        Assert.Contains("Qualified leads", (await Run.KpilabAsync(folder.Path, ["goal", "tree"], clock: Before)).Output, StringComparison.Ordinal);
        Assert.Equal(["experiments.yaml", "data/signups.csv"], (await Run.KpilabAsync(folder.Path, ["init"], clock: Before)).Output.Split('\n')[..^1]);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["validate"], clock: Before)).ExitCode);
    }

    [Fact]
    public async Task A_new_workspace_goes_from_init_to_an_analysis()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var init = await Run.KpilabAsync(folder.Path, ["init"], clock: Before);
        Assert.Equal(Lab.Init(other.Path), init.Output.Split('\n')[..^1]);
        Assert.Contains("kpilab.yaml", init.Output.Split('\n'));
        Assert.Empty((await Run.KpilabAsync(folder.Path, ["init"], clock: Before)).Output);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["validate"], clock: Before)).ExitCode);
        var plan = await Run.KpilabAsync(folder.Path, ["plan", "--format", "csv"], clock: Before);
        Assert.Equal(["add,source,signups,,,", "add,kpi,activation,,,", "add,experiment,new_onboarding,,,"], plan.Output.Split("\r\n")[1..4]);
        var apply = await Run.KpilabAsync(folder.Path, ["apply", "--actor", "ana"], clock: Before);
        Assert.Equal(0, apply.ExitCode);
        Assert.Contains("registered new_onboarding, version 1, on 2029-12-01 00:00 UTC by ana", apply.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", (await Run.KpilabAsync(folder.Path, ["plan"], clock: Before)).Error, StringComparison.Ordinal);

        // By hand: 1 of 4 against 3 of 4 activate, so the difference is one half.
        var analysis = await Run.KpilabAsync(folder.Path, ["experiment", "analyze", "--format", "json"], clock: Before);
        Assert.Equal(0, analysis.ExitCode);
        Assert.Equal("registered", (string?)analysis.Json["analysis"]!["registration"]!["state"]);
        Assert.Equal("ana", (string?)analysis.Json["analysis"]!["registration"]!["actor"]);
        Assert.Equal(0.5, (double?)analysis.Json["analysis"]!["comparisons"]![0]!["absolute"]!["estimate"]);
        Assert.Equal("2029-12-01T00:00:00Z", (string?)analysis.Json["run"]!["at"]);
    }

    [Fact]
    public async Task The_body_of_an_analysis_is_the_same_to_the_byte_whenever_and_with_however_many_threads_it_is_made()
    {
        using var folder = await AppliedAsync();
        var first = await Run.KpilabAsync(folder.Path, ["experiment", "analyze", "--format", "json", "--threads", "1"], clock: Before);
        var later = new TestClock(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var second = await Run.KpilabAsync(folder.Path, ["experiment", "analyze", "--format", "json", "--threads", "2"], clock: later);
        Assert.NotEqual(first.Output, second.Output);
        Assert.Equal(first.Output[first.Output.IndexOf("\"analysis\"", StringComparison.Ordinal)..], second.Output[second.Output.IndexOf("\"analysis\"", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task A_workspace_is_found_from_a_folder_within_it_and_by_its_name()
    {
        using var folder = await AppliedAsync();
        var within = await Run.KpilabAsync(Path.Combine(folder.Path, "data"), ["kpi", "list", "--format", "csv"], clock: Before);
        var named = await Run.KpilabAsync(null, ["--workspace", folder.Path, "kpi", "list", "--format", "csv"], clock: Before);
        Assert.Contains("\r\nactivation,", within.Output, StringComparison.Ordinal);
        Assert.Equal(within.Output, named.Output);
    }

    [Fact]
    public async Task A_file_is_analysed_beside_its_own_data_as_unregistered()
    {
        using var folder = await AppliedAsync();
        var outcome = await Run.KpilabAsync(null, ["experiment", "analyze", Path.Combine(folder.Path, "experiments.yaml"), "--format", "json"], clock: Before);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("unregistered", (string?)outcome.Json["analysis"]!["registration"]!["state"]);
        Assert.True((bool?)outcome.Json["analysis"]!["recommendation"]!["exploratory"]);
    }

    [Fact]
    public async Task A_sample_ratio_mismatch_is_done_with_a_critical_finding()
    {
        using var folder = await AppliedAsync();
        var rows = Enumerable.Range(1, 1000).Select(i => $"{i},{(i % 4 == 0 ? "shorter" : "control")},2030-01-01,{i % 2}");
        folder.Write("data/skewed.csv", "user_id,variant,exposed_at,activated\n" + string.Join('\n', rows) + "\n");
        var outcome = await Run.KpilabAsync(folder.Path, ["experiment", "analyze", "new_onboarding", "--data", "data/skewed.csv"], clock: Before);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("✖ invalid", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("✖ sample ratio mismatch", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task All_problems_come_at_once_with_their_places()
    {
        using var folder = await AppliedAsync();
        folder.Write("bad.yaml", "kind: kpi\nid: Bad Id\nname: x\nunit: parsecs\ndirection: increase\nmeasure: {type: mean, source: signups, value: activated}\n");
        var validate = await Run.KpilabAsync(folder.Path, ["validate"], clock: Before);
        Assert.Equal(2, validate.ExitCode);
        Assert.Contains("bad.yaml:2: id:", validate.Output, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:4: unit:", validate.Output, StringComparison.Ordinal);
        var apply = await Run.KpilabAsync(folder.Path, ["apply"], clock: Before);
        Assert.Equal(2, apply.ExitCode);
        Assert.Empty(apply.Output);
        Assert.Contains("kpilab: bad.yaml:4: unit:", apply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("experiment analyze nowhere", "there is no experiment nowhere")]
    [InlineData("kpi show activatio", "did you mean activation?")]
    [InlineData("kpi history nothing", "nothing")]
    [InlineData("schema kpis", "there is no kind 'kpis'")]
    public async Task What_is_not_there_is_named(string verb, string sentence)
    {
        using var folder = await AppliedAsync();
        var outcome = await Run.KpilabAsync(folder.Path, verb.Split(' '), clock: Before);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_control_characters_does_not_reach_the_terminal()
    {
        using var folder = await AppliedAsync();
        folder.Write("more.yaml", "kind: metric\nid: evil\nname: \"\\e[2J evil\"\nunit: count\ndirection: increase\nmeasure: {type: mean, source: signups, value: activated}\n");
        var outcome = await Run.KpilabAsync(folder.Path, ["kpi", "show", "evil"], clock: Before);
        Assert.DoesNotContain('\u001b', outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task A_cancelled_verb_says_so()
    {
        using var folder = await AppliedAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var outcome = await Run.KpilabAsync(folder.Path, ["validate"], clock: Before, cancellation: cancelled.Token);
        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("cancelled", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_the_trail_no_longer_reaches_is_a_critical_finding()
    {
        using var folder = await AppliedAsync();
        var written = await Run.KpilabAsync(folder.Path, ["audit", "verify", "--write-head", "head.json"], clock: Before);
        Assert.Equal(0, written.ExitCode);
        Assert.Equal(0, (await Run.KpilabAsync(folder.Path, ["audit", "verify", "--head", "head.json"], clock: Before)).ExitCode);

        // The head of another store: this trail never had that row.
        using var other = await AppliedAsync();
        var outcome = await Run.KpilabAsync(other.Path, ["audit", "verify", "--head", Path.Combine(folder.Path, "head.json"), "--format", "json"], clock: Before);
        Assert.Equal(1, outcome.ExitCode);
        Assert.False((bool?)outcome.Json["whole"]);
    }

    [Theory]
    [InlineData("kpi")]
    [InlineData("source")]
    [InlineData("experiment")]
    public async Task A_schema_is_json(string kind)
    {
        var outcome = await Run.KpilabAsync(null, ["schema", kind]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("object", (string?)outcome.Json["type"]);
        var named = await Run.KpilabAsync(null, ["schema", kind, "--format", "json"]);
        Assert.Equal((0, outcome.Output), (named.ExitCode, named.Output));
    }

    [Theory]
    [InlineData("md")]
    [InlineData("csv")]
    public async Task A_schema_has_no_other_form(string format)
    {
        var outcome = await Run.KpilabAsync(null, ["schema", "kpi", "--format", format]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("a schema is JSON", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task<TemporaryFolder> AppliedAsync()
    {
        var folder = new TemporaryFolder();
        Lab.Init(folder.Path);
        var outcome = await Run.KpilabAsync(folder.Path, ["apply"], clock: Before);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return folder;
    }
}
