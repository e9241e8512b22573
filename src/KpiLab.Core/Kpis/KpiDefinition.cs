namespace KpiLab.Core;

/// <summary>How much a KPI counts.</summary>
public enum Tier
{
    /// <summary>Judges success.</summary>
    Primary,

    /// <summary>Additional evidence.</summary>
    Secondary,

    /// <summary>State, not attainment.</summary>
    Health,

    /// <summary>Drill-down.</summary>
    Supporting,
}

/// <summary>What a KPI is for.</summary>
public enum Purpose
{
    /// <summary>Improve an outcome.</summary>
    Improve,

    /// <summary>Predict an outcome.</summary>
    Predict,

    /// <summary>Signal a risk.</summary>
    SignalRisk,
}

/// <summary>Which way is better.</summary>
public enum Direction
{
    /// <summary>Higher is better.</summary>
    Increase,

    /// <summary>Lower is better.</summary>
    Decrease,

    /// <summary>Change either way is worse.</summary>
    Maintain,
}

/// <summary>The unit of a metric's value.</summary>
public enum MetricUnit
{
    /// <summary>A share between 0 and 1.</summary>
    Fraction,

    /// <summary>A count.</summary>
    Count,

    /// <summary>Money.</summary>
    Currency,

    /// <summary>Time.</summary>
    Duration,

    /// <summary>A score.</summary>
    Score,

    /// <summary>A ratio of two quantities.</summary>
    Ratio,
}

/// <summary>How often a KPI is reported.</summary>
public enum Cadence
{
    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every week.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,

    /// <summary>Every quarter.</summary>
    Quarterly,

    /// <summary>Every year.</summary>
    Yearly,
}

/// <summary>A number with a definition, and no more: no goal, owner or target.</summary>
public sealed record MetricDefinition(string Id, string Name, MetricUnit Unit, Direction Direction, Measure Measure);

/// <summary>The story behind a KPI.</summary>
public sealed record Narrative(string? Problem, string? Outcome, string? Method);

/// <summary>An exact target and its date.</summary>
public sealed record Target(double Value, DateOnly? Due);

/// <summary>A threshold in words, with the action that its crossing calls for.</summary>
public sealed record Threshold(string When, Severity Severity, string Action, TimeSpan? Within, string? EscalateTo);

/// <summary>A KPI: a metric with a goal, an owner, a target and the rest. What an analysis does not need may be absent.</summary>
public sealed record KpiDefinition(
    string Id,
    string Name,
    MetricUnit Unit,
    Direction Direction,
    Measure? Measure,
    string? Metric,
    string? Goal,
    string? Team,
    string? Function,
    Tier? Tier,
    Purpose? Purpose,
    bool Public,
    Narrative? Narrative,
    string? Hypothesis,
    string? Owner,
    Cadence? Cadence,
    Target? Target,
    IReadOnlyDictionary<string, double> Benchmark,
    IReadOnlyList<Threshold> Thresholds);
