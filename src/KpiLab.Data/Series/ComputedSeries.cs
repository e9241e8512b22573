using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>One KPI of a pass: its units by period, and the series they make.</summary>
internal sealed class ComputedSeries(SeriesNeed need, SeriesGrain grain, IReadOnlyList<SeriesFold> folds, IReadOnlyList<SeriesPart> parts, Aggregate aggregate, bool rowsAreUnits)
{
    private const long DayLength = 86_400_000_000;

    private readonly bool _isTotal = rowsAreUnits && need.Measure.Type == MeasureType.Count;
    private readonly PeriodSums _sums = new(need.Measure, rowsAreUnits && need.Measure.Type == MeasureType.Count);
    private readonly List<(int Slot, double X, double Y)> _incomplete = [];
    private readonly List<(int Slot, long Units)> _empty = [];
    private bool[] _returned = [];

    /// <summary>Its periods.</summary>
    public SeriesGrain Grain => grain;

    /// <summary>What it reads of a row.</summary>
    public IReadOnlyList<SeriesPart> Parts => parts;

    /// <summary>Whether it needs a second pass.</summary>
    public bool IsRetention => need.Measure.Type == MeasureType.Retention;

    /// <summary>Takes rows that are units themselves.</summary>
    public void AddRows(SeriesBatch batch)
    {
        var part = parts[0];
        var (value, where) = (part.Value < 0 ? null : batch.Numbers[part.Value], part.Where < 0 ? null : batch.Numbers[part.Where]);
        var other = parts.Count < 2 || parts[1].Value < 0 ? null : batch.Numbers[parts[1].Value];
        var zero = need.Measure.Missing == MissingRule.Zero;
        for (var row = 0; row < batch.Count; row++)
        {
            var slot = batch.Slots[row];
            if (slot < 0)
            {
                continue;
            }

            var counts = where is null || where[row] == 1;
            var x = !counts ? double.NaN : value is null ? 1 : value[row];
            var y = parts.Count < 2 ? 0 : !counts ? double.NaN : other is null ? 1 : other[row];
            if (_isTotal && !double.IsNaN(x) && aggregate == Aggregate.Count)
            {
                x = part.IsTruth && x == 0 ? 0 : 1;
            }

            if (zero)
            {
                (x, y) = (double.IsNaN(x) ? 0 : x, double.IsNaN(y) ? 0 : y);
            }

            if (!double.IsNaN(x) && !double.IsNaN(y))
            {
                _sums.Add(slot, x, y);
            }
        }
    }

    /// <summary>Takes the units of a period; those that lack a number wait until it is known what that means.</summary>
    public void AddUnits(int slot, PeriodUnits units)
    {
        long empty = 0;
        for (var place = 0; place < units.Count; place++)
        {
            var (x, y) = (units.Value(place, folds[0].Number), folds.Count < 2 ? 0 : units.Value(place, folds[1].Number));
            if (!double.IsNaN(x) && !double.IsNaN(y))
            {
                _sums.Add(slot, x, y);
            }
            else if (folds.Count < 2 || (double.IsNaN(x) && double.IsNaN(y)))
            {
                empty++;
            }
            else
            {
                _incomplete.Add((slot, x, y));
            }
        }

        if (empty > 0)
        {
            _empty.Add((slot, empty));
        }
    }

    /// <summary>Notes units that have a row that counts on the day of the measure.</summary>
    public void AddReturns(SeriesBatch batch, UnitEntries entries)
    {
        var part = parts[0];
        var (value, where) = (part.Value < 0 ? null : batch.Numbers[part.Value], part.Where < 0 ? null : batch.Numbers[part.Where]);
        for (var row = 0; row < batch.Count; row++)
        {
            var unit = batch.Units[row];
            if (unit < 0 || (where is not null && where[row] != 1) || (value is not null && (double.IsNaN(value[row]) || value[row] == 0)))
            {
                continue;
            }

            if ((batch.Times[row] - entries[unit]) / DayLength == need.Measure.Day)
            {
                if (unit >= _returned.Length)
                {
                    Array.Resize(ref _returned, Math.Max(unit + 1, 2 * _returned.Length));
                }

                _returned[unit] = true;
            }
        }
    }

    /// <summary>The series.</summary>
    public KpiSeries Finish(ComputedReading reading, SeriesNeeds needs, DateOnly today)
    {
        if (IsRetention)
        {
            AddCohorts(reading);
        }
        else
        {
            AddIncomplete(isUnitTable: reading.Units?.Count == reading.Rows);
        }

        var calendar = grain.Calendar;
        var cut = IsRetention ? (First: null, Last: null) : reading.Coverage.Cut(calendar);
        var points = new Dictionary<int, SeriesPoint>();
        for (var slot = 0; slot < grain.Periods.Count; slot++)
        {
            var period = grain.Periods[slot];
            if (period != cut.First && period != cut.Last && _sums.Finish(slot) is { } p)
            {
                points.Add(period, new SeriesPoint(calendar.FirstDay(period), p.Value, p.Error, p.Units));
            }
        }

        // A unit of the last period must have been seen as long as that of the first.
        var until = IsRetention ? Observed(reading, today) : today;
        var series = SeriesAssembly.Of(need, calendar, points, until, needs);
        if (IsRetention)
        {
            series = series with { Findings = [.. series.Findings.Select(NotSeenLongEnough)] };
        }

        return series with { Findings = [.. series.Findings, .. SeriesRemarks.Of(need, calendar, series, reading, cut, today)] };
    }

    // The first day whose units may not have been seen to the end of the day that is asked for.
    private DateOnly Observed(ComputedReading reading, DateOnly today)
    {
        var end = reading.Entries!.Last == long.MinValue ? today : reading.DayOf(reading.Entries.Last).AddDays(1);
        return DateOnly.FromDayNumber(Math.Max(0, (end < today ? end : today).DayNumber - need.Measure.Day!.Value - 1));
    }

    private Finding NotSeenLongEnough(Finding finding) => finding.Code != "incomplete-period" ? finding : finding with
    {
        Sentence = Invariant($"Units of the last {grain.Calendar.Noun}s have not all been seen for {need.Measure.Day} days and one more; these {grain.Calendar.Noun}s are left out."),
        Remedy = "Look again later.",
    };

    // Null: zero in event tables, left out of tables with one row a unit.
    private void AddIncomplete(bool isUnitTable)
    {
        if ((need.Measure.Missing ?? (isUnitTable ? MissingRule.Drop : MissingRule.Zero)) == MissingRule.Zero)
        {
            foreach (var (slot, units) in _empty)
            {
                for (var i = 0L; i < units; i++)
                {
                    _sums.Add(slot, 0, 0);
                }
            }

            foreach (var (slot, x, y) in _incomplete)
            {
                _sums.Add(slot, double.IsNaN(x) ? 0 : x, double.IsNaN(y) ? 0 : y);
            }
        }
    }

    private void AddCohorts(ComputedReading reading)
    {
        for (var unit = 0; unit < reading.Units!.Count; unit++)
        {
            _sums.Add(grain.Slot(reading.DayOf(reading.Entries![unit])), unit < _returned.Length && _returned[unit] ? 1 : 0, 0);
        }
    }
}
