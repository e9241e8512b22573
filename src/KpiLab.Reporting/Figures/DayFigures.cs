using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What an analysis shows over time.</summary>
public static class DayFigures
{
    /// <summary>The primary effect with all units exposed up to each day, the looks marked; null without days.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="looks">Looks to mark: each on its day, one after the last exposure on the last day.</param>
    public static TimeBand? Effect(Analysis analysis, IReadOnlyList<Look> looks)
    {
        if (analysis.Days.Count == 0)
        {
            return null;
        }

        var primary = analysis.Comparisons.FirstOrDefault(c => c is { Role: ComparisonRole.Primary, Segment: null });
        var title = $"{primary?.Name ?? analysis.Hypothesis.Kpi}: effect by day, with all units exposed so far";
        var (first, last) = Ends(analysis);
        return new TimeBand(
            title,
            $"{title}. From {Text(first)} to {Text(last)}; the band is the range at the level of a single look.",
            AnalysisFigures.AxisOf(EffectScale.Absolute, primary?.Unit ?? MetricUnit.Score),
            [.. analysis.Days.GroupBy(d => d.Treatment).Select(g => new BandSeries(g.Key, [.. g.Where(d => d.Absolute.IsDefined).Select(d => Point(d.Day, d.Absolute.Value))]))],
            Marks(analysis, looks, first, last),
            [new ReferenceLine(0, "no change", ReferenceKind.Zero)]);
    }

    /// <summary>Units observed by each day against those planned by then; null without days.</summary>
    public static TimeBand? Units(Analysis analysis)
    {
        if (analysis.Days.Count == 0)
        {
            return null;
        }

        const string Title = "Units by day, observed and planned";
        var days = analysis.Days.DistinctBy(d => d.Day).ToList();
        List<BandSeries> series = [new BandSeries("observed", [.. days.Select(d => new BandPoint(d.Day, d.Units, d.Units, d.Units))])];
        var planned = days.Where(d => d.PlannedUnits is not null).Select(d => (d.Day, Units: d.PlannedUnits!.Value)).ToList();
        if (planned.Count > 0)
        {
            series.Add(new BandSeries("planned", [.. planned.Select(p => new BandPoint(p.Day, p.Units, p.Units, p.Units))]));
        }

        var (first, last) = Ends(analysis);
        return new TimeBand(
            Title,
            Invariant($"{Title}. From {Text(first)} to {Text(last)}: {Rounding.Count(days[^1].Units)} units observed")
                + (analysis.Plan.Units is { } all ? $" of {Rounding.Count(all)} planned." : "."),
            new FigureAxis("Units of all variants"),
            series,
            [],
            analysis.Plan.Units is { } units ? [new ReferenceLine(units, "planned units", ReferenceKind.Target)] : []);
    }

    private static (DateOnly First, DateOnly Last) Ends(Analysis analysis) => (analysis.Days.Min(d => d.Day), analysis.Days.Max(d => d.Day));

    private static BandPoint Point(DateOnly day, Effect effect)
    {
        var set = effect.Set;
        return set.Shape == ConfidenceShape.TwoRays
            ? new BandPoint(day, effect.Value, double.NegativeInfinity, double.PositiveInfinity)
            : new BandPoint(day, effect.Value, set.Lower, set.Upper);
    }

    // Several looks on one day share a mark.
    private static IReadOnlyList<DayMark> Marks(Analysis analysis, IReadOnlyList<Look> looks, DateOnly first, DateOnly last)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(analysis.DayPeriod?.TimeZone ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;
        return [.. looks
            .GroupBy(l => Within(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(l.At, zone).DateTime), first, last))
            .OrderBy(g => g.Key)
            .Select(g => Mark(g.Key, [.. g.Select(l => l.Number).Distinct().Order()]))];
    }

    private static DayMark Mark(DateOnly day, int[] numbers)
    {
        var which = numbers.Length switch
        {
            1 => Invariant($"{numbers[0]}"),
            2 => Invariant($"{numbers[0]}, {numbers[1]}"),
            _ => Invariant($"{numbers[0]}–{numbers[^1]}"),
        };
        return new DayMark(day, (numbers.Length == 1 ? "look " : "looks ") + which) { Short = which };
    }

    private static DateOnly Within(DateOnly day, DateOnly first, DateOnly last) => day < first ? first : day > last ? last : day;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
