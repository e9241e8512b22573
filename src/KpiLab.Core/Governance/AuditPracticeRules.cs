namespace KpiLab.Core;

/// <summary>Rules of what people do: review, act, decide, and not take on too much.</summary>
internal static class AuditPracticeRules
{
    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        AuditSetRules.Reference("review-overdue", RuleScope.Kpi, AuditProfile.Align, "R39, R62", "governance.review_days"),
        AuditSetRules.Reference("low-execution-rate", RuleScope.Kpi, AuditProfile.Align, "R56, M3", "governance.execution_rate"),
        new("undecided", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R33, R46", "a candidate, trial or paused KPI for longer than the limit", v => v.Case.Kpis
            .Where(k => k.Standing.State is KpiState.Candidate or KpiState.Trial or KpiState.Paused && k.Standing.Since is { } since && Days(v, since) > v.Settings.UndecidedDays)
            .Select(k => new AuditHit(
                k.Id,
                Invariant($"It is {KpiLifeCycle.Word(k.Standing.State)} for {Days(v, k.Standing.Since!.Value)} days; {v.Settings.UndecidedDays} are the limit."),
                "Decide: " + string.Join(" or ", KpiLifeCycle.After(k.Standing.State).Select(KpiLifeCycle.Word)) + ".")), "governance.undecided_days"),
        new("owner-overload", RuleScope.Owner, Severity.Warning, AuditProfile.Align, "R11, R66", "one person answers for more active KPIs than the limit", v => Owned(v)
            .Where(g => g.Count() > v.Settings.KpisPerOwner)
            .Select(g => new AuditHit(g.Key, Invariant($"{g.Count()} active KPIs, where {v.Settings.KpisPerOwner} are the limit for one person."), "Give some to others, or retire those with the lowest evidence.")), "governance.kpis_per_owner"),
        new("metric-fatigue", RuleScope.Owner, Severity.Warning, AuditProfile.Align, "R66", "more changes and deviations reached one owner in 31 days than the limit", v => Owned(v)
            .Where(g => g.Sum(k => k.RecentAlerts) > v.Settings.AlertsPerOwner)
            .Select(g => new AuditHit(
                g.Key, Invariant($"{g.Sum(k => k.RecentAlerts)} changes and deviations in the last 31 days, where {v.Settings.AlertsPerOwner} are the limit for one person."), "Widen the thresholds that call for nothing, and change definitions less often.")), "governance.alerts_per_owner"),
    ];

    private static IEnumerable<IGrouping<string, KpiRecord>> Owned(GovernanceView v)
        => v.Active.Where(k => !string.IsNullOrWhiteSpace(k.Definition.Owner)).GroupBy(k => k.Definition.Owner!, StringComparer.OrdinalIgnoreCase);

    private static int Days(GovernanceView v, DateTimeOffset since) => v.Case.AsOf.DayNumber - DateOnly.FromDateTime(since.UtcDateTime).DayNumber;
}
