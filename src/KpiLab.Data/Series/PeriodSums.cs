using System.Runtime.InteropServices;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>A KPI's units by period: shifted sums, or the values themselves where a quantile or a cap by percentile needs them.</summary>
internal sealed class PeriodSums(Measure measure, bool isTotal)
{
    private readonly bool _isRatio = measure.Type == MeasureType.Ratio;
    private readonly bool _isExact = isTotal || measure.Type is MeasureType.Proportion or MeasureType.Retention or MeasureType.Count; // whole numbers need no shift
    private readonly bool _isListed = measure.Type == MeasureType.Quantile || measure.Cap is { IsPercentile: true };
    private readonly double _cap = measure.Cap is { IsPercentile: false } cap ? cap.Value : double.PositiveInfinity;
    private readonly List<(List<double> X, List<double> Y)> _lists = [];
    private Sums[] _sums = [];
    private (double X, double Y)? _shift;

    private struct Sums
    {
        public long Count;
        public double X;
        public double Y;
        public double XX;
        public double XY;
        public double YY;
    }

    /// <summary>Units in all periods.</summary>
    public long Units { get; private set; }

    /// <summary>Takes a unit.</summary>
    public void Add(int slot, double x, double y)
    {
        Units++;
        if (_isListed)
        {
            while (_lists.Count <= slot)
            {
                _lists.Add(([], []));
            }

            _lists[slot].X.Add(x);
            if (_isRatio)
            {
                _lists[slot].Y.Add(y);
            }

            return;
        }

        (x, y) = (Math.Min(x, _cap), Math.Min(y, _cap));
        _shift ??= _isExact ? (0, 0) : (x, y);
        if (slot >= _sums.Length)
        {
            Array.Resize(ref _sums, Math.Max(slot + 1, Math.Max(64, 2 * _sums.Length)));
        }

        ref var sums = ref _sums[slot];
        var (a, b) = (x - _shift.Value.X, y - _shift.Value.Y);
        sums.Count++;
        sums.X += a;
        sums.XX += a * a;
        if (_isRatio)
        {
            sums.Y += b;
            sums.XY += a * b;
            sums.YY += b * b;
        }
    }

    /// <summary>The value of a period, its standard error where there is one, and its units; null without a value.</summary>
    public (double Value, double? Error, long Units)? Finish(int slot)
    {
        if (isTotal)
        {
            var total = Of(slot, out _);
            return Finite((total.X, Math.Sqrt(total.XX), total.Count));
        }

        if (measure.Type == MeasureType.Quantile)
        {
            return slot < _lists.Count ? Quantile(CollectionsMarshal.AsSpan(_lists[slot].X)) : null;
        }

        var sums = Of(slot, out var shift);
        if (sums.Count == 0)
        {
            return null;
        }

        var moments = _isRatio
            ? JointMoments.FromShiftedSums(sums.Count, [shift.X, shift.Y], [sums.X, sums.Y], [sums.XX, sums.XY, sums.YY])
            : JointMoments.FromShiftedSums(sums.Count, [shift.X], [sums.X], [sums.XX]);
        if (_isRatio)
        {
            var arm = RatioOfMeans.Arm(moments, 0, 1);
            return arm.IsDefined ? Finite((arm.Value.Mean, sums.Count < 2 ? null : Math.Sqrt(arm.Value.SquaredStandardError), sums.Count)) : null;
        }

        var (n, mean) = (sums.Count, moments.Mean(0));
        var variance = measure.Type is MeasureType.Proportion or MeasureType.Retention ? Math.Max(0, mean * (1 - mean)) : moments.Variance(0);
        return Finite((mean, n < 2 ? null : Math.Sqrt(variance / n), n));
    }

    // Of doubles whose squares leave their range nothing is left to tell.
    private static (double Value, double? Error, long Units)? Finite((double Value, double? Error, long Units) point)
        => double.IsFinite(point.Value) ? point with { Error = point.Error is { } e && double.IsFinite(e) ? e : null } : null;

    private Sums Of(int slot, out (double X, double Y) shift)
    {
        shift = _shift ?? (0, 0);
        if (!_isListed)
        {
            return slot < _sums.Length ? _sums[slot] : default;
        }

        var sums = default(Sums);
        if (slot >= _lists.Count || _lists[slot].X.Count == 0)
        {
            return sums;
        }

        var (x, y) = _lists[slot];
        shift = _isExact ? (0, 0) : (x[0], _isRatio ? y[0] : 0);
        var (capX, capY) = (Cap(x), _isRatio ? Cap(y) : 0);
        for (var i = 0; i < x.Count; i++)
        {
            var (a, b) = (Math.Min(x[i], capX) - shift.X, _isRatio ? Math.Min(y[i], capY) - shift.Y : 0);
            sums.Count++;
            sums.X += a;
            sums.Y += b;
            sums.XX += a * a;
            sums.XY += a * b;
            sums.YY += b * b;
        }

        return sums;
    }

    // The smallest value with at least that share of values at or below it, as in experiments, but of the period alone: a later period must not move an earlier one.
    private double Cap(List<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[Math.Clamp((int)Math.Ceiling((decimal)measure.Cap!.Value.Value * sorted.Length), 1, sorted.Length) - 1];
    }

    private (double Value, double? Error, long Units)? Quantile(Span<double> values)
    {
        if (values.Length == 0)
        {
            return null;
        }

        var kept = values.ToArray();
        if (measure.Cap is { IsPercentile: true })
        {
            var cap = Cap([.. kept]);
            kept = Array.ConvertAll(kept, v => Math.Min(v, cap));
        }
        else
        {
            kept = Array.ConvertAll(kept, v => Math.Min(v, _cap));
        }

        var counts = ValueCounts.Of(kept);
        var q = measure.Quantile!.Value;
        var variance = QuantileArm.Of(counts, q).Then(a => a.UnitVariance());
        return (SampleQuantile.Of(counts, q).Value, variance.IsDefined ? Math.Sqrt(variance.Value / kept.Length) : null, kept.Length);
    }
}
