using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>Links of the sample company, whose truth is in planted-truth.md, checked through the lab.</summary>
public sealed class LinkCheckTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-links-").FullName;

    public ValueTask InitializeAsync()
    {
        foreach (var file in SampleCompany.Files())
        {
            var path = Path.Combine(_folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_check_is_stored_with_its_memory_and_the_same_data_again_are_no_new_look()
    {
        var lab = await LabAsync(Now);
        await lab.ApplyAsync();
        var first = await lab.CheckLinkAsync("activation_leads_paid");
        var again = await lab.CheckLinkAsync("activation_leads_paid");

        Assert.Equal((LinkWord.Keep, LookKind.First), (first.Word, first.Look));
        Assert.Equal((LinkWord.Keep, LookKind.Repeated), (again.Word, again.Look));
        var record = await lab.LinkRecordAsync("activation_leads_paid");
        var check = Assert.Single(record.Checks);
        Assert.Equal(("link-check", "link/activation_leads_paid", "ann@example.org"), (check.Kind, check.Subject, check.Actor));
        Assert.Equal("keep", (string?)check.Content["check"]!["word"]);
        Assert.Equal(4, record.Ledger.Open.Count);
        Assert.Empty((await lab.LinkRecordAsync("leads_lead_bookings")).Checks);
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_review_rests_on_the_checks_that_it_shows_whatever_the_data_became_meanwhile()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var lab = await LabAsync(Now);
        await lab.ApplyAsync(cancellation);
        var checks = (await lab.CheckLinksAsync(cancellation: cancellation)).ToDictionary(r => r.Link.Id, StringComparer.Ordinal);

        // Every week gets the values of another: what led does not lead any more.
        var file = Path.Combine(_folder, "data", "weekly_kpis.csv");
        var lines = await File.ReadAllLinesAsync(file, cancellation);
        var values = lines.Skip(1).Select(l => l[l.IndexOf(',', StringComparison.Ordinal)..]).ToArray();
        new KpiLab.Statistics.SeededRandom(5).Shuffle(values.AsSpan());
        await File.WriteAllLinesAsync(file, [lines[0], .. lines.Skip(1).Select((l, i) => l[..l.IndexOf(',', StringComparison.Ordinal)] + values[i])], cancellation);

        var review = (await (await LabAsync(Now.AddDays(1))).ReviewAsync(Month.Parse("2026-06"), cancellation: cancellation)).Snapshot;
        Assert.All(review.Links, l => Assert.Equal(checks[l.Id].Word, l.Word));
        var kept = checks["leads_lead_bookings"]; // the only lead of its outcome
        Assert.Equal(LinkWord.Keep, kept.Word);
        Assert.Equal(KpiAdvice.Keep, review.Kpis.Single(k => k.Id == kept.Link.From).Advice);
    }

    [Fact]
    public async Task A_review_holds_kept_leads_of_one_outcome_against_each_other_also_beside_one_that_cannot_be_read()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_folder, "twin.yaml"), """
            kind: kpi
            id: activation_twin
            name: Activation, counted a second time
            goal: turn_trials_into_customers
            cadence: weekly
            unit: fraction
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: trial_activation_rate + 0}
            ---
            kind: link
            id: twin_leads_paid
            from: activation_twin
            to: new_paid_subscriptions
            expect: positive
            lag: 2w..6w
            because: It is the same thing.
            """, cancellation);
        var lab = await LabAsync(Now);
        await lab.ApplyAsync(cancellation);
        var checks = await lab.CheckLinksAsync(cancellation: cancellation);
        Assert.Equal(2, checks.Count(c => c.Link.To == "new_paid_subscriptions" && c.Word == LinkWord.Keep));
        var now = (await lab.RecommendAsync([], cancellation: cancellation)).Kpis.ToDictionary(k => k.Kpi, k => k.Advice, StringComparer.Ordinal);
        var said = await AdviceAsync();
        Assert.Equal(KpiAdvice.Retire, said["activation_twin"] == KpiAdvice.Retire ? said["activation_twin"] : said["trial_activation_rate"]);
        Assert.All(said, k => Assert.Equal(now[k.Key], k.Value));

        // Another outcome's kept lead cannot be read any more: these two are still held against each other.
        var file = Path.Combine(_folder, "data", "weekly_kpis.csv");
        var lines = await File.ReadAllLinesAsync(file, cancellation);
        var column = Array.IndexOf(lines[0].Split(','), "qualified_leads");
        await File.WriteAllLinesAsync(file, [lines[0], .. lines.Skip(1).Select((l, i) => i == 40 ? string.Join(',', l.Split(',').Select((v, c) => c == column ? "many" : v)) : l)], cancellation);
        var broken = await AdviceAsync();
        Assert.All((string[])["activation_twin", "trial_activation_rate"], id => Assert.Equal(said[id], broken[id]));

        async Task<Dictionary<string, KpiAdvice>> AdviceAsync()
            => (await (await LabAsync(Now.AddDays(1))).ReviewAsync(Month.Parse("2026-06"), cancellation: cancellation)).Snapshot.Kpis.Where(k => k.Advice is not null).ToDictionary(k => k.Id, k => k.Advice!.Value, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_plan_tells_whose_memory_starts_anew_and_a_timeline_tells_the_checks_of_a_kpi()
    {
        var lab = await LabAsync(Now);
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        var check = await lab.CheckLinkAsync("activation_leads_paid", cancellation: TestContext.Current.CancellationToken);
        var seen = Assert.Single((await lab.TimelineAsync(check.Link.From, TestContext.Current.CancellationToken)).Events, e => e.Kind == "link-check");
        Assert.StartsWith($"{check.Link.From} → {check.Link.To}: keep", seen.Sentence, StringComparison.Ordinal);
        Assert.Empty((await lab.PlanAsync(TestContext.Current.CancellationToken)).Effects);

        var file = Directory.EnumerateFiles(_folder, "*.yaml", SearchOption.AllDirectories).Single(f => File.ReadAllText(f).Contains("id: activation_leads_paid", StringComparison.Ordinal));
        var text = File.ReadAllText(file);
        var at = text.IndexOf("lag: ", text.IndexOf("id: activation_leads_paid", StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(file, text[..at] + "lag: 1w..3w" + text[text.IndexOf('\n', at)..]);
        var effect = Assert.Single((await lab.PlanAsync(TestContext.Current.CancellationToken)).Effects);
        Assert.Equal(("restarts", "activation_leads_paid"), (effect.Word, effect.Id));
        Assert.Contains("keep since 2026-07-01, 1 look", effect.Old, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_noted_new_definition_restarts_the_memory_of_its_links_and_of_no_other()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var lab = await LabAsync(Now);
        await lab.ApplyAsync(cancellation);
        var kept = await lab.CheckLinkAsync("activation_leads_paid", cancellation: cancellation);
        var other = (await lab.CheckLinkAsync("leads_lead_bookings", cancellation: cancellation)).DefinitionHash;
        async Task<bool> IsEarlierAsync() => (await (await LabAsync(Now.AddDays(29))).MapAsync(cancellation)).Links.Single(l => l.Definition.Id == kept.Link.Id).Verdict!.IsOfEarlierDefinition;
        await (await LabAsync(Now.AddDays(27))).AnnotateAsync(kept.Link.To, new DateOnly(2026, 4, 1), "A remark alone", cancellation: cancellation);
        Assert.False(await IsEarlierAsync());

        await (await LabAsync(Now.AddDays(28))).AnnotateAsync(kept.Link.To, new DateOnly(2026, 4, 15), "Another ledger", newDefinition: true, cancellation: cancellation);
        Assert.True(await IsEarlierAsync());
        Assert.Equal("restarts", Assert.Single((await (await LabAsync(Now.AddDays(29))).PlanAsync(cancellation)).Effects).Word);

        var before = await (await Lab.OpenAsync(_folder, new LabOptions(new FixedClock(Now.AddDays(29)), "ann@example.org", AsOf: Now.AddDays(27)))).CheckLinkAsync(kept.Link.Id, cancellation: cancellation);
        Assert.Equal(kept.DefinitionHash, before.DefinitionHash);

        var check = await (await LabAsync(Now.AddDays(29))).CheckLinkAsync(kept.Link.Id, cancellation: cancellation);
        Assert.Equal((LookKind.First, check.Verdict.Word), (check.Look, check.Word));
        Assert.Contains(check.Findings, f => f.Code == "memory-restarted");
        Assert.DoesNotContain(check.Findings, f => f.Code == "monitor-lost");
        Assert.False(await IsEarlierAsync());
        Assert.Equal(other, (await (await LabAsync(Now.AddDays(29))).CheckLinkAsync("leads_lead_bookings", cancellation: cancellation)).DefinitionHash);
    }

    [Fact]
    public async Task One_link_is_judged_in_the_family_of_all_whoever_asks()
    {
        var lab = await LabAsync(Now);
        var all = await lab.CheckLinksAsync();
        var one = await lab.CheckLinkAsync("leads_lead_bookings");

        Assert.True(all.Count >= 9);
        Assert.Equal(all.Single(r => r.Link.Id == "leads_lead_bookings").Verdict.PValue, one.Verdict.PValue);
        Assert.Equal(all[0].Family, one.Family);
    }

    [Fact]
    public async Task A_link_that_was_never_applied_is_judged_and_not_remembered()
    {
        var lab = await LabAsync(Now);
        var report = await lab.CheckLinkAsync("activation_leads_paid");

        Assert.Contains(report.Findings, f => f.Code == "not-applied");
        Assert.False(File.Exists(Path.Combine(_folder, ".kpilab/store.db")));
        Assert.Empty((await lab.LinkRecordAsync("activation_leads_paid")).Checks);
    }

    [Fact]
    public async Task A_look_from_before_the_last_one_is_not_remembered()
    {
        await (await LabAsync(Now)).ApplyAsync();
        await (await LabAsync(Now)).CheckLinkAsync("activation_leads_paid");
        var back = await (await LabAsync(Now.AddMonths(-6))).CheckLinkAsync("activation_leads_paid");

        Assert.Contains(back.Findings, f => f.Code == "looked-back");
        Assert.Single((await (await LabAsync(Now)).LinkRecordAsync("activation_leads_paid")).Checks);
    }

    [Fact]
    public async Task A_look_from_a_day_to_come_is_not_remembered()
    {
        await (await LabAsync(Now)).ApplyAsync();
        var ahead = await Lab.OpenAsync(_folder, new LabOptions(new FixedClock(Now), "ann@example.org", AsOf: Now.AddMonths(6)));
        Assert.Contains((await ahead.CheckLinkAsync("activation_leads_paid")).Findings, f => f.Code == "looked-ahead");

        var today = await (await LabAsync(Now)).CheckLinkAsync("activation_leads_paid");
        Assert.DoesNotContain(today.Findings, f => f.Code is "looked-ahead" or "looked-back");
        Assert.Single((await (await LabAsync(Now)).LinkRecordAsync("activation_leads_paid")).Checks);
    }

    [Fact]
    public async Task A_look_from_a_day_to_come_that_an_early_version_remembered_stands_before_no_other()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await (await LabAsync(Now)).ApplyAsync(cancellation);
        var check = await (await LabAsync(Now)).CheckLinkAsync("activation_leads_paid", cancellation: cancellation);
        using (var store = await KpiLab.Store.SqliteStore.OpenAsync(Path.Combine(_folder, ".kpilab", "store.db"), new KpiLab.Store.StoreOptions(new FixedClock(Now)), cancellation))
        {
            var ahead = check.Memory with { AsOf = Now.AddYears(1), InputHash = "another" };
            var content = new JsonObject { ["memory"] = ahead.ToJson(), ["check"] = check.ToJsonBody(withSeries: false) };
            await store.RecordAsync([new NewJournalEntry("link-check", "link/activation_leads_paid", content)], "ann@example.org", cancellation);
        }

        var next = await (await LabAsync(Now.AddMonths(1))).CheckLinkAsync("activation_leads_paid", cancellation: cancellation);
        Assert.DoesNotContain(next.Findings, f => f.Code is "looked-back" or "looked-ahead");
        Assert.Equal(3, (await (await LabAsync(Now.AddMonths(1))).LinkRecordAsync("activation_leads_paid", cancellation)).Checks.Count);
    }

    [Fact]
    public async Task Data_that_ended_long_ago_are_told_of()
    {
        var last = (await (await LabAsync(Now.AddYears(5))).CheckLinkAsync("activation_leads_paid")).Series.Value.Starts[^1];
        async Task<IReadOnlyList<Finding>> StaleAsync(int weeks)
            => [.. (await (await LabAsync(new DateTimeOffset(last, TimeOnly.MinValue, TimeSpan.Zero).AddDays(7 * weeks))).CheckLinkAsync("activation_leads_paid")).Findings.Where(f => f.Code == "stale-data")];

        var late = last.AddDays(7 * 60);
        var check = await (await LabAsync(new DateTimeOffset(late, TimeOnly.MinValue, TimeSpan.Zero))).CheckLinkAsync("activation_leads_paid");
        Assert.True(check.NextLook > late && check.NextVerdict > late, $"{check.NextLook} and {check.NextVerdict}");

        // Four whole weeks without values are one look: what a monthly reader may see. The fifth is one too many.
        Assert.Empty(await StaleAsync(5));
        Assert.Contains("the 5 weeks since then are missing", Assert.Single(await StaleAsync(6)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_noted_new_definition_cuts_the_series_of_a_link()
    {
        var lab = await LabAsync(Now);
        await lab.ApplyAsync();
        var whole = await lab.CheckLinkAsync("activation_leads_paid");
        await lab.AnnotateAsync(whole.Link.To, whole.Series.Value.Starts[60], "Refunds are deducted", newDefinition: true);
        var cut = await lab.CheckLinkAsync("activation_leads_paid");
        Assert.Equal(whole.Series.Value.Starts[60], cut.Series.Value.Starts[0]);
        Assert.Contains(cut.Findings, f => f.Code == "definition-change" && f.Sentence.Contains("Refunds are deducted", StringComparison.Ordinal));

        await lab.AnnotateAsync(whole.Link.To, whole.Series.Value.Starts[^10], "And vouchers", newDefinition: true);
        var tooShort = await lab.CheckLinkAsync("activation_leads_paid");
        Assert.Equal(LinkWord.InsufficientEvidence, tooShort.Verdict.Word);
        Assert.Equal("too-short", tooShort.Verdict.Evidence.Reason.Code);
        Assert.Empty(tooShort.Ledger.NewForecasts);
    }

    [Fact]
    public async Task What_comes_after_the_moment_looked_from_changes_nothing()
    {
        var at = new DateTimeOffset(2026, 5, 12, 0, 0, 0, TimeSpan.Zero);
        var before = await (await LabAsync(at)).CheckLinksAsync();
        var file = Path.Combine(_folder, "data/weekly_kpis.csv");
        var rows = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, rows.Select(r => string.CompareOrdinal(r, "2026-05-11") >= 0 && char.IsAsciiDigit(r[0]) ? Scrambled(r) : r));
        var after = await (await LabAsync(at)).CheckLinksAsync();

        Assert.Equal(before.Select(Body), after.Select(Body));
        static string Body(LinkReport r) => r.ToJsonBody().ToJsonString();
    }

    [Fact]
    public async Task The_json_of_every_check_is_finite_and_tells_its_link()
    {
        var lab = await LabAsync(Now);
        var reports = await lab.CheckLinksAsync();
        var json = reports.ToJson();
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", json, StringComparison.Ordinal);
        var links = JsonNode.Parse(json)!["links"]!.AsArray();
        Assert.Equal(reports.Select(r => r.Link.Id), links.Select(l => (string?)l!["link"]!["id"]));
        Assert.All(links, l => Assert.NotEmpty(l!["verdict"]!["checks"]!.AsArray()));
        Assert.Equal(reports.Count, reports.ToTable().Rows.Count);
    }

    [Fact]
    public async Task An_unknown_link_is_named_with_the_one_that_was_meant()
    {
        var lab = await LabAsync(Now);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.CheckLinkAsync("activation_lead_paid"));
        Assert.Contains("activation_leads_paid", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thresholds_of_the_workspace_are_heeded()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "kpilab.yaml"), "defaults: {links: {robust_t: 5, recent_z: 5, seasons: 2, decide: {errors: hac}}}\n");
        var report = await (await LabAsync(Now)).CheckLinkAsync("activation_leads_paid");
        Assert.Equal(LinkWord.Revalidate, report.Word);
        Assert.Contains(report.Verdict.Checks, c => c is { Code: "alive", State: CheckState.Failed });
        Assert.Contains(report.Verdict.Checks, c => c.Code == "hac");
    }

    private static string Scrambled(string row) => string.Join(',', row.Split(',').Select((cell, i) => i == 0 ? cell : "1" + cell));

    private Task<Lab> LabAsync(DateTimeOffset now) => Lab.OpenAsync(_folder, new LabOptions(new FixedClock(now), "ann@example.org"));

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
