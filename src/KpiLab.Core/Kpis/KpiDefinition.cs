using KpiLab.Statistics;

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
[TypeFormatterSource]
public sealed record MetricDefinition(string Id, string Name, MetricUnit Unit, Direction Direction, Measure Measure) : IShowable;

/// <summary>The story behind a KPI.</summary>
[TypeFormatterSource]
public sealed record Narrative(string? Problem, string? Outcome, string? Method);

/// <summary>An exact target and its date.</summary>
[TypeFormatterSource]
public sealed record Target(double Value, DateOnly? Due)
{
    /// <summary>The value that it starts from.</summary>
    public double? Previous { get; init; }

    /// <summary>Parts of it, of which it has been said how much each brings; what they leave is open.</summary>
    public IReadOnlyList<TargetPart> Parts { get; init; } = [];
}

/// <summary>A part of a target: 20,000 of 50,000 by e-mail.</summary>
[TypeFormatterSource]
public sealed record TargetPart(string Name, double Value);

/// <summary>A threshold in words, with the action that its crossing calls for.</summary>
[TypeFormatterSource]
public sealed record Threshold(string When, Severity Severity, string Action, TimeSpan? Within, string? EscalateTo);

/// <summary>A KPI: a metric with a goal, an owner, a target and the rest. What an analysis does not need may be absent.</summary>
[TypeFormatterSource]
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
    IReadOnlyList<Threshold> Thresholds) : IShowable
{
    /// <summary>Where its life begins; transitions are in the journal.</summary>
    public KpiState Status { get; init; } = KpiState.Active;

    /// <summary>Why it begins there.</summary>
    public string? StatusReason { get; init; }

    /// <summary>What takes its place.</summary>
    public string? Successor { get; init; }

    /// <summary>Who moves it besides the owner.</summary>
    public IReadOnlyList<string> Contributors { get; init; } = [];

    /// <summary>What its owner may decide.</summary>
    public string? DecisionRights { get; init; }

    /// <summary>What there is to move it with.</summary>
    public string? Resources { get; init; }

    /// <summary>Where its data come from, and who vouches for them.</summary>
    public string? Provenance { get; init; }

    /// <summary>The range within which nothing needs to be done.</summary>
    public AcceptableBand? Band { get; init; }

    /// <summary>What must not get worse while it is moved.</summary>
    public IReadOnlyList<CounterMetric> CounterMetrics { get; init; } = [];

    /// <summary>Whether it can be collected already.</summary>
    public Readiness? Readiness { get; init; }

    /// <summary>How something qualitative becomes its number.</summary>
    public Scoring? Scored { get; init; }

    /// <summary>The KPI of engagement or conversion that it is shown with.</summary>
    public string? PairedWith { get; init; }

    /// <summary>Whether it is vanity, where the catalogue and its name tell wrongly.</summary>
    public bool? Vanity { get; init; }

    /// <summary>Whether people are appraised or rewarded by it.</summary>
    public bool Appraisal { get; init; }

    /// <summary>The key result of its goal that it stands below.</summary>
    public string? KeyResult { get; init; }
}
