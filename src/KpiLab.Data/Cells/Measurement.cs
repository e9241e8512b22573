using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Answers needs: binds them, reads each source once, and gives cells and counts. The same for every engine.</summary>
internal sealed partial class Measurement
{
    private readonly MeasurePlan _plan;
    private readonly IScanEngine _engine;
    private readonly int _cellLimit;
    private readonly Dictionary<int, int> _ownIndex;
    private IReadOnlyList<CodeBook> _segments = [];
    private IReadOnlyList<CodeBook> _labels = []; // of the segments, then of the clusters
    private IReadOnlyList<ValueAccumulator> _values = [];
    private IReadOnlyList<ClusterAccumulator> _clusters = [];
    private IReadOnlyList<RowAccumulator> _rows = [];
    private IReadOnlyList<CodeBook> _read = []; // the labels as they are read: of switched blocks, their regions
    private SwitchedBlocks? _blocks;
    private long _rowsBefore;
    private UnitCollector? _unitValues;
    private long _firstExposure;
    private long _lastExposure;
    private SinceExposureCells? _sinceExposure;

    private Measurement(MeasurePlan plan, IScanEngine engine, int cellLimit)
    {
        _plan = plan;
        _engine = engine;
        _cellLimit = cellLimit;
        _ownIndex = plan.OwnRaws.Select((raw, index) => (raw, index)).ToDictionary(r => r.raw, r => r.index);
    }

    /// <summary>Measures; fingerprints and queries are the engine's to add.</summary>
    public static ExperimentCells Run(ExperimentNeeds needs, IScanEngine engine, int cellLimit)
    {
        var measurement = new Measurement(MeasureBinder.Bind(needs, engine), engine, cellLimit);
        if (measurement._plan.Events.Count > 0)
        {
            return measurement.OfTable();
        }

        return measurement.OfStream(rememberAll: false, out var doubt)
            ?? (doubt == KeyDoubt.NotRising ? measurement.OfStream(rememberAll: true, out _) : null)
            ?? measurement.OfTable();
    }

    // The common case: every row is a unit. Units stream straight into the cells; null where that cannot be taken for granted.
    private ExperimentCells? OfStream(bool rememberAll, out KeyDoubt doubt)
    {
        var keys = _plan.Key is null ? null : new UniqueKeys(rememberAll);
        var rules = new UnitRules(_plan, CapsOfStream());
        Begin();
        var cells = NewCells();
        using var reader = new ExposureReader(_plan, _engine, _read, _plan.OwnRaws, $"reading {_plan.Needs.Exposures.Id}");
        var batch = new UnitBatch(_labels.Count, _plan.Columns.Count, HasDays);
        while (reader.Read())
        {
            keys?.Add(reader.Keys, reader.Variant.AsSpan(0, reader.Count));
            if (keys is { Doubt: not KeyDoubt.None })
            {
                doubt = keys.Doubt;
                return null;
            }

            Fill(batch, reader, rules);
            if (_rows.Count > 0)
            {
                Keys(batch, row => _plan.Key is null || reader.Variant[row] < 0 ? Hashing.Of((ulong)(_rowsBefore + row + 1)) : reader.Keys.Hash(row));
                _rowsBefore += batch.Count;
            }

            Add(cells, batch);
            NoteExposures(reader);
        }

        doubt = KeyDoubt.None;
        ThrowIfAny([.. reader.Problems(), .. NotShares(rules, reader)]);
        return Answer(cells, rules, reader, 0, 0);
    }

    // The general case: one entry a unit in memory, filled from the exposures and from every event table.
    private ExperimentCells OfTable()
    {
        Begin();
        using var reader = new ExposureReader(_plan, _engine, _labels, _plan.OwnRaws, $"reading {_plan.Needs.Exposures.Id}");
        var units = UnitTable.Read(_plan, reader);
        ThrowIfAny([.. reader.Problems()]);
        foreach (var events in _plan.Events)
        {
            var since = SinceExposure(units, events);
            new EventReader(units, events, _plan, since).Read(_engine);
            _sinceExposure ??= since?.Finish(_plan.Needs.Variants.Count);
        }

        var rules = new UnitRules(_plan, CapsOfTable(units));
        var cells = NewCells();
        foreach (var batch in Batches(units))
        {
            for (var c = 0; c < _plan.Columns.Count; c++)
            {
                rules.Apply(c, batch.Raw[_plan.Columns[c].Raw], NumberState.HasMissing, batch.Units);
            }

            if (_rows.Count > 0)
            {
                var start = (int)_rowsBefore;
                Keys(batch.Units, row => units.Keys.Hash(start + row));
                _rowsBefore += batch.Units.Count;
            }

            Add(cells, batch.Units);
        }

        ThrowIfAny([.. NotShares(rules, reader)]);
        return Answer(cells, rules, reader, units.InSeveral, units.FurtherRows);
    }

    // The primary KPI's fold, where it is needed by days since exposure.
    private SinceExposureAccumulator? SinceExposure(UnitTable units, EventPlan events)
    {
        if (_plan is not { ExposedAt: not null, Needs.SinceExposure: { } needs } || !events.HasTime)
        {
            return null;
        }

        var raw = _plan.Columns[_plan.Blocks[needs.Block][0]].Raw;
        return events.Folds.FirstOrDefault(f => f.Raw == raw && f.From is not null) is { } fold ? new SinceExposureAccumulator(units, fold, needs) : null;
    }

    private void Begin()
    {
        _segments = [.. _plan.Segments.Select(s => new CodeBook(s.Type, _cellLimit))];
        _read = _labels = [.. _segments, .. _plan.Clusters.Select(c => new CodeBook(c.Type, ClusterAccumulator.MostClusters))];
        if (_plan.Needs.Switchback is { } switchback)
        {
            _blocks = new SwitchedBlocks(switchback, _read[^1]);
            _labels = [.. _read.SkipLast(1), _blocks.Book];
        }

        _clusters = [.. Enumerable.Range(0, _plan.Blocks.Length).Where(b => _plan.Needs.Blocks[b].Cluster is not null).Select(b => new ClusterAccumulator(_plan, b, _labels))];
        _values = [.. Enumerable.Range(0, _plan.Blocks.Length).Where(b => _plan.Needs.Blocks[b].NeedsValues).GroupBy(b => _plan.Blocks[b][0])
            .Select(g => new ValueAccumulator([.. g], g.Key, _plan.Needs.Variants.Count, _segments))];
        _rows = [.. Enumerable.Range(0, _plan.Blocks.Length).Where(b => _plan.Needs.Blocks[b].NeedsRows).Select(b => new RowAccumulator(_plan, b, _labels))];
        _rowsBefore = 0;
        _unitValues = _plan.Needs.Units is { } units ? new UnitCollector(_plan, units, _labels) : null;
        _firstExposure = long.MaxValue;
        _lastExposure = long.MinValue;
    }

    private static void Keys(UnitBatch batch, Func<int, ulong> hash)
    {
        batch.ReserveKeys();
        for (var row = 0; row < batch.Count; row++)
        {
            batch.Keys[row] = hash(row);
        }
    }

    private void Add(CellAccumulator cells, UnitBatch batch)
    {
        cells.Add(batch);
        _unitValues?.Add(batch);
        foreach (var values in _values)
        {
            values.Add(batch);
        }

        foreach (var clusters in _clusters)
        {
            clusters.Add(batch);
        }

        foreach (var rows in _rows)
        {
            rows.Add(batch);
        }
    }

    private bool HasDays => _plan is { ExposedAt: not null, Needs.Days: not null };

    private CellAccumulator NewCells()
    {
        var variants = _plan.Needs.Variants.Count;
        var days = HasDays ? new DayAccumulator(_plan.Needs.Days!, _plan.Blocks[_plan.Needs.Days!.Block], variants) : null;
        return new CellAccumulator(variants, _plan.Blocks, _plan.Columns.Count, _segments, _cellLimit, days);
    }

    private void Fill(UnitBatch batch, ExposureReader reader, UnitRules rules)
    {
        batch.Count = reader.Count;
        batch.Variant = reader.Variant;
        batch.Exposed = reader.Exposed;
        for (var s = 0; s < reader.Segments.Length; s++)
        {
            batch.Segments[s] = reader.Segments[s];
        }

        if (_blocks is not null)
        {
            batch.Segments[^1] = _blocks.Codes(reader.Count, reader.Variant, reader.Segments[^1], reader.Exposed);
        }

        for (var c = 0; c < _plan.Columns.Count; c++)
        {
            var r = _ownIndex[_plan.Columns[c].Raw];
            rules.Apply(c, reader.Raw[r], reader.State[r], batch);
        }
    }

    private void NoteExposures(ExposureReader reader)
    {
        if (_plan.ExposedAt is null)
        {
            return;
        }

        for (var row = 0; row < reader.Count; row++)
        {
            if (reader.Variant[row] >= 0)
            {
                _firstExposure = Math.Min(_firstExposure, reader.Exposed[row]);
                _lastExposure = Math.Max(_lastExposure, reader.Exposed[row]);
            }
        }
    }

    private IEnumerable<(UnitBatch Units, double[][] Raw)> Batches(UnitTable units)
    {
        const int Size = 4096;
        var batch = new UnitBatch(_labels.Count, _plan.Columns.Count, HasDays);
        batch.Reserve(Size);
        double[][] raw = [.. _plan.Raws.Select(_ => new double[Size])];
        for (var start = 0; start < units.Count; start += Size)
        {
            _engine.Report("adding up", start);
            batch.Count = Math.Min(Size, units.Count - start);
            for (var row = 0; row < batch.Count; row++)
            {
                batch.Variant[row] = units.Variant(start + row);
                if (HasDays)
                {
                    batch.Exposed[row] = units.Exposed(start + row);
                }

                if (_plan.ExposedAt is not null && batch.Variant[row] >= 0)
                {
                    _firstExposure = Math.Min(_firstExposure, units.Exposed(start + row));
                    _lastExposure = Math.Max(_lastExposure, units.Exposed(start + row));
                }
            }

            for (var s = 0; s < batch.Segments.Length; s++)
            {
                Array.Copy(units.Segments[s], start, batch.Segments[s], 0, batch.Count);
            }

            for (var r = 0; r < raw.Length; r++)
            {
                Array.Copy(units.Raw[r], start, raw[r], 0, batch.Count);
            }

            yield return (batch, raw);
        }
    }

    private IEnumerable<Problem> NotShares(UnitRules rules, ExposureReader reader)
    {
        for (var c = 0; c < _plan.Columns.Count; c++)
        {
            if (rules.NotShare[c].Units > 0)
            {
                var raw = _plan.Raws[_plan.Columns[c].Raw];
                yield return raw.Value is null
                    ? Trouble.NotShareByUnit(_plan.Columns[c].Quantity.Source, raw.Text, raw.Metric, rules.NotShare[c].Units, rules.NotShare[c].Value)
                    : reader.NotShare(_plan.Columns[c].Raw);
            }
        }
    }

    private static void ThrowIfAny(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }

    private ExperimentCells Answer(CellAccumulator cells, UnitRules rules, ExposureReader reader, long inSeveral, long furtherRows)
    {
        var grains = cells.Finish();
        ThrowIfOverflown(grains);
        return new ExperimentCells(
            grains, cells.IsJoint, _plan.Needs.Segments, reader.RowsRead, inSeveral, furtherRows, reader.UnknownRows, reader.MissingKeyRows,
            [.. Missing(rules)], [.. Caps(rules)], Moment(_firstExposure, long.MaxValue), Moment(_lastExposure, long.MinValue), [], [])
        {
            Days = cells.FinishDays(),
            SinceExposure = _sinceExposure,
            Values = [.. _values.SelectMany(v => v.Finish())],
            Clusters = [.. _clusters.Select(c => c.Finish())],
            Rows = [.. _rows.Select(r => r.Finish())],
            UnitValues = _unitValues?.Finish(),
            BurnInRows = _blocks?.BurnInRows ?? 0,
            SwitchedBlocks = _blocks?.All ?? [],
        };
    }

    private void ThrowIfOverflown(IReadOnlyList<IReadOnlyList<Cell>> grains)
    {
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        for (var b = 0; b < _plan.Blocks.Length; b++)
        {
            for (var q = 0; q < _plan.Blocks[b].Length; q++)
            {
                if (grains[0].Any(c => !double.IsFinite(c.Blocks[b].CentredProduct(q, q)) || !double.IsFinite(c.Blocks[b].Mean(q))))
                {
                    metrics.Add(_plan.Needs.Blocks[b].Quantities[q].Metric);
                }
            }
        }

        ThrowIfAny([.. metrics.Select(Trouble.Overflow)]);
    }

    private IEnumerable<MissingCount> Missing(UnitRules rules)
        => from b in Enumerable.Range(0, _plan.Blocks.Length)
           from q in Enumerable.Range(0, _plan.Blocks[b].Length)
           let column = _plan.Blocks[b][q]
           let quantity = _plan.Needs.Blocks[b].Quantities[q]
           from v in Enumerable.Range(0, _plan.Needs.Variants.Count)
           let units = rules.Missing[column][v]
           where units > 0
           select new MissingCount(_plan.Needs.Blocks[b].Id, quantity.Role, quantity.Metric, v, units, !_plan.Columns[column].CountsAsZero);

    private IEnumerable<ResolvedCap> Caps(UnitRules rules)
        => from q in _plan.Needs.Blocks.SelectMany((b, i) => b.Quantities.Select((q, j) => (Quantity: q, Column: _plan.Blocks[i][j])))
           where q.Quantity.Cap is not null && rules.Cap(q.Column) is not null
           group q by (q.Quantity.Metric, q.Quantity.Role, q.Quantity.Cap, q.Column) into same
           select new ResolvedCap(same.Key.Metric, same.Key.Role, same.Key.Cap!.Value, rules.Cap(same.Key.Column)!.Value, rules.Capped[same.Key.Column]);

    private static DateTimeOffset? Moment(long microseconds, long none)
    {
        const long Earliest = -62_135_596_800_000_000;
        const long Latest = 253_402_300_799_999_999;
        return microseconds == none ? null : new DateTimeOffset(DateTime.UnixEpoch.AddTicks(Math.Clamp(microseconds, Earliest, Latest) * TimeSpan.TicksPerMicrosecond));
    }
}
