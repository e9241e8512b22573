namespace KpiLab.Core;

/// <summary>Holds a portfolio of KPIs to the rules of a small, owned, goal-linked and acted-upon set.</summary>
public static class PortfolioAudit
{
    /// <summary>The rules, in the order of their findings.</summary>
    public static IReadOnlyList<AuditRule> Rules { get; } = [.. SetRules(), .. FieldRules(), .. LeadRules(), .. PracticeRules()];

    /// <summary>Every finding: by rule, then by subject.</summary>
    public static IReadOnlyList<Finding> Run(Portfolio portfolio)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        return [.. Rules.SelectMany(rule => rule.Apply(portfolio).OrderBy(f => f.Subject, StringComparer.Ordinal))];
    }

    private static AuditRule[] SetRules() =>
    [
        new("too-many-primary", Severity.Warning, "a team has more primary KPIs on a goal than the limit", p => OnGoals(p)
            .Where(k => k.Tier == Tier.Primary)
            .GroupBy(k => k.Goal + "/" + k.Team, StringComparer.Ordinal)
            .Where(g => g.Count() > p.Limits.MaxPrimary)
            .Select(g => new AuditHit(
                g.Key,
                Invariant($"{g.Count()} primary KPIs ({Names(g)}) where {p.Limits.MaxPrimary} are the limit for a team on a goal."),
                Invariant($"Keep the {p.Limits.MaxPrimary} with the best evidence; make the others secondary or supporting.")))),
        new("too-many-public", Severity.Warning, "a goal has more public KPIs than the limit", p => OnGoals(p)
            .Where(k => k.Public)
            .GroupBy(k => k.Goal!, StringComparer.Ordinal)
            .Where(g => g.Count() > p.Limits.MaxPublic)
            .Select(g => new AuditHit(
                g.Key,
                Invariant($"{g.Count()} public KPIs ({Names(g)}) where {p.Limits.MaxPublic} are the limit for a goal."),
                "Show the few that people decide by, and put the rest behind a fold (public: false)."))),
        new("goal-without-lagging-outcome", Severity.Warning, "no active lagging KPI says whether the goal is reached", p => WithoutRole(
            p, KpiRole.Lagging, "No active lagging KPI tells whether this goal is reached.", "Declare the outcome that the goal is about, as a KPI of this goal.")),
        new("goal-without-leading-indicator", Severity.Warning, "no active leading KPI warns early", p => WithoutRole(
            p, KpiRole.Leading, "No active leading KPI gives an early word on this goal.", "Declare a KPI that people can move, with a link to the outcome.")),
        new("secondary-count-outside-range", Severity.Info, "a goal has secondary KPIs, but fewer or more than the range", p => OnGoals(p)
            .Where(k => k.Tier == Tier.Secondary)
            .GroupBy(k => k.Goal!, StringComparer.Ordinal)
            .Where(g => g.Count() < p.Limits.FewestSecondary || g.Count() > p.Limits.MostSecondary)
            .Select(g => new AuditHit(
                g.Key,
                Invariant($"{g.Count()} secondary KPIs ({Names(g)}); {p.Limits.FewestSecondary} to {p.Limits.MostSecondary} are usual."),
                "Add what is missing to read the primary ones, or make the surplus supporting."))),
    ];

    private static AuditRule[] FieldRules() =>
    [
        new("not-linked-to-goal", Severity.Warning, "the goal is missing or unknown", p => p.Active
            .Where(k => !Known(p, k))
            .Select(k => new AuditHit(
                k.Id, Given(k.Goal) ? $"Its goal {k.Goal} is not defined." : "It serves no goal.", "Name the goal that it serves, or take it out of the reports."))),
        Field("no-owner", Severity.Critical, k => k.Owner, "Nobody owns it.", "Name one person who answers for its accuracy and reporting."),
        Field("no-deviation-action", Severity.Warning, k => k.Action, "Nothing is to be done when it deviates.", "Add a threshold with the action that its crossing calls for."),
        Field("no-formula", Severity.Critical, k => k.Formula, "It has no formula.", "Add a measure: what is counted, over what."),
        Field("no-data-source", Severity.Warning, k => k.Source, "It has no data source.", "Name the source that it is computed from."),
        Field("no-cadence", Severity.Warning, k => k.Cadence, "Nobody knows how often it is reported.", "Set its cadence."),
        Field("no-hypothesis", Severity.Warning, k => k.Hypothesis, "It does not say why it matters.", "Write the hypothesis that ties it to an outcome, so that it can be tested."),
        new("no-target", Severity.Warning, "the target has no value", p => p.Active
            .Where(k => k.TargetValue is null)
            .Select(k => new AuditHit(k.Id, "It has no target.", "Set an exact value and a date."))),
        new("target-without-deadline", Severity.Warning, "the target has a value and no date", p => p.Active
            .Where(k => k.TargetValue is not null && k.TargetDue is null)
            .Select(k => new AuditHit(k.Id, Invariant($"Its target of {k.TargetValue} has no date."), "Say by when, so that the answer is yes or no."))),
    ];

    private static AuditRule[] LeadRules() =>
    [
        new("lead-feeds-nothing", Severity.Warning, "a leading KPI leads no active KPI", p => Leads(p, feeding: false)
            .Select(k => new AuditHit(k.Id, "It is called leading, and no active KPI is declared as what it leads.", "Declare a link to its outcome, or give it another role."))),
        new("lead-never-validated", Severity.Warning, "a leading KPI was never checked", p => Leads(p, feeding: true)
            .Where(k => k.Validation is null)
            .Select(k => new AuditHit(k.Id, "It was never checked whether it predicts its outcome.", "Run `kpilab link check`."))),
        new("lead-validation-stale", Severity.Warning, "the last check of a leading KPI is too old", p => Leads(p, feeding: true)
            .Where(k => k.Validation is { } v && Age(p, v.On) > p.Limits.ValidationMaxAgeDays)
            .Select(k => new AuditHit(
                k.Id,
                Invariant($"It was last checked on {k.Validation!.On:yyyy-MM-dd}, {Age(p, k.Validation.On)} days ago; {p.Limits.ValidationMaxAgeDays} are the limit."),
                "Run `kpilab link check`."))),
        new("lead-no-longer-predicts", Severity.Critical, "the last check said revalidate or replace", p => Leads(p, feeding: true)
            .Where(k => k.Validation is { Word: LinkWord.Revalidate or LinkWord.Replace })
            .Select(k => new AuditHit(
                k.Id,
                k.Validation!.Word == LinkWord.Replace ? "Its last check says: replace." : "Its last check says: revalidate.",
                "Do not steer by it alone; see `kpilab link show` and `kpilab recommend`."))),
    ];

    private static AuditRule[] PracticeRules() =>
    [
        new("review-overdue", Severity.Warning, "no review, or one too long ago", p => p.Active
            .Where(k => k.LastReview is not { } on || Age(p, on) > p.Limits.ReviewMaxAgeDays)
            .Select(k => new AuditHit(
                k.Id,
                k.LastReview is { } on ? Invariant($"It was last reviewed on {on:yyyy-MM-dd}, {Age(p, on)} days ago; {p.Limits.ReviewMaxAgeDays} are the limit.") : "It was never reviewed.",
                "Put it on the next monthly review."))),
        new("vanity-unpaired", Severity.Warning, "a vanity KPI stands without one of engagement or conversion", p => p.Active
            .Where(k => k.Vanity && !Given(k.PairedWith))
            .Select(k => new AuditHit(k.Id, "It grows without anything getting better, and stands alone.", "Pair it with a KPI of engagement or conversion, or retire it."))),
        new("low-execution-rate", Severity.Critical, "too few deviations were acted on", p => p.Active
            .Where(k => k.Actions is { Triggered: > 0 } a && (double)a.Executed / a.Triggered < p.Limits.MinExecutionRate)
            .Select(k => new AuditHit(
                k.Id,
                Invariant($"{k.Actions!.Value.Executed} of {k.Actions.Value.Triggered} deviations were acted on; {p.Limits.MinExecutionRate:0.##%} is the least."),
                "Act on the open ones, or change the threshold or the action."))),
    ];

    private static AuditRule Field(string code, Severity severity, Func<PortfolioKpi, string?> field, string sentence, string remedy) => new(
        code, severity, sentence[..1].ToLowerInvariant() + sentence[1..].TrimEnd('.'), p => p.Active.Where(k => !Given(field(k))).Select(k => new AuditHit(k.Id, sentence, remedy)));

    private static IEnumerable<PortfolioKpi> OnGoals(Portfolio p) => p.Active.Where(k => Known(p, k));

    private static IEnumerable<AuditHit> WithoutRole(Portfolio p, KpiRole role, string sentence, string remedy)
        => p.Goals.Where(g => !p.Active.Any(k => k.Goal == g.Id && k.Role == role)).Select(g => new AuditHit(g.Id, sentence, remedy));

    private static IEnumerable<PortfolioKpi> Leads(Portfolio p, bool feeding)
    {
        var active = p.Active.Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
        return p.Active.Where(k => k.Role == KpiRole.Leading && (k.Feeds ?? []).Any(active.Contains) == feeding);
    }

    private static bool Known(Portfolio p, PortfolioKpi k) => Given(k.Goal) && p.Goals.Any(g => g.Id == k.Goal);

    private static bool Given(string? text) => !string.IsNullOrWhiteSpace(text);

    private static int Age(Portfolio p, DateOnly on) => p.AsOf.DayNumber - on.DayNumber;

    private static string Names(IEnumerable<PortfolioKpi> kpis) => string.Join(", ", kpis.Select(k => k.Id).Order(StringComparer.Ordinal));
}
