using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A KPI over time as a figure.</summary>
public static class SeriesFigures
{
    private const double Reach = 1.959963984540054;

    /// <summary>The values within 1.96 standard errors; the line is broken where periods have no value, changes of the definition and remarks are marked.</summary>
    public static TimeBand ToFigure(this KpiSeries series)
    {
        var points = new List<BandPoint>();
        var breaks = new List<int>();
        for (var i = 0; i < series.Points.Count; i++)
        {
            var p = series.Points[i];
            if (p.Value is not { } value)
            {
                continue;
            }

            if (i > 0 && series.Points[i - 1].Value is null && points.Count > 0)
            {
                breaks.Add(points.Count);
            }

            var half = Reach * (p.StandardError ?? 0);
            points.Add(new BandPoint(p.Start, value, value - half, value + half));
        }

        var title = $"{series.Name} by {series.Calendar.Noun}";
        return new TimeBand(title, Describe(series, title, breaks.Count), Axis(series), [new BandSeries(series.Name, points) { Breaks = breaks }], Marks(series), []);
    }

    private static string Describe(KpiSeries series, string title, int gaps)
    {
        if (series.Points.All(p => p.Value is null))
        {
            return $"{title}: no values.";
        }

        var (first, last) = (series.Points.First(p => p.Value is not null), series.Points.Last(p => p.Value is not null));
        return $"{title}. From {Said(series, first)} on {CohortDocument.Day(first.Start)} to {Said(series, last)} on {CohortDocument.Day(last.Start)}"
            + (gaps > 0 ? $", with {FigureText.Counted(gaps, "gap")}" : "")
            + (series.Points.Any(p => p.StandardError is not null) ? "; the band is 1.96 standard errors to either side." : ".");
    }

    private static string Said(KpiSeries series, SeriesPoint p) => Rounding.KpiValue(p.Value!.Value, p.StandardError, series.Unit);

    private static FigureAxis Axis(KpiSeries series) => series.Unit switch
    {
        MetricUnit.Fraction => new FigureAxis(series.Name, 100, " %"),
        _ => new FigureAxis(series.Name),
    };

    private static IReadOnlyList<DayMark> Marks(KpiSeries series)
        =>
        [
            .. series.Changes.Select(c => (c.At, Label: "new definition"))
                .Concat(series.Notes.Select(n => (n.At, Label: n.Text)))
                .GroupBy(m => m.At).OrderBy(g => g.Key)
                .Select(g => new DayMark(g.Key, string.Join("; ", g.Select(m => m.Label).Distinct())) { Short = "•" }),
        ];
}
