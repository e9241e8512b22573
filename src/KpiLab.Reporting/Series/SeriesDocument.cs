using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A KPI over time for readers.</summary>
public static class SeriesDocument
{
    /// <summary>The latest periods that a table for readers shows; JSON and CSV hold all.</summary>
    internal const int MostPeriods = 60;

    private static readonly Column[] Columns =
    [
        new("period", "Period"),
        new("value", "Value", ColumnKind.Figure),
        new("std_error", "±", ColumnKind.Figure),
        new("units", "Units", ColumnKind.Integer),
        new("note", "Notes"),
    ];

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this KpiSeries series)
    {
        List<Block> blocks = [new Heading(1, $"{series.Name} by {series.Calendar.Noun} ({series.Id})"), new Paragraph(Lead(series))];
        blocks.AddRange(series.Findings.Select(f => new Statement(EffectWords.Severity(f.Severity), f.Sentence, f.Remedy)));
        blocks.AddRange(series.Former.Select(f => new Statement(
            new Marked(f.Reason is null ? Mark.Neutral : Mark.Unknown, "former definition"),
            $"Until {CohortDocument.Day(f.Until)} it was {f.Sentence}; " + (f.Reason is { } gone ? $"its values by that cannot be computed: {gone}." : "its values by that stand beside today's."))));
        var shown = series.Former.Where(f => f.Reason is null).ToList();
        if (series.Points.Count > 0)
        {
            var left = Math.Max(0, series.Points.Count - MostPeriods);
            if (left > 0)
            {
                blocks.Add(new Paragraph($"The last {MostPeriods} of {FigureText.Counted(series.Points.Count, series.Calendar.Noun)}; `--from` and `--to` choose others, CSV and JSON hold all."));
            }

            blocks.Add(new Grid(new Table($"{series.Name} by {series.Calendar.Noun}", [.. Columns[..2], .. shown.Select((f, i) => new Column(Invariant($"former_{i + 1}"), $"Before {CohortDocument.Day(f.Until)}", ColumnKind.Figure)), .. Columns[2..]], [.. series.Points.Skip(left).Select(p => Row(series, shown, p))])));
        }

        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this KpiSeries series) => series.ToDocument().ToMarkdown();

    internal static string Lead(KpiSeries series)
    {
        var seen = $"seen from {FigureText.Time(series.AsOf)}, days of {series.TimeZone}";
        return series.Points.Count == 0
            ? $"No complete {series.Calendar.Noun} has a value, {seen}."
            : $"{FigureText.Counted(series.Points.Count, series.Calendar.Noun)} from {CohortDocument.Day(series.Points[0].Start)} to {CohortDocument.Day(series.Calendar.LastDay(series.Calendar.PeriodOf(series.Points[^1].Start)))}, {seen}. ± is one standard error.";
    }

    private static object?[] Row(KpiSeries series, List<FormerSeries> former, SeriesPoint p) =>
    [
        CohortDocument.Day(p.Start),
        p.Value is { } value ? Rounding.KpiValue(value, p.StandardError, series.Unit) : "no value",
        .. former.Select(f => f.Points.FirstOrDefault(o => o.Start == p.Start) is { Value: { } was } o ? Rounding.KpiValue(was, o.StandardError, series.Unit) : "no value"),
        p.StandardError is { } error ? Rounding.KpiValue(error, error, series.Unit, p.Value) : null,
        p.Units,
        SeriesOutputs.Remark(series, p.Start),
    ];
}
