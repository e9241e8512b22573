using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Folds the rows of an event table into one number a unit and metric, in one pass, in the order of the rows.</summary>
internal sealed class EventReader(UnitTable units, EventPlan plan, MeasurePlan measure, SinceExposureAccumulator? since = null)
{
    private readonly bool[] _rejected = new bool[plan.Columns.Count];
    private readonly bool[] _notShare = new bool[plan.Columns.Count];
    private readonly double[][] _values = [.. plan.Columns.Select(_ => Array.Empty<double>())];
    private readonly NumberState[] _state = new NumberState[plan.Columns.Count];
    private long[] _times = [];
    private int[] _units = [];

    /// <summary>Rows read.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Reads the table and fills the raw values of the units.</summary>
    public void Read(IScanEngine engine)
    {
        var accumulators = plan.Folds.Select(f => new UnitFold(f, units.Raw[f.Raw], units.Count)).ToArray();
        var scanPlan = new ScanPlan(plan.Source.Id, plan.Columns, Filter(), plan.HasTime ? TimeColumn() : null, measure.Needs.AsOf, $"reading {plan.Source.Id}");
        using (var scan = engine.Open(scanPlan))
        {
            var keys = new KeyBatch(measure.Keys);
            for (; ; )
            {
                engine.Report(scanPlan.Stage, RowsRead);
                if (!scan.Read())
                {
                    break;
                }

                ReadBatch(scan, keys);
                foreach (var fold in accumulators)
                {
                    Fold(fold, scan.Count);
                }

                RowsRead += scan.Count;
            }
        }

        ThrowIfUnusable(engine, scanPlan);
        foreach (var fold in accumulators)
        {
            fold.Finish();
        }
    }

    private void ReadBatch(RowScan scan, KeyBatch keys)
    {
        var count = scan.Count;
        if (_units.Length < count)
        {
            _units = new int[Math.Max(count, 2048)];
            _times = new long[_units.Length];
            for (var c = 0; c < _values.Length; c++)
            {
                _values[c] = new double[_units.Length];
            }
        }

        keys.Clear(count);
        scan.Keys(0, keys);
        for (var row = 0; row < count; row++)
        {
            var unit = keys.IsMissing(row) ? -1 : units.Keys.Find(keys, row);
            _units[row] = unit >= 0 && units.Variant(unit) >= 0 ? unit : -1;
        }

        if (plan.HasTime)
        {
            scan.Times(1, _times.AsSpan(0, count));
        }

        for (var c = plan.HasTime ? 2 : 1; c < _values.Length; c++)
        {
            _state[c] = scan.Numbers(c, _values[c].AsSpan(0, count));
            if (_state[c].HasFlag(NumberState.HasNonFinite))
            {
                Refuse(c, count);
            }
        }
    }

    private void Refuse(int column, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (double.IsInfinity(_values[column][row]))
            {
                _rejected[column] |= plan.Reject[column] && _units[row] >= 0;
                _values[column][row] = double.NaN;
            }
        }
    }

    private void Fold(UnitFold target, int count)
    {
        var fold = target.Fold;
        var values = fold.Value >= 0 ? _values[fold.Value] : null;
        var where = fold.Where >= 0 ? _values[fold.Where] : null;
        var byDay = since is not null && ReferenceEquals(since.Fold, fold) ? since : null;
        for (var row = 0; row < count; row++)
        {
            var unit = _units[row];
            if (unit < 0 || (where is not null && where[row] != 1) || (fold.From is { } from && !IsInWindow(row, unit, from, fold.To)))
            {
                continue;
            }

            var value = values is null ? 1 : values[row];
            if (double.IsNaN(value))
            {
                continue;
            }

            if (fold.CheckShare && value is not (0 or 1))
            {
                _notShare[fold.Value] = true;
            }

            target.Add(unit, value, _times.Length > row ? _times[row] : 0);
            byDay?.Add(unit, _times[row], value);
        }
    }

    private bool IsInWindow(int row, int unit, long from, long to)
    {
        var time = _times[row];
        var exposed = units.Exposed(unit);
        return time != RowScan.NoTime && time >= Shifted(exposed, from) && (to == long.MaxValue || time < Shifted(exposed, to));
    }

    // Times near the end of the calendar stay where they are.
    private static long Shifted(long time, long by)
    {
        var sum = unchecked(time + by);
        return by >= 0 ? sum < time ? long.MaxValue : sum : sum > time ? long.MinValue : sum;
    }

    // Rows outside every unit's window need not be read out; engines skip whole parts of files by it.
    private TypedExpression? Filter()
    {
        if (!plan.HasTime || plan.Folds.Any(f => f.From is null) || units.Count == 0)
        {
            return plan.Where;
        }

        long first = long.MaxValue, last = long.MinValue;
        for (var unit = 0; unit < units.Count; unit++)
        {
            first = Math.Min(first, units.Exposed(unit));
            last = Math.Max(last, units.Exposed(unit));
        }

        var filter = plan.Where;
        filter = And(filter, BinaryOperator.GreaterOrEqual, Shifted(first, plan.Folds.Min(f => f.From!.Value)));
        var to = plan.Folds.Max(f => f.To);
        return to == long.MaxValue ? filter : And(filter, BinaryOperator.Less, Shifted(last, to));
    }

    private TypedExpression? And(TypedExpression? filter, BinaryOperator sign, long microseconds)
    {
        var reach = DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond;
        if (Math.Abs((double)microseconds) > reach / 2.0)
        {
            return filter;
        }

        var moment = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        var condition = new TypedBinary(sign, new TypedColumn(TimeColumn()), new TypedLiteral(moment, ExpressionType.Timestamp), ExpressionType.Boolean);
        return filter is null ? condition : new TypedBinary(BinaryOperator.And, filter, condition, ExpressionType.Boolean);
    }

    private SourceColumn TimeColumn() => ((TypedColumn)plan.Columns[1].Value!).Column;

    private void ThrowIfUnusable(IScanEngine engine, ScanPlan scanPlan)
    {
        var problems = new List<Problem>();
        for (var c = 0; c < plan.Columns.Count; c++)
        {
            var metric = plan.Folds.Where(f => f.Value == c).Select(f => measure.Raws[f.Raw].Metric).FirstOrDefault() ?? measure.Raws[plan.Folds[0].Raw].Metric;
            if (_rejected[c])
            {
                var (rows, first, value) = engine.FindUnusable(scanPlan, c, share: false);
                problems.Add(Trouble.NonFinite(plan.Source.Id, plan.Texts[c], metric, rows, first, value));
            }

            if (_notShare[c])
            {
                var (rows, first, value) = engine.FindUnusable(scanPlan, c, share: true);
                problems.Add(Trouble.NotShare(plan.Source.Id, plan.Texts[c], metric, rows, first, value));
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}

/// <summary>The running result of one fold, by unit.</summary>
internal sealed class UnitFold
{
    private readonly double[] _values;
    private readonly long[]? _times;
    private readonly int _units;

    public UnitFold(EventFold fold, double[] values, int units)
    {
        Fold = fold;
        _values = values;
        _units = units;
        _times = fold.Aggregate is Aggregate.First or Aggregate.Last ? new long[units] : null;
        values.AsSpan(0, units).Fill(double.NaN);
    }

    /// <summary>What is folded.</summary>
    public EventFold Fold { get; }

    /// <summary>Takes a row.</summary>
    public void Add(int unit, double value, long time)
    {
        ref var held = ref _values[unit];
        var isFirst = double.IsNaN(held);
        switch (Fold.Aggregate)
        {
            case Aggregate.Sum:
                held = isFirst ? value : held + value;
                break;
            case Aggregate.Count:
                held = (isFirst ? 0 : held) + (Fold.IsTruth && value == 0 ? 0 : 1);
                break;
            case Aggregate.Any:
                held = value != 0 ? 1 : isFirst ? 0 : held;
                break;
            case Aggregate.Max:
                held = isFirst ? value : Math.Max(held, value);
                break;
            case Aggregate.First when time != RowScan.NoTime && (isFirst || time < _times![unit]):
            case Aggregate.Last when time != RowScan.NoTime && (isFirst || time >= _times![unit]):
                held = value;
                _times![unit] = time;
                break;
            default:
                break;
        }
    }

    /// <summary>Gives units without rows their value.</summary>
    public void Finish()
    {
        if (!Fold.EmptyIsZero)
        {
            return;
        }

        foreach (ref var value in _values.AsSpan(0, _units))
        {
            value = double.IsNaN(value) ? 0 : value;
        }
    }
}
