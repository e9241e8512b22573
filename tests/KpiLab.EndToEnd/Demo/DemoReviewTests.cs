using System.Text.Json.Nodes;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Six months of reviews: what they say, and that the last one finds what is planted and nothing else.</summary>
[Collection<DemoCollection>]
public sealed class DemoReviewTests(DemoRun demo)
{
    private static readonly string[] Months = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];

    [Fact]
    public void The_last_review_finds_every_planted_trouble_that_is_open_and_nothing_else()
        => Assert.Empty(PlantedTroubles.Differences(File.ReadAllText(Path.Combine(demo.Folder, "planted-troubles.json")), Text("2026-09")));

    [Fact]
    public void The_comparison_itself_notices_what_is_missing_and_what_is_too_much()
    {
        var troubles = JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Folder, "planted-troubles.json")))!;
        foreach (var trouble in troubles["troubles"]!.AsArray())
        {
            foreach (var report in trouble!["reports"]!.AsArray().ToList())
            {
                var others = troubles.DeepClone();
                var same = others["troubles"]!.AsArray().SelectMany(t => t!["reports"]!.AsArray()).Single(r => JsonNode.DeepEquals(r, report));
                same!["subject"] = "somebody_else";
                Assert.Equal(2, PlantedTroubles.Differences(others.ToJsonString(), Text("2026-09")).Count);
            }
        }
    }

    [Fact]
    public void The_company_is_as_large_as_promised()
    {
        var last = Review("2026-09")["snapshot"]!;
        Assert.Equal(4, last["kpis"]!.AsArray().Select(k => (string?)k!["goal"]).Append("grow_recurring_revenue").Distinct().Count());
        Assert.True(last["kpis"]!.AsArray().Count >= 20);
        Assert.Equal(12, last["links"]!.AsArray().Count);
        Assert.Equal(15, Directory.GetFiles(Path.Combine(demo.Folder, "experiments")).Length);
        Assert.Equal(Months, Directory.GetFiles(Path.Combine(demo.Folder, "reviews"), "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_review_is_complete_simulated_and_made_when_its_month_was_over()
    {
        foreach (var month in Months)
        {
            var review = Review(month);
            Assert.True((bool)review["complete"]!, month);
            Assert.True((bool)review["snapshot"]!["simulated"]!);
            Assert.False((bool)review["snapshot"]!["preliminary"]!);
            Assert.NotEmpty(review["decisions"]!.AsArray());
            Assert.NotEmpty(review["answers"]!.AsArray());
        }
    }

    [Fact]
    public void Fifteen_experiments_are_told_over_six_months_each_with_its_decision()
    {
        var ended = Months.SelectMany(m => Review(m)["snapshot"]!["experiments"]!.AsArray()).ToDictionary(e => (string)e!["id"]!, e => ((string?)e!["word"], (string?)e["decision"]), StringComparer.Ordinal);
        Assert.Equal(
            new Dictionary<string, (string?, string?)>(StringComparer.Ordinal)
            {
                ["welcome_mail"] = ("ship", "ship"), ["signup_form"] = ("ship", "ship"), ["shorter_trial"] = ("rollback", "rollback"), ["invite_colleagues"] = ("ship", "ship"),
                ["canned_replies"] = ("equivalent", "equivalent"), ["annual_banner"] = ("ship", "ship"), ["webinar_reminder"] = ("inconclusive", "inconclusive"),
                ["trial_onboarding"] = ("ship", "ship"), ["trial_onboarding_events"] = ("ship", "ship"), ["pricing_page"] = ("rollback", "rollback"), ["checkout_redesign"] = ("invalid", "invalid"),
                ["checkout_address"] = ("ship", "ship"), ["seat_reminder"] = ("invalid", null),
            },
            ended);
        Assert.Equal("continue", (string?)demo.Analysis("referral_bonus")["recommendation"]!["word"]);
        Assert.False(File.Exists(Path.Combine(demo.Folder, "analyses", "exit_popup.json")));
    }

    [Fact]
    public void What_people_did_is_on_record()
    {
        // A KPI came in July and one went; a vanity KPI came in August; an outage was acted on late, and what happened in May in time.
        Assert.Equal((2, 1), ((int)Review("2026-07")["snapshot"]!["added"]!, (int)Review("2026-07")["snapshot"]!["retired"]!));
        Assert.Equal((1, 0), ((int)Review("2026-08")["snapshot"]!["added"]!, (int)Review("2026-08")["snapshot"]!["retired"]!));
        var churn = Review("2026-05")["snapshot"]!["deviations"]!.AsArray().Single(d => (string?)d!["id"] == "account_churn_rate@2026-05-04")!;
        Assert.Equal((false, true), ((bool)churn["late"]!, churn["done"] is not null));
        var notes = Review("2026-09")["snapshot"]!["kpis"]!.AsArray().Single(k => (string?)k!["id"] == "uptime")!["notes"]!.AsArray();
        var all = string.Join('\n', Months.SelectMany(m => Review(m)["snapshot"]!["kpis"]!.AsArray()).SelectMany(k => k!["notes"]!.AsArray()).Select(n => (string)n!));
        Assert.Contains("new definition", all, StringComparison.Ordinal);
        Assert.Contains("letter about new prices", all, StringComparison.Ordinal);
        Assert.NotNull(notes);
    }

    [Fact]
    public void Every_page_leads_to_the_pages_beside_it()
    {
        foreach (var page in (string[])["report.html", "experiments.html", "links.html", "map.html", "reviews/2026-06.html"])
        {
            var folder = Path.GetDirectoryName(Path.Combine(demo.Folder, page))!;
            var header = File.ReadAllText(Path.Combine(demo.Folder, page)).Split("<nav class=\"beside\"")[1].Split("</nav>")[0];
            var addresses = header.Split("href=\"").Skip(1).Select(a => a[..a.IndexOf('"', StringComparison.Ordinal)]).ToList();
            Assert.True(addresses.Count >= 8, header);
            Assert.All(addresses, a => Assert.True(File.Exists(Path.Combine(folder, a)), a));
        }
    }

    [Fact]
    public async Task The_audit_trail_of_the_story_is_whole()
    {
        using var elsewhere = new TemporaryFolder();
        var verified = await CommandLine.RunAsync(["audit", "verify", "--workspace", demo.Folder], folder: elsewhere.Path);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    private JsonNode Review(string month) => JsonNode.Parse(Text(month))!;

    private string Text(string month) => File.ReadAllText(Path.Combine(demo.Folder, "reviews", month + ".json"));
}
