using System.Numerics;

namespace KpiLab.Data;

/// <summary>Numbers the combinations of codes that occur, in order of appearance: by a table while the codes are few, else by a tree of code after code.</summary>
internal sealed class CellIndex(int dimensions)
{
    private const int TableBits = 18;

    private readonly List<int[]> _cells = [];
    private readonly int[] _bits = new int[dimensions];
    private readonly int[] _one = new int[dimensions];
    private readonly Dictionary<ulong, int> _tree = [];
    private int[]? _table = [-1];
    private int _nodes = 1;

    /// <summary>Combinations so far.</summary>
    public int Count => _cells.Count;

    /// <summary>Codes of a combination.</summary>
    public ReadOnlySpan<int> Codes(int cell) => _cells[cell];

    /// <summary>Makes room for codes up to these; to be called before any is met.</summary>
    public void Grow(ReadOnlySpan<int> largest)
    {
        if (_table is null)
        {
            return;
        }

        var grown = false;
        for (var d = 0; d < dimensions; d++)
        {
            var needed = BitOperations.Log2((uint)largest[d]) + 1;
            grown |= needed > _bits[d];
            _bits[d] = Math.Max(_bits[d], needed);
        }

        if (!grown)
        {
            return;
        }

        _table = _bits.Sum() <= TableBits ? new int[1 << _bits.Sum()] : null;
        Array.Fill(_table ?? [], -1);
        for (var cell = 0; cell < _cells.Count; cell++)
        {
            Place(_cells[cell]) = cell;
        }
    }

    /// <summary>The number of a combination, new or known.</summary>
    public int Of(ReadOnlySpan<int> codes)
    {
        ref var cell = ref Place(codes);
        if (cell < 0)
        {
            cell = _cells.Count;
            _cells.Add(codes.ToArray());
        }

        return cell;
    }

    /// <summary>The numbers of the combinations of many rows; −1 where the first code is negative.</summary>
    /// <param name="codes">Codes by dimension and row.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="cells">Takes the numbers, by row.</param>
    public void Of(ReadOnlySpan<int[]> codes, int from, int to, int[] cells)
    {
        var first = codes[0];
        if (_table is null)
        {
            for (var row = from; row < to; row++)
            {
                cells[row] = first[row] < 0 ? -1 : Of(codes, row);
            }

            return;
        }

        Array.Copy(first, from, cells, from, to - from);
        for (int d = 1, shift = _bits[0]; d < codes.Length; shift += _bits[d], d++)
        {
            var keys = cells.AsSpan(from, to - from);
            var values = codes[d].AsSpan(from, to - from);
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] |= values[i] << shift;
            }
        }

        for (var row = from; row < to; row++)
        {
            if (first[row] < 0)
            {
                cells[row] = -1;
            }
            else
            {
                var cell = _table[cells[row]];
                cells[row] = cell >= 0 ? cell : Of(codes, row);
            }
        }
    }

    private int Of(ReadOnlySpan<int[]> codes, int row)
    {
        for (var d = 0; d < _one.Length; d++)
        {
            _one[d] = codes[d][row];
        }

        return Of(_one);
    }

    private ref int Place(ReadOnlySpan<int> codes)
    {
        if (_table is not null)
        {
            var key = 0;
            for (var d = codes.Length - 1; d >= 0; d--)
            {
                key = (key << _bits[d]) | codes[d];
            }

            return ref _table[key];
        }

        var node = 0;
        for (var d = 0; d < codes.Length - 1; d++)
        {
            ref var child = ref Child(node, codes[d]);
            node = child >= 0 ? child : child = _nodes++;
        }

        return ref Child(node, codes[^1]);
    }

    private ref int Child(int node, int code)
    {
        ref var child = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_tree, ((ulong)node << 32) | (uint)code, out var known);
        if (!known)
        {
            child = -1;
        }

        return ref child;
    }
}
