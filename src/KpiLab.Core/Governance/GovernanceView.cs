namespace KpiLab.Core;

/// <summary>A case with its lookups: what serves which goal, what leads what, what counts as vanity.</summary>
internal sealed class GovernanceView
{
    private static readonly string[] Openings = ["number of ", "total number of ", "count of ", "amount of "];

    private static readonly HashSet<string> ActivityWords =
        new(["calls", "visits", "opens", "sent", "downloads", "impressions", "clicks", "views", "pageviews", "meetings", "posts", "emails", "mails", "installs"], StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, GoalDefinition> _children;
    private readonly ILookup<string, KpiRecord> _ofGoal;
    private readonly HashSet<string> _leads;
    private readonly HashSet<string> _outcomes;

    public GovernanceView(GovernanceCase @case)
    {
        Case = @case;
        Active = [.. @case.Kpis.Where(k => k.Standing.State == KpiState.Active).OrderBy(k => k.Id, StringComparer.Ordinal)];
        ById = @case.Kpis.ToDictionary(k => k.Id, StringComparer.Ordinal);
        Goals = @case.Goals.ToDictionary(g => g.Id, StringComparer.Ordinal);
        _children = @case.Goals.Where(g => g.Parent is not null).ToLookup(g => g.Parent!, StringComparer.Ordinal);
        _ofGoal = Active.Where(k => GoalOf(k) is not null).ToLookup(k => k.Definition.Goal!, StringComparer.Ordinal);
        _leads = @case.Links.Select(l => l.From).ToHashSet(StringComparer.Ordinal);
        _outcomes = @case.Links.Where(l => IsActive(l.From)).Select(l => l.To).ToHashSet(StringComparer.Ordinal);
        Feeds = @case.Links.ToLookup(l => l.From, l => l.To, StringComparer.Ordinal);
        FedBy = @case.Links.ToLookup(l => l.To, l => l.From, StringComparer.Ordinal);
        MaxPrimary = @case.MaxPrimary ?? new MaxPrimary(@case.Settings.Profile == AuditProfile.Strict ? 2 : 3, "per_team_per_goal");
        LimitFrom = @case.MaxPrimary is null ? $"profile {@case.Settings.Profile.ToString().ToLowerInvariant()}" : "defaults.max_primary";
        Portfolio = ToPortfolio();
        Reference = PortfolioAudit.Run(Portfolio).ToLookup(f => f.Code, StringComparer.Ordinal);
    }

    public GovernanceCase Case { get; }

    public GovernanceSettings Settings => Case.Settings;

    public IReadOnlyList<KpiRecord> Active { get; }

    public IReadOnlyDictionary<string, KpiRecord> ById { get; }

    public IReadOnlyDictionary<string, GoalDefinition> Goals { get; }

    public ILookup<string, string> Feeds { get; }

    public ILookup<string, string> FedBy { get; }

    public MaxPrimary MaxPrimary { get; }

    /// <summary>Where the limit of primary KPIs comes from.</summary>
    public string LimitFrom { get; }

    public Portfolio Portfolio { get; }

    /// <summary>Findings of the reference rules by code.</summary>
    public ILookup<string, Finding> Reference { get; }

    public bool IsActive(string id) => ById.GetValueOrDefault(id)?.Standing.State == KpiState.Active;

    public GoalDefinition? GoalOf(KpiRecord kpi) => kpi.Definition.Goal is { } goal ? Goals.GetValueOrDefault(goal) : null;

    /// <summary>Active KPIs of a goal itself.</summary>
    public IEnumerable<KpiRecord> Own(GoalDefinition goal) => _ofGoal[goal.Id];

    /// <summary>Active KPIs of a goal and of the goals below it.</summary>
    public IEnumerable<KpiRecord> Serving(GoalDefinition goal) => Serving(goal, []);

    /// <summary>From a goal up to the top, itself first.</summary>
    public IEnumerable<GoalDefinition> Path(GoalDefinition goal)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = goal; at is not null && seen.Add(at.Id); at = at.Parent is { } parent ? Goals.GetValueOrDefault(parent) : null)
        {
            yield return at;
        }
    }

    /// <summary>What it is in its links, or by its purpose.</summary>
    public KpiRole? RoleOf(KpiRecord kpi) => KpiRoles.Of(kpi.Definition, _leads.Contains(kpi.Id), _outcomes.Contains(kpi.Id), kpi.Template);

    public bool IsOutcome(KpiRecord kpi) => _outcomes.Contains(kpi.Id) || RoleOf(kpi) == KpiRole.Lagging;

    /// <summary>A lead that is not checked, or was checked and found wanting.</summary>
    public bool IsUnsoundLead(KpiRecord kpi)
        => RoleOf(kpi) == KpiRole.Leading && !_outcomes.Contains(kpi.Id)
            && (kpi.Validation is not { Word: LinkWord.Keep } v || Case.AsOf.DayNumber - v.On.DayNumber > Settings.LeadCheckDays);

    /// <summary>Vanity is relative to the goal: a state that is watched, or reach where reach is wanted, is none.</summary>
    public bool IsExempt(KpiRecord kpi) => kpi.Definition.Tier == Tier.Health || GoalOf(kpi)?.Type == GoalType.Awareness;

    public bool IsVanity(KpiRecord kpi)
        => !IsExempt(kpi) && (kpi.Definition.Vanity ?? kpi.Template?.Caution is CatalogueCaution.Vanity or CatalogueCaution.Activity);

    /// <summary>Named after what is done, not after what comes of it.</summary>
    public bool IsActivityPhrased(KpiRecord kpi)
        => !IsExempt(kpi) && kpi.Definition.Vanity is null && !IsVanity(kpi) && PairOf(kpi) is null
            && kpi.Metric?.Measure.Type is not (MeasureType.Proportion or MeasureType.Ratio)
            && (Array.Exists(Openings, o => kpi.Definition.Name.StartsWith(o, StringComparison.OrdinalIgnoreCase)) || Words(kpi.Definition.Name).Any(ActivityWords.Contains));

    /// <summary>What a vanity KPI is shown with, where that is in use and no vanity itself.</summary>
    public string? PairOf(KpiRecord kpi)
        => kpi.Definition.PairedWith is { } pair && (ById.TryGetValue(pair, out var other) ? IsActive(pair) && !IsVanity(other) : Case.Metrics.Contains(pair)) ? pair : null;

    /// <summary>What to measure instead, from the catalogue.</summary>
    public IReadOnlyList<string> Instead(KpiRecord kpi)
    {
        if (kpi.Template is { Instead.Count: > 0 } own)
        {
            return own.Instead;
        }

        var words = Words(kpi.Definition.Name).Concat(kpi.Id.Split('_')).Where(ActivityWords.Contains).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Case.Templates.Where(t => t.Instead.Count > 0 && t.Id.Split('_').Any(words.Contains)).SelectMany(t => t.Instead).Distinct(StringComparer.Ordinal)];
    }

    private static string[] Words(string name) => name.Split([' ', '-', '_', '/', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<KpiRecord> Serving(GoalDefinition goal, HashSet<string> seen)
        => seen.Add(goal.Id) ? Own(goal).Concat(_children[goal.Id].SelectMany(c => Serving(c, seen))) : [];

    private Portfolio ToPortfolio() => new(
        Case.AsOf,
        new AuditLimits(
            int.MaxValue, Settings.MaxPublic, Settings.LeadCheckDays, Settings.ReviewDays, Settings.FewestSecondary, Settings.MostSecondary, Settings.ExecutionRate),
        [.. Case.Goals.Select(g => new PortfolioGoal(g.Id, g.Name))],
        [.. Case.Kpis.Select(k => new PortfolioKpi(
            k.Id,
            k.Definition.Goal,
            k.Definition.Team,
            k.Definition.Tier,
            RoleOf(k),
            k.Standing.State,
            k.Definition.Owner,
            k.Metric is null ? null : k.MeasureText ?? k.Metric.Measure.Type.ToString(),
            k.Metric?.Measure.Source,
            k.Definition.Cadence?.ToString(),
            k.Definition.Hypothesis,
            k.Definition.Target?.Value,
            k.Definition.Target?.Due,
            k.Definition.Thresholds is [var first, ..] ? first.Action : null,
            k.Definition.Public,
            k.LastReview,
            [.. Feeds[k.Id]],
            k.Validation,
            k.Actions,
            IsVanity(k),
            PairOf(k)))]);
}
