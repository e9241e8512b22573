namespace KpiLab.Core;

/// <summary>Rules of goals: outcomes, ladder, balance, dates, consensus.</summary>
internal static class AuditGoalRules
{
    private const int FarDays = 366;

    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        AuditSetRules.Reference(
            "goal-without-lagging-outcome", RuleScope.Goal, AuditProfile.Start, "R37", holds: (v, f) => !v.Serving(v.Goals[f.Subject!]).Any(v.IsOutcome)),
        AuditSetRules.Reference(
            "goal-without-leading-indicator", RuleScope.Goal, AuditProfile.Start, "R37",
            holds: (v, f) => !v.Serving(v.Goals[f.Subject!]).Any(k => v.RoleOf(k) == KpiRole.Leading || v.FedBy[k.Id].Any(v.IsActive))),
        Goal("goal-without-outcome", Severity.Warning, AuditProfile.Align, "R1, R2", "a goal at the top names no outcome category",
            (v, g) => Top(v, g) && g.Outcome is null, "It names no outcome: a customer's problem, revenue, or risk.", "Write outcome: in the goal."),
        Goal("goal-without-parent", Severity.Warning, AuditProfile.Align, "R4", "a department's or team's goal serves no other, where there are goals above",
            (v, g) => Top(v, g) && v.Case.Goals.Any(o => o.Level < g.Level), "It serves no goal above it.", "Write parent: in the goal, so that it ladders up."),
        Goal("goal-above-its-parent", Severity.Warning, AuditProfile.Align, "R4", "a goal serves one of a lower level",
            (v, g) => g.Parent is { } p && v.Goals.GetValueOrDefault(p) is { } parent && parent.Level > g.Level, "It serves a goal of a lower level.", "Exchange the two, or correct their level."),
        Goal("goal-without-date", Severity.Info, AuditProfile.Align, "R5", "a goal has no date", (_, g) => g.Due is null, "Nobody knows by when it is to be reached.", "Write due: in the goal.", points: 10),
        Goal("goal-without-milestones", Severity.Info, AuditProfile.Align, "R5", "a goal is due in more than a year, and has no milestones",
            (v, g) => g.Due is { } due && due.DayNumber - v.Case.AsOf.DayNumber > FarDays && g.Milestones.Count == 0, "It is due in more than a year, and nothing tells on the way.", "Write milestones: with name and date.", points: 10),
        Goal("milestone-after-goal", Severity.Warning, AuditProfile.Align, "R5", "a milestone is due after its goal",
            (_, g) => g.Milestones.Any(m => m.Due > g.Due), "A milestone is due after the goal itself.", "Correct one of the two dates."),
        Goal("goal-without-consensus", Severity.Warning, AuditProfile.Strict, "R7", "nobody is on record as having agreed (also where governance.consensus_gate is set)",
            (_, g) => g.Consensus is null, "Nobody is on record as having agreed to it.", "Write consensus: {who: […], on: DATE} once they have.", "governance.consensus_gate"),
        Goal("goal-without-priority", Severity.Info, AuditProfile.Strict, "R7", "several goals, and this one has no rank",
            (v, g) => v.Case.Goals.Count > 1 && g.Priority is null, "It has no rank among the goals.", "Write priority: in the goal; 1 is the most important."),
        Goal("goal-without-horizon", Severity.Info, AuditProfile.Strict, "R5", "a goal at the top says not how far it looks", (v, g) => Top(v, g) && g.Horizon is null, "It does not say how far ahead it looks.", "Write horizon: strategic, annual or quarterly."),
        Goal("key-result-without-kpi", Severity.Info, AuditProfile.Align, "R6", "a key result that no active KPI stands below",
            (v, g) => g.Okr?.KeyResults.Any(r => !v.Own(g).Any(k => k.Definition.KeyResult == r.Id)) == true, "It has a key result that no active KPI measures.", "Write key_result: in the KPI that does, or drop the key result."),
        new("ladder-broken", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R4", "a reported KPI (primary, public, or of no tier) reaches no goal with an outcome", v => v.Active
            .Where(k => IsReported(k) || k.Definition.Tier is null)
            .Where(k => v.GoalOf(k) is not { } goal || !v.Path(goal).Any(g => g.Outcome is not null))
            .Select(k => IsReported(k)
                ? new AuditHit(k.Id, "It is reported, and following its goal upwards reaches no outcome.", "Give the goal at the top an outcome, or take the KPI out of the reports.")
                : new AuditHit(k.Id, "It names no tier, so it may be reported, and following its goal upwards reaches no outcome.", "Give the goal at the top an outcome, or write tier:."))),
    ];

    private static bool IsReported(KpiRecord kpi) => kpi.Definition.Public || kpi.Definition.Tier == Tier.Primary;

    private static bool Top(GovernanceView v, GoalDefinition goal) => goal.Parent is null || !v.Goals.ContainsKey(goal.Parent);

    private static GovernanceRule Goal(
        string code, Severity severity, AuditProfile from, string requirement, string summary, Func<GovernanceView, GoalDefinition, bool> breaks, string sentence, string remedy, string? setting = null, int? points = null)
        => new(code, RuleScope.Goal, severity, from, requirement, summary, v => v.Case.Goals.Where(g => breaks(v, g)).Select(g => new AuditHit(g.Id, sentence, remedy)), setting, points);
}
