using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KpiLab.Data;

/// <summary>Unit keys of a batch: 64-bit numbers, or bytes of text.</summary>
internal sealed class KeyBatch(KeyKind kind)
{
    private byte[] _bytes = new byte[1 << 14];
    private int[] _ends = new int[2048];
    private long[] _numbers = new long[2048];
    private bool[] _missing = new bool[2048];
    private int _used;

    /// <summary>How keys are compared.</summary>
    public KeyKind Kind => kind;

    /// <summary>Keys in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a key is text.</summary>
    public bool IsText => kind == KeyKind.Text;

    /// <summary>Empties the batch and makes room.</summary>
    public void Clear(int capacity)
    {
        Count = 0;
        _used = 0;
        if (_missing.Length < capacity)
        {
            _ends = new int[capacity];
            _numbers = new long[capacity];
            _missing = new bool[capacity];
        }
    }

    /// <summary>Appends a number's key; −0 and 0 are one key.</summary>
    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));

    /// <summary>Appends a whole number.</summary>
    public void Add(long value)
    {
        _numbers[Count] = value;
        _missing[Count++] = false;
    }

    /// <summary>Appends text.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length - _used < utf8.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + utf8.Length));
        }

        utf8.CopyTo(_bytes.AsSpan(_used));
        _used += utf8.Length;
        _ends[Count] = _used;
        _missing[Count++] = false;
    }

    /// <summary>Appends a row without key.</summary>
    public void AddMissing()
    {
        _ends[Count] = _used;
        _numbers[Count] = 0;
        _missing[Count++] = true;
    }

    /// <summary>Appends whole numbers.</summary>
    public void AddRange(ReadOnlySpan<long> values)
    {
        values.CopyTo(_numbers.AsSpan(Count));
        _missing.AsSpan(Count, values.Length).Clear();
        Count += values.Length;
    }

    /// <summary>Whether the row has no key.</summary>
    public bool IsMissing(int row) => _missing[row];

    /// <summary>The key of a row as a number.</summary>
    public long Number(int row) => _numbers[row];

    /// <summary>The key of a row as text.</summary>
    public ReadOnlySpan<byte> Text(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _bytes.AsSpan(start, _ends[row] - start);
    }

    /// <summary>A hash of the key of a row, the same in every process.</summary>
    public ulong Hash(int row) => IsText ? Hashing.Of(Text(row)) : Hashing.Of((ulong)_numbers[row]);
}

/// <summary>Hashes that depend on the value alone.</summary>
internal static class Hashing
{
    /// <summary>Mixes 64 bits (the finaliser of SplitMix64: Steele, Lea and Flood 2014).</summary>
    public static ulong Of(ulong value)
    {
        value ^= value >> 30;
        value *= 0xBF58476D1CE4E5B9;
        value ^= value >> 27;
        value *= 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Hashes bytes, eight at a time.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * 0x9E3779B97F4A7C15;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            hash = Of(hash ^ (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)));
        }

        ulong rest = 0;
        for (var i = words.Length * 8; i < bytes.Length; i++)
        {
            rest = (rest << 8) | bytes[i];
        }

        return Of(hash ^ rest ^ 0xD6E8FEB86659FD93);
    }
}
