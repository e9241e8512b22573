using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads who entered when, and in which group: every unit once, at its first row.</summary>
internal sealed class CohortEntries
{
    private const int MostValues = 10_000;

    private long[] _entered = new long[1024];
    private int[] _label = new int[1024];
    private int[] _variant = new int[1024];

    private CohortEntries(KeyKind keys) => Keys = new KeyTable(keys);

    public KeyTable Keys { get; }

    public int Count => Keys.Count;

    public IReadOnlyList<string?> Labels { get; private set; } = [null];

    public long UnusedRows { get; private set; }

    /// <summary>The last moment of the source.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>When a unit entered, in microseconds.</summary>
    public long Entered(int unit) => _entered[unit];

    /// <summary>Index of its label; negative: it was seen in several variants.</summary>
    public int Label(int unit) => _variant[unit] < -1 ? -1 : _label[unit];

    public static CohortEntries Read(CohortNeeds needs, CohortColumns columns, IScanEngine engine)
    {
        var entries = new CohortEntries(columns.Keys);
        var variants = needs.Exposures is null ? null : new VariantBook(needs.Exposures.Variants, columns.Variant!.Type);
        var segments = columns.Segment is null ? null : new CodeBook(columns.Segment.Type, MostValues);
        List<ScanColumn> read = [new(ScanKind.Key, new TypedColumn(columns.EntryKey), columns.Keys), new(ScanKind.Time, new TypedColumn(columns.EntryTime))];
        var variantAt = columns.Variant is null ? -1 : Add(read, columns.Variant);
        var segmentAt = columns.Segment is null ? -1 : Add(read, columns.Segment);
        var source = needs.Exposures?.Source ?? needs.Source;
        using var scan = engine.Open(new ScanPlan(source.Id, read, null, columns.EntryTime, needs.AsOf, $"reading {source.Id}"));
        var keys = new KeyBatch(columns.Keys);
        long[] times = [];
        int[] variant = [], label = [];
        long rows = 0;
        for (; ; )
        {
            engine.Report($"reading {source.Id}", rows);
            if (!scan.Read())
            {
                break;
            }

            if (times.Length < scan.Count)
            {
                (times, variant, label) = (new long[scan.Count], new int[scan.Count], new int[scan.Count]);
            }

            keys.Clear(scan.Count);
            scan.Keys(0, keys);
            scan.Times(1, times.AsSpan(0, scan.Count));
            if (variants is not null)
            {
                scan.Labels(variantAt, variants.Codes, variant.AsSpan(0, scan.Count));
                variants.Resolve(variant.AsSpan(0, scan.Count));
            }

            if (segments is not null)
            {
                scan.Labels(segmentAt, segments, label.AsSpan(0, scan.Count));
            }

            for (var row = 0; row < scan.Count; row++)
            {
                if (keys.IsMissing(row) || times[row] == RowScan.NoTime || variant[row] < 0)
                {
                    entries.UnusedRows++;
                    continue;
                }

                entries.Add(keys, row, times[row], variant[row], segments is null ? variant[row] : label[row]);
            }

            rows += scan.Count;
        }

        entries.Labels = segments is not null ? [.. segments.Texts] : needs.Exposures is { } exposures ? [.. exposures.Variants.Select(v => v.Id)] : [null];
        return entries;
    }

    private static int Add(List<ScanColumn> columns, SourceColumn column)
    {
        columns.Add(new ScanColumn(ScanKind.Label, new TypedColumn(column)));
        return columns.Count - 1;
    }

    private void Add(KeyBatch keys, int row, long time, int variant, int label)
    {
        Last = Math.Max(Last, time);
        var before = Count;
        var unit = Keys.Add(keys, row);
        if (unit == before)
        {
            if (Count > _entered.Length)
            {
                Array.Resize(ref _entered, 2 * _entered.Length);
                Array.Resize(ref _label, _entered.Length);
                Array.Resize(ref _variant, _entered.Length);
            }

            (_entered[unit], _variant[unit], _label[unit]) = (time, variant, label);
            return;
        }

        if (time < _entered[unit])
        {
            (_entered[unit], _label[unit]) = (time, label);
        }

        _variant[unit] = _variant[unit] == variant ? variant : -2;
    }
}
