using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What a breakdown by segment shows.</summary>
public static class SegmentFigures
{
    /// <summary>Each value's own effect above its shrunken one, against the average that it is drawn towards.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="index">Which of its breakdowns.</param>
    public static IntervalPlot Of(Analysis analysis, int index)
    {
        var breakdown = analysis.Segments[index];
        var shown = SegmentSection.Shown(breakdown).Take(AnalysisFigures.MostRows / 2).ToList();
        var title = SegmentSection.Title(breakdown) + (shown.Count < breakdown.Parts.Count ? Invariant($" ({shown.Count} of {breakdown.Parts.Count} values shown)") : "");
        List<ReferenceLine> lines = [new ReferenceLine(0, "no change", ReferenceKind.Zero)];
        if (breakdown.Shrinkage is { IsDefined: true, Value: var shrinkage })
        {
            lines.Add(new ReferenceLine(shrinkage.Average, "average", ReferenceKind.Target));
        }

        var rows = shown.SelectMany(i => Rows(breakdown, breakdown.Parts[i], Invariant($"/segments/{index}/values/{i}"))).ToList();
        var description = $"{title}. " + string.Join(" ", rows.Select(r => $"{(r.Group is { } value ? $"{value}, {r.Label}" : r.Label)}: {(r.Value.Parts.Count > 0 ? $"{r.Value}, range {r.Range}" : "no estimate")}."));
        return new IntervalPlot(title, description, AnalysisFigures.AxisOf(EffectScale.Absolute, breakdown.Unit), rows, lines);
    }

    // A value has a heading where there are two estimates to tell apart.
    private static IEnumerable<IntervalRow> Rows(SegmentBreakdown b, SegmentPart part, string pointer)
    {
        var units = $"{Rounding.Count(part.ControlUnits + part.TreatmentUnits)} units{(part.IsSmall ? ", few" : "")}";
        var value = SegmentSection.Value(part);
        var isTwice = b.Parts.Any(p => p.Shrunken.IsDefined);
        yield return Row(isTwice ? "Own" : value, units, part.Raw, b.Unit, pointer + "/raw", EffectWords.Verdict(part.Verdict, b.IsBayesian)) with { Group = isTwice ? value : null, Exploratory = true };
        if (part.Shrunken.IsDefined)
        {
            yield return Row("Shrunken", "", part.Shrunken.Select(s => s.Effect), b.Unit, pointer + "/shrunken", new Marked(Mark.Neutral, "shrunken")) with { Group = value };
        }
    }

    private static IntervalRow Row(string label, string detail, Estimable<Effect> effect, MetricUnit unit, string pointer, Marked word)
        => effect.IsDefined
            ? new IntervalRow(label, detail, effect.Value.Value, effect.Value.Set, word, ShownText.Absolute(effect.Value, unit, pointer), ShownText.AbsoluteSet(effect.Value, unit, pointer))
            : new IntervalRow(label, detail, null, null, word, ShownText.None, ShownText.None);
}
