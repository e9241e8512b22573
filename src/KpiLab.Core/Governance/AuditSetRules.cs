namespace KpiLab.Core;

/// <summary>Rules of a small set: few primary, few public, nothing twice.</summary>
internal static class AuditSetRules
{
    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        new("too-many-primary", RuleScope.Team, Severity.Warning, AuditProfile.Start, "R25", "more primary KPIs than the limit, by its scope", TooManyPrimary, "defaults.max_primary"),
        Reference("too-many-public", RuleScope.Goal, AuditProfile.Align, "R26", "governance.max_public"),
        Reference("secondary-count-outside-range", RuleScope.Goal, AuditProfile.Align, "R27", "governance.secondary"),
        new("goal-without-primary", RuleScope.Goal, Severity.Critical, AuditProfile.Align, "R17, M1", "nothing judges whether the goal is reached: no primary KPI", v => v.Case.Goals
            .Where(g => Judges(g, v).Count == 0 && !IsServedFromBelow(g, v))
            .Select(g => new AuditHit(g.Id, "No active primary KPI judges whether this goal is reached.", "Make the one to three KPIs that decide primary."))),
        new("goal-decided-by-unproven-lead", RuleScope.Goal, Severity.Critical, AuditProfile.Align, "R41", "every primary KPI of the goal is a lead that is unchecked, stale, or no longer predicts; where none is primary, one whose tier is not told may be it", v => v.Case.Goals
            .Select(g => (Goal: g, By: Unproven(g, v)))
            .Where(d => d.By.Count > 0)
            .Select(d => Judges(d.Goal, v).Count > 0
                ? new AuditHit(d.Goal.Id, $"It is decided by {Names(d.By)} alone, and no check says that what leads it still predicts.", "Check the links, or make an outcome primary beside it.")
                : new AuditHit(
                    d.Goal.Id,
                    d.By.Count == 1 ? $"{Names(d.By)} names no tier and may decide it; no check says it predicts." : $"{Names(d.By)} name no tier and may decide it; no check says they predict.",
                    d.By.Count == 1 ? "Write tier:, or check its link." : "Write tier:, or check their links."))),
        new("same-measure-twice", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R25, R28", "another active KPI computes the same number", v => v.Active
            .Where(k => k.MeasureText is not null)
            .GroupBy(k => k.MeasureText!, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .SelectMany(g => g.Skip(1).Select(k => new AuditHit(k.Id, $"It computes the same number as {g.First().Id}.", $"Keep one of the two; retire the other with {g.First().Id} as its successor.")))),
        new("only-adding", RuleScope.Workspace, Severity.Info, AuditProfile.Align, "R34, M4", "in the last 92 days three KPIs or more were added and none was retired", v =>
        {
            var noise = DashboardNoise.Between([.. v.Case.Events], v.Case.AsOf.AddDays(-91), v.Case.AsOf);
            return noise is { ActiveAtStart: > 0, Added: >= 3, Retired: 0 }
                ? [new AuditHit("workspace", Invariant($"{noise.Added} KPIs were added in the last 92 days, and none was retired."), "For each that comes, ask which one goes.")]
                : [];
        }),
    ];

    /// <summary>A rule of <see cref="PortfolioAudit"/>.</summary>
    internal static GovernanceRule Reference(
        string code, RuleScope scope, AuditProfile from, string requirement, string? setting = null, int? points = null, Severity? severity = null, Func<GovernanceView, Finding, bool>? holds = null, Func<GovernanceView, Finding, string>? remedy = null)
    {
        var rule = PortfolioAudit.Rules.Single(r => r.Code == code);
        return new GovernanceRule(
            code, scope, severity ?? rule.Severity, from, requirement, rule.Summary,
            v => v.Reference[code].Where(f => holds?.Invoke(v, f) ?? true).Select(f => new AuditHit(f.Subject!, f.Sentence, remedy?.Invoke(v, f) ?? f.Remedy)),
            setting, points);
    }

    internal static string Names(IEnumerable<KpiRecord> kpis) => string.Join(", ", kpis.Select(k => k.Id).Order(StringComparer.Ordinal));

    private static List<KpiRecord> Judges(GoalDefinition goal, GovernanceView v) => [.. v.Own(goal).Where(k => k.Definition.Tier == Tier.Primary)];

    private static bool IsServedFromBelow(GoalDefinition goal, GovernanceView v) => v.Serving(goal).Any(k => k.Definition.Goal != goal.Id);

    // What is not told is read against the goal: a KPI without a tier may be the one that decides. Where nothing at all decides, goal-without-primary says so.
    private static List<KpiRecord> Unproven(GoalDefinition goal, GovernanceView v)
    {
        bool IsUnproven(KpiRecord kpi) => v.IsUnsoundLead(kpi) || v.RoleOf(kpi) is null;
        var judges = Judges(goal, v);
        return judges.Count > 0 ? judges.TrueForAll(IsUnproven) ? judges : []
            : IsServedFromBelow(goal, v) ? [.. v.Own(goal).Where(k => k.Definition.Tier is null && IsUnproven(k))]
            : [];
    }

    private static IEnumerable<AuditHit> TooManyPrimary(GovernanceView v) => v.Active
        .Where(k => k.Definition.Tier == Tier.Primary && v.GoalOf(k) is not null)
        .GroupBy(k => v.MaxPrimary.Scope switch
        {
            "per_goal" => k.Definition.Goal!,
            "per_team" => k.Definition.Team ?? "",
            _ => k.Definition.Goal + "/" + k.Definition.Team,
        }, StringComparer.Ordinal)
        .Where(g => g.Count() > v.MaxPrimary.Limit)
        .Select(g => new AuditHit(
            g.Key,
            Invariant($"{g.Count()} primary KPIs ({Names(g)}) where {v.MaxPrimary.Limit} are the limit {v.MaxPrimary.Scope.Replace('_', ' ')} ({v.LimitFrom})."),
            Invariant($"Keep the {v.MaxPrimary.Limit} with the best evidence; make the others secondary or supporting.")));
}
