namespace KpiLab.Data;

/// <summary>Numbers unit keys in order of appearance. Keys are compared in full; equal hashes decide nothing.</summary>
internal sealed class KeyTable(KeyKind kind)
{
    private const int PageBits = 20;
    private const ulong Upper = 0xFFFFFFFF_00000000;

    // The upper half of a slot is that of the hash, the lower the number of the key and one more; 0 is empty.
    private ulong[] _slots = new ulong[1024];
    private int _capacity = 512;
    private long[] _numbers = new long[kind == KeyKind.Text ? 0 : 512];
    private long[] _ends = new long[kind == KeyKind.Text ? 512 : 0];
    private readonly List<byte[]> _pages = [];
    private long _bytes;

    /// <summary>How keys are compared.</summary>
    public KeyKind Kind => kind;

    /// <summary>Keys so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a key; −1 where it was never added.</summary>
    public int Find(KeyBatch keys, int row)
    {
        return (int)(uint)_slots[Slot(keys, row, keys.Hash(row))] - 1;
    }

    /// <summary>A hash of the key with this number, the same in every process.</summary>
    public ulong Hash(int number)
    {
        if (kind != KeyKind.Text)
        {
            return Hashing.Of((ulong)_numbers[number]);
        }

        long start = number == 0 ? 0 : _ends[number - 1], length = _ends[number] - start;
        var text = new byte[length];
        for (long done = 0; done < length;)
        {
            var page = _pages[(int)((start + done) >> PageBits)].AsSpan((int)((start + done) & ((1 << PageBits) - 1)));
            var part = (int)Math.Min(page.Length, length - done);
            page[..part].CopyTo(text.AsSpan((int)done));
            done += part;
        }

        return Hashing.Of(text);
    }

    /// <summary>The number of a key, new or known.</summary>
    public int Add(KeyBatch keys, int row)
    {
        var hash = keys.Hash(row);
        var slot = Slot(keys, row, hash);
        if (_slots[slot] != 0)
        {
            return (int)(uint)_slots[slot] - 1;
        }

        if ((Count + 1) * 3L > _slots.Length * 2L)
        {
            Grow();
            slot = Slot(keys, row, hash);
        }

        Reserve();
        if (keys.IsText)
        {
            Store(keys.Text(row));
        }
        else
        {
            _numbers[Count] = keys.Number(row);
        }

        _slots[slot] = (hash & Upper) | (uint)(Count + 1);
        return Count++;
    }

    // The upper half of the hash also picks the slot, so that growing needs no key.
    private int Slot(KeyBatch keys, int row, ulong hash)
    {
        var slots = _slots;
        for (var slot = Home(hash); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var known = slots[slot];
            if (known == 0 || (((known ^ hash) & Upper) == 0 && Same(keys, row, (int)(uint)known - 1)))
            {
                return slot;
            }
        }
    }

    private int Home(ulong hash) => (int)(hash >> 32) & (_slots.Length - 1);

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
        if (Count < _capacity)
        {
            return;
        }

        _capacity *= 2;
        if (kind == KeyKind.Text)
        {
            Array.Resize(ref _ends, _capacity);
        }
        else
        {
            Array.Resize(ref _numbers, _capacity);
        }
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var known in old)
        {
            if (known != 0)
            {
                var slot = Home(known);
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = known;
            }
        }
    }
}
