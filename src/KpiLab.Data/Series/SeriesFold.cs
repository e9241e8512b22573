using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>One number per unit and period: rows folded in the order of the files.</summary>
/// <param name="Value">Column of the scan; −1: every row is 1.</param>
/// <param name="Where">Column that must be 1; −1: every row counts.</param>
/// <param name="Aggregate">How rows become one number.</param>
/// <param name="IsTruth">The value is a condition.</param>
internal sealed record SeriesFold(int Value, int Where, Aggregate Aggregate, bool IsTruth)
{
    private double[] _values = [];
    private long[] _times = [];

    /// <summary>The number of an entry; NaN without a row that counts.</summary>
    public double this[int entry] => entry < _values.Length ? _values[entry] : double.NaN;

    /// <summary>Takes a batch of rows.</summary>
    public void Add(int[] entries, long[] times, double[][] numbers, int count, int known)
    {
        Reserve(known);
        var (values, where) = (Value < 0 ? null : numbers[Value], Where < 0 ? null : numbers[Where]);
        for (var row = 0; row < count; row++)
        {
            var entry = entries[row];
            if (entry < 0 || (where is not null && where[row] != 1))
            {
                continue;
            }

            var value = values is null ? 1 : values[row];
            if (!double.IsNaN(value))
            {
                Take(entry, value, times[row]);
            }
        }
    }

    private void Take(int entry, double value, long time)
    {
        ref var held = ref _values[entry];
        var isFirst = double.IsNaN(held);
        switch (Aggregate)
        {
            case Aggregate.Sum:
                held = isFirst ? value : held + value;
                break;
            case Aggregate.Count:
                held = (isFirst ? 0 : held) + (IsTruth && value == 0 ? 0 : 1);
                break;
            case Aggregate.Any:
                held = value != 0 ? 1 : isFirst ? 0 : held;
                break;
            case Aggregate.Max:
                held = isFirst ? value : Math.Max(held, value);
                break;
            case Aggregate.First when isFirst || time < _times[entry]:
            case Aggregate.Last when isFirst || time >= _times[entry]:
                (held, _times[entry]) = (value, time);
                break;
            default:
                break;
        }
    }

    private void Reserve(int known)
    {
        if (known <= _values.Length)
        {
            return;
        }

        var before = _values.Length;
        Array.Resize(ref _values, Math.Max(known, Math.Max(1 << 11, 2 * before)));
        _values.AsSpan(before).Fill(double.NaN);
        if (Aggregate is Aggregate.First or Aggregate.Last)
        {
            Array.Resize(ref _times, _values.Length);
        }
    }
}
