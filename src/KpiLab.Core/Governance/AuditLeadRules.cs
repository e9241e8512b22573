namespace KpiLab.Core;

/// <summary>Rules of leads and links: declared, reasoned, checked.</summary>
internal static class AuditLeadRules
{
    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        AuditSetRules.Reference("lead-feeds-nothing", RuleScope.Kpi, AuditProfile.Start, "R36, R38"),
        AuditSetRules.Reference("lead-never-validated", RuleScope.Kpi, AuditProfile.Start, "R41", points: 35),
        AuditSetRules.Reference("lead-validation-stale", RuleScope.Kpi, AuditProfile.Align, "R39, R41", "governance.lead_check_days"),
        AuditSetRules.Reference("lead-no-longer-predicts", RuleScope.Kpi, AuditProfile.Start, "R40"),
        new("link-without-reason", RuleScope.Link, Severity.Info, AuditProfile.Strict, "R15, R42", "a link does not say why its outcome should follow", v => v.Case.Links
            .Where(l => string.IsNullOrWhiteSpace(l.Because) && v.IsActive(l.From))
            .Select(l => new AuditHit(l.Id, "It does not say why its outcome should follow.", "Write because: in the link."))),
        AuditKpiRules.Kpi("hypothesis-untested", Severity.Info, AuditProfile.Strict, "R15, R50", "no link and no experiment can refute its hypothesis",
            (v, k) => k.Definition.Hypothesis is not null && !k.HasExperiment && !v.Feeds[k.Id].Any() && !v.FedBy[k.Id].Any(), "Neither a link nor an experiment could refute its hypothesis.", "Declare a link, or test it in an experiment."),
        new("retired-still-used", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R46", "a retired KPI is still an end of a link of active KPIs, or a pair", v => v.Case.Kpis
            .Where(k => k.Standing.State == KpiState.Retired)
            .Where(k => v.Case.Links.Any(l => (l.From == k.Id && v.IsActive(l.To)) || (l.To == k.Id && v.IsActive(l.From))) || v.Active.Any(a => a.Definition.PairedWith == k.Id))
            .Select(k => new AuditHit(k.Id, "It is retired, and active KPIs still rest on it.", k.Standing.Successor is { } next ? $"Put {next} in its place." : "Name what takes its place there."))),
    ];
}
