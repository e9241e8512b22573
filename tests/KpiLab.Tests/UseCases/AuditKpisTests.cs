using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>The audit of a workspace: from definitions and store to findings.</summary>
public sealed class AuditKpisTests : IDisposable
{
    private readonly SmallWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task An_audit_reads_definitions_states_and_settings_and_stores_nothing()
    {
        _workspace.Write("goal.yaml", "kind: goal\nid: grow\nlevel: enterprise\noutcome: revenue\n");
        _workspace.Write("more.yaml", "kind: kpi\nid: visits\nname: Number of visits\ngoal: grow\nowner: ann@example.org\ndirection: increase\nmeasure: {type: mean, source: units, value: spend}\n---\nkind: kpi\nid: website_visits\ngoal: grow\nowner: ann@example.org\ndirection: increase\nmeasure: {type: count, source: units}\n");
        var lab = await _workspace.OpenAsync();
        var before = await lab.AuditKpisAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(before.HasCritical);
        Assert.Contains(before.Findings, f => f.Finding is { Code: "no-owner", Subject: "conversion" });
        Assert.Contains("trial_activation", before.Findings.Single(f => f.Finding is { Code: "vanity-unpaired", Subject: "website_visits" }).Finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("trial_activation", before.Findings.Single(f => f.Finding is { Code: "activity-phrased", Subject: "visits" }).Finding.Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_workspace.Folder, ".kpilab")));

        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await lab.MoveAsync("conversion", KpiState.Paused, "Drifted to activity.", cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain((await lab.AuditKpisAsync(cancellation: TestContext.Current.CancellationToken)).Findings, f => f.Finding.Subject == "conversion");
        _workspace.Now += TimeSpan.FromDays(93);
        Assert.Equal(["undecided"], (await lab.AuditKpisAsync(cancellation: TestContext.Current.CancellationToken)).Findings.Where(f => f.Finding.Subject == "conversion").Select(f => f.Finding.Code));

        _workspace.Write("kpilab.yaml", "store: .kpilab/store.db\ngovernance: {profile: start, rules: {vanity-unpaired: off, undecided: critical, no-target: info}}\n");
        var start = await lab.AuditKpisAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(AuditProfile.Start, start.Profile);
        Assert.DoesNotContain(start.Findings, f => f.Finding.Code is "vanity-unpaired" or "activity-phrased" or "no-benchmark");
        Assert.All(start.Findings.Where(f => f.Finding.Code == "no-target"), f => Assert.Equal(Severity.Info, f.Finding.Severity));
        var strict = await lab.AuditKpisAsync(new AuditQuestion(AuditProfile.Strict), cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(strict.Findings, f => f.Finding.Code == "no-provenance");
        Assert.Equal(["vanity-unpaired"], strict.SwitchedOff);
    }

    [Fact]
    public async Task Every_format_tells_score_findings_and_what_to_do()
    {
        var report = await (await _workspace.OpenAsync()).AuditKpisAsync(cancellation: TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(report.ToJson())!;
        Assert.Equal(report.Score.Value, (double)json["score"]!["score"]!);
        Assert.Equal(report.Findings.Count, json["findings"]!.AsArray().Count);
        Assert.Equal(9, json["kpis"]![0]!["checklist"]!.AsArray().Count);
        Assert.Equal(report.Findings.Count + 1, report.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var page = report.ToMarkdown();
        Assert.Contains("What to do, in this order", page, StringComparison.Ordinal);
        Assert.Contains("no-owner", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documentation_lists_every_rule_with_severity_points_profile_and_requirement()
    {
        var path = Path.Combine(KpiLab.Testing.Repository.Root, "docs", "governance.md");
        var page = File.ReadAllLines(path);
        if (Environment.GetEnvironmentVariable("KPILAB_WRITE_RULES") == "1")
        {
            var head = Array.FindIndex(page, l => l.StartsWith("| rule | about | severity |", StringComparison.Ordinal)) + 2;
            page = [.. page[..head], .. GovernanceAudit.Rules.Select(GovernanceRow), .. page[head..].SkipWhile(l => l.StartsWith("| `", StringComparison.Ordinal))];
            File.WriteAllText(path, string.Join('\n', page) + "\n");
        }

        string[] table = [.. page.TakeWhile(l => l != "## The calculator")];
        foreach (var rule in GovernanceAudit.Rules)
        {
            var row = Assert.Single(table, l => l.StartsWith($"| `{rule.Code}` |", StringComparison.Ordinal));
            Assert.Equal(GovernanceRow(rule), row);
        }
    }

    // As the table of docs/governance.md writes a rule.
    private static string GovernanceRow(GovernanceRule rule)
        => FormattableString.Invariant($"| `{rule.Code}` | {rule.Scope.ToString().ToLowerInvariant()} | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Points} | {rule.From.ToString().ToLowerInvariant()} | {rule.Requirement} | {(rule.Setting is null ? "" : $"`{rule.Setting}`")} | {rule.Summary} |");
}
