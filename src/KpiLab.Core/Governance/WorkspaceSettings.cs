using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A named connection to an engine.</summary>
[TypeFormatterSource]
public sealed record ConnectionSettings(string Name, string Engine, string? Url);

/// <summary>How many primary KPIs are too many.</summary>
[TypeFormatterSource]
public sealed record MaxPrimary(int Limit, string Scope);

/// <summary>Defaults of a workspace.</summary>
[TypeFormatterSource]
public sealed record WorkspaceDefaults(
    double Alpha = 0.05, double Level = 0.95, string TimeZone = "UTC", DayOfWeek WeekStarts = DayOfWeek.Monday, MaxPrimary? MaxPrimary = null)
{
    /// <summary>Thresholds of links.</summary>
    public LinkSettings Links { get; init; } = LinkSettings.Default;
}

/// <summary><c>kpilab.yaml</c>.</summary>
/// <param name="Store">SQLite file, relative to the workspace.</param>
/// <param name="Connections">Named engines.</param>
/// <param name="Defaults">Defaults.</param>
/// <param name="Rules">A workspace's own list of recommendation rules; null: the default ones.</param>
[TypeFormatterSource]
public sealed record WorkspaceSettings(
    string Store, IReadOnlyList<ConnectionSettings> Connections, WorkspaceDefaults Defaults, IReadOnlyList<RecommendationRule>? Rules = null)
{
    /// <summary>Where past experiments are; null: only those of the store.</summary>
    public PastExperimentSettings? PastExperiments { get; init; }

    /// <summary>A workspace's own rules of the recommendation for a KPI; null: the default ones.</summary>
    public IReadOnlyList<KpiRule>? KpiRules { get; init; }

    /// <summary>How the set of KPIs is governed.</summary>
    public GovernanceSettings Governance { get; init; } = GovernanceSettings.Default;

    /// <summary>A workspace without a <c>kpilab.yaml</c> of its own.</summary>
    public static WorkspaceSettings Default { get; } = new(".kpilab/store.db", [], new WorkspaceDefaults());
}
