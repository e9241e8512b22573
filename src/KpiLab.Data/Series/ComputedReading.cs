using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Computes KPIs by period from the rows of one source, all of them in one pass, in the order of the files.</summary>
internal sealed class ComputedReading
{
    private const long MostValues = 1L << 28;

    private readonly SourceDefinition _source;
    private readonly SeriesNeeds _needs;
    private readonly IScanEngine _engine;
    private readonly LocalDays _days;
    private readonly List<Problem> _problems = [];
    private readonly List<ScanColumn> _columns = [];
    private readonly List<(string Key, string Text, string Metric, bool Rejects)> _named = [];
    private readonly Dictionary<SeriesCalendar, SeriesGrain> _grains = [];
    private readonly List<ComputedSeries> _series = [];
    private readonly HashSet<int> _rejected = [];
    private readonly HashSet<int> _notShares = [];
    private SourceColumn? _time;
    private SourceColumn? _knownAt;
    private KeyKind _keys;
    private int _keyAt = -1;

    private ComputedReading(SourceDefinition source, SeriesNeeds needs, IScanEngine engine)
        => (_source, _needs, _engine, _days) = (source, needs, engine, new LocalDays(needs.TimeZone));

    /// <summary>What the rows said beside the values.</summary>
    public DayCoverage Coverage { get; } = new();

    /// <summary>Units; null where every row is one.</summary>
    public KeyTable? Units { get; private set; }

    /// <summary>Rows with a unit and a time.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows without a time or, where the source has units, without a unit.</summary>
    public long UnusedRows { get; private set; }

    /// <summary>How late rows became known; null where the source does not say.</summary>
    public Lateness? Late { get; private set; }

    /// <summary>First row of each unit in microseconds, and the last row of all; retention only.</summary>
    public UnitEntries? Entries { get; private set; }

    /// <summary>The series in the order of their needs.</summary>
    public static IReadOnlyList<KpiSeries> Run(SourceDefinition source, IReadOnlyList<SeriesNeed> wanted, SeriesNeeds needs, DateOnly today, IScanEngine engine)
    {
        var reading = Read(source, wanted, needs, engine, inOrder: true) ?? Read(source, wanted, needs, engine, inOrder: false)!;
        var plan = reading.Plan();
        reading.ThrowIfUnusable(plan);
        if (reading._series.Exists(s => s.IsRetention))
        {
            reading.ReadReturns(plan);
        }

        return [.. reading._series.Select(s => s.Finish(reading, needs, today))];
    }

    private static ComputedReading? Read(SourceDefinition source, IReadOnlyList<SeriesNeed> wanted, SeriesNeeds needs, IScanEngine engine, bool inOrder)
    {
        var reading = new ComputedReading(source, needs, engine);
        reading.Bind(wanted);
        return reading.Scan(reading.Plan(), inOrder) ? reading : null;
    }

    private ScanPlan Plan() => new(_source.Id, _columns, null, _time, _needs.AsOf, $"reading {_source.Id}", _knownAt);

    /// <summary>The day of a moment where the workspace is; a date without a time of day is that day everywhere.</summary>
    public DateOnly DayOf(long time) => _time!.EngineType == "DATE" ? LocalDays.Utc(time) : _days.Of(time);

    private void Bind(IReadOnlyList<SeriesNeed> wanted)
    {
        var columns = new SeriesColumns(_source, _engine, _problems);
        if (_source.Time is null)
        {
            columns.Add($"source {_source.Id}.time", $"source `{_source.Id}` has no `time`, which tells the period of a row", "name the column: `time: …`");
        }

        _time = _source.Time is null ? null : columns.Moment($"source {_source.Id}.time", _source.Time)?.Column;
        _knownAt = _source.KnownAt is null ? null : columns.Moment($"source {_source.Id}.known_at", _source.KnownAt)?.Column;
        var key = _source.Unit is null ? null : columns.Find($"source {_source.Id}.unit", _source.Unit);
        Add("time", new ScanColumn(ScanKind.Time, _time is null ? null : new TypedColumn(_time)), "", false, "");
        if (_knownAt is not null)
        {
            Add("known_at", new ScanColumn(ScanKind.Time, new TypedColumn(_knownAt)), "", false, "");
            Late = new Lateness();
        }

        if (key is not null)
        {
            _keys = key.IsInteger ? KeyKind.Integer
                : key.Column.Type == ExpressionType.Number && key.Column.EngineType is not ("HUGEINT" or "UHUGEINT" or "UBIGINT") ? KeyKind.Number : KeyKind.Text;
            _keyAt = Add("unit", new ScanColumn(ScanKind.Key, new TypedColumn(key.Column), _keys), "", false, "");
            Units = new KeyTable(_keys);
        }

        foreach (var need in wanted)
        {
            Bind(need, columns);
        }

        if (_problems.Count > 0)
        {
            throw new InvalidInputException([.. _problems.Distinct()]);
        }

        Entries = _series.Exists(s => s.IsRetention) ? new UnitEntries() : null;
    }

    private void Bind(SeriesNeed need, SeriesColumns columns)
    {
        var (measure, field) = (need.Measure, $"{need.Id}.measure");
        if (measure.Type is MeasureType.Quantile && measure.Quantile is not (> 0 and < 1))
        {
            columns.Add($"{field}.q", "a quantile needs its q between 0 and 1", "write which one, such as `q: 0.9`");
        }

        if (measure.Type == MeasureType.Retention && (_source.Unit is null || measure.Day is not >= 0))
        {
            columns.Add($"{field}.type", $"retention is of units that come back, and {(_source.Unit is null ? $"source `{_source.Id}` names no `unit`" : "the measure names no day")}", _source.Unit is null ? "name the column: `unit: …`" : "write the day since a unit's first row: `day: 7`");
        }

        var where = measure.Where is null ? null : columns.Condition($"{field}.where", measure.Where);
        var whereAt = where is null ? -1 : Add($"where {measure.Where}", new ScanColumn(ScanKind.Number, where), measure.Where!.Text, false, need.Id);
        SeriesPart Part(Formula? formula, string name)
        {
            if (formula is null)
            {
                return new SeriesPart(-1, whereAt, false, false);
            }

            var bound = columns.Number($"{field}.{name}", formula);
            var isTruth = bound is { Type: ExpressionType.Boolean };
            var rejects = measure.Missing is null;
            var at = bound is null ? -1 : Add($"{(rejects ? "" : "lenient ")}value {formula}", new ScanColumn(ScanKind.Number, bound), formula.Text, rejects, need.Id);
            return new SeriesPart(at, whereAt, isTruth, measure.Type == MeasureType.Proportion && !isTruth && measure.Aggregate is null or Aggregate.Any);
        }

        SeriesPart[] parts = measure.Type == MeasureType.Ratio ? [Part(measure.Numerator, "numerator"), Part(measure.Denominator, "denominator")] : [Part(measure.Value, "value")];
        var calendar = new SeriesCalendar(need.Cadence ?? need.Declared ?? Cadence.Weekly, _needs.WeekStarts);
        if (!_grains.TryGetValue(calendar, out var grain))
        {
            _grains.Add(calendar, grain = new SeriesGrain(calendar));
        }

        var aggregate = measure.Aggregate ?? measure.Type switch
        {
            MeasureType.Proportion or MeasureType.Retention => Aggregate.Any,
            MeasureType.Count => Aggregate.Count,
            _ => measure.Value is null && measure.Type != MeasureType.Ratio ? Aggregate.Count : Aggregate.Sum,
        };
        _series.Add(new ComputedSeries(need, grain, measure.Type == MeasureType.Retention ? [] : [.. parts.Select(p => grain.Fold(p, aggregate))], parts, aggregate, Units is null));
    }

    private int Add(string key, ScanColumn column, string text, bool rejects, string metric)
    {
        var at = _named.FindIndex(n => n.Key == key);
        if (at < 0)
        {
            at = _columns.Count;
            _columns.Add(column);
            _named.Add((key, text, metric, rejects));
        }

        return at;
    }

    // False: the rows are not in the order of time after all.
    private bool Scan(ScanPlan plan, bool inOrder)
    {
        using var scan = _engine.Open(plan);
        var batch = new SeriesBatch(_columns, _keys);
        var folded = Units is null ? [] : _grains.Values.Where(g => _series.Exists(s => !s.IsRetention && s.Grain == g)).ToList();
        long read = 0;
        for (; ; )
        {
            _engine.Report(plan.Stage, read);
            if (!scan.Read())
            {
                break;
            }

            batch.Read(scan, _keyAt);
            Check(batch);
            Place(batch);
            foreach (var grain in folded)
            {
                if (!grain.Add(batch))
                {
                    return false;
                }

                if (inOrder)
                {
                    Close(grain, all: false);
                }
            }

            if (Units is null)
            {
                AddRows(batch);
            }

            if (folded.Sum(g => g.Held) > MostValues)
            {
                throw new EngineException($"The units of source {_source.Id} have values in more periods than are held at once; read fewer KPIs together, longer periods, or files in the order of time.");
            }

            read += batch.Count;
        }

        foreach (var grain in folded)
        {
            Close(grain, all: true);
        }

        return true;
    }

    private void Close(SeriesGrain grain, bool all)
    {
        foreach (var (slot, units) in grain.Close(all))
        {
            foreach (var series in _series.Where(s => !s.IsRetention && s.Grain == grain))
            {
                series.AddUnits(slot, units);
            }
        }
    }

    private void AddRows(SeriesBatch batch)
    {
        foreach (var grain in _grains.Values)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                batch.Slots[row] = batch.Units[row] < 0 ? -1 : grain.Slot(batch.Days[row]);
            }

            foreach (var series in _series.Where(s => s.Grain == grain))
            {
                series.AddRows(batch);
            }
        }
    }

    // Infinity where the data hold NaN or infinity; it is a missing value where the measure says what that is.
    private void Check(SeriesBatch batch)
    {
        foreach (var column in batch.NonFinite)
        {
            var values = batch.Numbers[column];
            for (var row = 0; row < batch.Count; row++)
            {
                if (double.IsInfinity(values[row]))
                {
                    values[row] = double.NaN;
                    if (_named[column].Rejects)
                    {
                        _rejected.Add(column);
                    }
                }
            }
        }

        foreach (var column in _series.SelectMany(s => s.Parts).Where(p => p.IsShare && p.Value >= 0).Select(p => p.Value).Distinct())
        {
            var values = batch.Numbers[column].AsSpan(0, batch.Count);
            foreach (var value in values)
            {
                if (value is not (0 or 1) && !double.IsNaN(value))
                {
                    _notShares.Add(column);
                    break;
                }
            }
        }
    }

    private void Place(SeriesBatch batch)
    {
        var known = _knownAt is null ? null : batch.KnownAt;
        for (var row = 0; row < batch.Count; row++)
        {
            var time = batch.Times[row];
            if (time == RowScan.NoTime || (Units is not null && batch.Keys.IsMissing(row)))
            {
                batch.Units[row] = -1;
                UnusedRows++;
                continue;
            }

            Rows++;
            var day = DayOf(time);
            batch.Days[row] = day;
            Coverage.Add(day);
            batch.Units[row] = Units?.Add(batch.Keys, row) ?? 0;
            Entries?.Add(batch.Units[row], time);
            if (known is not null && known[row] != RowScan.NoTime)
            {
                Late!.Add(day, known[row]);
            }
        }
    }

    private void ReadReturns(ScanPlan plan)
    {
        using var scan = _engine.Open(plan with { Stage = $"reading {_source.Id} for units that came back" });
        var batch = new SeriesBatch(_columns, _keys);
        long read = 0;
        for (; ; )
        {
            _engine.Report(plan.Stage, read);
            if (!scan.Read())
            {
                break;
            }

            batch.Read(scan, _keyAt);
            Check(batch);
            for (var row = 0; row < batch.Count; row++)
            {
                batch.Units[row] = batch.Times[row] == RowScan.NoTime || batch.Keys.IsMissing(row) ? -1 : Units!.Find(batch.Keys, row);
            }

            foreach (var series in _series.Where(s => s.IsRetention))
            {
                series.AddReturns(batch, Entries!);
            }

            read += batch.Count;
        }
    }

    private void ThrowIfUnusable(ScanPlan plan)
    {
        var problems = new List<Problem>();
        foreach (var column in _rejected.Union(_notShares).Order())
        {
            var isRejected = _rejected.Contains(column);
            var (rows, first, value) = _engine.FindUnusable(plan, column, share: !isRejected);
            var (_, text, metric, _) = _named[column];
            problems.Add(isRejected ? Trouble.NonFinite(_source.Id, text, metric, rows, first, value) : Trouble.NotShare(_source.Id, text, metric, rows, first, value));
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}
