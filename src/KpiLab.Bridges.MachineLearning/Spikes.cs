using KpiLab.Core;
using KpiLab.Statistics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace KpiLab.Bridges.MachineLearning;

/// <summary>A value out of line with those before it.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Value">The value.</param>
/// <param name="PValue">Of a value as far out, by the density of the values before it.</param>
public sealed record Spike(int Index, double Value, double PValue);

/// <summary>Spikes in a series by Microsoft.ML.</summary>
/// <remarks>
/// <c>DetectIidSpike</c>: the p-value of each value under a kernel density of the window before it. It takes the values for independent draws of one distribution: take trend and season out first. It is a lamp that calls for a look, not a test:
/// no error rate over many periods is promised. Thresholds of a KPI, which are on record, are <c>deviation check</c>.
/// </remarks>
public static class Spikes
{
    /// <summary>The spikes among values in order of time.</summary>
    /// <param name="values">Finite values, oldest first.</param>
    /// <param name="level">How sure to be of each alone; 0.95 when left out.</param>
    /// <param name="window">How many values before each it is compared with.</param>
    /// <exception cref="ArgumentException">A value is not finite, or the window holds fewer than two.</exception>
    public static IReadOnlyList<Spike> Find(IReadOnlyList<double> values, Level level = default, int window = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        if (values.Any(v => !double.IsFinite(v)))
        {
            throw new ArgumentException("values must be finite", nameof(values));
        }

        var scale = Scale.Of(values);
        if (values.Count == 0 || !scale.Varies)
        {
            return [];
        }

        var context = new MLContext(0);
        var rows = context.Data.LoadFromEnumerable(values.Select(v => new ValueRow { Value = scale.In(v) }).ToList());
        var found = context.Transforms.DetectIidSpike(nameof(AlertRow.Alert), nameof(ValueRow.Value), 100 * level.Value, Math.Min(window, values.Count)).Fit(rows).Transform(rows);

        // Alert (0 or 1), raw score, p-value.
        return [.. context.Data.CreateEnumerable<AlertRow>(found, reuseRowObject: false).Select((r, i) => (r.Alert, Index: i)).Where(r => r.Alert[0] != 0).Select(r => new Spike(r.Index, values[r.Index], r.Alert[2]))];
    }

    /// <summary>The spikes of a KPI, by the first days of their periods; periods without a value are left out.</summary>
    public static IReadOnlyList<(DateOnly Start, Spike Spike)> Find(KpiSeries series, Level level = default, int window = 30)
    {
        List<SeriesPoint> points = [.. series.Points.Where(p => p.Value is not null)];
        return [.. Find([.. points.Select(p => p.Value!.Value)], level, window).Select(s => (points[s.Index].Start, s))];
    }
}

/// <summary>A value as Microsoft.ML reads it.</summary>
internal sealed class ValueRow
{
    public float Value { get; set; }
}

/// <summary>What Microsoft.ML says of a value.</summary>
internal sealed class AlertRow
{
    [VectorType(3)]
    public double[] Alert { get; set; } = [];
}
