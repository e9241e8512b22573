using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Contrasts of two variants in any block, over all units or in one segment: of means, ratios and shares from moments, of quantiles from value counts.</summary>
internal sealed class ArmTable(ResolvedExperiment experiment, ExperimentCells cells)
{
    private readonly StructureTable _structure = new(experiment, cells);

    private readonly BlockEstimands[] _estimands = [.. experiment.Needs.Blocks.Select(BlockEstimands.Of)];

    // Added up once a column: a column may have ten thousand values.
    private readonly Dictionary<int, SegmentCells> _segments = [];

    /// <summary>What a block of moments estimates.</summary>
    public BlockEstimands Estimands(int block) => _estimands[block];

    private ClusterCells? Clusters(int block) => cells.Clusters.FirstOrDefault(c => c.Block == block);

    /// <summary>Two variants over all units.</summary>
    public ArmContrast Of(int block, int control, int treatment)
        => _structure.Of(block, control, treatment, null, null, Plain(block, control, treatment));

    private ArmContrast Plain(int block, int control, int treatment)
        => Quantile(block) is { } level
            ? QuantileContrast.Of(Values(block).Of(control), Values(block).Of(treatment), level)
            : Clusters(block) is { } clusters
            ? ClusterContrast.Of(experiment.Needs.Blocks[block], clusters.Of(control), clusters.Of(treatment))
            : ArmContrast.Of(_estimands[block], cells.Total(control, block), cells.Total(treatment, block));

    /// <summary>Two variants among the units with one value of a segment column.</summary>
    public ArmContrast Of(int block, int control, int treatment, int segment, string? value)
        => _structure.Of(block, control, treatment, segment, value, Plain(block, control, treatment, segment, value));

    private ArmContrast Plain(int block, int control, int treatment, int segment, string? value)
        => Quantile(block) is { } level
            ? QuantileContrast.Of(Values(block).Of(control, segment, value), Values(block).Of(treatment, segment, value), level)
            : Clusters(block) is { } clusters
            ? ClusterContrast.Of(experiment.Needs.Blocks[block], clusters.Of(control, segment, value), clusters.Of(treatment, segment, value))
            : ArmContrast.Of(_estimands[block], Segment(segment).Moments(value, control, block), Segment(segment).Moments(value, treatment, block));

    /// <summary>The cells of a segment column by value and variant.</summary>
    public SegmentCells Segment(int segment)
    {
        if (!_segments.TryGetValue(segment, out var column))
        {
            _segments[segment] = column = new SegmentCells(cells, segment, experiment.Needs.Blocks);
        }

        return column;
    }

    private double? Quantile(int block) => experiment.Needs.Blocks[block].Quantile;

    private ValueCells Values(int block) => cells.Values.FirstOrDefault(v => v.Block == block) ?? new ValueCells(block, 0, []);
}
