using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>Map and dashboard through the lab: one goal, one lead, values that stop coming.</summary>
public sealed class DashboardTests : TimeProvider, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-dashboard-").FullName;

    public DashboardTests()
    {
        File.WriteAllText(Path.Combine(_folder, "kpilab.yaml"), "store: .kpilab/store.db\n");
        File.WriteAllText(Path.Combine(_folder, "definitions.yaml"), """
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: goal
            id: grow
            level: enterprise
            ---
            kind: kpi
            id: leads
            name: Leads
            goal: grow
            tier: primary
            public: true
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: leads, standard_error: se}
            target: {value: 120, due: 2026-04-30}
            thresholds:
              - {when: drop > 20%, severity: critical, action: Run a lead-source audit, within: 2d}
            ---
            kind: kpi
            id: revenue
            name: Revenue
            goal: grow
            tier: primary
            public: true
            cadence: weekly
            unit: currency
            direction: increase
            ---
            kind: kpi
            id: old
            name: Old
            goal: grow
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: leads}
            ---
            kind: link
            id: leads_revenue
            from: leads
            to: revenue
            expect: positive
            lag: 1w..4w
            """);

        // Weeks from Monday 5 January 2026; that of 19 January drops by 40 %, that of 26 January is missing.
        double?[] values = [100, 100, 60, null, 101];
        File.WriteAllText(
            Path.Combine(_folder, "weekly.csv"),
            "week,leads,se\n" + string.Concat(values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 5).AddDays(7 * i):yyyy-MM-dd},{v},4\n"))));
    }

    private DateTimeOffset Now { get; set; } = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_dashboard_shows_value_interval_target_trend_and_what_is_open_or_missing()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 10, 9, 0, 0, TimeSpan.Zero);
        await lab.CheckDeviationsAsync();
        await lab.AnnotateAsync("leads", new DateOnly(2026, 1, 20), "Strike");
        await lab.MoveAsync("old", KpiState.Retired, "Nobody looks at it");
        var dashboard = await lab.DashboardAsync();

        var goal = Assert.Single(dashboard.Goals);
        Assert.Equal(["leads", "revenue"], goal.Shown.Select(k => k.Kpi.Id));
        Assert.Equal(["old"], goal.Retired.Select(k => k.Id));
        var leads = goal.Shown[0];
        Assert.Equal((DataState.Current, 101.0, 4.0, 60.0), (leads.Data, leads.Latest!.Value.Value!.Value, leads.Latest.Value.StandardError!.Value, leads.Before!.Value.Value!.Value));
        Assert.Equal("leads@2026-01-19", Assert.Single(leads.Open).Id);
        Assert.NotNull(leads.Realism);
        Assert.Contains(leads.Timeline!.Events, e => e.Sentence == "Strike");
        Assert.Equal(DataState.Missing, goal.Shown[1].Data);

        // 101 ± 1.96 · 4, one gap, the target's date; the missing one says why.
        var html = dashboard.ToHtml();
        foreach (var text in new[] { "95 %: 93 to 109", "1 gap", "1 remark", "by 2026-04-30", "has no measure, so that nothing tells its values", "not checked yet", "href=\"#link-leads_revenue\"", "id=\"timeline-leads\"", "Retired, and not shown: Old." })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }

        await lab.ActOnDeviationAsync("leads@2026-01-19", "Ran the audit");
        Assert.Empty((await lab.DashboardAsync()).Goals[0].Shown[0].Open);
    }

    [Fact]
    public async Task Seen_from_an_earlier_moment_nothing_later_is_known_and_values_that_stop_are_stale()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        await lab.AnnotateAsync("leads", new DateOnly(2026, 1, 6), "Told in March");
        var stale = (await lab.DashboardAsync()).Goals[0].Shown[0];

        // The weeks of 9, 16 and 23 February are over on 2 March.
        Assert.Equal((DataState.Stale, 3), (stale.Data, stale.Behind));
        var then = (await (await Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org", AsOf = new(2026, 1, 21, 0, 0, 0, TimeSpan.Zero) })).DashboardAsync()).Goals[0].Shown[0];
        Assert.Equal((DataState.Current, new DateOnly(2026, 1, 12)), (then.Data, then.Latest!.Value.Start));
        Assert.DoesNotContain(then.Timeline!.Events, e => e.Sentence == "Told in March" && e.At > new DateTimeOffset(2026, 1, 21, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_map_holds_decisions_of_reviews_and_needs_no_store()
    {
        var lab = await Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org" });
        Assert.Equal("not checked yet", MapWords.Word(Assert.Single((await lab.MapAsync()).Links)).Word);
        Assert.False(File.Exists(Path.Combine(_folder, ".kpilab", "store.db")));

        await lab.ApplyAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        await lab.ReviewAsync(Month.Parse("2026-01"));
        await lab.DecideReviewAsync(Month.Parse("2026-01"), "link/leads_revenue", "keep", "The data come next month");
        var link = Assert.Single((await lab.MapAsync()).Links);
        Assert.Null(link.Verdict);
        Assert.Equal(("keep", "ann@example.org", "The data come next month"), (link.Decision!.Word, link.Decision.By, link.Decision.Reason));
        Assert.Contains("decided: keep (ann@example.org, 2026-02-03)", (await lab.MapAsync()).ToHtml(), StringComparison.Ordinal);
    }

    private async Task<Lab> AppliedAsync()
    {
        var lab = await Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org" });
        await lab.ApplyAsync();
        return lab;
    }
}
