namespace KpiLab.Data;

/// <summary>Numbers unit keys in order of appearance. Keys are compared in full; equal hashes decide nothing.</summary>
internal sealed class KeyTable(KeyKind kind)
{
    private int[] _slots = Empty(1024);
    private uint[] _tags = new uint[512];
    private long[] _numbers = new long[kind == KeyKind.Text ? 0 : 512];
    private long[] _ends = new long[kind == KeyKind.Text ? 512 : 0];
    private readonly List<byte[]> _pages = [];

    private const int PageBits = 20;
    private long _bytes;

    /// <summary>Keys so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a key; −1 where it was never added.</summary>
    public int Find(KeyBatch keys, int row)
    {
        var hash = keys.Hash(row);
        return _slots[Slot(keys, row, hash)];
    }

    /// <summary>The number of a key, new or known.</summary>
    public int Add(KeyBatch keys, int row)
    {
        var hash = keys.Hash(row);
        var slot = Slot(keys, row, hash);
        if (_slots[slot] >= 0)
        {
            return _slots[slot];
        }

        if ((Count + 1) * 3L > _slots.Length * 2L)
        {
            Grow();
            slot = Slot(keys, row, hash);
        }

        Reserve();
        _tags[Count] = (uint)(hash >> 32);
        if (keys.IsText)
        {
            Store(keys.Text(row));
        }
        else
        {
            _numbers[Count] = keys.Number(row);
        }

        return _slots[slot] = Count++;
    }

    // The upper half of the hash picks the slot and is the tag, so that growing needs no key.
    private int Slot(KeyBatch keys, int row, ulong hash)
    {
        var tag = (uint)(hash >> 32);
        var mask = _slots.Length - 1;
        for (var slot = (int)(tag & (uint)mask); ; slot = (slot + 1) & mask)
        {
            var known = _slots[slot];
            if (known < 0 || (_tags[known] == tag && Same(keys, row, known)))
            {
                return slot;
            }
        }
    }

    private bool Same(KeyBatch keys, int row, int known)
    {
        if (!keys.IsText)
        {
            return _numbers[known] == keys.Number(row);
        }

        var text = keys.Text(row);
        var start = known == 0 ? 0 : _ends[known - 1];
        if (_ends[known] - start != text.Length)
        {
            return false;
        }

        while (text.Length > 0)
        {
            var page = _pages[(int)(start >> PageBits)].AsSpan((int)(start & ((1 << PageBits) - 1)));
            var length = Math.Min(page.Length, text.Length);
            if (!page[..length].SequenceEqual(text[..length]))
            {
                return false;
            }

            text = text[length..];
            start += length;
        }

        return true;
    }

    private void Store(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var at = (int)(_bytes & ((1 << PageBits) - 1));
            if (at == 0)
            {
                _pages.Add(new byte[1 << PageBits]);
            }

            var page = _pages[^1].AsSpan(at);
            var length = Math.Min(page.Length, text.Length);
            text[..length].CopyTo(page);
            text = text[length..];
            _bytes += length;
        }

        _ends[Count] = _bytes;
    }

    private void Reserve()
    {
        if (Count < _tags.Length)
        {
            return;
        }

        Array.Resize(ref _tags, Count * 2);
        if (kind == KeyKind.Text)
        {
            Array.Resize(ref _ends, Count * 2);
        }
        else
        {
            Array.Resize(ref _numbers, Count * 2);
        }
    }

    private void Grow()
    {
        _slots = Empty(_slots.Length * 2);
        var mask = _slots.Length - 1;
        for (var known = 0; known < Count; known++)
        {
            var slot = (int)(_tags[known] & (uint)mask);
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = known;
        }
    }

    private static int[] Empty(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, -1);
        return slots;
    }
}
