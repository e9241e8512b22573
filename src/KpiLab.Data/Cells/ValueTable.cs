using System.Numerics;

namespace KpiLab.Data;

/// <summary>How often each value occurs under each code, by variant. Values are the bits of doubles, as many of them as are kept.</summary>
internal sealed class ValueTable(int variants)
{
    private int[] _slots = Empty(1024); // entry + 1; 0 is empty
    private long[] _bits = new long[512];
    private int[] _codes = new int[512];
    private long[] _counts = new long[512 * variants];

    /// <summary>Entries: different values, code by code.</summary>
    public int Count { get; private set; }

    /// <summary>Adds units.</summary>
    public void Add(long bits, int code, int variant, long units)
    {
        var slots = _slots;
        var at = Home(bits, code, slots.Length);
        for (; slots[at] != 0; at = (at + 1) & (slots.Length - 1))
        {
            var entry = slots[at] - 1;
            if (_bits[entry] == bits && _codes[entry] == code)
            {
                _counts[(entry * (long)variants) + variant] += units;
                return;
            }
        }

        if (Count == _bits.Length)
        {
            Grow();
            at = Free(bits, code);
        }

        _bits[Count] = bits;
        _codes[Count] = code;
        _counts[(Count * (long)variants) + variant] = units;
        _slots[at] = ++Count;
    }

    /// <summary>Entries with the units of every variant, in order of appearance.</summary>
    public IEnumerable<(long Bits, int Code, int Variant, long Units)> Entries()
    {
        for (var entry = 0; entry < Count; entry++)
        {
            for (var variant = 0; variant < variants; variant++)
            {
                if (_counts[(entry * (long)variants) + variant] is > 0 and var units)
                {
                    yield return (_bits[entry], _codes[entry], variant, units);
                }
            }
        }
    }

    private void Grow()
    {
        var size = _bits.Length * 2;
        Array.Resize(ref _bits, size);
        Array.Resize(ref _codes, size);
        Array.Resize(ref _counts, size * variants);
        _slots = Empty(size * 2);
        for (var entry = 0; entry < Count; entry++)
        {
            _slots[Free(_bits[entry], _codes[entry])] = entry + 1;
        }
    }

    private int Free(long bits, int code)
    {
        var at = Home(bits, code, _slots.Length);
        while (_slots[at] != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return at;
    }

    // The low bits of whole numbers as doubles are all zero: the product's high bits choose the place.
    private static int Home(long bits, int code, int slots)
        => (int)((((ulong)bits ^ ((ulong)(uint)code * 0xD6E8FEB86659FD93)) * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)slots)));

    private static int[] Empty(int size) => new int[size];
}
