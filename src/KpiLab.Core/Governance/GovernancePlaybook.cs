using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A proposal of the playbook; nothing is done by it.</summary>
/// <param name="Step">strip, rebuild, reassign or respond.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Proposal">What to do.</param>
/// <param name="Because">Why.</param>
[TypeFormatterSource]
public sealed record PlaybookStep(string Step, string Subject, string Proposal, string Because);

/// <summary>What to do where the checks say no: strip to the few, rebuild goal → lead → action, reassign owners, write responses.</summary>
internal static class GovernancePlaybook
{
    public static IReadOnlyList<PlaybookStep> Of(GovernanceView view, IReadOnlyList<GovernanceScore> scores)
    {
        var score = scores.ToDictionary(s => s.Subject, s => s.Value, StringComparer.Ordinal);
        return [.. Strip(view, score), .. Rebuild(view), .. Reassign(view), .. Respond(view)];
    }

    // Lowest evidence first: what serves nothing, then what is unproven, then what is only context; within these by score.
    private static IEnumerable<PlaybookStep> Strip(GovernanceView view, Dictionary<string, double> score)
    {
        foreach (var goal in view.Case.Goals)
        {
            foreach (var kpi in LowestFirst(view, score, view.Own(goal).Where(k => k.Definition.Public)).SkipLast(view.Settings.MaxPublic))
            {
                yield return new PlaybookStep("strip", kpi.Id, "Put it behind the fold (public: false).", Invariant($"goal {goal.Id} shows more than {view.Settings.MaxPublic}; {Evidence(view, score, kpi)}"));
            }

            foreach (var kpi in LowestFirst(view, score, view.Own(goal).Where(k => k.Definition.Tier == Tier.Primary)).SkipLast(view.MaxPrimary.Limit))
            {
                yield return new PlaybookStep("strip", kpi.Id, "Make it secondary or supporting.", Invariant($"goal {goal.Id} has more than {view.MaxPrimary.Limit} primary KPIs; {Evidence(view, score, kpi)}"));
            }
        }

        foreach (var kpi in view.Active.Where(k => KpiChecklist.ClassOf(k, view) == KpiClass.Noise))
        {
            var instead = view.Instead(kpi);
            yield return new PlaybookStep(
                "strip", kpi.Id, $"Retire it: `kpilab kpi retire {kpi.Id} --reason …`{(instead.Count > 0 ? $"; instead: {string.Join(", ", instead)}" : "")}.", view.GoalOf(kpi) is null ? "it serves no goal" : "it is vanity, and stands alone");
        }
    }

    private static IEnumerable<PlaybookStep> Rebuild(GovernanceView view)
    {
        foreach (var goal in view.Case.Goals)
        {
            var serving = view.Serving(goal).ToList();
            if (!serving.Exists(view.IsOutcome))
            {
                yield return new PlaybookStep("rebuild", goal.Id, "Declare the outcome that the goal is about, as its primary KPI.", "no lagging KPI tells whether it is reached");
            }
            else if (!serving.Exists(k => view.RoleOf(k) == KpiRole.Leading || view.FedBy[k.Id].Any(view.IsActive)))
            {
                var outcomes = serving.Where(view.IsOutcome).Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
                var leads = view.Case.Templates.SelectMany(t => t.Leads).Where(e => outcomes.Contains(e.To)).Select(e => $"{e.From} → {e.To}").ToList();
                yield return new PlaybookStep(
                    "rebuild", goal.Id, leads.Count > 0 ? $"Adopt a lead: the catalogue has {string.Join(", ", leads)}." : $"Find a lead: `kpilab link screen {outcomes.Order(StringComparer.Ordinal).First()}`.", "no leading KPI warns early");
            }
        }
    }

    private static IEnumerable<PlaybookStep> Reassign(GovernanceView view)
    {
        foreach (var kpi in view.Active.Where(k => string.IsNullOrWhiteSpace(k.Definition.Owner)))
        {
            var team = view.Active.Where(k => k.Definition.Team == kpi.Definition.Team && kpi.Definition.Team is not null && !string.IsNullOrWhiteSpace(k.Definition.Owner)).GroupBy(k => k.Definition.Owner!).MinBy(g => g.Count())?.Key;
            yield return new PlaybookStep("reassign", kpi.Id, team is null ? "Name one person as owner." : $"Name one person as owner; of its team {team} has the fewest.", "nobody owns it");
        }

        foreach (var owner in view.Active.Where(k => !string.IsNullOrWhiteSpace(k.Definition.Owner)).GroupBy(k => k.Definition.Owner!, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > view.Settings.KpisPerOwner))
        {
            yield return new PlaybookStep("reassign", owner.Key, Invariant($"Give {owner.Count() - view.Settings.KpisPerOwner} of {owner.Count()} KPIs to others."), "more than one person can answer for");
        }
    }

    private static IEnumerable<PlaybookStep> Respond(GovernanceView view) => view.Active
        .Where(k => k.Definition.Thresholds.Count == 0)
        .Select(k => new PlaybookStep(
            "respond", k.Id, $"Write a threshold with its action, such as when: {(k.Definition.Direction == Direction.Decrease ? "rise" : "drop")} > 20% week over week.", "nothing is to be done when it deviates"));

    private static IOrderedEnumerable<KpiRecord> LowestFirst(GovernanceView view, Dictionary<string, double> score, IEnumerable<KpiRecord> kpis)
        => kpis.OrderBy(k => Rank(KpiChecklist.ClassOf(k, view))).ThenBy(k => score[k.Id]).ThenBy(k => k.Id, StringComparer.Ordinal);

    private static int Rank(KpiClass word) => word switch
    {
        KpiClass.Noise => 0,
        KpiClass.UnprovenProxy => 1,
        KpiClass.Context => 2,
        KpiClass.Proxy => 3,
        _ => 4,
    };

    private static string Evidence(GovernanceView view, Dictionary<string, double> score, KpiRecord kpi)
        => Invariant($"its evidence is the lowest ({Word(KpiChecklist.ClassOf(kpi, view))}, score {score[kpi.Id]:0})");

    private static string Word(KpiClass word) => word switch
    {
        KpiClass.Noise => "noise",
        KpiClass.UnprovenProxy => "an unproven proxy",
        KpiClass.Context => "context",
        KpiClass.Proxy => "a proxy that holds",
        _ => "tied to the goal",
    };
}
