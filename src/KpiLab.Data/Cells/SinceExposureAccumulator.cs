using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Adds up one fold of an event table by days since each unit's exposure, beside the fold itself and from the same pass.</summary>
/// <param name="units">The units.</param>
/// <param name="fold">The fold of the primary KPI.</param>
/// <param name="needs">What is needed.</param>
internal sealed class SinceExposureAccumulator(UnitTable units, EventFold fold, SinceExposureNeeds needs)
{
    private const long DayLength = 86_400_000_000;

    private readonly UnitPeriods _values = new();
    private readonly int _first = (int)Math.Clamp(((fold.From ?? 0) + DayLength - 1) / DayLength, 0, needs.Days);
    private readonly int _end = (int)Math.Clamp(fold.To / DayLength, 0, needs.Days);
    private long _last = long.MinValue;

    /// <summary>The fold.</summary>
    public EventFold Fold => fold;

    /// <summary>Takes a row that the fold takes.</summary>
    public void Add(int unit, long time, double value)
    {
        _last = Math.Max(_last, time);
        var day = (time - units.Exposed(unit)) / DayLength;
        if (time < units.Exposed(unit) || day < _first || day >= _end)
        {
            return;
        }

        switch (fold.Aggregate)
        {
            case Aggregate.Sum:
                _values.Add(unit, (int)day, value);
                break;
            case Aggregate.Count:
                _values.Add(unit, (int)day, fold.IsTruth && value == 0 ? 0 : 1);
                break;
            default:
                _values.Raise(unit, (int)day, value != 0 ? 1 : 0);
                break;
        }
    }

    /// <summary>The moments by variant and day; null where there are more unit-days than fit.</summary>
    /// <param name="variants">Number of variants.</param>
    public SinceExposureCells? Finish(int variants)
    {
        if (_values.IsFull || _end <= _first)
        {
            return null;
        }

        // A day counts for the units that have it wholly behind them when the data end.
        var length = _end - _first;
        var over = new int[units.Count];
        var counts = new long[variants, length + 1];
        for (var unit = 0; unit < units.Count; unit++)
        {
            _last = units.Variant(unit) < 0 ? _last : Math.Max(_last, units.Exposed(unit));
        }

        for (var unit = 0; unit < units.Count; unit++)
        {
            over[unit] = (int)Math.Clamp(((_last - units.Exposed(unit)) / DayLength) - _first, 0, length);
            if (units.Variant(unit) >= 0)
            {
                counts[units.Variant(unit), over[unit]]++;
            }
        }

        var sums = Enumerable.Range(0, variants).Select(v => new Sums(length, v, counts)).ToArray();
        var (keys, values) = _values.Drain();
        for (int start = 0, end; start < keys.Length; start = end)
        {
            var unit = UnitPeriods.Unit(keys[start]);
            end = start + 1;
            while (end < keys.Length && UnitPeriods.Unit(keys[end]) == unit)
            {
                end++;
            }

            sums[units.Variant(unit)].Add(over[unit], keys.AsSpan(start, end - start), values.AsSpan(start, end - start), _first);
        }

        var days = Enumerable.Range(0, length).TakeWhile(d => sums.Any(s => s.Count(d) > 0)).Count();
        return new SinceExposureCells(_first, [.. sums.Select(s => s.Arm(days))]);
    }

    private sealed class Sums
    {
        private readonly long[] _counts;
        private readonly double[][] _products; // [late][early] Σ x_late x_early over units whose late day is over
        private readonly double[,] _byOver; // Σ x_day over the units with so many days over

        public Sums(int length, int variant, long[,] over)
        {
            _counts = new long[length];
            _products = [.. Enumerable.Range(0, length).Select(d => new double[d + 1])];
            _byOver = new double[length, length + 1];
            for (var day = length - 1; day >= 0; day--)
            {
                _counts[day] = over[variant, day + 1] + (day + 1 < length ? _counts[day + 1] : 0);
            }
        }

        public long Count(int day) => _counts[day];

        public void Add(int over, ReadOnlySpan<long> keys, ReadOnlySpan<double> values, int first)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var late = UnitPeriods.Period(keys[i]) - first;
                if (late >= over)
                {
                    return;
                }

                _byOver[late, over] += values[i];
                for (var j = 0; j <= i; j++)
                {
                    _products[late][UnitPeriods.Period(keys[j]) - first] += values[i] * values[j];
                }
            }
        }

        public SinceExposureArm Arm(int days)
        {
            // sums[early, late]: Σ x_early over units whose late day is over.
            var length = _counts.Length;
            var sums = new double[length, length + 1];
            for (var early = 0; early < length; early++)
            {
                for (var late = length - 1; late >= early; late--)
                {
                    sums[early, late] = sums[early, late + 1] + _byOver[early, late + 1];
                }
            }

            double Product(int late, int early)
                => _counts[late] == 0 ? 0 : _products[late][early] - (sums[early, late] * (sums[late, late] / _counts[late]));

            return new SinceExposureArm(
                [.. Enumerable.Range(0, days).Select(d => new Moments(_counts[d], _counts[d] == 0 ? 0 : sums[d, d] / _counts[d], Math.Max(0, Product(d, d))))],
                [.. Enumerable.Range(0, days).Select(d => (IReadOnlyList<double>)[.. Enumerable.Range(0, d + 1).Select(e => Product(d, e))])]);
        }
    }
}
