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
    private readonly ValueGrid[] _bySegment;
    private ValueIndex _index = new(isExact: true);
    private long[] _whole = new long[1024];
    private int[] _numbers = [];
    private int _width;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="blocks">Blocks that need the column's values.</param>
    /// <param name="column">The column.</param>
    /// <param name="variants">Number of variants.</param>
    /// <param name="segments">Values of the segment columns.</param>
    /// <param name="most">The most different values that are counted one by one.</param>
    public ValueAccumulator(IReadOnlyList<int> blocks, int column, int variants, IReadOnlyList<CodeBook> segments, int most = MostValues)
    {
        Blocks = blocks;
        _column = column;
        _variants = variants;
        _segments = segments;
        _most = most;
        _bySegment = [.. segments.Select(_ => new ValueGrid(variants, most))];
    }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Width of the bins relative to the value; 0: values are exact.</summary>
    public double RelativeWidth => _width == 0 ? 0 : Math.ScaleB(1, -Kept[_width]);

    /// <summary>Adds units. Rows whose variant is negative, and units without a value, are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        if (_numbers.Length < batch.Count)
        {
            _numbers = new int[batch.Count];
        }

        var values = batch.Values[_column].AsSpan(0, batch.Count);
        var variant = batch.Variant.AsSpan(0, batch.Count);
        for (var from = 0; from < batch.Count;)
        {
            // A run ends where there are too many values: numbers change then.
            var to = Number(values, variant, from);
            for (var s = 0; s < _bySegment.Length; s++)
            {
                _bySegment[s].Add(
                    _numbers.AsSpan(from, to - from), batch.Segments[s].AsSpan(from, to - from), variant[from..to], _index.Count, Math.Max(1, _segments[s].Texts.Count), _index);
            }

            from = to;
            while (_width < Kept.Length - 1 && (_index.Count > _most || Array.Exists(_bySegment, g => g.Count > _most)))
            {
                Widen();
            }
        }
    }

    /// <summary>The counts, by block.</summary>
    public IEnumerable<ValueCells> Finish()
    {
        // Sorted once: every cell then has its values in ascending order.
        var numbers = new int[_index.Count];
        var values = new double[_index.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            (numbers[i], values[i]) = (i, Middle(_index.Bits(i)));
        }

        Array.Sort(values, numbers);
        var cells = new List<ValueCell>();
        var units = new long[numbers.Length];
        for (var variant = 0; variant < _variants; variant++)
        {
            for (var i = 0; i < units.Length; i++)
            {
                units[i] = _whole[(numbers[i] * (long)_variants) + variant];
            }

            Add(cells, new ValueCell(variant, null, null, ValueCounts.Of(values, units)));
        }

        for (var s = 0; s < _bySegment.Length; s++)
        {
            for (var code = 0; code < _segments[s].Texts.Count && _bySegment[s].IsArray; code++)
            {
                for (var variant = 0; variant < _variants; variant++)
                {
                    _bySegment[s].Read(numbers, code, variant, units);
                    Add(cells, new ValueCell(variant, s, _segments[s].Texts[code], ValueCounts.Of(values, units)));
                }
            }

            foreach (var cell in _bySegment[s].Entries().GroupBy(e => (e.Code, e.Variant)).OrderBy(g => g.Key.Code).ThenBy(g => g.Key.Variant))
            {
                Add(cells, new ValueCell(
                    cell.Key.Variant, s, _segments[s].Texts[cell.Key.Code], ValueCounts.Of([.. cell.Select(e => Middle(e.Bits))], [.. cell.Select(e => e.Units)])));
            }
        }

        return Blocks.Select(b => new ValueCells(b, RelativeWidth, cells));
    }

    private static void Add(List<ValueCell> cells, ValueCell cell)
    {
        if (cell.Counts.Count > 0)
        {
            cells.Add(cell);
        }
    }

    /// <summary>The value that a value counts as.</summary>
    public double Counted(double value) => Middle(Bin(value));

    private long Bin(double value) => Bin(BitConverter.DoubleToInt64Bits(value + 0.0)); // −0 is 0

    private long Bin(long bits) => bits & (-1L << (MantissaBits - Kept[_width]));

    private double Middle(long bits)
        => BitConverter.Int64BitsToDouble(_width == 0 || bits << 1 == 0 ? bits : bits | (1L << (MantissaBits - Kept[_width] - 1)));

    // Numbers the values of rows and counts them over all units; gives the row at which it had to stop.
    private int Number(ReadOnlySpan<double> values, ReadOnlySpan<int> variant, int from)
    {
        _index.Look(values);
        var mask = -1L << (MantissaBits - Kept[_width]);
        for (var row = from; row < values.Length; row++)
        {
            if (variant[row] < 0 || double.IsNaN(values[row]))
            {
                _numbers[row] = -1;
                continue;
            }

            var number = _index.Of(values[row], BitConverter.DoubleToInt64Bits(values[row] + 0.0) & mask);
            _numbers[row] = number;
            var at = (number * _variants) + variant[row];
            if (at >= _whole.Length)
            {
                Array.Resize(ref _whole, Math.Max(_whole.Length * 2, at + 1));
            }

            _whole[at]++;
            if (number >= _most && _width < Kept.Length - 1)
            {
                return row + 1;
            }
        }

        return values.Length;
    }

    private void Widen()
    {
        _width++;
        var wider = new ValueIndex(isExact: false);
        var whole = new long[_whole.Length];
        for (var i = 0; i < _index.Count; i++)
        {
            var number = wider.Of(Bin(_index.Bits(i)));
            for (var v = 0; v < _variants; v++)
            {
                whole[(number * _variants) + v] += _whole[(i * _variants) + v];
            }
        }

        for (var s = 0; s < _bySegment.Length; s++)
        {
            _bySegment[s] = _bySegment[s].Widened(Bin, _index, wider);
        }

        (_index, _whole) = (wider, whole);
    }
}
