using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a counter metric did while a KPI was moved: the mean of the last quarter's periods against that of the quarter before.</summary>
/// <param name="Kpi">The KPI that is moved.</param>
/// <param name="Counter">What must not get worse by more than the tolerance.</param>
/// <param name="Tolerance">The tolerance.</param>
/// <param name="IsRelative">The tolerance and the change are shares of the quarter before.</param>
/// <param name="Periods">Periods of each of the two quarters.</param>
/// <param name="Before">Mean of the quarter before.</param>
/// <param name="Now">Mean of the last quarter.</param>
/// <param name="Change">Now less before; a share of before where the tolerance is one.</param>
/// <param name="StandardError">Of the change; null with fewer than three periods a quarter.</param>
/// <param name="IsBeyond">It got worse by more than the tolerance.</param>
[TypeFormatterSource]
public sealed record CounterReading(string Kpi, string Counter, double Tolerance, bool IsRelative, int Periods, double Before, double Now, double Change, double? StandardError, bool IsBeyond)
{
    private const double Reach = 1.959963984540054;
    private const double MostMemory = 0.8;

    /// <summary>Chance alone makes changes of this size: the change is less than 1.96 standard errors.</summary>
    public bool IsInsideNoise => StandardError is { } error && Math.Abs(Change) < Reach * error;

    /// <summary>The reading of a series up to a day; null where two whole quarters under the definition of that day are not known.</summary>
    /// <remarks>
    /// The variance of a mean of m neighbouring periods is s²/m · (1 + ρ)/(1 − ρ), with s² and the first autocorrelation ρ (0 to 0.8) of the two quarters around their own means
    /// (Wilks 2011, Statistical Methods in the Atmospheric Sciences, eq. 5.12): a reading aid, not a test corrected for the many that are read.
    /// </remarks>
    public static CounterReading? Of(string kpi, CounterMetric counter, KpiSeries series, Direction direction, DateOnly until)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(series);
        var seen = series with { Points = [.. series.Points.Where(p => series.Calendar.LastDay(series.Calendar.PeriodOf(p.Start)) <= until)] };
        var known = seen.SinceLastChange().Points.Select(p => p.Value).ToList();
        var m = series.Calendar.Cadence switch
        {
            Cadence.Daily => 91,
            Cadence.Weekly => 13,
            Cadence.Monthly => 3,
            _ => 1,
        };
        if (known.Count < 2 * m || known.TakeLast(2 * m).Any(v => v is null))
        {
            return null;
        }

        double[] values = [.. known.TakeLast(2 * m).Select(v => v!.Value)];
        var (before, now) = (values[..m].Average(), values[m..].Average());
        if (counter.Tolerance.IsRelative && before == 0)
        {
            return null;
        }

        var scale = counter.Tolerance.IsRelative ? Math.Abs(before) : 1;
        var change = (now - before) / scale;
        var worse = direction switch
        {
            Direction.Increase => -change,
            Direction.Decrease => change,
            _ => Math.Abs(change),
        };
        return new CounterReading(kpi, counter.Kpi, counter.Tolerance.Value, counter.Tolerance.IsRelative, m, before, now, change, Error(values, m, before, now) / scale, worse > counter.Tolerance.Value);
    }

    private static double? Error(double[] values, int m, double before, double now)
    {
        if (m < 3)
        {
            return null;
        }

        double[] left = [.. values.Select((v, i) => v - (i < m ? before : now))];
        var squares = left.Sum(e => e * e);
        if (squares == 0)
        {
            return 0;
        }

        var products = Enumerable.Range(1, left.Length - 1).Where(i => i != m).Sum(i => left[i] * left[i - 1]);
        var memory = Math.Clamp(products / squares, 0, MostMemory);
        return Math.Sqrt(2 * squares / (left.Length - 2) / m * (1 + memory) / (1 - memory));
    }
}
