namespace KpiLab.Data;

/// <summary>Proves, while the rows stream by, that no key comes twice; or gives up at the first doubt.</summary>
/// <remarks>
/// Keys that rise from row to row are unique and need no memory. Otherwise the 64-bit hashes of all keys are kept: as long as they differ, the
/// keys differ. A doubt (two equal hashes, or a fall after only rising keys were seen) is no error: the caller starts again, more thoroughly.
/// </remarks>
internal sealed class UniqueKeys(bool rememberAll)
{
    private const int Remembered = 1 << 16;
    private const int Shards = 256;

    private readonly ulong[][] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new ulong[64])];
    private readonly int[] _used = new int[Shards];
    private byte[] _lastText = [];
    private int _lastLength;
    private long _lastNumber;
    private long _count;
    private bool _rising = true;
    private bool _hasZero;

    /// <summary>What the keys so far are known to be.</summary>
    public KeyDoubt Doubt { get; private set; }

    /// <summary>Takes the keys of the rows that count.</summary>
    public void Add(KeyBatch keys, ReadOnlySpan<int> variant)
    {
        for (var row = 0; row < variant.Length && Doubt == KeyDoubt.None; row++)
        {
            if (variant[row] >= 0)
            {
                Add(keys, row);
            }
        }
    }

    private void Add(KeyBatch keys, int row)
    {
        var risen = _rising && Rises(keys, row);
        if (!risen && _rising && !rememberAll && _count > Remembered)
        {
            Doubt = KeyDoubt.NotRising;
            return;
        }

        _rising = risen;
        if (rememberAll || !_rising || _count <= Remembered)
        {
            Remember(keys.Hash(row));
        }

        _count++;
    }

    private bool Rises(KeyBatch keys, int row)
    {
        if (!keys.IsText)
        {
            var number = keys.Number(row);
            var rises = _count == 0 || number > _lastNumber;
            _lastNumber = number;
            return rises;
        }

        var text = keys.Text(row);
        var risesText = _count == 0 || text.SequenceCompareTo(_lastText.AsSpan(0, _lastLength)) > 0;
        if (_lastText.Length < text.Length)
        {
            _lastText = new byte[text.Length * 2];
        }

        text.CopyTo(_lastText);
        _lastLength = text.Length;
        return risesText;
    }

    private void Remember(ulong hash)
    {
        if (hash == 0)
        {
            Doubt = _hasZero ? KeyDoubt.MaybeTwice : KeyDoubt.None;
            _hasZero = true;
            return;
        }

        var shard = (int)(hash >> 56);
        if (_used[shard] * 4 >= _shards[shard].Length * 3)
        {
            Grow(shard);
        }

        if (Place(_shards[shard], hash))
        {
            _used[shard]++;
        }
        else
        {
            Doubt = KeyDoubt.MaybeTwice;
        }
    }

    private static bool Place(ulong[] slots, ulong hash)
    {
        var slot = (int)(hash % (uint)slots.Length);
        while (slots[slot] != 0)
        {
            if (slots[slot] == hash)
            {
                return false;
            }

            slot = slot + 1 == slots.Length ? 0 : slot + 1;
        }

        slots[slot] = hash;
        return true;
    }

    private void Grow(int shard)
    {
        var old = _shards[shard];
        var grown = new ulong[old.Length + (old.Length / 2)];
        foreach (var hash in old)
        {
            if (hash != 0)
            {
                Place(grown, hash);
            }
        }

        _shards[shard] = grown;
    }
}

/// <summary>What is not certain about keys.</summary>
internal enum KeyDoubt
{
    /// <summary>Nothing: no key came twice.</summary>
    None,

    /// <summary>Keys rose for long and then fell; a pass that remembers all keys can tell.</summary>
    NotRising,

    /// <summary>Two rows may be of one unit.</summary>
    MaybeTwice,
}
