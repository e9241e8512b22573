using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Moments of one group of units of one variant.</summary>
/// <param name="Variant">Index into the variants.</param>
/// <param name="Segments">Value of every segment column; null where the row has none. Empty in a cell of a whole variant.</param>
/// <param name="Units">Units of the cell, whether or not they have a value in every block.</param>
/// <param name="Blocks">Joint moments, one per block of the needs.</param>
public sealed record Cell(int Variant, IReadOnlyList<string?> Segments, long Units, IReadOnlyList<JointMoments> Blocks);

/// <summary>A value that could not be used, counted.</summary>
/// <param name="Block">Block id.</param>
/// <param name="Role">Which quantity of the block.</param>
/// <param name="Metric">The metric of the quantity.</param>
/// <param name="Variant">Index into the variants.</param>
/// <param name="Units">Units without a value.</param>
/// <param name="Dropped">True when they were left out of the block, false when they count as zero.</param>
public sealed record MissingCount(string Block, QuantityRole Role, string Metric, int Variant, long Units, bool Dropped);

/// <summary>A percentile cap as it came out on the data.</summary>
public sealed record ResolvedCap(string Metric, QuantityRole Role, Cap Cap, double Value, long UnitsCapped);

/// <summary>The answer to an experiment's needs: cells and counts, nothing that scales with the number of units.</summary>
/// <param name="Grains">
/// With the finest grain kept: one list of cells, each with every segment's value. When there were too many: one list per segment column
/// (cells with that one value set) after a first list of whole variants.
/// </param>
/// <param name="IsJoint">Whether the finest grain was kept.</param>
/// <param name="Segments">The segment columns, in the order of <see cref="Cell.Segments"/>.</param>
/// <param name="RowsRead">Rows of the exposures source.</param>
/// <param name="MultipleExposureUnits">Units seen in several variants; excluded.</param>
/// <param name="DuplicateRows">Further rows of a unit in the same variant; its first exposure counts.</param>
/// <param name="UnknownVariants">Rows by variant text that the definition does not know; excluded.</param>
/// <param name="MissingKeyRows">Rows without a unit key or variant; excluded.</param>
/// <param name="Missing">Values that were missing.</param>
/// <param name="Caps">Caps as resolved.</param>
/// <param name="FirstExposure">Earliest exposure, or null without exposure times.</param>
/// <param name="LastExposure">Latest exposure.</param>
/// <param name="Fingerprints">The data, one entry a source.</param>
/// <param name="Queries">SQL behind the numbers, for the reader who wants to see it.</param>
public sealed record ExperimentCells(
    IReadOnlyList<IReadOnlyList<Cell>> Grains,
    bool IsJoint,
    IReadOnlyList<string> Segments,
    long RowsRead,
    long MultipleExposureUnits,
    long DuplicateRows,
    IReadOnlyDictionary<string, long> UnknownVariants,
    long MissingKeyRows,
    IReadOnlyList<MissingCount> Missing,
    IReadOnlyList<ResolvedCap> Caps,
    DateTimeOffset? FirstExposure,
    DateTimeOffset? LastExposure,
    IReadOnlyList<SourceFingerprint> Fingerprints,
    IReadOnlyList<string> Queries)
{
    /// <summary>A block by day of first exposure; null where it was not asked for.</summary>
    public DayCells? Days { get; init; }

    /// <summary>The primary KPI by days since exposure; null where it was not asked for, or where there are too many units with too many days.</summary>
    public SinceExposureCells? SinceExposure { get; init; }

    /// <summary>Value counts of the blocks that need them.</summary>
    public IReadOnlyList<ValueCells> Values { get; init; } = [];

    /// <summary>Sums per cluster of the blocks whose clusters were randomised.</summary>
    public IReadOnlyList<ClusterCells> Clusters { get; init; } = [];

    /// <summary>Region and time of the blocks of a switchback, whose numbers are those of the clusters; empty without one.</summary>
    public IReadOnlyList<SwitchedBlock> SwitchedBlocks { get; init; } = [];

    /// <summary>Rows left out at the start of switched blocks.</summary>
    public long BurnInRows { get; init; }

    /// <summary>Units of the blocks that need them one by one.</summary>
    public IReadOnlyList<UnitRows> Rows { get; init; } = [];

    /// <summary>All units with their values, or a random part of them; null where they were not asked for.</summary>
    public UnitValues? UnitValues { get; init; }

    /// <summary>Joint moments of a block for a whole variant.</summary>
    public JointMoments Total(int variant, int block) => RollUp(Grains[0].Where(c => c.Variant == variant), block);

    /// <summary>Units of all variants.</summary>
    public long TotalUnits => Grains[0].Sum(c => c.Units);

    /// <summary>Units of a whole variant.</summary>
    public long Units(int variant) => Grains[0].Where(c => c.Variant == variant).Sum(c => c.Units);

    /// <summary>Values of a segment column with its units over all variants, ordinal order, null last.</summary>
    public IReadOnlyList<(string? Value, long Units)> SegmentValues(int segment)
        => [.. SegmentCells(segment)
            .GroupBy(c => c.Segments[segment])
            .Select(g => (Value: g.Key, Units: g.Sum(c => c.Units)))
            .OrderBy(v => v.Value is null)
            .ThenBy(v => v.Value, StringComparer.Ordinal)];

    /// <summary>Joint moments of a block for one value of a segment column.</summary>
    public JointMoments Segment(int variant, int block, int segment, string? value)
        => RollUp(SegmentCells(segment).Where(c => c.Variant == variant && c.Segments[segment] == value), block);

    /// <summary>Units of a variant for one value of a segment column.</summary>
    public long SegmentUnits(int variant, int segment, string? value)
        => SegmentCells(segment).Where(c => c.Variant == variant && c.Segments[segment] == value).Sum(c => c.Units);

    private IReadOnlyList<Cell> SegmentCells(int segment) => IsJoint ? Grains[0] : Grains[segment + 1];

    // An arm, or a segment of one, may have no units at all.
    private JointMoments RollUp(IEnumerable<Cell> cells, int block)
        => cells.Select(c => c.Blocks[block]).Aggregate(JointMoments.Empty(Dimension(block)), (a, b) => a + b);

    private int Dimension(int block) => Grains.SelectMany(g => g).FirstOrDefault()?.Blocks[block].Dimension ?? 0;
}
