using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Shifted sums of every block in every cell of one grain: Σ(x − c) and Σ(x_i − c_i)(x_j − c_j) with the same c everywhere, so that cells add up.</summary>
internal sealed class Grain
{
    /// <summary>The dimension of the day of first exposure.</summary>
    public const int Day = -1;

    private readonly int[] _dimensions; // 0 is the variant, s + 1 a segment column, −1 the day
    private readonly int[][] _blocks;
    private readonly int[] _offsets;
    private readonly int _stride;
    private readonly int[] _codes;
    private readonly int[][] _columns;
    private readonly CellIndex _index;
    private double[] _running = [];
    private double[] _totals = [];
    private double[] _lost = [];
    private long[] _units = [];
    private long[] _left = [];
    private int[] _cells = [];

    public Grain(int[] dimensions, int[][] blocks)
    {
        _dimensions = dimensions;
        _blocks = blocks;
        _codes = new int[dimensions.Length];
        _columns = new int[dimensions.Length][];
        _index = new CellIndex(dimensions.Length);
        _offsets = new int[blocks.Length];
        for (var b = 0; b < blocks.Length; b++)
        {
            _offsets[b] = _stride;
            _stride += blocks[b].Length + (blocks[b].Length * (blocks[b].Length + 1) / 2);
        }
    }

    /// <summary>Cells so far.</summary>
    public int Count => _index.Count;

    /// <summary>Sums kept.</summary>
    public int Size => _index.Count * _stride;

    /// <summary>Makes room for codes up to these: of the variant, then of every segment column.</summary>
    public void Grow(ReadOnlySpan<int> largest)
    {
        Pick(largest, _codes);
        _index.Grow(_codes);
    }

    /// <summary>Makes room for codes up to these: of this grain's dimensions, in their order.</summary>
    public void GrowTo(ReadOnlySpan<int> largest) => _index.Grow(largest);

    /// <summary>Adds units. Rows whose variant is negative are passed over.</summary>
    /// <param name="batch">Codes of the units.</param>
    /// <param name="deviations">x − c, one array a column; NaN where the unit has no value.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    public void Add(UnitBatch batch, double[][] deviations, int from, int to)
    {
        FindCells(batch, from, to);
        for (var b = 0; b < _blocks.Length; b++)
        {
            AddBlock(b, deviations, batch.HasMissing, from, to);
        }
    }

    /// <summary>Moves the running sums to the totals, and keeps what the totals round away (Neumaier 1974).</summary>
    public void Flush()
    {
        var totals = _totals;
        var lost = _lost;
        for (var i = 0; i < Count * _stride; i++)
        {
            var sum = totals[i] + _running[i];
            lost[i] += Math.Abs(totals[i]) >= Math.Abs(_running[i]) ? totals[i] - sum + _running[i] : _running[i] - sum + totals[i];
            totals[i] = sum;
        }

        Array.Clear(_running);
    }

    /// <summary>Adds the sums of a grain of all segments.</summary>
    public void AddFrom(Grain finest) => AddFrom(finest, Pick);

    /// <summary>Adds the sums of a finer grain of the same data, in the order of its cells.</summary>
    /// <param name="finer">The finer grain.</param>
    /// <param name="coarsen">Writes the codes of the cell here to which a cell there belongs.</param>
    public void AddFrom(Grain finer, Action<ReadOnlySpan<int>, int[]> coarsen)
    {
        finer.Flush();
        for (var cell = 0; cell < finer.Count; cell++)
        {
            coarsen(finer._index.Codes(cell), _codes);
            var into = _index.Of(_codes);
            Reserve();
            _units[into] += finer._units[cell];
            for (var b = 0; b < _blocks.Length; b++)
            {
                _left[(into * _blocks.Length) + b] += finer._left[(cell * _blocks.Length) + b];
            }

            for (var k = 0; k < _stride; k++)
            {
                _running[(into * _stride) + k] = finer._totals[(cell * _stride) + k] + finer._lost[(cell * _stride) + k];
            }

            Flush();
        }
    }

    /// <summary>The cells as they are kept: their codes, units and moments, one block each.</summary>
    public IEnumerable<(int[] Codes, long Units, JointMoments[] Blocks)> Read(double[] shifts)
    {
        Flush();
        for (var cell = 0; cell < Count; cell++)
        {
            yield return (_index.Codes(cell).ToArray(), _units[cell], Moments(cell, shifts));
        }
    }

    /// <summary>The cells that have units, by variant and then by segment values in ordinal order, missing last.</summary>
    public IReadOnlyList<Cell> ToCells(double[] shifts, IReadOnlyList<CodeBook> segments)
    {
        var cells = new List<Cell>(Count);
        foreach (var (codes, units, moments) in Read(shifts))
        {
            var values = new string?[_dimensions.Length == 1 ? 0 : segments.Count];
            for (var d = 1; d < _dimensions.Length; d++)
            {
                var texts = segments[_dimensions[d] - 1].Texts;
                values[_dimensions[d] - 1] = codes[d] < texts.Count ? texts[codes[d]] : null;
            }

            cells.Add(new Cell(codes[0], values, units, moments));
        }

        cells.Sort(Compare);
        return cells;
    }

    private JointMoments[] Moments(int cell, double[] shifts)
    {
        var moments = new JointMoments[_blocks.Length];
        for (var b = 0; b < _blocks.Length; b++)
        {
            var columns = _blocks[b];
            var k = columns.Length;
            double[] sums = [.. Enumerable.Range((cell * _stride) + _offsets[b], k + (k * (k + 1) / 2)).Select(i => _totals[i] + _lost[i])];
            moments[b] = JointMoments.FromShiftedSums(
                _units[cell] - _left[(cell * _blocks.Length) + b], [.. columns.Select(c => shifts[c])], sums.AsSpan(0, k), sums.AsSpan(k));
        }

        return moments;
    }

    private static int Compare(Cell a, Cell b)
    {
        var order = a.Variant.CompareTo(b.Variant);
        for (var s = 0; order == 0 && s < a.Segments.Count; s++)
        {
            order = (a.Segments[s] is null).CompareTo(b.Segments[s] is null);
            order = order != 0 ? order : string.CompareOrdinal(a.Segments[s], b.Segments[s]);
        }

        return order;
    }

    private void Pick(ReadOnlySpan<int> all, int[] into)
    {
        for (var d = 0; d < _dimensions.Length; d++)
        {
            into[d] = all[_dimensions[d]];
        }
    }

    private void FindCells(UnitBatch batch, int from, int to)
    {
        if (_cells.Length < to)
        {
            _cells = new int[Math.Max(to, 2048)];
        }

        for (var d = 0; d < _dimensions.Length; d++)
        {
            _columns[d] = _dimensions[d] switch { 0 => batch.Variant, Day => batch.Days, var s => batch.Segments[s - 1] };
        }

        _index.Of(_columns, from, to, _cells);
        Reserve();
        for (var row = from; row < to; row++)
        {
            if (_cells[row] >= 0)
            {
                _units[_cells[row]]++;
            }
        }
    }

    private void AddBlock(int block, double[][] deviations, bool[] hasMissing, int from, int to)
    {
        var columns = _blocks[block];
        var mayMiss = false;
        foreach (var column in columns)
        {
            mayMiss |= hasMissing[column];
        }

        if (columns.Length > BlockSums.Largest || mayMiss)
        {
            AddAny(block, deviations, from, to);
        }
        else
        {
            BlockSums.Add(_running, _cells, _stride, _offsets[block], columns, deviations, from, to);
        }
    }

    private void AddAny(int block, double[][] deviations, int from, int to)
    {
        var columns = _blocks[block];
        Span<double> values = stackalloc double[columns.Length];
        for (var row = from; row < to; row++)
        {
            var cell = _cells[row];
            if (cell < 0)
            {
                continue;
            }

            var missing = false;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = deviations[columns[i]][row];
                missing |= double.IsNaN(values[i]);
            }

            if (missing)
            {
                _left[(cell * _blocks.Length) + block]++;
                continue;
            }

            var sums = _running.AsSpan((cell * _stride) + _offsets[block]);
            var at = values.Length;
            for (var i = 0; i < values.Length; i++)
            {
                sums[i] += values[i];
                for (var j = 0; j <= i; j++)
                {
                    sums[at++] += values[i] * values[j];
                }
            }
        }
    }

    private void Reserve()
    {
        if (_units.Length >= Count)
        {
            return;
        }

        var size = Math.Max(Count, _units.Length * 2);
        Array.Resize(ref _units, size);
        Array.Resize(ref _left, size * _blocks.Length);
        Array.Resize(ref _running, size * _stride);
        Array.Resize(ref _totals, size * _stride);
        Array.Resize(ref _lost, size * _stride);
    }
}
