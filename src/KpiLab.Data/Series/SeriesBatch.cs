using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>A number that a measure reads of a row.</summary>
/// <param name="Value">Column of the scan; −1: every row is 1.</param>
/// <param name="Where">Column that must be 1; −1: every row counts.</param>
/// <param name="IsTruth">The value is a condition.</param>
/// <param name="IsShare">A number that must be 0 or 1.</param>
internal sealed record SeriesPart(int Value, int Where, bool IsTruth, bool IsShare);

/// <summary>A batch of rows, read out.</summary>
internal sealed class SeriesBatch(IReadOnlyList<ScanColumn> columns, KeyKind keys)
{
    private readonly int _knownAt = columns.Count > 1 && columns[1].Kind == ScanKind.Time ? 1 : -1;

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Unit keys.</summary>
    public KeyBatch Keys { get; } = new(keys);

    /// <summary>Moments of the rows.</summary>
    public long[] Times { get; private set; } = [];

    /// <summary>Moments at which the rows became known.</summary>
    public long[] KnownAt { get; private set; } = [];

    /// <summary>Days of the rows.</summary>
    public DateOnly[] Days { get; private set; } = [];

    /// <summary>Units by row; −1: the row is not used.</summary>
    public int[] Units { get; private set; } = [];

    /// <summary>Slot of the period of a row, where every row is a unit; −1: not used.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>Numbers by column and row.</summary>
    public double[][] Numbers { get; } = [.. columns.Select(_ => Array.Empty<double>())];

    /// <summary>Columns that hold NaN or infinity.</summary>
    public List<int> NonFinite { get; } = [];

    /// <summary>Reads the current batch of a scan.</summary>
    public void Read(RowScan scan, int keyAt)
    {
        Count = scan.Count;
        if (Times.Length < Count)
        {
            (Times, KnownAt, Days, Units, Slots) = (new long[Count], new long[Count], new DateOnly[Count], new int[Count], new int[Count]);
            for (var c = 0; c < columns.Count; c++)
            {
                Numbers[c] = columns[c].Kind == ScanKind.Number ? new double[Count] : [];
            }
        }

        scan.Times(0, Times.AsSpan(0, Count));
        if (_knownAt > 0)
        {
            scan.Times(_knownAt, KnownAt.AsSpan(0, Count));
        }

        if (keyAt >= 0)
        {
            Keys.Clear(Count);
            scan.Keys(keyAt, Keys);
        }

        NonFinite.Clear();
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c].Kind == ScanKind.Number && scan.Numbers(c, Numbers[c].AsSpan(0, Count)).HasFlag(NumberState.HasNonFinite))
            {
                NonFinite.Add(c);
            }
        }
    }
}

/// <summary>When units were first seen.</summary>
internal sealed class UnitEntries
{
    private long[] _first = [];

    /// <summary>The last moment of all.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>First moment of a unit in microseconds.</summary>
    public long this[int unit] => _first[unit];

    /// <summary>Takes a row.</summary>
    public void Add(int unit, long time)
    {
        Last = Math.Max(Last, time);
        if (unit >= _first.Length)
        {
            var before = _first.Length;
            Array.Resize(ref _first, Math.Max(1 << 10, 2 * Math.Max(unit, before)));
            _first.AsSpan(before).Fill(long.MaxValue);
        }

        _first[unit] = Math.Min(_first[unit], time);
    }
}
