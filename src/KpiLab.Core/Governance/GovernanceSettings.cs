using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How much the audit asks for; each asks for all that those before it ask for.</summary>
public enum AuditProfile
{
    /// <summary>A beginning: one goal, one lead, one outcome, owned and measured.</summary>
    Start,

    /// <summary>KPIs aligned to goals: few, owned, checked, acted upon.</summary>
    Align,

    /// <summary>The stricter guidance: two primary KPIs of a team on a goal, consensus, provenance, decision rights.</summary>
    Strict,
}

/// <summary>When a metric may be called a KPI.</summary>
public enum KpiVocabulary
{
    /// <summary>It has a goal, a target or a benchmark.</summary>
    Lenient,

    /// <summary>It has all three.</summary>
    Strict,
}

/// <summary>How the set of KPIs of a workspace is governed: profile, gates and limits.</summary>
/// <param name="Profile">How much the audit asks for.</param>
/// <param name="Vocabulary">When a metric may be called a KPI; null: strict in the strict profile.</param>
/// <param name="ConsensusGate">A KPI becomes active only when its goal has a consensus.</param>
/// <param name="ReadinessGate">A KPI becomes active only when it is ready.</param>
/// <param name="MaxPublic">Public KPIs of a goal.</param>
/// <param name="LeadCheckDays">Days after which a check of a lead is stale.</param>
/// <param name="ReviewDays">Days after which a review is overdue.</param>
/// <param name="FewestSecondary">Secondary KPIs of a goal that has any, at least.</param>
/// <param name="MostSecondary">And at most.</param>
/// <param name="ExecutionRate">Share of deviations that somebody must have acted on.</param>
/// <param name="KpisPerOwner">Active KPIs that one person can answer for.</param>
/// <param name="AlertsPerOwner">Changes and deviations of the last 31 days that one person can take in.</param>
/// <param name="UndecidedDays">Days after which a candidate, a trial or a pause is to be decided.</param>
/// <param name="TargetProbability">Below it a target counts as unrealistic.</param>
[TypeFormatterSource]
public sealed record GovernanceSettings(
    AuditProfile Profile = AuditProfile.Align,
    KpiVocabulary? Vocabulary = null,
    bool ConsensusGate = false,
    bool ReadinessGate = false,
    int MaxPublic = 3,
    int LeadCheckDays = 31,
    int ReviewDays = 92,
    int FewestSecondary = 3,
    int MostSecondary = 5,
    double ExecutionRate = 0.8,
    int KpisPerOwner = 7,
    int AlertsPerOwner = 10,
    int UndecidedDays = 92,
    double TargetProbability = 0.1)
{
    /// <summary>Days for which an answer to a point of the checklist holds.</summary>
    public int AnswerDays { get; init; } = 365;

    /// <summary>Rules with another severity than their own; null switches one off.</summary>
    public IReadOnlyDictionary<string, Severity?> Rules { get; init; } = new Dictionary<string, Severity?>(StringComparer.Ordinal);

    /// <summary>The align profile with its limits.</summary>
    public static GovernanceSettings Default { get; } = new();
}
