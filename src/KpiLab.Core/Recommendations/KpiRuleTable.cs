namespace KpiLab.Core;

/// <summary>The rule table of a KPI: the first rule whose conditions all hold gives the word (ADR 12).</summary>
public static class KpiRuleTable
{
    /// <summary>Name of the rule where none holds.</summary>
    internal const string None = "no-rule";

    private const int DaysToNext = 31;

    /// <summary>The default rules, in order.</summary>
    public static IReadOnlyList<KpiRule> Default { get; } =
    [
        new("serves-nothing", KpiAdvice.Retire, [KpiConditions.NoGoal, KpiConditions.NoAction, KpiConditions.NotAnOutcome]),
        new("nobody-acts", KpiAdvice.Retire, [KpiConditions.NoOwner, KpiConditions.NoAction, KpiConditions.NotAnOutcome]),
        new("redundant", KpiAdvice.Retire, [KpiConditions.Redundant, KpiConditions.NotAnOutcome]),
        new("lead-dead", KpiAdvice.Replace, [KpiConditions.LeadDead, KpiConditions.NotAnOutcome]),
        new("lead-dead-but-outcome", KpiAdvice.Revalidate, [KpiConditions.LeadDead]),
        new("pushing-it-harms", KpiAdvice.Revalidate, [KpiConditions.CausalContradicted]),
        new("moves-wrongly", KpiAdvice.Revalidate, [KpiConditions.MovesWrongly]),
        new("lead-undecided", KpiAdvice.Revalidate, [KpiConditions.LeadOpen]),
        new("lead-predicts", KpiAdvice.Keep, [KpiConditions.LeadKept]),
        new("not-governed", KpiAdvice.Revalidate, [KpiConditions.NoGoal]),
        new("not-owned", KpiAdvice.Revalidate, [KpiConditions.NoOwner]),
        new("predicts-nothing", KpiAdvice.Revalidate, [KpiConditions.PredictsNothing, KpiConditions.NotAnOutcome]),
        new("is-an-outcome", KpiAdvice.Keep, [KpiConditions.AnOutcome]),
        new("never-moves", KpiAdvice.Revalidate, [KpiConditions.NeverMoves]),
        new("mostly-noise", KpiAdvice.Revalidate, [KpiConditions.Noisy]),
        new("serves-its-goal", KpiAdvice.Keep, [KpiConditions.Always]),
    ];

    /// <summary>The recommendation for one KPI.</summary>
    /// <param name="evidence">What is known of it.</param>
    /// <param name="rules">The rules; null: the default ones.</param>
    /// <param name="today">The day that is looked from.</param>
    public static KpiRecommendation Decide(KpiEvidence evidence, IReadOnlyList<KpiRule>? rules, DateOnly today)
    {
        var rule = (rules ?? Default).FirstOrDefault(r => r.When.All(evidence.Holds)) ?? new KpiRule(None, KpiAdvice.Revalidate, [KpiConditions.Always]);
        var wording = new KpiWording(evidence);
        var due = evidence.Leads.Select(l => l.Next).OfType<DateOnly>().Where(d => d > today).DefaultIfEmpty(today.AddDays(DaysToNext)).Min();
        return new KpiRecommendation(
            evidence.Kpi.Id,
            evidence.Kpi.Name,
            evidence.Role,
            evidence.Kpi.Tier,
            rule.Advice,
            rule.Name,
            wording.Sentence(rule),
            wording.For(rule.Advice),
            wording.Against(rule.Advice),
            wording.WouldChange(rule),
            due,
            rule.Advice is KpiAdvice.Replace or KpiAdvice.Revalidate ? evidence.Candidates : []);
    }
}
