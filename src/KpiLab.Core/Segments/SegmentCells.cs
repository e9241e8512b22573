using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The cells of one segment column added up by value and variant: one pass over the finest cells, in their order.</summary>
internal sealed class SegmentCells
{
    private readonly Dictionary<(string Value, bool IsNone, int Variant), (long Units, JointMoments[] Blocks)> _sums = [];
    private readonly int[] _dimensions;

    public SegmentCells(ExperimentCells cells, int segment, IReadOnlyList<MomentBlock> blocks)
    {
        _dimensions = [.. blocks.Select(b => b.Quantities.Count)];
        foreach (var cell in cells.IsJoint ? cells.Grains[0] : cells.Grains[segment + 1])
        {
            var key = Key(cell.Segments[segment], cell.Variant);
            var (units, sums) = _sums.TryGetValue(key, out var known) ? known : (0, [.. _dimensions.Select(JointMoments.Empty)]);
            for (var b = 0; b < sums.Length; b++)
            {
                sums[b] += cell.Blocks[b];
            }

            _sums[key] = (units + cell.Units, sums);
        }

        Values = [.. _sums.Keys.Select(k => k.IsNone ? null : k.Value).Distinct().OrderBy(v => v is null).ThenBy(v => v, StringComparer.Ordinal)];
    }

    /// <summary>The values of the column, in ordinal order, none last.</summary>
    public IReadOnlyList<string?> Values { get; }

    public long Units(string? value, int variant) => _sums.TryGetValue(Key(value, variant), out var sum) ? sum.Units : 0;

    public JointMoments Moments(string? value, int variant, int block)
        => _sums.TryGetValue(Key(value, variant), out var sum) ? sum.Blocks[block] : JointMoments.Empty(_dimensions[block]);

    private static (string Value, bool IsNone, int Variant) Key(string? value, int variant) => (value ?? "", value is null, variant);
}
