using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Counts the distinct values of one column by variant, and by variant and value of each segment column, in the scan that also makes the cells.</summary>
/// <remarks>
/// Values are exact up to <see cref="MostValues"/> different ones. Beyond that they share bins of the leading bits of their mantissa, 2⁻¹⁶ wide relative to the value, then 2⁻¹³, at the
/// coarsest 2⁻¹⁰, and stand for the middle of their bin. Bins of every width contain the narrower ones, so that which width results depends on the values, never on their order.
/// </remarks>
internal sealed class ValueAccumulator
{
    /// <summary>The most different values that are counted one by one.</summary>
    public const int MostValues = 1_000_000;

    private const int MantissaBits = 52;
    private static readonly int[] Kept = [MantissaBits, 16, 13, 10];

    private readonly int _column;
    private readonly int _variants;
    private readonly int _most;
    private readonly IReadOnlyList<CodeBook> _segments;
    private readonly ValueTable[] _tables; // of all units, then one a segment column
    private int _width;

    /// <summary>Nothing counted yet.</summary>
    public ValueAccumulator(int block, int column, int variants, IReadOnlyList<CodeBook> segments, int most = MostValues)
    {
        Block = block;
        _column = column;
        _variants = variants;
        _segments = segments;
        _most = most;
        _tables = [.. Enumerable.Range(0, segments.Count + 1).Select(_ => new ValueTable(variants))];
    }

    /// <summary>Index of the block.</summary>
    public int Block { get; }

    /// <summary>Width of the bins relative to the value; 0: values are exact.</summary>
    public double RelativeWidth => _width == 0 ? 0 : Math.ScaleB(1, -Kept[_width]);

    /// <summary>Adds units. Rows whose variant is negative, and units without a value, are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        var values = batch.Values[_column];
        for (var table = 0; table < _tables.Length; table++)
        {
            var codes = table == 0 ? null : batch.Segments[table - 1];
            for (var row = 0; row < batch.Count; row++)
            {
                if (batch.Variant[row] >= 0 && !double.IsNaN(values[row]))
                {
                    _tables[table].Add(Bin(values[row]), codes is null ? 0 : codes[row], batch.Variant[row], 1);
                    if (_tables[table].Count > _most && _width < Kept.Length - 1)
                    {
                        Widen();
                    }
                }
            }
        }
    }

    /// <summary>The counts.</summary>
    public ValueCells Finish()
    {
        var cells = new List<ValueCell>();
        for (var table = 0; table < _tables.Length; table++)
        {
            foreach (var cell in _tables[table].Entries().GroupBy(e => (e.Code, e.Variant)).OrderBy(g => g.Key.Code).ThenBy(g => g.Key.Variant))
            {
                var counts = ValueCounts.Of([.. cell.Select(e => Middle(e.Bits))], [.. cell.Select(e => e.Units)]);
                cells.Add(new ValueCell(cell.Key.Variant, table == 0 ? null : table - 1, table == 0 ? null : _segments[table - 1].Texts[cell.Key.Code], counts));
            }
        }

        return new ValueCells(Block, RelativeWidth, cells);
    }

    /// <summary>The value that a value counts as.</summary>
    public double Counted(double value) => Middle(Bin(value));

    private long Bin(double value) => BitConverter.DoubleToInt64Bits(value + 0.0) & (-1L << (MantissaBits - Kept[_width])); // −0 is 0

    private double Middle(long bits)
        => BitConverter.Int64BitsToDouble(_width == 0 || bits << 1 == 0 ? bits : bits | (1L << (MantissaBits - Kept[_width] - 1)));

    private void Widen()
    {
        do
        {
            _width++;
            for (var table = 0; table < _tables.Length; table++)
            {
                var finer = _tables[table];
                _tables[table] = new ValueTable(_variants);
                foreach (var (bits, code, variant, units) in finer.Entries())
                {
                    _tables[table].Add(bits & (-1L << (MantissaBits - Kept[_width])), code, variant, units);
                }
            }
        }
        while (_width < Kept.Length - 1 && _tables.Any(t => t.Count > _most));
    }
}
