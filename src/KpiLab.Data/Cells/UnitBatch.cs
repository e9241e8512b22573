namespace KpiLab.Data;

/// <summary>Some units: codes of their variant and segments, their values, and where wanted their times. Arrays may be longer than <see cref="Count"/>.</summary>
internal sealed class UnitBatch(int segments, int columns, bool times)
{
    /// <summary>Units, those passed over included.</summary>
    public int Count { get; set; }

    /// <summary>Index of the variant; negative: the row is passed over.</summary>
    public int[] Variant { get; set; } = [];

    /// <summary>Codes of the segment columns.</summary>
    public int[][] Segments { get; } = Filled<int>(segments);

    /// <summary>Times of exposure in microseconds; empty where not wanted.</summary>
    public long[] Exposed { get; set; } = [];

    /// <summary>Codes of the days of exposure: a place for whoever numbers days.</summary>
    public int[] Days { get; private set; } = [];

    /// <summary>Hashes of the units' keys; only where units are kept one by one.</summary>
    public ulong[] Keys { get; private set; } = [];

    /// <summary>Values by column; NaN where the unit has none.</summary>
    public double[][] Values { get; } = Filled<double>(columns);

    /// <summary>Columns in which some unit has no value.</summary>
    public bool[] HasMissing { get; } = new bool[columns];

    /// <summary>Makes room for so many rows.</summary>
    public void Reserve(int count)
    {
        if (Variant.Length < count)
        {
            Grow(count);
        }
    }

    /// <summary>Makes room for the days of all rows.</summary>
    public void ReserveDays()
    {
        if (Days.Length < Count)
        {
            Days = new int[Math.Max(Count, Variant.Length)];
        }
    }

    /// <summary>Makes room for the keys of all rows.</summary>
    public void ReserveKeys()
    {
        if (Keys.Length < Count)
        {
            Keys = new ulong[Math.Max(Count, 2048)];
        }
    }

    /// <summary>Units of the batch that are not passed over.</summary>
    public int Units => Variant.Take(Count).Count(v => v >= 0);

    /// <summary>Appends another batch.</summary>
    public void Append(UnitBatch other)
    {
        if (Variant.Length < Count + other.Count)
        {
            Grow(Math.Max(Count + other.Count, Variant.Length * 2));
        }

        Array.Copy(other.Variant, 0, Variant, Count, other.Count);
        if (times)
        {
            Array.Copy(other.Exposed, 0, Exposed, Count, other.Count);
        }

        for (var s = 0; s < Segments.Length; s++)
        {
            Array.Copy(other.Segments[s], 0, Segments[s], Count, other.Count);
        }

        for (var c = 0; c < Values.Length; c++)
        {
            Array.Copy(other.Values[c], 0, Values[c], Count, other.Count);
            HasMissing[c] |= other.HasMissing[c];
        }

        Count += other.Count;
    }

    private void Grow(int size)
    {
        var variant = Variant;
        Array.Resize(ref variant, size);
        Variant = variant;
        if (times)
        {
            var exposed = Exposed;
            Array.Resize(ref exposed, size);
            Exposed = exposed;
        }

        for (var s = 0; s < Segments.Length; s++)
        {
            Array.Resize(ref Segments[s], size);
        }

        for (var c = 0; c < Values.Length; c++)
        {
            Array.Resize(ref Values[c], size);
        }
    }

    private static T[][] Filled<T>(int count) => [.. Enumerable.Range(0, count).Select(_ => Array.Empty<T>())];
}
