using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab.Tests;

/// <summary>Every limit that a workspace may set moves what the audit says, and what a review says: one workspace, once under generous limits and once under tight ones.</summary>
public sealed class GovernanceSettingTests : TimeProvider, IAsyncLifetime
{
    private static readonly Month February = Month.Parse("2026-02");

    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-settings-").FullName;

    /// <summary>A setting, a generous value, a tight one, and the rule that it moves; in reviews a KPI is never overdue, because the review itself looks at it.</summary>
    private static readonly Limit[] Limits =
    [
        new("governance.vocabulary", "lenient", "strict", "metric-called-kpi:sales", true),
        new("governance.consensus_gate", "false", "true", "goal-without-consensus:grow", true),
        new("governance.max_public", "3", "1", "too-many-public:grow", true),
        new("governance.lead_check_days", "31", "5", "lead-validation-stale:leads", true),
        new("governance.review_days", "92", "10", "review-overdue:sales", false),
        new("governance.secondary", "{from: 1, to: 3}", "{from: 2, to: 3}", "secondary-count-outside-range:grow", true),
        new("governance.execution_rate", "0%", "80%", "low-execution-rate:sales", true),
        new("governance.kpis_per_owner", "4", "2", "owner-overload:ann@example.org", true),
        new("governance.alerts_per_owner", "10", "1", "metric-fatigue:ann@example.org", true),
        new("governance.undecided_days", "92", "20", "undecided:visits", true),
        new("governance.target_probability", "0%", "100%", "target-unrealistic:sales", true),
        new("governance.rules", "{no-benchmark: off}", "{no-benchmark: critical}", "no-benchmark:sales", true),
        new("defaults.max_primary", "{limit: 2, scope: per_goal}", "{limit: 1, scope: per_goal}", "too-many-primary:grow", true),
    ];

    /// <summary>Settings that move no rule, and where a test holds them: the profile (what is asked at all), the gate of `kpi activate` (LifeCycleTests), how long an answer holds (GovernanceVerbTests).</summary>
    private static readonly string[] Elsewhere = ["governance.profile", "governance.readiness_gate", "governance.answer_days"];

    private DateTimeOffset Now { get; set; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    // Applied in January; one KPI is paused, the link is checked on 16 February, two weeks of February drop and nobody acts, and January is reviewed on the 3rd.
    public async ValueTask InitializeAsync()
    {
        Workspace();
        Settings("align", l => l.Generous);
        var lab = await OpenAsync();
        await lab.ApplyAsync();
        Now += TimeSpan.FromHours(1);
        await lab.MoveAsync("visits", KpiState.Paused, "It grows by itself");
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        await lab.ReviewAsync(February.Previous);
        Now = new(2026, 2, 16, 9, 0, 0, TimeSpan.Zero);
        await lab.CheckLinkAsync("leads_make_sales");
        Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        await lab.CheckDeviationsAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_limit_of_the_schema_is_one_of_these()
    {
        var workspace = JsonNode.Parse(File.ReadAllText(Path.Combine(KpiLab.Testing.Repository.Root, "docs/schema/workspace.json")))!;
        var known = workspace["properties"]!["governance"]!["properties"]!.AsObject().Select(p => "governance." + p.Key).Append("defaults.max_primary");
        Assert.Equal(known.Order(StringComparer.Ordinal), Limits.Select(l => l.Setting).Concat(Elsewhere).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_limit_moves_the_audit_and_the_review()
    {
        // Audits first: a review that is stored today makes no KPI overdue.
        var (generousAudit, tightAudit) = (await AuditAsync("align", l => l.Generous), await AuditAsync("align", l => l.Tight));
        var (generousReview, tightReview) = (await ReviewAsync("align", l => l.Generous), await ReviewAsync("align", l => l.Tight));
        foreach (var limit in Limits)
        {
            Assert.True(!generousAudit.Contains(limit.Code) && tightAudit.Contains(limit.Code), $"{limit.Setting} does not move {limit.Code} in the audit: {generousAudit.Contains(limit.Code)}, {tightAudit.Contains(limit.Code)}");
            Assert.True(!generousReview.Contains(limit.Code) && tightReview.Contains(limit.Code) == limit.InReviews, $"{limit.Setting} and {limit.Code} in the review: {generousReview.Contains(limit.Code)}, {tightReview.Contains(limit.Code)}");
        }
    }

    [Theory]
    [InlineData("per_goal", "too-many-primary:grow")]
    [InlineData("per_team", "too-many-primary:growth")]
    [InlineData("per_team_per_goal", "too-many-primary:grow/growth")]
    public async Task Primary_kpis_are_counted_by_their_scope_in_the_audit_and_in_the_review(string scope, string code)
    {
        var (audit, review) = await FindingsAsync("align", l => l.Setting == "defaults.max_primary" ? $"{{limit: 1, scope: {scope}}}" : l.Generous);
        Assert.Equal([code], audit.Where(c => c.StartsWith("too-many-primary", StringComparison.Ordinal)));
        Assert.Equal([code], review.Where(c => c.StartsWith("too-many-primary", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_profile_asks_for_all_that_those_before_it_ask_for_in_the_audit_and_in_the_review()
    {
        var start = await FindingsAsync("start", l => l.Generous);
        var align = await FindingsAsync("align", l => l.Generous);
        var strict = await FindingsAsync("strict", l => l.Generous);
        foreach (var (less, more) in new[] { (start.Audit, align.Audit), (align.Audit, strict.Audit), (start.Review, align.Review), (align.Review, strict.Review) })
        {
            Assert.Empty(less.Except(more));
            Assert.NotEmpty(more.Except(less));
        }
    }

    private async Task<(HashSet<string> Audit, HashSet<string> Review)> FindingsAsync(string profile, Func<Limit, string> value) => (await AuditAsync(profile, value), await ReviewAsync(profile, value));

    private async Task<HashSet<string>> AuditAsync(string profile, Func<Limit, string> value)
    {
        Settings(profile, value);
        return [.. (await (await OpenAsync()).AuditKpisAsync(new AuditQuestion(Targets: true))).Findings.Select(f => $"{f.Finding.Code}:{f.Finding.Subject}")];
    }

    private async Task<HashSet<string>> ReviewAsync(string profile, Func<Limit, string> value)
    {
        Settings(profile, value);
        return [.. (await (await OpenAsync()).ReviewAsync(February)).Snapshot.Findings.Select(f => $"{f.Code}:{f.Subject}")];
    }

    private Task<Lab> OpenAsync() => Lab.OpenAsync(_folder, new LabOptions(this, "ann@example.org"));

    private void Settings(string profile, Func<Limit, string> value)
        => File.WriteAllText(Path.Combine(_folder, "kpilab.yaml"), string.Concat(
            "store: .kpilab/store.db\n",
            "defaults:\n", string.Concat(Limits.Where(l => l.Setting.StartsWith("defaults.", StringComparison.Ordinal)).Select(l => $"  {l.Setting["defaults.".Length..]}: {value(l)}\n")),
            $"governance:\n  profile: {profile}\n", string.Concat(Limits.Where(l => l.Setting.StartsWith("governance.", StringComparison.Ordinal)).Select(l => $"  {l.Setting["governance.".Length..]}: {value(l)}\n"))));

    // Weeks from Monday 3 February 2025. Sales follow leads by three weeks; two weeks of February 2026 drop.
    private void Workspace()
    {
        var random = new Random(6);
        var leads = Enumerable.Range(0, 60).Select(_ => 100 + (20 * (random.NextDouble() - 0.5))).ToArray();
        File.WriteAllText(Path.Combine(_folder, "weekly.csv"), "week,leads,sales,orders,visits\n" + string.Concat(Enumerable.Range(0, 56).Select(i =>
        {
            var week = new DateOnly(2025, 2, 3).AddDays(7 * i);
            var sales = (week == new DateOnly(2026, 2, 2) || week == new DateOnly(2026, 2, 16) ? 0.5 : 1) * (40 + (0.5 * (leads[Math.Max(0, i - 3)] - 100)) + random.NextDouble());
            return string.Create(CultureInfo.InvariantCulture, $"{week:yyyy-MM-dd},{leads[i]:0.00},{sales:0.00},{30 + random.NextDouble():0.00},{1000 + i}\n");
        })));
        static string Kpi(string id, string more) => $$"""
            ---
            kind: kpi
            id: {{id}}
            name: {{id}}
            goal: grow
            owner: ann@example.org
            cadence: weekly
            unit: score
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: {{id}}}
            {{more}}

            """;
        File.WriteAllText(Path.Combine(_folder, "definitions.yaml"), """
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: goal
            id: grow
            level: enterprise
            outcome: revenue

            """
            + Kpi("leads", "tier: secondary\npurpose: predict\nteam: growth\npublic: true")
            + Kpi("sales", "tier: primary\npurpose: improve\nteam: growth\npublic: true\ntarget: {value: 41, due: 2026-06-30}\nthresholds:\n  - {when: drop > 20%, severity: warning, action: Look}")
            + Kpi("orders", "tier: primary\npurpose: improve\nteam: growth")
            + Kpi("visits", "tier: supporting\npurpose: improve")
            + """
            ---
            kind: link
            id: leads_make_sales
            from: leads
            to: sales
            expect: positive
            lag: 1w..6w

            """);
    }

    private sealed record Limit(string Setting, string Generous, string Tight, string Code, bool InReviews);
}
