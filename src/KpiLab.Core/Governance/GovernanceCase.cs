namespace KpiLab.Core;

/// <summary>A KPI with what the record knows of it.</summary>
/// <param name="Definition">As defined.</param>
/// <param name="Standing">Where it stands in its life.</param>
/// <param name="Metric">What computes it; null where nothing does.</param>
/// <param name="Template">The predefined KPI of that id or name, if there is one.</param>
public sealed record KpiRecord(KpiDefinition Definition, KpiStanding Standing, MetricDefinition? Metric = null, CatalogueEntry? Template = null)
{
    /// <summary>Its id.</summary>
    public string Id => Definition.Id;

    /// <summary>Its measure as text: two KPIs with the same are the same number.</summary>
    public string? MeasureText { get; init; }

    /// <summary>When a review last looked at it.</summary>
    public DateOnly? LastReview { get; init; }

    /// <summary>The last check of its links; the worst word where several were checked.</summary>
    public LeadValidation? Validation { get; init; }

    /// <summary>Deviations and the actions on them.</summary>
    public ActionCount? Actions { get; init; }

    /// <summary>Changes and deviations of the last 31 days.</summary>
    public int RecentAlerts { get; init; }

    /// <summary>Probability that its target is met; null where nobody computed it.</summary>
    public double? TargetProbability { get; init; }

    /// <summary>What its counter metrics did, where their values were read.</summary>
    public IReadOnlyList<CounterReading> Counters { get; init; } = [];

    /// <summary>What people answered to points of the checklist that no field decides; those that still hold.</summary>
    public IReadOnlyDictionary<string, PointAnswer> Answers { get; init; } = new Dictionary<string, PointAnswer>(StringComparer.Ordinal);

    /// <summary>Whether an experiment was ever defined on it.</summary>
    public bool HasExperiment { get; init; }
}

/// <summary>All that the audit of a workspace looks at.</summary>
/// <param name="AsOf">The day that it looks from.</param>
/// <param name="Settings">Profile and limits.</param>
/// <param name="MaxPrimary">The limit of primary KPIs that the workspace set; null: that of the profile.</param>
/// <param name="Goals">Goals.</param>
/// <param name="Kpis">KPIs in every state.</param>
/// <param name="Metrics">Ids of plain metrics.</param>
/// <param name="Links">Links.</param>
/// <param name="Events">When KPIs came into the reports, and left them.</param>
/// <param name="Templates">The predefined KPIs, for suggestions.</param>
public sealed record GovernanceCase(
    DateOnly AsOf,
    GovernanceSettings Settings,
    MaxPrimary? MaxPrimary,
    IReadOnlyList<GoalDefinition> Goals,
    IReadOnlyList<KpiRecord> Kpis,
    IReadOnlyCollection<string> Metrics,
    IReadOnlyList<LinkDefinition> Links,
    IReadOnlyList<DashboardEvent> Events,
    IReadOnlyList<CatalogueEntry> Templates);
