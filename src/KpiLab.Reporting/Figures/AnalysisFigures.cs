using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Which of the two effects a figure shows.</summary>
public enum EffectScale
{
    /// <summary>In percent of the control mean.</summary>
    Relative,

    /// <summary>In the KPI's own unit.</summary>
    Absolute,
}

/// <summary>What an analysis shows, as figures.</summary>
public static class AnalysisFigures
{
    /// <summary>Rows of one figure at most; a table and the JSON hold the rest.</summary>
    public const int MostRows = 40;

    private static readonly FigureAxis RelativeAxis = new("Change relative to the control mean", 100, " %", Signed: true);

    /// <summary>All comparisons of all units on one axis, in percent of the control mean.</summary>
    public static Figure ToFigure(this Analysis analysis) => Comparisons(analysis, EffectScale.Relative)[0];

    /// <summary>The primary KPI against no effect and the minimum effect, on the scale that the minimum effect is written in.</summary>
    public static IntervalPlot Primary(Analysis analysis)
    {
        var rows = Numbered(analysis).Where(c => c.Comparison is { Role: ComparisonRole.Primary, Segment: null }).Take(MostRows).ToList();
        var minimum = analysis.Hypothesis.MinimumEffect;
        var scale = minimum is { IsRelative: true } && rows.Exists(r => RelativeOf(r.Comparison) is not null) ? EffectScale.Relative : EffectScale.Absolute;
        var unit = rows.Count > 0 ? rows[0].Comparison.Unit : MetricUnit.Score;
        var name = rows.Count > 0 ? rows[0].Comparison.Name : analysis.Hypothesis.Kpi;
        List<ReferenceLine> lines = [new ReferenceLine(0, "no change", ReferenceKind.Zero)];
        if (minimum is { } size)
        {
            var baseline = rows.Select(r => r.Comparison.ControlEstimate).FirstOrDefault(e => e.IsDefined);
            double? at = size.IsRelative == (scale == EffectScale.Relative) ? size.Value
                : size.IsRelative && baseline.IsDefined ? size.Value * Math.Abs(baseline.Value.Value)
                : null;
            if (at is { } value)
            {
                lines.AddRange(analysis.Hypothesis.Direction switch
                {
                    Direction.Increase => [new ReferenceLine(value, "minimum effect", ReferenceKind.Target)],
                    Direction.Decrease => [new ReferenceLine(-value, "minimum effect", ReferenceKind.Target)],
                    _ => [new ReferenceLine(-value, "minimum effect", ReferenceKind.Target), new ReferenceLine(value, "minimum effect", ReferenceKind.Target)],
                });
            }
        }

        return Plot(
            $"{name}: change against no effect and the minimum effect", AxisOf(scale, unit), [.. rows.Select(r => Row(r, scale) with { Label = r.Comparison.Treatment, Detail = $"against {r.Comparison.Control}" })], lines);
    }

    /// <summary>
    /// All comparisons of all units. Relative: one figure on one axis. Absolute: a figure for each unit, because percentage points and money share no axis.
    /// </summary>
    public static IReadOnlyList<IntervalPlot> Comparisons(Analysis analysis, EffectScale scale)
    {
        var rows = Numbered(analysis).Where(c => c.Comparison.Segment is null).ToList();
        return ByUnit(rows, scale, scale == EffectScale.Relative ? "All comparisons, in percent of the control mean" : "All comparisons, in the unit of each KPI", r => Row(r, scale) with
        {
            Group = r.Comparison.Role switch
            {
                ComparisonRole.Primary => "Primary KPI",
                ComparisonRole.Secondary => "Secondary KPIs",
                _ => "Guardrails, for information",
            },
        });
    }

    /// <summary>Guardrails against their margins: one figure in percent of the control mean, and one for each unit whose margins are absolute.</summary>
    public static IReadOnlyList<IntervalPlot> Guardrails(Analysis analysis)
        => [.. analysis.Guardrails.Select((g, i) => (Guardrail: g, Index: i)).Take(MostRows)
            .GroupBy(g => IsRelative(g.Guardrail) ? (MetricUnit?)null : g.Guardrail.Unit)
            .Select(group => Plot(
                "Guardrails against their margins",
                group.Key is { } unit ? AxisOf(EffectScale.Absolute, unit) : RelativeAxis,
                [.. group.Select(g => Row(g.Guardrail, g.Index, group.Key is null))],
                [new ReferenceLine(0, "no change", ReferenceKind.Zero)]))];

    /// <summary>Each adjusted comparison with and without its adjustment, in the KPI's unit; empty where nothing was adjusted.</summary>
    public static IReadOnlyList<IntervalPlot> Adjustments(Analysis analysis)
        => [.. Numbered(analysis).Where(c => c.Comparison is { Segment: null, Adjustment: not null, Result.IsDefined: true }).Take(MostRows / 2)
            .GroupBy(c => c.Comparison.Unit)
            .Select(group => Plot(
                "With and without adjustment for what was known before",
                AxisOf(EffectScale.Absolute, group.Key),
                [.. group.SelectMany(Pair)],
                [new ReferenceLine(0, "no change", ReferenceKind.Zero)]))];

    /// <summary>One segment's comparisons.</summary>
    public static IReadOnlyList<IntervalPlot> Segment(Analysis analysis, string segment, EffectScale scale)
    {
        var rows = Numbered(analysis).Where(c => c.Comparison.Segment?.Segment == segment).ToList();
        return ByUnit(rows, scale, $"Change by {segment}", r => Row(r, scale) with
        {
            Label = r.Comparison.Segment!.Value ?? "(none)",
            Detail = $"{r.Comparison.Treatment} vs {r.Comparison.Control}",
            Group = r.Comparison.Name,
        });
    }

    /// <summary>The axis of an effect.</summary>
    internal static FigureAxis AxisOf(EffectScale scale, MetricUnit unit) => scale == EffectScale.Relative ? RelativeAxis : unit switch
    {
        MetricUnit.Fraction => new FigureAxis("Change in percentage points", 100, " pp", Signed: true),
        MetricUnit.Currency => new FigureAxis("Change in money per unit", Signed: true),
        MetricUnit.Count => new FigureAxis("Change in the count per unit", Signed: true),
        MetricUnit.Duration => new FigureAxis("Change in time", Signed: true),
        MetricUnit.Ratio => new FigureAxis("Change in the ratio", Signed: true),
        _ => new FigureAxis("Change in the KPI's unit", Signed: true),
    };

    /// <summary>Whether a guardrail is drawn in percent of the control mean.</summary>
    internal static bool IsRelative(GuardrailResult g) => g.Margin.IsRelative && (g.Relative.IsDefined || !g.Effect.IsDefined || !g.MarginAbsolute.IsDefined);

    /// <summary>Comparisons with their places in the JSON.</summary>
    internal static IEnumerable<NumberedComparison> Numbered(Analysis analysis) => analysis.Comparisons.Select((c, i) => new NumberedComparison(c, i));

    private static IReadOnlyList<IntervalPlot> ByUnit(List<NumberedComparison> rows, EffectScale scale, string title, Func<NumberedComparison, IntervalRow> row)
    {
        var shown = rows.Take(MostRows).ToList();
        var left = rows.Count - shown.Count;
        var more = left > 0 ? Invariant($" ({shown.Count} of {rows.Count} shown)") : "";
        List<ReferenceLine> lines = [new ReferenceLine(0, "no change", ReferenceKind.Zero)];
        return scale == EffectScale.Relative
            ? [Plot(title + more, RelativeAxis, [.. shown.Select(row)], lines)]
            : [.. shown.GroupBy(r => r.Comparison.Unit).Select(g => Plot(title + more, AxisOf(scale, g.Key), [.. g.Select(row)], lines))];
    }

    private static IntervalRow Row(NumberedComparison numbered, EffectScale scale)
    {
        var c = numbered.Comparison;
        var detail = $"{c.Treatment} vs {c.Control}";
        var word = EffectWords.Verdict(c);
        var effect = scale == EffectScale.Relative ? RelativeOf(c) : c.Result.IsDefined ? c.Result.Value.Absolute : null;
        if (effect is null)
        {
            return new IntervalRow(c.Name, detail, null, null, c.Result.IsDefined ? new Marked(Mark.Unknown, "no relative change") : word, ShownText.None, ShownText.None);
        }

        var pointer = numbered.Pointer + (scale == EffectScale.Relative ? "/relative" : "/absolute");
        return new IntervalRow(
            c.Name,
            detail,
            effect.Value,
            effect.Set,
            word,
            scale == EffectScale.Relative ? ShownText.Relative(effect, pointer) : ShownText.Absolute(effect, c.Unit, pointer),
            scale == EffectScale.Relative ? ShownText.RelativeSet(effect, pointer) : ShownText.AbsoluteSet(effect, c.Unit, pointer))
        {
            Corrected = Corrected(c, scale),
            Exploratory = !c.Registered,
        };
    }

    private static ConfidenceSet? Corrected(KpiComparison c, EffectScale scale)
    {
        var interval = c.Intervals.FirstOrDefault(i => i.Method == "bonferroni") ?? (c.Intervals.Count > 0 ? c.Intervals[0] : null);
        return interval is null ? null : scale == EffectScale.Absolute ? interval.Absolute.Set : interval.Relative.IsDefined ? interval.Relative.Value.Set : null;
    }

    private static IntervalRow Row(GuardrailResult g, int index, bool relative)
    {
        var word = EffectWords.State(g.State);
        var effect = relative ? (g.Relative.IsDefined ? g.Relative.Value : null) : g.Effect.IsDefined ? g.Effect.Value : null;
        if (effect is null)
        {
            return new IntervalRow(g.Name, g.Treatment, null, null, word, ShownText.None, ShownText.None);
        }

        var pointer = Invariant($"/guardrails/{index}/") + (relative ? "relative" : "absolute");
        var margin = relative ? Math.Abs(g.Margin.Value) : g.MarginAbsolute.IsDefined ? Math.Abs(g.MarginAbsolute.Value) : (double?)null;
        return new IntervalRow(
            g.Name,
            g.Treatment,
            effect.Value,
            effect.Set,
            word,
            relative ? ShownText.Relative(effect, pointer) : ShownText.Absolute(effect, g.Unit, pointer),
            relative ? ShownText.RelativeSet(effect, pointer) : ShownText.AbsoluteSet(effect, g.Unit, pointer))
        {
            Limits = margin is not { } m ? [] : g.Direction switch
            {
                Direction.Increase => [new RowLimit(-m, IsUpper: false)],
                Direction.Decrease => [new RowLimit(m, IsUpper: true)],
                _ => [new RowLimit(-m, IsUpper: false), new RowLimit(m, IsUpper: true)],
            },
        };
    }

    private static IEnumerable<IntervalRow> Pair(NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        var adjusted = c.Result.Value.Absolute;
        var unadjusted = c.Adjustment!.Unadjusted;
        var group = $"{c.Name}, {c.Treatment} vs {c.Control}";
        yield return new IntervalRow(
            "Adjusted", EffectWords.Covariates(c.Adjustment), adjusted.Value, adjusted.Set, EffectWords.Verdict(c),
            ShownText.Absolute(adjusted, c.Unit, numbered.Pointer + "/absolute"), ShownText.AbsoluteSet(adjusted, c.Unit, numbered.Pointer + "/absolute")) { Group = group };
        var pointer = numbered.Pointer + "/adjustment/unadjusted";
        yield return new IntervalRow(
            "Unadjusted", "", unadjusted.Value, unadjusted.Set, new Marked(Mark.Neutral, "for comparison"),
            ShownText.Absolute(unadjusted, c.Unit, pointer), ShownText.AbsoluteSet(unadjusted, c.Unit, pointer)) { Group = group };
    }

    private static IntervalPlot Plot(string title, FigureAxis axis, IReadOnlyList<IntervalRow> rows, IReadOnlyList<ReferenceLine> lines)
        => new(title, Describe(title, rows), axis, rows, lines);

    // Whoever does not see the figure hears its rows.
    private static string Describe(string title, IReadOnlyList<IntervalRow> rows)
        => $"{title}. " + string.Join(" ", rows.Select(r =>
            $"{r.Label}{(r.Detail.Length > 0 ? $" ({r.Detail})" : "")}: {(r.Value.Parts.Count > 0 ? $"{r.Value}, range {r.Range}, " : "")}{r.Word.Word}."));

    private static Effect? RelativeOf(KpiComparison c) => c.Result is { IsDefined: true, Value.Relative: { IsDefined: true } relative } ? relative.Value : null;
}

/// <summary>A comparison and its place in the analysis.</summary>
internal sealed record NumberedComparison(KpiComparison Comparison, int Index)
{
    /// <summary>Where it stands in the JSON.</summary>
    public string Pointer => Invariant($"/comparisons/{Index}");
}
