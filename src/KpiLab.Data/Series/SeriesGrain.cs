using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Rows of a source by period of one cadence, and by unit where units have several rows.</summary>
/// <remarks>
/// Logs are mostly in the order of time: a period is given up as soon as a row comes that lies two periods later, so that only a few periods are held. A row of a period that was
/// given up shows that the rows are not in that order; the pass is then made again, holding all periods.
/// </remarks>
internal sealed class SeriesGrain(SeriesCalendar calendar)
{
    private const int Slack = 2;

    private readonly Dictionary<int, int> _slots = [];
    private readonly List<int> _periods = [];
    private readonly List<PeriodUnits?> _units = [];
    private readonly List<SeriesFold> _folds = [];
    private readonly List<int> _open = [];
    private PeriodUnits?[] _rowUnits = [];
    private int[] _rowPlaces = [];
    private DateOnly _lastDay = DateOnly.MaxValue;
    private int _lastSlot = -1;
    private int _newest = int.MinValue;

    /// <summary>The periods.</summary>
    public SeriesCalendar Calendar => calendar;

    /// <summary>Numbers of the periods met, in order of appearance.</summary>
    public IReadOnlyList<int> Periods => _periods;

    /// <summary>Values held.</summary>
    public long Held => _open.Sum(s => (long)_units[s]!.Count * _folds.Count);

    /// <summary>A number that units need, new or known.</summary>
    public SeriesFold Fold(SeriesPart part, Aggregate aggregate)
    {
        var known = _folds.Find(f => f.Value == part.Value && f.Where == part.Where && f.Aggregate == aggregate && f.IsTruth == part.IsTruth);
        if (known is null)
        {
            _folds.Add(known = new SeriesFold(_folds.Count, part.Value, part.Where, aggregate, part.IsTruth));
        }

        return known;
    }

    /// <summary>The slot of a day's period.</summary>
    public int Slot(DateOnly day)
    {
        if (day == _lastDay && _lastSlot >= 0)
        {
            return _lastSlot;
        }

        var period = calendar.PeriodOf(day);
        if (!_slots.TryGetValue(period, out var slot))
        {
            slot = _periods.Count;
            _slots.Add(period, slot);
            _periods.Add(period);
            _units.Add(null);
        }

        (_lastDay, _lastSlot) = (day, slot);
        return slot;
    }

    /// <summary>Folds a batch of rows into their units; false: a row came for a period that was given up.</summary>
    public bool Add(SeriesBatch batch)
    {
        if (_rowUnits.Length < batch.Count)
        {
            (_rowUnits, _rowPlaces) = (new PeriodUnits?[batch.Count], new int[batch.Count]);
        }

        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.Units[row] < 0)
            {
                _rowUnits[row] = null;
                continue;
            }

            var slot = Slot(batch.Days[row]);
            var units = _units[slot];
            if (units is null)
            {
                if (_newest != int.MinValue && _periods[slot] <= _newest - Slack)
                {
                    return false;
                }

                _units[slot] = units = new PeriodUnits(_folds.Count, _folds.Exists(f => f.Aggregate is Aggregate.First or Aggregate.Last));
                _open.Add(slot);
            }

            _rowUnits[row] = units;
            _rowPlaces[row] = units.Place(batch.Units[row]);
        }

        foreach (var fold in _folds)
        {
            AddFold(batch, fold);
        }

        return true;
    }

    /// <summary>Periods that no further row is expected of, given up now; all of them at the end.</summary>
    public IEnumerable<(int Slot, PeriodUnits Units)> Close(bool all)
    {
        if (_open.Count == 0)
        {
            yield break;
        }

        _newest = _open.Max(s => _periods[s]);
        foreach (var slot in _open.Where(s => all || _periods[s] <= _newest - Slack).OrderBy(s => _periods[s]).ToList())
        {
            yield return (slot, _units[slot]!);
            _units[slot] = null;
            _open.Remove(slot);
        }
    }

    private void AddFold(SeriesBatch batch, SeriesFold fold)
    {
        var (values, where) = (fold.Value < 0 ? null : batch.Numbers[fold.Value], fold.Where < 0 ? null : batch.Numbers[fold.Where]);
        for (var row = 0; row < batch.Count; row++)
        {
            if (_rowUnits[row] is not { } units || (where is not null && where[row] != 1))
            {
                continue;
            }

            var value = values is null ? 1 : values[row];
            if (!double.IsNaN(value))
            {
                units.Add(_rowPlaces[row], fold.Number, fold, value, batch.Times[row]);
            }
        }
    }
}
