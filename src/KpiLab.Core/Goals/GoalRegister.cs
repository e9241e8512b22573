using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a goal is about: what counts as vanity depends on it.</summary>
public enum GoalType
{
    /// <summary>Being known: reach is what is wanted.</summary>
    Awareness,

    /// <summary>New customers.</summary>
    Acquisition,

    /// <summary>New customers who come to use it.</summary>
    Activation,

    /// <summary>Customers who stay.</summary>
    Retention,

    /// <summary>Income.</summary>
    Revenue,

    /// <summary>Less effort for the same.</summary>
    Efficiency,

    /// <summary>Fewer faults.</summary>
    Quality,

    /// <summary>Less exposure.</summary>
    Risk,

    /// <summary>The people who work on it.</summary>
    People,
}

/// <summary>How far ahead a goal looks.</summary>
public enum GoalHorizon
{
    /// <summary>Three to five years.</summary>
    Strategic,

    /// <summary>A year.</summary>
    Annual,

    /// <summary>A quarter.</summary>
    Quarterly,
}

/// <summary>A dated step towards a goal.</summary>
/// <param name="Name">What is reached.</param>
/// <param name="Due">By when.</param>
/// <param name="Kpi">The KPI that tells; null where none does.</param>
/// <param name="Value">Its value then.</param>
[TypeFormatterSource]
public sealed record Milestone(string Name, DateOnly Due, string? Kpi, double? Value);

/// <summary>A key result of an objective; KPIs stand below it.</summary>
[TypeFormatterSource]
public sealed record KeyResult(string Id, string Name, double? From, double? To);

/// <summary>The objective that a goal stands for elsewhere, with its key results.</summary>
[TypeFormatterSource]
public sealed record OkrLink(string Objective, IReadOnlyList<KeyResult> KeyResults);

/// <summary>Who agreed to a goal and its KPIs, and when.</summary>
[TypeFormatterSource]
public sealed record Consensus(IReadOnlyList<string> Who, DateOnly On);
