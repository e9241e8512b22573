using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A property of a KPI within its links: what it is to the outcomes it is declared with.</summary>
public enum KpiRole
{
    /// <summary>Moves before an outcome.</summary>
    Leading,

    /// <summary>Is an outcome.</summary>
    Lagging,

    /// <summary>Moves with an outcome, or shows a state.</summary>
    Coincident,
}

/// <summary>Where a KPI stands in its life.</summary>
public enum KpiState
{
    /// <summary>Proposed; not yet reported.</summary>
    Candidate,

    /// <summary>Tried out beside the active ones.</summary>
    Trial,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Set aside to be thought over.</summary>
    Paused,

    /// <summary>No longer in use.</summary>
    Retired,
}

/// <summary>A goal as the audit sees it.</summary>
[TypeFormatterSource]
public sealed record PortfolioGoal(string Id, string? Name);

/// <summary>The last answer to whether a lead still predicts.</summary>
[TypeFormatterSource]
public sealed record LeadValidation(DateOnly On, LinkWord Word);

/// <summary>How often a KPI crossed its thresholds, and how often somebody acted.</summary>
[TypeFormatterSource]
public readonly record struct ActionCount(long Triggered, long Executed);

/// <summary>A KPI as the audit sees it: what is declared of it, and what the record knows of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Goal">Goal that it serves.</param>
/// <param name="Team">Team that reports it.</param>
/// <param name="Tier">How much it counts.</param>
/// <param name="Role">Leading, lagging, coincident.</param>
/// <param name="State">Only active KPIs are audited.</param>
/// <param name="Owner">The one person responsible.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="Source">Where its data are.</param>
/// <param name="Cadence">How often it is reported.</param>
/// <param name="Hypothesis">Why it is believed to matter.</param>
/// <param name="TargetValue">Target.</param>
/// <param name="TargetDue">Its date.</param>
/// <param name="Action">What is done on a deviation.</param>
/// <param name="Public">Shown to everybody.</param>
/// <param name="LastReview">When a review last looked at it.</param>
/// <param name="Feeds">KPIs that it is declared to lead.</param>
/// <param name="Validation">Last check of its links.</param>
/// <param name="Actions">Deviations and the actions on them; null where none is on record.</param>
/// <param name="Vanity">It grows without anything getting better.</param>
/// <param name="PairedWith">The KPI of engagement or conversion that a vanity KPI is shown with.</param>
[TypeFormatterSource]
public sealed record PortfolioKpi(
    string Id,
    string? Goal = null,
    string? Team = null,
    Tier? Tier = null,
    KpiRole? Role = null,
    KpiState State = KpiState.Active,
    string? Owner = null,
    string? Formula = null,
    string? Source = null,
    string? Cadence = null,
    string? Hypothesis = null,
    double? TargetValue = null,
    DateOnly? TargetDue = null,
    string? Action = null,
    bool Public = false,
    DateOnly? LastReview = null,
    IReadOnlyList<string>? Feeds = null,
    LeadValidation? Validation = null,
    ActionCount? Actions = null,
    bool Vanity = false,
    string? PairedWith = null);

/// <summary>Limits that the audit holds a portfolio to.</summary>
/// <param name="MaxPrimary">Primary KPIs of a team on a goal.</param>
/// <param name="MaxPublic">Public KPIs of a goal.</param>
/// <param name="ValidationMaxAgeDays">Days after which a check of a lead is stale.</param>
/// <param name="ReviewMaxAgeDays">Days after which a review is overdue.</param>
/// <param name="FewestSecondary">Secondary KPIs of a goal that has any, at least.</param>
/// <param name="MostSecondary">And at most.</param>
/// <param name="MinExecutionRate">Share of deviations that somebody must have acted on.</param>
[TypeFormatterSource]
public sealed record AuditLimits(
    int MaxPrimary = 3,
    int MaxPublic = 3,
    int ValidationMaxAgeDays = 31,
    int ReviewMaxAgeDays = 92,
    int FewestSecondary = 3,
    int MostSecondary = 5,
    double MinExecutionRate = 0.8);

/// <summary>All KPIs and goals of a company at a moment.</summary>
[TypeFormatterSource]
public sealed record Portfolio(DateOnly AsOf, AuditLimits Limits, IReadOnlyList<PortfolioGoal> Goals, IReadOnlyList<PortfolioKpi> Kpis)
{
    /// <summary>KPIs that count: the active ones.</summary>
    public IEnumerable<PortfolioKpi> Active => Kpis.Where(k => k.State == KpiState.Active);
}
