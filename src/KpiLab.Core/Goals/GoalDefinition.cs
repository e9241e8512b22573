using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where in the organisation a goal lives.</summary>
public enum GoalLevel
{
    /// <summary>The whole enterprise.</summary>
    Enterprise,

    /// <summary>A department.</summary>
    Department,

    /// <summary>A team.</summary>
    Team,
}

/// <summary>What kind of outcome a goal serves.</summary>
public enum OutcomeCategory
{
    /// <summary>A customer's problem is solved.</summary>
    CustomerProblem,

    /// <summary>Revenue.</summary>
    Revenue,

    /// <summary>Risk exposure is reduced.</summary>
    Risk,
}

/// <summary>A goal that KPIs serve.</summary>
[TypeFormatterSource]
public sealed record GoalDefinition(string Id, string Name, GoalLevel Level, string? Parent, OutcomeCategory? Outcome, DateOnly? Due) : IShowable
{
    /// <summary>What it is about.</summary>
    public GoalType? Type { get; init; }

    /// <summary>1 is the most important.</summary>
    public int? Priority { get; init; }

    /// <summary>How far ahead it looks.</summary>
    public GoalHorizon? Horizon { get; init; }

    /// <summary>Dated steps towards it.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>Its objective and key results.</summary>
    public OkrLink? Okr { get; init; }

    /// <summary>Who agreed to it, and when.</summary>
    public Consensus? Consensus { get; init; }
}
