using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The audit of a workspace.</summary>
/// <param name="AsOf">The day that it looked from.</param>
/// <param name="Profile">How much it asked for.</param>
/// <param name="Findings">By severity, then rule, then subject.</param>
/// <param name="Score">Of the workspace.</param>
/// <param name="Goals">By goal.</param>
/// <param name="Kpis">By KPI.</param>
/// <param name="Checklists">The nine points, by KPI.</param>
/// <param name="Playbook">What to do, in the order to do it; proposals only.</param>
/// <param name="SwitchedOff">Rules that the workspace switched off.</param>
[TypeFormatterSource]
public sealed record GovernanceReport(
    DateOnly AsOf,
    AuditProfile Profile,
    IReadOnlyList<GovernanceFinding> Findings,
    GovernanceScore Score,
    IReadOnlyList<GovernanceScore> Goals,
    IReadOnlyList<GovernanceScore> Kpis,
    IReadOnlyList<KpiChecklist> Checklists,
    IReadOnlyList<PlaybookStep> Playbook,
    IReadOnlyList<string> SwitchedOff) : IShowable
{
    /// <summary>Whether something must be acted on.</summary>
    public bool HasCritical => Findings.Any(f => f.Finding.Severity == Severity.Critical);
}

/// <summary>Holds a workspace to every rule of governance: the eighteen of <see cref="PortfolioAudit"/>, and those that need more than a portfolio.</summary>
public static class GovernanceAudit
{
    /// <summary>All rules, in the order of the documentation.</summary>
    public static IReadOnlyList<GovernanceRule> Rules { get; } = [.. AuditSetRules.All, .. AuditGoalRules.All, .. AuditKpiRules.All, .. AuditTargetRules.All, .. AuditLeadRules.All, .. AuditPracticeRules.All];

    /// <summary>Runs the rules of the case's profile.</summary>
    public static GovernanceReport Run(GovernanceCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var view = new GovernanceView(@case);
        var findings = new List<GovernanceFinding>();
        var off = new List<string>();
        foreach (var rule in Rules.Where(r => r.From <= @case.Settings.Profile || (r.Code == "goal-without-consensus" && @case.Settings.ConsensusGate)))
        {
            var overridden = @case.Settings.Rules.TryGetValue(rule.Code, out var severity);
            if (overridden && severity is null)
            {
                off.Add(rule.Code);
                continue;
            }

            findings.AddRange(rule.Find(view).OrderBy(h => h.Subject, StringComparer.Ordinal).Select(hit => Finding(view, rule, hit, severity)));
        }

        var ofKpi = findings.Where(f => f.Rule.Scope == RuleScope.Kpi).ToLookup(f => f.Finding.Subject!, f => f.Points, StringComparer.Ordinal);
        var goals = @case.Goals.Select(g => Goal(g, view, findings, ofKpi)).ToList();
        var kpis = view.Active.Select(k => new GovernanceScore(k.Id, RuleScope.Kpi, ofKpi[k.Id].Sum(), 1)).ToList();
        return new GovernanceReport(
            @case.AsOf,
            @case.Settings.Profile,
            [.. findings.OrderByDescending(f => f.Finding.Severity)],
            new GovernanceScore("workspace", RuleScope.Workspace, findings.Sum(f => f.Points), view.Active.Count + @case.Goals.Count),
            goals,
            kpis,
            [.. view.Active.Select(k => KpiChecklist.Of(k, view))],
            GovernancePlaybook.Of(view, kpis),
            off);
    }

    // Where people are appraised by a KPI, its flaws are gamed (Goodhart): each is a step more severe, and all take two and a half times the points, so that what one hides still weighs less than itself.
    private static GovernanceFinding Finding(GovernanceView view, GovernanceRule rule, AuditHit hit, Severity? overridden)
    {
        var severity = overridden ?? rule.Severity;
        var points = overridden is null ? rule.Points : GovernanceRule.PointsOf(severity);
        var sentence = hit.Sentence;
        if (rule.Scope == RuleScope.Kpi && view.ById.GetValueOrDefault(hit.Subject)?.Definition.Appraisal == true)
        {
            severity = severity == Severity.Critical ? severity : severity + 1;
            points = ((5 * points) + 1) / 2;
            sentence += " People are appraised by it, so this weighs more.";
        }

        return new GovernanceFinding(rule, new Finding(rule.Code, severity, sentence, hit.Remedy, hit.Subject), points);
    }

    private static GovernanceScore Goal(GoalDefinition goal, GovernanceView view, List<GovernanceFinding> findings, ILookup<string, int> ofKpi)
    {
        var own = view.Own(goal).Select(k => k.Id).ToList();
        var points = findings.Where(f => f.Rule.Scope switch
        {
            RuleScope.Goal => f.Finding.Subject == goal.Id,
            RuleScope.Team => f.Finding.Subject!.StartsWith(goal.Id + "/", StringComparison.Ordinal) || f.Finding.Subject == goal.Id,
            _ => false,
        }).Sum(f => f.Points);
        return new GovernanceScore(goal.Id, RuleScope.Goal, points + own.Sum(id => ofKpi[id].Sum()), own.Count + 1);
    }
}
