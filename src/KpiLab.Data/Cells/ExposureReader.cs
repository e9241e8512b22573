using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads the exposures source: whom a row is about, its variant and segments, and the values of its own.</summary>
internal sealed class ExposureReader : IDisposable
{
    private readonly MeasurePlan _plan;
    private readonly IScanEngine _engine;
    private readonly ScanPlan _scanPlan;
    private readonly RowScan _scan;
    private readonly VariantBook _variants;
    private readonly IReadOnlyList<CodeBook> _segments;
    private readonly IReadOnlyList<int> _raws;
    private readonly int _firstRaw;
    private readonly int _exposedAt = -1;
    private readonly bool[] _rejected;

    /// <summary>Starts the pass.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="segments">Code books of the segments and then the clusters to read; empty: none.</param>
    /// <param name="raws">Raw values to read.</param>
    /// <param name="stage">What the pass is for.</param>
    public ExposureReader(MeasurePlan plan, IScanEngine engine, IReadOnlyList<CodeBook> segments, IReadOnlyList<int> raws, string stage)
    {
        _plan = plan;
        _engine = engine;
        _segments = segments;
        _raws = raws;
        _variants = new VariantBook(plan.Needs.Variants, plan.Variant.Type);
        var columns = new List<ScanColumn> { new(ScanKind.Label, new TypedColumn(plan.Variant)) };
        if (plan.Key is not null)
        {
            columns.Add(new ScanColumn(ScanKind.Key, new TypedColumn(plan.Key), plan.Keys));
        }

        if (plan.ExposedAt is not null)
        {
            _exposedAt = columns.Count;
            columns.Add(new ScanColumn(ScanKind.Time, new TypedColumn(plan.ExposedAt)));
        }

        FirstSegment = columns.Count;
        columns.AddRange(plan.Segments.Concat(plan.Clusters).Take(segments.Count).Select(s => new ScanColumn(ScanKind.Label, new TypedColumn(s))));
        _firstRaw = columns.Count;
        columns.AddRange(raws.Select(r => new ScanColumn(ScanKind.Number, plan.Raws[r].Value)));
        _rejected = new bool[raws.Count];
        Keys = new KeyBatch(plan.Keys);
        Raw = [.. raws.Select(_ => Array.Empty<double>())];
        State = new NumberState[raws.Count];
        Segments = [.. segments.Select(_ => Array.Empty<int>())];
        var time = plan.ExposedAt ?? TimeOf(plan, engine);
        _scanPlan = new ScanPlan(plan.Needs.Exposures.Id, columns, null, time, plan.Needs.AsOf, stage);
        _scan = engine.Open(_scanPlan);
    }

    /// <summary>Rows of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Index of the variant by row; negative where the row does not count.</summary>
    public int[] Variant { get; private set; } = [];

    /// <summary>Codes of the segments by row.</summary>
    public int[][] Segments { get; }

    /// <summary>Time of exposure by row, microseconds.</summary>
    public long[] Exposed { get; private set; } = [];

    /// <summary>Keys by row.</summary>
    public KeyBatch Keys { get; }

    /// <summary>Raw values by row.</summary>
    public double[][] Raw { get; }

    /// <summary>What the raw values hold besides numbers.</summary>
    public NumberState[] State { get; }

    /// <summary>Rows so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows without key, variant or time of exposure.</summary>
    public long MissingKeyRows { get; private set; }

    /// <summary>Rows by value of the variant column that is not known.</summary>
    public IReadOnlyDictionary<string, long> UnknownRows => _variants.UnknownRows();

    private int FirstSegment { get; }

    /// <summary>Reads the next batch.</summary>
    public bool Read()
    {
        _engine.Report(_scanPlan.Stage, RowsRead);
        if (!_scan.Read())
        {
            _scan.Dispose(); // so that the engine can answer what was wrong with the rows
            return false;
        }

        Count = _scan.Count;
        Reserve(Count);
        ReadWho();
        for (var s = 0; s < Segments.Length; s++)
        {
            _scan.Labels(FirstSegment + s, _segments[s], Segments[s].AsSpan(0, Count));
            if (_segments[s].IsFull)
            {
                throw s < _plan.Segments.Count ? TooManyValues(_plan.Segments[s]) : TooManyClusters(_plan.Clusters[s - _plan.Segments.Count], _segments[s].Limit);
            }
        }

        for (var r = 0; r < Raw.Length; r++)
        {
            ReadRaw(r);
        }

        RowsRead += Count;
        return true;
    }

    /// <summary>Refuses NaN and infinity that a raw value held in rows that count, with their number and the first row.</summary>
    public IEnumerable<Problem> Problems()
    {
        for (var r = 0; r < _rejected.Length; r++)
        {
            if (_rejected[r])
            {
                var raw = _plan.Raws[_raws[r]];
                var (rows, first, value) = _engine.FindUnusable(_scanPlan, _firstRaw + r, share: false);
                yield return Trouble.NonFinite(_plan.Needs.Exposures.Id, raw.Text, raw.Metric, rows, first, value);
            }
        }
    }

    /// <summary>A share that holds other numbers than 0 and 1, with their number and the first row.</summary>
    public Problem NotShare(int raw)
    {
        var (rows, first, value) = _engine.FindUnusable(_scanPlan, _firstRaw + _raws.ToList().IndexOf(raw), share: true);
        return Trouble.NotShare(_plan.Needs.Exposures.Id, _plan.Raws[raw].Text, _plan.Raws[raw].Metric, rows, first, value);
    }

    /// <inheritdoc/>
    public void Dispose() => _scan.Dispose();

    private void ReadWho()
    {
        var variant = Variant.AsSpan(0, Count);
        _scan.Labels(0, _variants.Codes, variant);
        _variants.Resolve(variant);
        if (_plan.Key is not null)
        {
            Keys.Clear(Count);
            _scan.Keys(1, Keys);
        }

        if (_exposedAt >= 0)
        {
            _scan.Times(_exposedAt, Exposed.AsSpan(0, Count));
        }

        for (var row = 0; row < variant.Length; row++)
        {
            if (variant[row] == VariantBook.Missing
                || (variant[row] >= 0 && ((_plan.Key is not null && Keys.IsMissing(row)) || (_exposedAt >= 0 && Exposed[row] == RowScan.NoTime))))
            {
                variant[row] = VariantBook.Missing;
                MissingKeyRows++;
            }
        }
    }

    private void ReadRaw(int r)
    {
        var raw = _plan.Raws[_raws[r]];
        var values = Raw[r];
        State[r] = _scan.Numbers(_firstRaw + r, values);
        if (!State[r].HasFlag(NumberState.HasNonFinite))
        {
            return;
        }

        State[r] = NumberState.HasMissing;
        for (var row = 0; row < Count; row++)
        {
            if (double.IsInfinity(values[row]))
            {
                _rejected[r] |= raw is { IsComputed: false, RejectNonFinite: true } && Variant[row] >= 0;
                values[row] = double.NaN;
            }
        }
    }

    private InvalidInputException TooManyValues(SourceColumn segment) => new(
        "plan.segments", Invariant($"segment `{segment.Name}` of source `{_plan.Needs.Exposures.Id}` has more than {_segments[0].Limit} different values"),
        "break down by a column with fewer values");

    private InvalidInputException TooManyClusters(SourceColumn cluster, int limit) => new(
        "cluster", Invariant($"cluster `{cluster.Name}` of source `{_plan.Needs.Exposures.Id}` has more than {limit} different values, the most whose sums are kept"),
        "if each unit is a cluster of its own, leave `cluster` out; else aggregate the data to one row a cluster and compare a ratio");

    private void Reserve(int count)
    {
        if (Variant.Length >= count)
        {
            return;
        }

        var size = Math.Max(count, 2048);
        Variant = new int[size];
        Exposed = new long[size];
        for (var s = 0; s < Segments.Length; s++)
        {
            Segments[s] = new int[size];
        }

        for (var r = 0; r < Raw.Length; r++)
        {
            Raw[r] = new double[size];
        }
    }

    private static SourceColumn? TimeOf(MeasurePlan plan, IScanEngine engine)
        => plan.Needs.AsOf is null || plan.Needs.Exposures.Time is null ? null
        : engine.Fields(plan.Needs.Exposures.Id).FirstOrDefault(f => f.Column.Name == plan.Needs.Exposures.Time && f.Column.Type == ExpressionType.Timestamp)?.Column;
}
