using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The distinct values of one group of units, counted.</summary>
/// <param name="Variant">Index into the variants.</param>
/// <param name="Segment">Index of the segment column; null for a whole variant.</param>
/// <param name="Value">Value of the segment column; null where the row has none.</param>
/// <param name="Counts">The values.</param>
public sealed record ValueCell(int Variant, int? Segment, string? Value, ValueCounts Counts);

/// <summary>Distinct values × cell of one block: what quantiles need.</summary>
/// <param name="Block">Index of the block.</param>
/// <param name="RelativeWidth">0 where values are exact; else there were too many different ones, and each stands for a bin of at most this width relative to it.</param>
/// <param name="Cells">One entry a variant, and one a variant and value of each segment column.</param>
public sealed record ValueCells(int Block, double RelativeWidth, IReadOnlyList<ValueCell> Cells)
{
    private readonly Dictionary<(int, int?, string?), ValueCounts> _byCell = Cells.ToDictionary(c => (c.Variant, c.Segment, c.Value), c => c.Counts);

    /// <summary>Values of a variant, whole or in one segment.</summary>
    public ValueCounts Of(int variant, int? segment = null, string? value = null)
        => _byCell.GetValueOrDefault((variant, segment, value)) ?? ValueCounts.Of([]);
}
