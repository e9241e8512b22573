using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Answers a cohort analysis' needs: one pass for who entered when, one for what they did, both in the order of the rows.</summary>
internal sealed class CohortMeasurement
{
    private const long DayLength = 86_400_000_000;

    private readonly CohortNeeds _needs;
    private readonly CohortColumns _columns;
    private readonly CohortEntries _entries;
    private readonly LocalDays _days;
    private readonly UnitPeriods[] _values;
    private readonly UnitPeriods _active = new(); // by period
    private readonly UnitPeriods _activeDays = new(); // by day since entry
    private long _last;
    private long _unused;

    private CohortMeasurement(CohortNeeds needs, CohortColumns columns, CohortEntries entries)
    {
        (_needs, _columns, _entries) = (needs, columns, entries);
        _days = new LocalDays(needs.TimeZone);
        _values = [.. needs.Quantities.Select(_ => new UnitPeriods())];
        _last = entries.Last;
        _unused = entries.UnusedRows;
    }

    /// <summary>Measures; fingerprints and queries are the engine's to add.</summary>
    public static CohortCells Run(CohortNeeds needs, IScanEngine engine)
    {
        var columns = CohortColumns.Bind(needs, engine);
        var measurement = new CohortMeasurement(needs, columns, CohortEntries.Read(needs, columns, engine));
        measurement.ReadEvents(engine);
        return measurement.Answer();
    }

    private void ReadEvents(IScanEngine engine)
    {
        var stage = $"reading {_needs.Source.Id} by cohort";
        List<ScanColumn> read = [new(ScanKind.Key, new TypedColumn(_columns.EventKey), _columns.Keys), new(ScanKind.Time, new TypedColumn(_columns.EventTime))];
        int Add(TypedExpression? expression)
        {
            if (expression is not null)
            {
                read.Add(new ScanColumn(ScanKind.Number, expression));
            }

            return expression is null ? -1 : read.Count - 1;
        }

        int[] values = [.. _columns.Values.Select(Add)], wheres = [.. _columns.Wheres.Select(Add)];
        using var scan = engine.Open(new ScanPlan(_needs.Source.Id, read, null, _columns.EventTime, _needs.AsOf, stage));
        var keys = new KeyBatch(_columns.Keys);
        long[] times = [];
        double[][] numbers = [.. read.Select(_ => Array.Empty<double>())];
        long rows = 0;
        for (; ; )
        {
            engine.Report(stage, rows);
            if (!scan.Read())
            {
                break;
            }

            if (times.Length < scan.Count)
            {
                times = new long[scan.Count];
                numbers = [.. read.Select(_ => new double[scan.Count])];
            }

            keys.Clear(scan.Count);
            scan.Keys(0, keys);
            scan.Times(1, times.AsSpan(0, scan.Count));
            for (var c = 2; c < read.Count; c++)
            {
                if (scan.Numbers(c, numbers[c].AsSpan(0, scan.Count)).HasFlag(NumberState.HasNonFinite))
                {
                    throw new InvalidInputException($"source {_needs.Source.Id}", $"a value of {_needs.Quantities[0].Metric} is NaN or infinite", "correct the data, or leave such rows out by `where`");
                }
            }

            for (var row = 0; row < scan.Count; row++)
            {
                Take(keys, row, times[row], numbers, values, wheres);
            }

            rows += scan.Count;
        }
    }

    private void Take(KeyBatch keys, int row, long time, double[][] numbers, int[] values, int[] wheres)
    {
        if (keys.IsMissing(row) || time == RowScan.NoTime)
        {
            _unused += _needs.Exposures is null ? 0 : 1; // else counted at entry
            return;
        }

        _last = Math.Max(_last, time);
        var unit = _entries.Keys.Find(keys, row);
        if (unit < 0 || _entries.Label(unit) < 0 || time < _entries.Entered(unit))
        {
            return;
        }

        var since = Period(time) - Period(_entries.Entered(unit));
        var counts = false;
        for (var q = 0; q < values.Length; q++)
        {
            var value = values[q] < 0 ? 1 : numbers[values[q]][row];
            if ((wheres[q] >= 0 && numbers[wheres[q]][row] != 1) || double.IsNaN(value))
            {
                continue;
            }

            counts |= value != 0;
            switch (_needs.Quantities[q].Aggregate)
            {
                case Aggregate.Sum:
                    _values[q].Add(unit, since, value);
                    break;
                case Aggregate.Count:
                    _values[q].Add(unit, since, _columns.Values[q] is { Type: ExpressionType.Boolean } && value == 0 ? 0 : 1);
                    break;
                default:
                    _values[q].Raise(unit, since, value != 0 ? 1 : 0);
                    break;
            }
        }

        if (counts)
        {
            _active.Raise(unit, since, 1);
            _activeDays.Raise(unit, (int)Math.Min((time - _entries.Entered(unit)) / DayLength, UnitPeriods.MostPeriods - 1), 1);
        }
    }

    private int Period(long time) => _needs.Calendar.PeriodOf(_days.Of(time));

    private CohortCells Answer()
    {
        if (_values.Append(_active).Append(_activeDays).Any(v => v.IsFull))
        {
            throw new EngineException(Invariant($"The units of source {_needs.Source.Id} have rows on more than {UnitPeriods.Limit} days together, more than a cohort analysis holds; narrow it by `where`, or by fewer files."));
        }

        if (_entries.Count == 0)
        {
            throw new InvalidInputException($"source {(_needs.Exposures?.Source ?? _needs.Source).Id}", "no unit entered: there is no row with a unit key and a time", "check the source, or look from a later moment");
        }

        var (groups, groupOf) = Groups();
        var lastPeriod = Period(_last);
        var sums = new SortedDictionary<(int Cohort, int Group), CohortSums>();
        var byUnit = new CohortSums?[_entries.Count];
        for (var unit = 0; unit < _entries.Count; unit++)
        {
            if (_entries.Label(unit) < 0)
            {
                continue;
            }

            var key = (Period(_entries.Entered(unit)), groupOf[_entries.Label(unit)]);
            if (!sums.TryGetValue(key, out var sum))
            {
                sums.Add(key, sum = new CohortSums(lastPeriod - key.Item1 + 1, _values.Length));
            }

            sum.Units++;
            byUnit[unit] = sum;
        }

        var cohorts = sums.Keys.Select(k => k.Cohort).Distinct().Count();
        if (cohorts > CohortNeeds.MostCohorts)
        {
            throw new InvalidInputException("--by", Invariant($"there are {cohorts} cohorts, more than {CohortNeeds.MostCohorts}"), "write `--by month`, or narrow the data");
        }

        AddUp(byUnit);
        var drop = _needs.Quantities[0].Missing == MissingRule.Drop;
        return new CohortCells(
            groups, [.. sums.Select(s => s.Value.Finish(s.Key.Group, s.Key.Cohort, drop))], [.. FollowUps(groupOf)], DateTimeOffset.UnixEpoch.AddTicks(_last * TimeSpan.TicksPerMicrosecond), lastPeriod,
            Enumerable.Range(0, _entries.Count).LongCount(u => _entries.Label(u) < 0), _unused, [], []);
    }

    private void AddUp(CohortSums?[] byUnit)
    {
        var (activeKeys, _) = _active.Drain();
        foreach (var key in activeKeys)
        {
            byUnit[UnitPeriods.Unit(key)]!.Active[UnitPeriods.Period(key)]++;
        }

        var (keys, values) = _values[0].Drain();
        var (others, otherValues) = _values.Length > 1 ? _values[1].Drain() : ([], []);
        for (int i = 0, j = 0; i < keys.Length || j < others.Length;)
        {
            var key = Math.Min(i < keys.Length ? keys[i] : long.MaxValue, j < others.Length ? others[j] : long.MaxValue);
            var first = i < keys.Length && keys[i] == key ? values[i++] : 0;
            var second = j < others.Length && others[j] == key ? otherValues[j++] : 0;
            byUnit[UnitPeriods.Unit(key)]!.Add(UnitPeriods.Period(key), first, second);
        }
    }

    // The largest groups by units, the rest as one; in ordinal order, or that of the variants.
    private (IReadOnlyList<string?> Groups, int[] GroupOf) Groups()
    {
        var units = new long[_entries.Labels.Count];
        for (var unit = 0; unit < _entries.Count; unit++)
        {
            if (_entries.Label(unit) is >= 0 and var label)
            {
                units[label]++;
            }
        }

        var labels = Enumerable.Range(0, units.Length).Where(l => units[l] > 0).ToList();
        var most = labels.Count <= CohortNeeds.MostGroups ? CohortNeeds.MostGroups : CohortNeeds.MostGroups - 1;
        var kept = labels.OrderByDescending(l => units[l]).ThenBy(l => _entries.Labels[l], StringComparer.Ordinal).Take(most).ToList();
        kept = _needs.Segment is null ? [.. kept.Order()] : [.. kept.OrderBy(l => _entries.Labels[l] is null).ThenBy(l => _entries.Labels[l], StringComparer.Ordinal)];
        var groups = kept.ConvertAll(l => _entries.Labels[l]);
        if (kept.Count < labels.Count)
        {
            groups.Add(CohortNeeds.OtherGroups);
        }

        return (groups, [.. Enumerable.Range(0, units.Length).Select(l => kept.IndexOf(l) is >= 0 and var at ? at : kept.Count)]);
    }

    private IEnumerable<FollowUpCount> FollowUps(int[] groupOf)
    {
        var counts = new SortedDictionary<(int Group, int Day), (long Events, long Censored)>();
        var (keys, _) = _activeDays.Drain();
        var next = 0;
        for (var unit = 0; unit < _entries.Count; unit++)
        {
            var start = next;
            while (next < keys.Length && UnitPeriods.Unit(keys[next]) == unit)
            {
                next++;
            }

            if (_entries.Label(unit) < 0)
            {
                continue;
            }

            var observed = (int)((_last - _entries.Entered(unit)) / DayLength);
            var day = EventDay(keys.AsSpan(start, next - start), observed);
            var key = (groupOf[_entries.Label(unit)], day ?? observed);
            var (events, censored) = counts.GetValueOrDefault(key);
            counts[key] = day is null ? (events, censored + 1) : (events + 1, censored);
        }

        return counts.Select(c => new FollowUpCount(c.Key.Group, c.Key.Day, c.Value.Events, c.Value.Censored));
    }

    // A unit has lapsed once so many whole days after its entry or a row that counts are over without another.
    private int? EventDay(ReadOnlySpan<long> days, int observed)
    {
        if (_needs.Until == SurvivalEvent.First)
        {
            return days.IsEmpty ? null : UnitPeriods.Period(days[0]);
        }

        var last = 0;
        foreach (var key in days)
        {
            var day = UnitPeriods.Period(key);
            if (day - last > _needs.LapseDays)
            {
                break;
            }

            last = day;
        }

        return observed - last > _needs.LapseDays ? last + _needs.LapseDays : null;
    }

    private sealed class CohortSums(int periods, int quantities)
    {
        private readonly double[][] _sums = [.. Enumerable.Range(0, periods).Select(_ => new double[5])]; // x, y, xx, xy, yy
        private readonly long[] _rows = new long[periods];

        public long Units { get; set; }

        public long[] Active { get; } = new long[periods];

        public void Add(int period, double x, double y)
        {
            _rows[period]++;
            var s = _sums[period];
            s[0] += x;
            s[1] += y;
            s[2] += x * x;
            s[3] += x * y;
            s[4] += y * y;
        }

        public CohortUnits Finish(int group, int cohort, bool drop) => new(group, cohort, Units, [.. Enumerable.Range(0, periods).Select(p =>
        {
            var s = _sums[p];
            var n = drop ? _rows[p] : Units;
            return new CohortPeriodCells(Active[p], n == 0 ? JointMoments.Empty(quantities)
                : quantities == 1 ? JointMoments.FromShiftedSums(n, [0], [s[0]], [s[2]])
                : JointMoments.FromShiftedSums(n, [0, 0], [s[0], s[1]], [s[2], s[3], s[4]]));
        })]);
    }
}
