using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Tests;

/// <summary>Deviations from the threshold in a definition to the closing, through the lab.</summary>
public sealed class DeviationTests : TimeProvider, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-deviations-").FullName;

    // Weeks from Monday 5 January 2026.
    private static readonly double[] Values = [100, 70, 100, 101, 99, 100, 60, 61, 100, 100];

    public DeviationTests()
    {
        Write("drop > 20% week over week");
        Data(Values.Length);
    }

    private DateTimeOffset Now { get; set; } = new(2026, 1, 26, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_crossing_opens_once_with_its_due_and_those_from_before_the_threshold_never()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 23, 9, 0, 0, TimeSpan.Zero);
        var first = await lab.CheckDeviationsAsync();
        var again = await lab.CheckDeviationsAsync();

        // The drop of 12 January ended before the threshold was applied.
        var deviation = Assert.Single(first.Deviations);
        Assert.Equal(["leads@2026-02-16"], first.Opened);
        Assert.Empty(again.Opened);
        Assert.Single(again.Deviations);
        Assert.Equal((60, 100, Now, Now.AddDays(2)), (deviation.Crossing.Value, deviation.Crossing.Reference, deviation.OpenedAt, deviation.Due!.Value));
        Assert.Equal(DeviationState.Open, deviation.StateAt(Now));
        Assert.Equal(DeviationState.Late, deviation.StateAt(Now.AddDays(3)));
        Assert.Equal("head of growth", deviation.EscalateTo);
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task Ten_checks_at_once_open_a_crossing_once()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 23, 9, 0, 0, TimeSpan.Zero);
        var reports = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => lab.CheckDeviationsAsync())));
        Assert.Equal(1, reports.Sum(r => r.Opened.Count));
        Assert.Single((await lab.DeviationsAsync()).Deviations);
    }

    [Fact]
    public async Task An_action_counts_and_closing_needs_no_action_but_a_reason()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 23, 9, 0, 0, TimeSpan.Zero);
        await lab.CheckDeviationsAsync();
        Assert.Equal((1, 0, 0.0), Rate(await lab.DeviationsAsync()));
        Now = Now.AddDays(4);
        var acted = await lab.ActOnDeviationAsync("leads@2026-02-16", "Ran the audit", "bo@example.org", new DateOnly(2026, 2, 26));
        Assert.Equal(("bo@example.org", "Ran the audit", "ann@example.org"), (acted.Acts[0].By, acted.Acts[0].What, acted.Acts[0].RecordedBy));
        Assert.True(acted.WasActedLate);
        Assert.Equal((1, 1, 1.0), Rate(await lab.DeviationsAsync()));
        var report = await lab.DeviationsAsync();
        Assert.Equal(("leads", 1.0), (report.ByKpi[0].Name, report.ByKpi[0].Rate.Rate!.Value));
        Assert.Equal("growth", report.ByTeam[0].Name);
        Assert.Equal("2026-02", report.ByMonth[0].Name);

        await Assert.ThrowsAsync<InvalidInputException>(() => lab.CloseDeviationAsync("leads@2026-02-16", " "));
        var closed = await lab.CloseDeviationAsync("leads@2026-02-16", "Back to normal");
        Assert.Equal(DeviationState.Closed, closed.StateAt(Now.AddSeconds(1)));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.CloseDeviationAsync("leads@2026-02-16", "Again"));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.ActOnDeviationAsync("leads@2026-02-16", "More"));
    }

    [Fact]
    public async Task An_unknown_deviation_and_a_day_to_come_are_refused()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 23, 9, 0, 0, TimeSpan.Zero);
        await lab.CheckDeviationsAsync();
        Assert.Contains("did you mean leads@2026-02-16", (await Assert.ThrowsAsync<InvalidInputException>(() => lab.ActOnDeviationAsync("leads@2026-02-17", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("still to come", (await Assert.ThrowsAsync<InvalidInputException>(() => lab.ActOnDeviationAsync("leads@2026-02-16", "x", on: new DateOnly(2026, 2, 24)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seen_from_an_earlier_moment_nothing_is_opened()
    {
        await AppliedAsync();
        Now = new(2026, 3, 23, 9, 0, 0, TimeSpan.Zero);
        var lab = await Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org", AsOf = new DateTimeOffset(2026, 2, 23, 9, 0, 0, TimeSpan.Zero) });
        Assert.Empty((await lab.CheckDeviationsAsync()).Opened);
        Assert.Empty((await (await LabAsync()).DeviationsAsync()).Deviations);
    }

    [Fact]
    public async Task A_threshold_that_was_changed_watches_from_its_own_day()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Write("below 65");
        lab = await LabAsync();
        await lab.ApplyAsync();
        Assert.Empty((await lab.CheckDeviationsAsync()).Opened);
    }

    [Fact]
    public async Task A_threshold_that_says_nothing_is_refused_with_its_line()
    {
        Write("drop > lots");
        var problem = Assert.Single((await (await LabAsync()).ValidateAsync()).Problems);
        Assert.Equal(("definitions.yaml", 18), (problem.File, problem.Line));
        Assert.Contains("no size of a drop", problem.Message, StringComparison.Ordinal);
        Write("drop > 20% day over day");
        problem = Assert.Single((await (await LabAsync()).ValidateAsync()).Problems);
        Assert.Contains("the KPI is reported weekly", problem.Message, StringComparison.Ordinal);
    }

    private static (long, long, double) Rate(DeviationReport report) => (report.Rate.Triggered, report.Rate.Executed, report.Rate.Rate!.Value);

    private async Task<Lab> AppliedAsync()
    {
        var lab = await LabAsync();
        await lab.ApplyAsync();
        return lab;
    }

    private Task<Lab> LabAsync() => Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org" });

    private void Data(int weeks) => File.WriteAllText(
        Path.Combine(_folder, "weekly.csv"),
        "week,leads\n" + string.Concat(Values.Take(weeks).Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 5).AddDays(7 * i):yyyy-MM-dd},{v}\n"))));

    private void Write(string when)
    {
        File.WriteAllText(Path.Combine(_folder, "kpilab.yaml"), "store: .kpilab/store.db\n");
        File.WriteAllText(Path.Combine(_folder, "definitions.yaml"), $$"""
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: kpi
            id: leads
            name: Leads
            team: growth
            cadence: weekly
            unit: count
            direction: increase
            measure:
              type: imported
              source: weekly
              period: week
              value: leads
            thresholds:
              - {when: {{when}}, severity: critical, action: Run a lead-source audit, within: 2d, escalate_to: head of growth}
            """);
    }
}
