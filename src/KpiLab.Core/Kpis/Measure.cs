using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What kind of number a metric is.</summary>
public enum MeasureType
{
    /// <summary>Mean per unit.</summary>
    Mean,

    /// <summary>Share of units for which something holds.</summary>
    Proportion,

    /// <summary>Ratio of two means.</summary>
    Ratio,

    /// <summary>Mean count per unit.</summary>
    Count,

    /// <summary>A quantile over units.</summary>
    Quantile,

    /// <summary>Share of units that return on a day.</summary>
    Retention,

    /// <summary>Values computed elsewhere, by period.</summary>
    Imported,
}

/// <summary>How a unit's rows in an event table become one number.</summary>
public enum Aggregate
{
    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Number of rows.</summary>
    Count,

    /// <summary>1 if any row is true, else 0.</summary>
    Any,

    /// <summary>The last row's value by time.</summary>
    Last,

    /// <summary>The first row's value by time.</summary>
    First,

    /// <summary>The largest value.</summary>
    Max,
}

/// <summary>What a unit without a value counts as.</summary>
public enum MissingRule
{
    /// <summary>It counts as zero.</summary>
    Zero,

    /// <summary>It is left out of this metric.</summary>
    Drop,
}

/// <summary>A winsorising cap: values above are replaced by it.</summary>
/// <param name="Value">The cap itself, or a fraction in (0, 1) when <paramref name="IsPercentile"/>.</param>
/// <param name="IsPercentile">The cap is this quantile of all units' values, both arms together.</param>
[TypeFormatterSource]
public readonly record struct Cap(double Value, bool IsPercentile)
{
    /// <inheritdoc/>
    public override string ToString() => IsPercentile ? Invariant($"p{Value * 100:0.######}") : Invariant($"{Value}");
}

/// <summary>How a metric is computed from its source.</summary>
/// <param name="Type">What kind of number.</param>
/// <param name="Source">Source id; null: the exposures source of the experiment.</param>
/// <param name="Value">The value of a row; null for a plain row count.</param>
/// <param name="Numerator">Ratio only.</param>
/// <param name="Denominator">Ratio only.</param>
/// <param name="Where">Rows that count.</param>
/// <param name="Aggregate">How rows become one number a unit; null: the default of the type.</param>
/// <param name="Window">Rows that count, by time since first exposure.</param>
/// <param name="Cap">Winsorising cap of the unit's value.</param>
/// <param name="Missing">Units without a value; null: zero for event tables, left out and reported for unit tables.</param>
/// <param name="Cluster">Column of the cluster that was randomised.</param>
/// <param name="Quantile">Quantile only: q in (0, 1).</param>
/// <param name="Day">Retention only: day since exposure.</param>
/// <param name="Period">Imported only: column with the period's first day.</param>
/// <param name="StandardError">Imported only: column with the standard error.</param>
[TypeFormatterSource]
public sealed record Measure(
    MeasureType Type,
    string? Source = null,
    Formula? Value = null,
    Formula? Numerator = null,
    Formula? Denominator = null,
    Formula? Where = null,
    Aggregate? Aggregate = null,
    ExposureWindow? Window = null,
    Cap? Cap = null,
    MissingRule? Missing = null,
    string? Cluster = null,
    double? Quantile = null,
    int? Day = null,
    string? Period = null,
    string? StandardError = null);
