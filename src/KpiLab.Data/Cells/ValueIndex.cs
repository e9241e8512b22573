using System.Numerics;

namespace KpiLab.Data;

/// <summary>Numbers the distinct values in order of appearance. Values are the bits of doubles, as many of them as are kept.</summary>
internal sealed class ValueIndex
{
    private const int LargestGrid = 1 << 20;
    private static readonly double[] Scales = [1, 10, 100, 1000];

    private readonly bool _mayGrid;
    private Slot[] _slots = new Slot[4096]; // number + 1; 0 is empty
    private long[] _bits = new long[1024];

    // Values that are whole multiples of a decimal unit, as most measured ones are, find their number by their place; number + 1, 0 is unknown.
    private int[] _grid = [];
    private double _scale;

    // Side by side, so that a probe touches one cache line.
    private struct Slot
    {
        public long Bits;
        public int Number;
    }

    /// <summary>No value yet.</summary>
    /// <param name="isExact">Whether values keep all their bits.</param>
    public ValueIndex(bool isExact) => _mayGrid = isExact;

    /// <summary>Distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>The bits of a value by its number.</summary>
    public long Bits(int number) => _bits[number];

    /// <summary>Looks at some values, the first of them once, for the decimal unit that they are whole multiples of.</summary>
    public void Look(ReadOnlySpan<double> values)
    {
        if (!_mayGrid || _scale != 0)
        {
            return;
        }

        _scale = -1;
        foreach (var scale in Scales)
        {
            var seen = 0;
            foreach (var value in values)
            {
                seen += double.IsNaN(value) || IsOn(value, scale) ? 1 : 0;
            }

            if (seen >= values.Length * 0.9)
            {
                _scale = scale;
                _grid = new int[4096];
                return;
            }
        }
    }

    /// <summary>The number of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bits">Its bits, as many as are kept.</param>
    public int Of(double value, long bits)
    {
        var place = value * _scale;
        if (!(place >= 0 && place < LargestGrid))
        {
            return Of(bits);
        }

        var at = (int)place;
        if (at / _scale != value)
        {
            at = (int)Math.Round(place);
            if (at / _scale != value)
            {
                return Of(bits);
            }
        }

        if (at < _grid.Length && _grid[at] != 0)
        {
            return _grid[at] - 1;
        }

        if (at >= _grid.Length)
        {
            Array.Resize(ref _grid, (int)BitOperations.RoundUpToPowerOf2((uint)at + 1));
        }

        var number = Of(bits);
        _grid[at] = number + 1;
        return number;
    }

    /// <summary>The number of a value by its bits.</summary>
    public int Of(long bits)
    {
        var slots = _slots;
        for (var at = Home(bits, slots.Length); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.Number == 0)
            {
                return Add(bits, at);
            }

            if (slot.Bits == bits)
            {
                return slot.Number - 1;
            }
        }
    }

    private static bool IsOn(double value, double scale) => value >= 0 && value * scale < LargestGrid && Math.Round(value * scale) / scale == value;

    private int Add(long bits, int at)
    {
        if (Count * 2 >= _slots.Length)
        {
            Grow();
            at = Free(bits);
        }

        if (Count == _bits.Length)
        {
            Array.Resize(ref _bits, Count * 2);
        }

        _bits[Count] = bits;
        _slots[at] = new Slot { Bits = bits, Number = ++Count };
        return Count - 1;
    }

    private void Grow()
    {
        _slots = new Slot[_slots.Length * 2];
        for (var number = 0; number < Count; number++)
        {
            _slots[Free(_bits[number])] = new Slot { Bits = _bits[number], Number = number + 1 };
        }
    }

    private int Free(long bits)
    {
        var at = Home(bits, _slots.Length);
        while (_slots[at].Number != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return at;
    }

    // The low bits of whole numbers as doubles are all zero: the product's high bits choose the place.
    private static int Home(long bits, int slots) => (int)(((ulong)bits * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)slots)));
}
