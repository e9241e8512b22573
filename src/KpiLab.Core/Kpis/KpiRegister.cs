using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The range within which nothing needs to be done; a side without a limit is open.</summary>
[TypeFormatterSource]
public sealed record AcceptableBand(double? Low, double? High);

/// <summary>What must not get worse while a KPI is moved, by more than a tolerance.</summary>
[TypeFormatterSource]
public sealed record CounterMetric(string Kpi, EffectSize Tolerance);

/// <summary>Whether a KPI can be collected.</summary>
public enum ReadinessState
{
    /// <summary>The system collects it.</summary>
    Ready,

    /// <summary>Part of it.</summary>
    Partial,

    /// <summary>Something must change first.</summary>
    NotReady,
}

/// <summary>How soon the change that a KPI waits for is due.</summary>
public enum ReadinessPriority
{
    /// <summary>First.</summary>
    High,

    /// <summary>In its turn.</summary>
    Medium,

    /// <summary>When there is time.</summary>
    Low,
}

/// <summary>Whether the system can collect a KPI, what must change before it can, and how urgent that is.</summary>
[TypeFormatterSource]
public sealed record Readiness(ReadinessState State, string? Change, ReadinessPriority? Priority);

/// <summary>How something qualitative becomes a number: the rubric, and the scale it scores on.</summary>
[TypeFormatterSource]
public sealed record Scoring(string Rubric, double From, double To);
