using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.Testing;

/// <summary>The verbs of governance through the real entry point: what they print, what they refuse, and with which exit code.</summary>
public sealed class GovernanceVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero));

    public GovernanceVerbTests()
    {
        // Weeks from Monday 5 January 2026; the one of 19 January drops by 40 %.
        double[] leads = [100, 100, 60, 100, 101, 99, 100, 100, 100];
        _folder.Write("weekly.csv", "week,leads,old_leads,load,se\n" + string.Concat(leads.Select((v, i) => string.Create(
            CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 5).AddDays(7 * i):yyyy-MM-dd},{v},{v / 2},{(i == 3 ? 90 : 50)},4\n"))));
        _folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        _folder.Write("kpis.yaml", Kpis());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Audit_ends_with_1_on_a_critical_finding_and_its_formats_say_the_same()
    {
        var json = await RunAsync(1, "kpi", "audit", "--format", "json");
        Assert.Contains(json.Json["findings"]!.AsArray(), f => (string?)f!["code"] == "no-owner" && (string?)f["subject"] == "load" && (string?)f["severity"] == "critical");
        Assert.InRange((double)json.Json["score"]!["score"]!, 0, 99);
        Assert.Equal("align", (string?)json.Json["profile"]);
        Assert.Contains("no-owner", (await RunAsync(1, "kpi", "audit", "--format", "csv")).Output, StringComparison.Ordinal);
        Assert.Contains("What to do, in this order", (await RunAsync(1, "kpi", "audit", "--format", "md")).Output, StringComparison.Ordinal);
        Assert.Contains("Score ", (await RunAsync(1, "kpi", "audit")).Output, StringComparison.Ordinal);
        Assert.Equal("strict", (string?)(await RunAsync(1, "kpi", "audit", "--profile", "strict", "--format", "json")).Json["profile"]);
        Assert.Contains("'loose'", (await RunAsync(2, "kpi", "audit", "--profile", "loose")).Error, StringComparison.Ordinal);

        _folder.Write("kpis.yaml", Kpis().Replace("id: load\n", "id: load\nowner: ann@example.org\n", StringComparison.Ordinal));
        Assert.DoesNotContain((await Run.KpilabAsync(_folder.Path, ["kpi", "audit", "--format", "json"], clock: _clock)).Json["findings"]!.AsArray(), f => (string?)f!["code"] == "no-owner");
    }

    [Fact]
    public async Task A_point_that_no_field_decides_is_answered_by_a_person_until_it_expires_or_its_subject_changes()
    {
        await RunAsync(0, "apply");
        Assert.Equal("asked", await PointAsync("simple"));
        Assert.Equal("Answered: leads is simple, says ann.\n", (await RunAsync(0, "kpi", "answer", "leads", "simple", "yes", "--reason", "Two lines of SQL", "--actor", "ann")).Output);
        Assert.Equal("met", await PointAsync("simple"));
        await RunAsync(0, "kpi", "answer", "leads", "simple", "no", "--reason", "Nobody could say it", "--actor", "bo");
        Assert.Equal("not_met", await PointAsync("simple"));
        Assert.Contains((await RunAsync(0, "audit", "log", "--format", "json")).Output.Split('\n'), l => l.Contains("kpi-answer-recorded", StringComparison.Ordinal));
        Assert.Contains("bo", (await RunAsync(0, "kpi", "show", "leads", "--format", "json")).Output, StringComparison.Ordinal);

        Assert.Contains("simpel is no point that people answer", (await RunAsync(2, "kpi", "answer", "leads", "simpel", "yes", "--reason", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("there is no KPI lead", (await RunAsync(2, "kpi", "answer", "lead", "simple", "yes", "--reason", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("the reason is empty", (await RunAsync(2, "kpi", "answer", "leads", "simple", "yes", "--reason", " ")).Error, StringComparison.Ordinal);
        await RunAsync(2, "kpi", "answer", "leads", "simple", "perhaps", "--reason", "x");

        _clock.Pass(TimeSpan.FromDays(366));
        Assert.Equal("asked", await PointAsync("simple"));
        await RunAsync(0, "kpi", "answer", "leads", "simple", "yes", "--reason", "Again");
        _folder.Write("kpis.yaml", Kpis().Replace("value: leads,", "value: old_leads,", StringComparison.Ordinal));
        await RunAsync(0, "apply");
        Assert.Equal("asked", await PointAsync("simple"));

        async Task<string?> PointAsync(string name)
        {
            var kpis = (await Run.KpilabAsync(_folder.Path, ["kpi", "audit", "--format", "json"], clock: _clock)).Json["kpis"]!.AsArray();
            return (string?)kpis.Single(k => (string?)k!["subject"] == "leads")!["checklist"]!.AsArray().Single(p => (string?)p!["name"] == name)!["answer"];
        }
    }

    [Fact]
    public async Task The_life_of_a_KPI_goes_by_legal_steps_with_a_reason_and_a_successor()
    {
        Assert.Contains("leads was never applied", (await RunAsync(2, "kpi", "pause", "leads", "--reason", "x")).Error, StringComparison.Ordinal);
        await RunAsync(0, "apply");
        Assert.Contains("--reason", (await RunAsync(2, "kpi", "pause", "leads")).Error, StringComparison.Ordinal);
        Assert.Contains("the reason is empty", (await RunAsync(2, "kpi", "pause", "leads", "--reason", "")).Error, StringComparison.Ordinal);
        Assert.Equal("leads: from active to paused, by ann.\n", (await RunAsync(0, "kpi", "pause", "leads", "--reason", "Drifted to activity", "--actor", "ann")).Output);
        Assert.Contains("leads is paused already", (await RunAsync(2, "kpi", "pause", "leads", "--reason", "x")).Error, StringComparison.Ordinal);
        await RunAsync(0, "kpi", "trial", "leads", "--reason", "Try again");
        await RunAsync(0, "kpi", "activate", "leads", "--reason", "It holds");
        Assert.Contains("there is no KPI lod", (await RunAsync(2, "kpi", "retire", "leads", "--reason", "x", "--successor", "lod")).Error, StringComparison.Ordinal);
        Assert.Equal("leads: from active to retired, by ann; its successor is load.\n", (await RunAsync(0, "kpi", "retire", "leads", "--reason", "Over", "--successor", "load", "--actor", "ann")).Output);
        Assert.Contains("define a new KPI", (await RunAsync(2, "kpi", "activate", "leads", "--reason", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("retired", (await RunAsync(0, "kpi", "list", "--format", "csv")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deviations_open_once_are_acted_on_and_closed_and_a_band_is_a_threshold()
    {
        await RunAsync(0, "apply");
        _clock.Pass(TimeSpan.FromDays(33)); // 3 February: four weeks are over
        var checkedNow = (await RunAsync(0, "deviation", "check", "--format", "json")).Json;
        Assert.Equal(["leads@2026-01-19", "load@2026-01-26"], checkedNow["opened"]!.AsArray().Select(o => (string?)o).Order(StringComparer.Ordinal));
        Assert.Empty((await RunAsync(0, "deviation", "check", "--format", "json")).Json["opened"]!.AsArray());
        Assert.Contains("outside 40..60", (await RunAsync(0, "deviation", "list", "--kpi", "load", "--format", "csv")).Output, StringComparison.Ordinal);

        Assert.Contains("there is no deviation leads@2026-01-20", (await RunAsync(2, "deviation", "act", "leads@2026-01-20", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("is still to come", (await RunAsync(2, "deviation", "act", "leads@2026-01-19", "x", "--on", "2026-03-01")).Error, StringComparison.Ordinal);
        Assert.Equal("Recorded: bo acted on leads@2026-01-19 on 2026-02-02.\n", (await RunAsync(0, "deviation", "act", "leads@2026-01-19", "Ran the audit", "--by", "bo", "--on", "2026-02-02")).Output);
        Assert.Contains("--reason", (await RunAsync(2, "deviation", "close", "load@2026-01-26")).Error, StringComparison.Ordinal);
        Assert.Equal("Closed load@2026-01-26; nobody had acted on it.\n", (await RunAsync(0, "deviation", "close", "load@2026-01-26", "--reason", "One week")).Output);
        Assert.Contains("was closed", (await RunAsync(2, "deviation", "act", "load@2026-01-26", "x")).Error, StringComparison.Ordinal);
        _clock.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("leads@", (await RunAsync(0, "deviation", "list", "--open", "--format", "csv")).Output, StringComparison.Ordinal);
        Assert.Contains("`2026-13` is no month", (await RunAsync(2, "deviation", "list", "--month", "2026-13")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_runs_is_answered_decided_compared_and_says_what_is_missing()
    {
        await RunAsync(0, "apply");
        Assert.Contains("has not begun", (await RunAsync(2, "review", "run", "--month", "2026-02")).Error, StringComparison.Ordinal);
        Assert.Contains("there is no review of 2026-01", (await RunAsync(2, "review", "show", "2026-01")).Error, StringComparison.Ordinal);
        Assert.Contains("is no month", (await RunAsync(2, "review", "run", "--month", "January")).Error, StringComparison.Ordinal);
        _clock.Pass(TimeSpan.FromDays(33));
        var page = Path.Combine(_folder.Path, "review.html");
        var first = (await RunAsync(0, "review", "run", "--month", "2026-01", "--tag", "budget 2026", "--html", page, "--format", "json")).Json;
        Assert.False((bool)first["complete"]!);
        Assert.Equal(["2026-Q1", "budget 2026"], first["snapshot"]!["tags"]!.AsArray().Select(t => (string?)t));
        Assert.Contains(first["snapshot"]!["findings"]!.AsArray(), f => (string?)f!["code"] == "no-owner");
        Assert.Contains(first["unanswered"]!.AsArray(), q => (string?)q == "milestone:grow");
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("KpiLab monthly review", html, StringComparison.Ordinal);
        Assert.Contains("kpilab review answer 2026-01 capture:leads", html, StringComparison.Ordinal);

        Assert.Contains("incomplete", (await RunAsync(0, "review", "show", "2026-01")).Output, StringComparison.Ordinal);
        Assert.Contains("asks no captures", (await RunAsync(2, "review", "answer", "2026-01", "captures", "x")).Error, StringComparison.Ordinal);
        foreach (var question in first["unanswered"]!.AsArray().Select(q => (string)q!))
        {
            await RunAsync(0, "review", "answer", "2026-01", question, "Said in the meeting");
        }

        Assert.True((bool)(await RunAsync(0, "review", "show", "2026-01", "--format", "json")).Json["complete"]!);
        var said = (string)first["snapshot"]!["kpis"]!.AsArray().Single(k => (string?)k!["id"] == "leads")!["advice"]!;
        var against = said == "Retire" ? "keep" : "retire";
        Assert.Contains("goes against the recommendation", (await RunAsync(2, "review", "decide", "2026-01", "kpi/leads", against)).Error, StringComparison.Ordinal);
        Assert.Contains("holds no kpi/lead", (await RunAsync(2, "review", "decide", "2026-01", "kpi/lead", "keep")).Error, StringComparison.Ordinal);
        Assert.Contains("is no decision", (await RunAsync(2, "review", "decide", "2026-01", "kpi/leads", "drop")).Error, StringComparison.Ordinal);
        Assert.Equal($"Decided: {against} kpi/leads.\n", (await RunAsync(0, "review", "decide", "2026-01", "kpi/leads", against, "--reason", "The source is closed")).Output);

        _clock.Pass(TimeSpan.FromDays(28));
        await RunAsync(0, "review", "run", "--month", "2026-02");
        Assert.Contains("change", (await RunAsync(0, "review", "diff", "2026-01", "2026-02", "--format", "csv")).Output, StringComparison.Ordinal);
        Assert.Contains("there is no review of 2025-12", (await RunAsync(2, "review", "diff", "2025-12", "2026-01")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_changed_shows_both_values_in_series_and_review()
    {
        _folder.Write("kpis.yaml", Kpis().Replace("value: leads,", "value: old_leads,", StringComparison.Ordinal));
        await RunAsync(0, "apply");
        _clock.Pass(TimeSpan.FromDays(25)); // 26 January
        _folder.Write("kpis.yaml", Kpis());
        await RunAsync(0, "apply");
        _clock.Pass(TimeSpan.FromDays(8)); // 3 February

        var series = (await RunAsync(0, "kpi", "series", "leads", "--format", "json")).Json;
        var former = Assert.Single(series["former"]!.AsArray())!;
        Assert.Equal("2026-01-26", (string?)former["until"]);
        Assert.Equal(series["points"]!.AsArray().Select(p => (double)p!["value"]! / 2), former["points"]!.AsArray().Select(p => (double)p!["value"]!));
        Assert.Contains("Before 2026-01-26", (await RunAsync(0, "kpi", "series", "leads")).Output, StringComparison.Ordinal);
        var kpi = (await RunAsync(0, "review", "run", "--month", "2026-01", "--format", "json")).Json["snapshot"]!["kpis"]!.AsArray().Single(k => (string?)k!["id"] == "leads")!;
        Assert.Equal((60.0, 30.0), ((double)kpi["value"]!, (double)kpi["former"]![0]!["value"]!));
        Assert.Contains("by the definition until 2026-01-26: 30", (await RunAsync(0, "review", "show", "2026-01", "--format", "md")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scores_off_the_scale_of_their_rubric_are_told_by_the_series_and_by_the_review()
    {
        _folder.Write("kpis.yaml", Kpis().Replace("band: {low: 40, high: 60}", "band: {low: 40, high: 60}\nscored: {rubric: How busy is the team?, scale: {from: 0, to: 45}}", StringComparison.Ordinal));
        await RunAsync(0, "apply");
        _clock.Pass(TimeSpan.FromDays(33));
        var finding = Assert.Single((await RunAsync(0, "kpi", "series", "load", "--format", "json")).Json["findings"]!.AsArray(), f => (string?)f!["code"] == "score-off-scale")!;
        Assert.Contains("90 in the week of 2026-01-26", (string?)finding["sentence"] ?? (string?)finding["message"], StringComparison.Ordinal);
        var review = (await RunAsync(0, "review", "run", "--month", "2026-01", "--format", "json")).Json["snapshot"]!;
        Assert.Contains(review["findings"]!.AsArray(), f => (string?)f!["code"] == "score-off-scale" && (string?)f["subject"] == "load");
    }

    [Fact]
    public async Task Without_a_store_reading_verbs_say_what_to_do_and_make_none()
    {
        foreach (var (verb, code) in new[] { ("kpi list", 0), ("deviation list", 0), ("kpi history leads", 2), ("deviation act x y", 2), ("experiment decide x ship", 2), ("audit verify", 2), ("export out.gz", 2) })
        {
            var outcome = await Run.KpilabAsync(_folder.Path, verb.Split(' '), clock: _clock);
            Assert.True(outcome.ExitCode == code, $"{verb}: {outcome.ExitCode} {outcome.Error}");
            Assert.False(Directory.Exists(Path.Combine(_folder.Path, ".kpilab")), verb);
        }
    }

    private async Task<Outcome> RunAsync(int expected, params string[] arguments)
    {
        var outcome = await Run.KpilabAsync(_folder.Path, arguments, clock: _clock);
        Assert.True(outcome.ExitCode == expected, $"{string.Join(' ', arguments)}: {outcome.ExitCode}\n{outcome.Error}{outcome.Output}");
        return outcome;
    }

    private static string Kpis() => """
        kind: source
        id: weekly
        from: weekly.csv
        ---
        kind: goal
        id: grow
        level: enterprise
        outcome: revenue
        milestones:
          - {name: A first plateau, due: 2026-01-31, kpi: leads, value: 90}
        ---
        kind: kpi
        id: leads
        name: Leads
        goal: grow
        team: growth
        owner: ann@example.org
        tier: primary
        purpose: improve
        narrative: {outcome: More customers}
        cadence: weekly
        unit: count
        direction: increase
        measure: {type: imported, source: weekly, period: week, value: leads, standard_error: se}
        target: {value: 120, due: 2026-12-31}
        thresholds:
          - {when: drop > 20%, severity: critical, action: Run a lead-source audit, within: 2d}
        ---
        kind: kpi
        id: load
        name: Load of the team
        goal: grow
        team: growth
        tier: health
        purpose: signal_risk
        cadence: weekly
        unit: count
        direction: maintain
        measure: {type: imported, source: weekly, period: week, value: load}
        band: {low: 40, high: 60}
        """;
}
