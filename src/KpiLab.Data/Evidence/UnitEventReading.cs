using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>
/// Cuts units from event logs: one pass for who entered when, one for what they did in the two windows since, and one more where the outcome has a log of its own; all in the order of the rows.
/// A unit whose outcome's window ends after the last row of the outcome's log is open: what it will do is not known.
/// </summary>
internal sealed class UnitEventReading
{
    private const int SeveralVariants = -2;
    private const int FewestStretches = 3;

    private readonly LinkUnits _units;
    private readonly DateTimeOffset _asOf;
    private readonly IScanEngine _engine;
    private readonly UnitLog _entries;
    private readonly UnitLog _early;
    private readonly UnitLog _late;
    private readonly CodeBook _variants;
    private readonly KeyTable _keys;
    private readonly string _link;
    private long[] _entered = new long[1024];
    private int[] _arm = new int[1024];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    public UnitEventReading(string link, LinkUnits units, IReadOnlyList<SourceDefinition> sources, DateTimeOffset asOf, IScanEngine engine)
    {
        (_link, _units, _asOf, _engine) = (link, units, asOf, engine);
        var problems = new List<Problem>();
        UnitLog Log(string id) => UnitLog.Bind(sources.First(s => s.Id == id), engine, problems);
        _entries = Log(units.EntrySource);
        _early = Log(units.Source);
        _late = units.OutcomeSource == units.Source ? _early : Log(units.OutcomeSource);
        var entry = units.Entry!.Where is { } where ? _entries.Columns.Condition($"{link}.units.entry.where", where) : null;
        _entries.Where = entry;
        var variant = units.Variant is { } arm ? _entries.Columns.Find($"{link}.units.variant", arm)?.Column : null;
        _entries.Variant = variant;
        _early.Add($"{link}.units.early", units.Early, isEarly: true);
        _late.Add($"{link}.units.outcome", units.Outcome, isEarly: false);
        if (problems.Count > 0)
        {
            throw new InvalidInputException([.. problems.Distinct()]);
        }

        UnitLog[] all = [_entries, _early, _late];
        var kind = Array.TrueForAll(all, l => l.Key!.IsInteger) ? KeyKind.Integer
            : Array.TrueForAll(all, l => l.Key!.Column.Type == ExpressionType.Number && l.Key.Column.EngineType is not ("HUGEINT" or "UHUGEINT" or "UBIGINT")) ? KeyKind.Number
            : KeyKind.Text;
        _keys = new KeyTable(kind);
        _variants = new CodeBook(variant?.Type ?? ExpressionType.Text, UnitRowReading.MostVariants);
    }

    public (UnitRowSample Sample, IReadOnlyList<string?> Variants) Run()
    {
        ReadEntries();
        double[] early = new double[_keys.Count], outcome = new double[_keys.Count];
        var lastOutcome = Read(_early, early, outcome);
        if (!ReferenceEquals(_late, _early))
        {
            lastOutcome = Read(_late, early, outcome);
        }

        var reservoir = new UnitReservoir();
        for (var unit = 0; unit < _keys.Count; unit++)
        {
            var arm = _units.Variant is null ? 0 : _arm[unit] == SeveralVariants ? null : UnitRowReading.Arm(_variants, _arm[unit], _units);
            reservoir.Offer(early[unit], outcome[unit], arm, _entered[unit], UnitReservoir.EndsAfter(_entered[unit], _units.Outcome.Window.To, lastOutcome));
        }

        return (reservoir.Sample(_units.Variant is not null) with { ObservedUntil = lastOutcome == long.MinValue ? null : UnitReservoir.Moment(lastOutcome), Start = Start() }, _variants.Texts);
    }

    private void ReadEntries()
    {
        List<ScanColumn> read = [new(ScanKind.Key, new TypedColumn(_entries.Key!.Column), _keys.Kind), new(ScanKind.Time, new TypedColumn(_entries.Time!))];
        if (_entries.Variant is { } column)
        {
            read.Add(new ScanColumn(ScanKind.Label, new TypedColumn(column)));
        }

        using var scan = _engine.Open(new ScanPlan(_entries.Source.Id, read, _entries.Where, _entries.Time, _asOf, $"reading {_entries.Source.Id} for entries", _entries.KnownAt));
        var keys = new KeyBatch(_keys.Kind);
        long[] times = [];
        int[] arms = [];
        for (long rows = 0; scan.Read(); rows += scan.Count)
        {
            _engine.Report($"reading {_entries.Source.Id} for entries", rows);
            if (times.Length < scan.Count)
            {
                (times, arms) = (new long[scan.Count], new int[scan.Count]);
            }

            keys.Clear(scan.Count);
            scan.Keys(0, keys);
            scan.Times(1, times.AsSpan(0, scan.Count));
            if (_entries.Variant is not null)
            {
                scan.Labels(2, _variants, arms.AsSpan(0, scan.Count));
            }

            for (var row = 0; row < scan.Count; row++)
            {
                if (!keys.IsMissing(row) && UnitReservoir.IsMoment(times[row]))
                {
                    Enter(keys, row, times[row], arms[row]);
                }
            }
        }
    }

    private void Enter(KeyBatch keys, int row, long time, int arm)
    {
        _first = Math.Min(_first, time);
        _last = Math.Max(_last, time);
        var before = _keys.Count;
        var unit = _keys.Add(keys, row);
        if (unit == before)
        {
            if (unit == _entered.Length)
            {
                Array.Resize(ref _entered, 2 * unit);
                Array.Resize(ref _arm, 2 * unit);
            }

            (_entered[unit], _arm[unit]) = (time, arm);
            return;
        }

        _entered[unit] = Math.Min(_entered[unit], time);
        _arm[unit] = _arm[unit] == arm ? arm : SeveralVariants;
    }

    // Folds what a log holds of either quantity; the moment of its last row.
    private long Read(UnitLog log, double[] early, double[] outcome)
    {
        var plan = log.Plan(_keys.Kind, _asOf);
        UnitFold[] folds = [.. log.Folds.Select(f => new UnitFold(f.Fold, f.IsEarly ? early : outcome, _keys.Count))];
        var unusable = new bool[plan.Columns.Count];
        var last = long.MinValue;
        using (var scan = _engine.Open(plan))
        {
            var keys = new KeyBatch(_keys.Kind);
            long[] times = [];
            double[][] numbers = [.. plan.Columns.Select(_ => Array.Empty<double>())];
            for (long rows = 0; scan.Read(); rows += scan.Count)
            {
                _engine.Report(plan.Stage, rows);
                var n = scan.Count;
                if (times.Length < n)
                {
                    times = new long[n];
                    numbers = [.. plan.Columns.Select(_ => new double[n])];
                }

                keys.Clear(n);
                scan.Keys(0, keys);
                scan.Times(1, times.AsSpan(0, n));
                for (var c = 2; c < numbers.Length; c++)
                {
                    scan.Numbers(c, numbers[c].AsSpan(0, n));
                }

                for (var row = 0; row < n; row++)
                {
                    if (keys.IsMissing(row) || !UnitReservoir.IsMoment(times[row]))
                    {
                        continue;
                    }

                    last = Math.Max(last, times[row]);
                    if (_keys.Find(keys, row) is >= 0 and var unit)
                    {
                        Fold(folds, numbers, unusable, row, unit, times[row]);
                    }
                }
            }
        }

        ThrowIfAny(unusable, plan);

        foreach (var fold in folds)
        {
            fold.Finish();
        }

        return last;
    }

    private void Fold(UnitFold[] folds, double[][] numbers, bool[] unusable, int row, int unit, long time)
    {
        foreach (var target in folds)
        {
            var fold = target.Fold;
            if ((fold.Where >= 0 && numbers[fold.Where][row] != 1) || time < _entered[unit] + fold.From!.Value || time >= _entered[unit] + fold.To)
            {
                continue;
            }

            var value = fold.Value < 0 ? 1 : numbers[fold.Value][row];
            if (double.IsInfinity(value))
            {
                unusable[fold.Value] = true;
            }
            else if (!double.IsNaN(value))
            {
                target.Add(unit, value, time);
            }
        }
    }

    private void ThrowIfAny(bool[] unusable, ScanPlan plan)
    {
        if (Array.FindIndex(unusable, u => u) is >= 0 and var bad)
        {
            var (rows, first, value) = _engine.FindUnusable(plan, bad, share: false);
            throw new InvalidInputException([new Problem(
                null, 0, $"{_link}.units", Invariant($"a value of source {plan.Source} is NaN or infinite in {rows} {(rows == 1 ? "row" : "rows")}, first in {first} ({value})"), "correct the data, or leave such rows out by `where`")]);
        }
    }

    // Where a unit enters with its first row, those of the first days are mostly units that were there before the data begin.
    private StartCrowd? Start()
    {
        if (_units.Entry is not { Source: null, Where: null } || _keys.Count == 0)
        {
            return null;
        }

        var stretch = _units.Early.Window.To.Ticks / TimeSpan.TicksPerMicrosecond;
        var later = (double)(_last - _first - stretch) / stretch;
        if (later < FewestStretches)
        {
            return null;
        }

        var units = _entered.AsSpan(0, _keys.Count).ToArray().LongCount(t => t - _first < stretch);
        return new StartCrowd(units, (_keys.Count - units) / later);
    }
}
