using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>One number a row or unit, as it comes from the data: a formula of the unit's own row, or an event table folded per unit.</summary>
/// <param name="Text">The formula, for messages.</param>
/// <param name="Metric">A metric that uses it, for messages.</param>
/// <param name="RejectNonFinite">NaN or infinity in the data end the analysis; else they count as missing.</param>
/// <param name="Value">The row's value; null for a folded one.</param>
internal sealed record RawValue(string Text, string Metric, bool RejectNonFinite, TypedExpression? Value)
{
    /// <summary>Whether the value is computed: what is not finite then is an overflow of the formula, which is missing by its grammar.</summary>
    public bool IsComputed => Value is not (null or TypedColumn);
}

/// <summary>A column of the accumulator: a raw value under the rules of the quantities that share it.</summary>
/// <param name="Raw">Index of the raw value.</param>
/// <param name="Quantity">The quantity that it was made for.</param>
/// <param name="CountsAsZero">A unit without a value counts as zero; else it is left out.</param>
/// <param name="CheckShare">Every value must be 0 or 1.</param>
internal sealed record UnitColumn(int Raw, Quantity Quantity, bool CountsAsZero, bool CheckShare)
{
    /// <summary>The winsorising cap.</summary>
    public Cap? Cap => Quantity.Cap;
}

/// <summary>How the rows of an event table become a raw value: which rows, and what of them.</summary>
/// <param name="Raw">Index of the raw value.</param>
/// <param name="Value">Column of the scan with the row's value; −1 counts rows.</param>
/// <param name="Where">Column of the scan that must be 1; −1: every row counts.</param>
/// <param name="From">Microseconds from first exposure, included; null: without regard to time.</param>
/// <param name="To">Microseconds from first exposure, excluded.</param>
/// <param name="Aggregate">What becomes of the rows.</param>
/// <param name="EmptyIsZero">A unit without a value counts as zero.</param>
/// <param name="CheckShare">Every row's value must be 0 or 1.</param>
/// <param name="IsTruth">The value is a truth value.</param>
internal sealed record EventFold(
    int Raw, int Value, int Where, long? From, long To, Aggregate Aggregate, bool EmptyIsZero, bool CheckShare, bool IsTruth);

/// <summary>The one pass over an event table, and all that it feeds.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">Key, then time where the source has one, then values and conditions.</param>
/// <param name="HasTime">Whether column 1 is the time.</param>
/// <param name="Where">A condition that all folds share.</param>
/// <param name="Folds">The folds.</param>
/// <param name="Texts">Formulas of the columns, for messages.</param>
/// <param name="Reject">Columns whose NaN and infinity end the analysis.</param>
internal sealed record EventPlan(
    SourceDefinition Source, IReadOnlyList<ScanColumn> Columns, bool HasTime, TypedExpression? Where, IReadOnlyList<EventFold> Folds,
    IReadOnlyList<string> Texts, IReadOnlyList<bool> Reject);

/// <summary>Needs, checked against the columns of their sources: what every pass reads and what becomes of it.</summary>
internal sealed record MeasurePlan(
    ExperimentNeeds Needs,
    SourceColumn Variant,
    SourceColumn? Key,
    KeyKind Keys,
    SourceColumn? ExposedAt,
    IReadOnlyList<SourceColumn> Segments,
    IReadOnlyList<RawValue> Raws,
    IReadOnlyList<UnitColumn> Columns,
    int[][] Blocks,
    IReadOnlyList<EventPlan> Events)
{
    /// <summary>Columns of the clusters that were randomised; read as labels after the segments.</summary>
    public IReadOnlyList<SourceColumn> Clusters { get; init; } = [];

    /// <summary>Raw values that are read from the unit's own row.</summary>
    public IReadOnlyList<int> OwnRaws { get; } = [.. Enumerable.Range(0, Raws.Count).Where(r => Raws[r].Value is not null)];
}
