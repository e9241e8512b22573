using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The effect by days since exposure on a page: what the days say, a figure and a table of each treatment.</summary>
internal static class NoveltyHtml
{
    public static void Write(Markup page, Analysis analysis, Func<string, string> id, bool interactive)
    {
        page.Leaf("p", "Each row is the effect on one day since a unit's own exposure, of all units that have this day behind them. An effect that shrinks from day to day is curiosity wearing off.", ("class", "quiet"));
        Blocks.List(page, NoveltySection.Sentences(analysis));
        for (var i = 0; i < analysis.Novelty.Count; i++)
        {
            if (Figure(analysis, i) is { } figure)
            {
                FigureHtml.Write(page, figure, id(Invariant($"novelty-{i}")), null, interactive);
            }
        }
    }

    private static IntervalPlot? Figure(Analysis analysis, int index)
    {
        var result = analysis.Novelty[index];
        if (result.Days.Count == 0)
        {
            return null;
        }

        var unit = NoveltySection.Unit(analysis);
        var pointer = Invariant($"/novelty/{index}/days/");
        var every = (result.Days.Count + AnalysisFigures.MostRows - 1) / AnalysisFigures.MostRows;
        var rows = result.Days.Select((d, i) => (Day: d, Index: i)).Where(d => d.Index % every == 0).Select(d => new IntervalRow(
            Invariant($"Day {d.Day.Day}"),
            $"{Rounding.Count(d.Day.ControlUnits + d.Day.TreatmentUnits)} units",
            d.Day.Absolute.Value,
            d.Day.Absolute.Set,
            new Marked(Mark.Neutral, "day"),
            ShownText.Absolute(d.Day.Absolute, unit, Invariant($"{pointer}{d.Index}/absolute")),
            ShownText.AbsoluteSet(d.Day.Absolute, unit, Invariant($"{pointer}{d.Index}/absolute")))).ToList();
        var title = $"{result.Treatment}: effect by days since exposure";
        return new IntervalPlot(
            title,
            $"{title}. " + string.Join(" ", rows.Select(r => $"{r.Label}: {r.Value}, range {r.Range}.")),
            AnalysisFigures.AxisOf(EffectScale.Absolute, unit),
            rows,
            [new ReferenceLine(0, "no change", ReferenceKind.Zero)]);
    }
}
