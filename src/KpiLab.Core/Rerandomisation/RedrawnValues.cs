using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Value counts of the variants of one block under assignments that are drawn anew.</summary>
internal sealed class RedrawnValues
{
    private readonly int _block;
    private readonly int _variants;
    private readonly double[] _distinct;
    private readonly int[] _rank; // by unit; −1 without a value

    public RedrawnValues(int block, double[] values, int variants)
    {
        _block = block;
        _variants = variants;
        _distinct = [.. values.Where(v => !double.IsNaN(v)).Select(v => v + 0.0).Distinct().Order()];
        _rank = [.. values.Select(v => double.IsNaN(v) ? -1 : Array.BinarySearch(_distinct, v + 0.0))];
    }

    /// <summary>The counts of every variant.</summary>
    public ValueCells Of(byte[] assigned)
    {
        var counts = new long[_variants][];
        for (var v = 0; v < _variants; v++)
        {
            counts[v] = new long[_distinct.Length];
        }

        for (var unit = 0; unit < _rank.Length; unit++)
        {
            if (_rank[unit] >= 0)
            {
                counts[assigned[unit]][_rank[unit]]++;
            }
        }

        return new ValueCells(_block, 0, [.. counts.Select((c, v) => new ValueCell(v, null, null, ValueCounts.Of(_distinct, c)))]);
    }
}
