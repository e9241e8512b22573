using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>The units of one period, each with its running numbers side by side, in order of appearance.</summary>
internal sealed class PeriodUnits(int stride, bool hasTimes)
{
    private int[] _slots = Empty(64); // a unit's place and one more; 0 is empty
    private int[] _units = new int[32];
    private double[] _values = new double[32 * stride];
    private long[] _times = new long[hasTimes ? 32 * stride : 0];

    /// <summary>Units.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a unit, new or known.</summary>
    public int Place(int unit)
    {
        var at = Find(unit);
        if (_slots[at] != 0)
        {
            return _slots[at] - 1;
        }

        if (2 * (Count + 1) > _slots.Length)
        {
            _slots = Empty(2 * _slots.Length);
            for (var i = 0; i < Count; i++)
            {
                _slots[Find(_units[i])] = i + 1;
            }

            at = Find(unit);
        }

        if (Count == _units.Length)
        {
            Array.Resize(ref _units, 2 * Count);
            Array.Resize(ref _values, 2 * Count * stride);
            Array.Resize(ref _times, hasTimes ? 2 * Count * stride : 0);
        }

        _units[Count] = unit;
        _values.AsSpan(Count * stride, stride).Fill(double.NaN);
        _slots[at] = Count + 1;
        return Count++;
    }

    /// <summary>A number of a unit; NaN without a row that counts.</summary>
    public double Value(int place, int number) => _values[(place * stride) + number];

    /// <summary>Takes a row of a unit.</summary>
    public void Add(int place, int number, SeriesFold fold, double value, long time)
    {
        var at = (place * stride) + number;
        ref var held = ref _values[at];
        var isFirst = double.IsNaN(held);
        switch (fold.Aggregate)
        {
            case Aggregate.Sum:
                held = isFirst ? value : held + value;
                break;
            case Aggregate.Count:
                held = (isFirst ? 0 : held) + (fold.IsTruth && value == 0 ? 0 : 1);
                break;
            case Aggregate.Any:
                held = value != 0 ? 1 : isFirst ? 0 : held;
                break;
            case Aggregate.Max:
                held = isFirst ? value : Math.Max(held, value);
                break;
            case Aggregate.First when isFirst || time < _times[at]:
            case Aggregate.Last when isFirst || time >= _times[at]:
                (held, _times[at]) = (value, time);
                break;
            default:
                break;
        }
    }

    private static int[] Empty(int size) => new int[size];

    private int Find(int unit)
    {
        var mask = _slots.Length - 1;
        var at = (int)(((uint)unit * 0x9E3779B1u) >> 7) & mask;
        while (_slots[at] != 0 && _units[_slots[at] - 1] != unit)
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
