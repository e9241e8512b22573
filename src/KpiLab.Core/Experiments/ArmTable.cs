using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Contrasts of two variants in any block, over all units or in one segment: of means, ratios and shares from moments, of quantiles from value counts.</summary>
internal sealed class ArmTable(ResolvedExperiment experiment, ExperimentCells cells, long seed = 0)
{
    private readonly StructureTable _structure = new(experiment, cells);

    private readonly SwitchbackTable _switched = new(experiment, cells, seed);

    private readonly BlockEstimands[] _estimands = [.. experiment.Needs.Blocks.Select(BlockEstimands.Of)];

    // Added up once a column: a column may have ten thousand values.
    private readonly Dictionary<int, SegmentCells> _segments = [];

    /// <summary>What a block of moments estimates.</summary>
    public BlockEstimands Estimands(int block) => _estimands[block];

    private ClusterCells? Clusters(int block) => cells.Clusters.FirstOrDefault(c => c.Block == block);

    /// <summary>Two variants over all units.</summary>
    public ArmContrast Of(int block, int control, int treatment)
        => ByMethod(block, control, treatment, null, null, _structure.Of(block, control, treatment, null, null, Plain(block, control, treatment)));

    private ArmContrast Plain(int block, int control, int treatment)
        => Quantile(block) is { } level
            ? Clustered(block, level, control, treatment) ?? QuantileContrast.Of(Values(block).Of(control), Values(block).Of(treatment), level)
            : Clusters(block) is { } clusters
            ? ClusterContrast.Of(experiment.Needs.Blocks[block], clusters.Of(control), clusters.Of(treatment)) with { Blocks = _switched.Of(block, clusters.Of(control), clusters.Of(treatment)) }
            : ArmContrast.Of(_estimands[block], cells.Total(control, block), cells.Total(treatment, block));

    /// <summary>Two variants among the units with one value of a segment column.</summary>
    public ArmContrast Of(int block, int control, int treatment, int segment, string? value)
        => ByMethod(block, control, treatment, segment, value, _structure.Of(block, control, treatment, segment, value, Plain(block, control, treatment, segment, value)));

    private ArmContrast ByMethod(int block, int control, int treatment, int? segment, string? value, ArmContrast plain) => experiment.Needs.Blocks[block].Method switch
    {
        null => plain,
        KpiMethod.Poisson => MethodContrast.Poisson(plain, Counted(block, control, segment, value), Counted(block, treatment, segment, value)),
        KpiMethod.Rank => MethodContrast.Ranks(Values(block).Of(control, segment, value), Values(block).Of(treatment, segment, value)),
        var method => MethodContrast.Bootstrap(plain, Values(block).Of(control, segment, value), Values(block).Of(treatment, segment, value), Quantile(block), method.Value, seed),
    };

    private Estimable<EventArm> Counted(int block, int variant, int? segment, string? value)
        => ArmContrast.Counted(_estimands[block], segment is { } s ? Segment(s).Moments(value, variant, block) : cells.Total(variant, block));

    // Of clustered quantiles the units are kept one by one.
    private ArmContrast? Clustered(int block, double level, int control, int treatment, int? segment = null, string? value = null)
    {
        if (cells.Rows.FirstOrDefault(r => r.Block == block) is not { } rows)
        {
            return null;
        }

        int[] Members(int variant) => [.. Enumerable.Range(0, rows.Count).Where(i => rows.Variants[i] == variant && (segment is not { } s || rows.SegmentTexts[s][rows.Segments[s][i]] == value))];
        return ClusteredQuantile.Of(rows, Members(control), Members(treatment), level);
    }

    private ArmContrast Plain(int block, int control, int treatment, int segment, string? value)
        => Quantile(block) is { } level
            ? Clustered(block, level, control, treatment, segment, value) ?? QuantileContrast.Of(Values(block).Of(control, segment, value), Values(block).Of(treatment, segment, value), level)
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
