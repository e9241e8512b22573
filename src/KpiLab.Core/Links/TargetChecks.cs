using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Targets already held against the past of their KPIs, by all that the answer depends on: a check of links, an audit and a review that ask for the same get the same without simulating it again. Kept in memory only, and safe for several threads.</summary>
public sealed class TargetChecks
{
    private const int Most = 5_000;
    private readonly ConcurrentDictionary<string, TargetRealism> _made = new(StringComparer.Ordinal);

    /// <inheritdoc cref="TargetCheck.Of"/>
    public TargetRealism Of(KpiSeries series, Target target, Direction direction, long seed, LinkGateSettings gate)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(target);
        if (_made.Count > Most)
        {
            _made.Clear();
        }

        return _made.GetOrAdd(Key(series, target, direction, seed, gate), _ => TargetCheck.Of(series, target, direction, seed, gate)) with { Target = target };
    }

    private static string Key(KpiSeries series, Target target, Direction direction, long seed, LinkGateSettings gate)
    {
        var text = new StringBuilder(Invariant($"{series.Id}|{series.Name}|{series.Unit}|{series.Calendar}|{target.Value:R}|{target.Due:yyyy-MM-dd}|{direction}|{seed}|{gate}"));
        foreach (var point in series.Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{point.Start.DayNumber}:{point.Value:R}");
        }

        return text.AppendJoin('|', series.Changes.Select(c => c.At.DayNumber)).ToString();
    }
}
