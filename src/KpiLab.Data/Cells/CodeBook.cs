using System.Globalization;
using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Small whole numbers for the values of a variant or segment column, given out in order of appearance; no text is made but once a value.</summary>
internal sealed class CodeBook(ExpressionType type, int limit)
{
    private readonly List<string?> _texts = [];
    private readonly List<byte[]> _keys = [];
    private readonly Dictionary<long, int> _numbers = [];
    private int[] _slots = Filled(64);
    private ulong[] _hashes = new ulong[16];
    private int _missing = -1;
    private int _last = -1;
    private long _lastNumber;

    /// <summary>The most values that get a code of their own.</summary>
    public int Limit => limit;

    /// <summary>Values so far, by code; null is a missing value.</summary>
    public IReadOnlyList<string?> Texts => _texts;

    /// <summary>Whether a value came after the limit was reached; its code is the last one for all such values.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Code of a missing value.</summary>
    public int Missing() => _missing >= 0 ? _missing : _missing = Add(null);

    /// <summary>Code of a text.</summary>
    public int Code(ReadOnlySpan<byte> utf8)
    {
        if (_last >= 0 && utf8.SequenceEqual(_keys[_last]))
        {
            return _last;
        }

        var hash = Hashing.Of(utf8);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot];
            if (code < 0)
            {
                return AddText(utf8, hash, slot);
            }

            if (_hashes[code] == hash && utf8.SequenceEqual(_keys[code]))
            {
                return _last = code;
            }
        }
    }

    /// <summary>Code of a whole number, truth value (0 or 1) or moment (microseconds).</summary>
    public int Code(long value) => CodeOfNumber(value, isDouble: false);

    /// <summary>Code of a number; NaN is missing.</summary>
    public int Code(double value)
        => double.IsNaN(value) ? Missing() : CodeOfNumber(BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value), isDouble: true);

    private int Overflow => _texts.Count - 1;

    // A column is read in one way only, so that bits of doubles and whole numbers never meet in one book.
    private int CodeOfNumber(long bits, bool isDouble)
    {
        if (_last >= 0 && bits == _lastNumber)
        {
            return _last;
        }

        if (!_numbers.TryGetValue(bits, out var code))
        {
            if (Full())
            {
                return Overflow;
            }

            code = Add(isDouble ? BitConverter.Int64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture) : Text(bits));
            _numbers.Add(bits, code);
        }

        _lastNumber = bits;
        return _last = code;
    }

    private string Text(long value) => type switch
    {
        ExpressionType.Boolean => value == 0 ? "false" : "true",
        ExpressionType.Timestamp => IsoText(value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string IsoText(long microseconds)
    {
        var time = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    private int AddText(ReadOnlySpan<byte> utf8, ulong hash, int slot)
    {
        if (Full())
        {
            return Overflow;
        }

        var code = Add(Encoding.UTF8.GetString(utf8), utf8.ToArray());
        if (_hashes.Length <= code)
        {
            Array.Resize(ref _hashes, Math.Max(code + 1, _hashes.Length * 2));
        }

        _hashes[code] = hash;
        _slots[slot] = code;
        if (_texts.Count * 2 > _slots.Length)
        {
            Grow();
        }

        return _last = code;
    }

    private bool Full() => _texts.Count >= limit && (IsFull = true);

    private int Add(string? text, byte[]? key = null)
    {
        _texts.Add(text);
        _keys.Add(key ?? []);
        return _texts.Count - 1;
    }

    private void Grow()
    {
        _slots = Filled(_slots.Length * 2);
        var mask = _slots.Length - 1;
        for (var code = 0; code < _keys.Count; code++)
        {
            if (_texts[code] is null)
            {
                continue;
            }

            var slot = (int)_hashes[code] & mask;
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = code;
        }
    }

    private static int[] Filled(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, -1);
        return slots;
    }
}
