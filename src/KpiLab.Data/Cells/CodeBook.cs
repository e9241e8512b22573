using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Small whole numbers for the values of a variant or segment column, given out in order of appearance; text is made once a value, not once a row.</summary>
internal sealed class CodeBook(ExpressionType type, int limit)
{
    private const int ShortText = 16;
    private const int MostNoted = 1 << 13;

    private readonly List<string?> _texts = [];
    private readonly List<byte[]> _longTexts = [];
    private readonly Dictionary<long, int> _numbers = [];
    private Slot[] _slots = Empty(64);
    private WordSlot[] _words = EmptyWords(64);
    private int _wordsUsed;
    private int _used;
    private int _missing = -1;
    private int _last = -1;
    private long _lastNumber;

    // A text of at most 16 bytes is its two words and its length; of a longer one the words are hashes, and the bytes decide.
    private struct Slot
    {
        public ulong First;
        public ulong Second;
        public int Length;
        public int Code;
    }

    // What an engine stores for a short text, and its code; a code of −1 is an empty slot.
    private struct WordSlot
    {
        public ulong First;
        public ulong Second;
        public int Code;
    }

    /// <summary>The most values that get a code of their own.</summary>
    public int Limit => limit;

    /// <summary>Values so far, by code; null is a missing value.</summary>
    public IReadOnlyList<string?> Texts => _texts;

    /// <summary>Whether a value came after the limit was reached; its code is the last one for all such values.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Code of a missing value.</summary>
    public int Missing() => _missing >= 0 ? _missing : _missing = Add(null, []);

    /// <summary>Code of a text.</summary>
    public int Code(ReadOnlySpan<byte> utf8)
    {
        var (first, second) = utf8.Length <= ShortText ? Words(utf8) : (Hashing.Of(utf8), ~0UL);
        var slots = _slots;
        var at = Start(first, second, slots.Length);
        while (true)
        {
            ref var slot = ref slots[at];
            if (slot.First == first && slot.Second == second && slot.Length == utf8.Length && (utf8.Length <= ShortText || utf8.SequenceEqual(_longTexts[slot.Code])))
            {
                return slot.Code;
            }

            if (slot.Length < 0)
            {
                return AddText(utf8, new Slot { First = first, Second = second, Length = utf8.Length });
            }

            at = (at + 1) & (slots.Length - 1);
        }
    }

    /// <summary>Code of a text by two words that some engine stores for it and for no other text; −1 where they were not noted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Known(ulong first, ulong second)
    {
        var words = _words;
        for (var at = Start(first, second, words.Length); ; at = (at + 1) & (words.Length - 1))
        {
            ref var slot = ref words[at];
            if ((slot.First == first && slot.Second == second) || slot.Code < 0)
            {
                return slot.Code;
            }
        }
    }

    /// <summary>Notes the code of a text for <see cref="Known"/>, for the first few thousand texts.</summary>
    public void Note(ulong first, ulong second, int code)
    {
        if (IsFull || _wordsUsed >= MostNoted)
        {
            return;
        }

        if (++_wordsUsed * 2 > _words.Length)
        {
            var old = _words;
            _words = EmptyWords(old.Length * 2);
            foreach (var known in old.Where(w => w.Code >= 0))
            {
                Place(known);
            }
        }

        Place(new WordSlot { First = first, Second = second, Code = code });
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

            code = Add(isDouble ? BitConverter.Int64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture) : Text(bits), []);
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

    private int AddText(ReadOnlySpan<byte> utf8, Slot slot)
    {
        if (Full())
        {
            return Overflow;
        }

        slot.Code = Add(Encoding.UTF8.GetString(utf8), utf8.Length <= ShortText ? [] : utf8.ToArray());
        if (++_used * 2 > _slots.Length)
        {
            var old = _slots;
            _slots = Empty(old.Length * 2);
            foreach (var known in old.Where(s => s.Length >= 0))
            {
                Place(known);
            }
        }

        Place(slot);
        return slot.Code;
    }

    private bool Full() => _texts.Count >= limit && (IsFull = true);

    private int Add(string? text, byte[] longText)
    {
        _texts.Add(text);
        _longTexts.Add(longText);
        return _texts.Count - 1;
    }

    private void Place(in Slot slot)
    {
        var at = Start(slot.First, slot.Second, _slots.Length);
        while (_slots[at].Length >= 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = slot;
    }

    private void Place(in WordSlot slot)
    {
        var at = Start(slot.First, slot.Second, _words.Length);
        while (_words[at].Code >= 0)
        {
            at = (at + 1) & (_words.Length - 1);
        }

        _words[at] = slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Start(ulong first, ulong second, int slots)
        => (int)(((first ^ (second * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93) >> 33) & (slots - 1);

    // Both words may cover the same bytes: the length tells texts apart that only overlap differently.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Second) Words(ReadOnlySpan<byte> utf8) => utf8.Length switch
    {
        >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(utf8), BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..])),
        >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(utf8), BinaryPrimitives.ReadUInt32LittleEndian(utf8[^4..])),
        >= 1 => (utf8[0] | ((ulong)utf8[utf8.Length / 2] << 8) | ((ulong)utf8[^1] << 16), 0),
        _ => (0, 0),
    };

    private static WordSlot[] EmptyWords(int length)
    {
        var slots = new WordSlot[length];
        Array.Fill(slots, new WordSlot { Code = -1 });
        return slots;
    }

    private static Slot[] Empty(int length)
    {
        var slots = new Slot[length];
        Array.Fill(slots, new Slot { Length = -1 });
        return slots;
    }
}
