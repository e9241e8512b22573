namespace KpiLab.Core;

/// <summary>Rules of targets: exact, dated, realistic, and of some effect.</summary>
internal static class AuditTargetRules
{
    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        AuditSetRules.Reference("no-target", RuleScope.Kpi, AuditProfile.Start, "R18", points: 50),
        AuditSetRules.Reference("target-without-deadline", RuleScope.Kpi, AuditProfile.Align, "R18", points: 20),
        AuditKpiRules.Kpi("target-overdue", Severity.Warning, AuditProfile.Align, "R18", "its date has passed", (v, k) => k.Definition.Target?.Due < v.Case.AsOf,
            "The date of its target has passed.", "Record whether it was reached (`kpilab kpi annotate`), and set the next."),
        AuditKpiRules.Kpi("target-sets-nothing", Severity.Warning, AuditProfile.Align, "R54", "it asks for no more than what is there already", SetsNothing,
            "Its target asks for no more than what is there already: it sets no behaviour.", "Set a target that somebody must do something for, or tell it as a benchmark."),
        new("target-unrealistic", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R43", "its own past makes it less likely than the limit", v => v.Active
            .Where(k => k.TargetProbability < v.Settings.TargetProbability)
            .Select(k => new AuditHit(
                k.Id, Invariant($"By its own past the target is met with probability {k.TargetProbability:0.#%}; {v.Settings.TargetProbability:0.#%} is the least."), "Say what will be done differently, or set another target or date.")), "governance.target_probability"),
        AuditKpiRules.Kpi("target-without-start", Severity.Info, AuditProfile.Strict, "R18", "it says not where it starts", (_, k) => k.Definition.Target is { Previous: null } && !k.Definition.Benchmark.ContainsKey("own_past"),
            "Its target does not say where it starts.", "Write previous: in the target, or own_past: in the benchmark.", points: 10),
    ];

    private static bool SetsNothing(GovernanceView v, KpiRecord k)
    {
        var from = k.Definition.Target?.Previous ?? (k.Definition.Benchmark.TryGetValue("own_past", out var past) ? past : null);
        return k.Definition.Target is { } target && from is { } start && k.Definition.Direction switch
        {
            Direction.Increase => target.Value <= start,
            Direction.Decrease => target.Value >= start,
            _ => false,
        };
    }
}
