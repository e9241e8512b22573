using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Comparisons as a table for readers: a value, and below it what belongs to it.</summary>
internal static class ComparisonGrid
{
    public static Table Of(string title, IReadOnlyList<KpiComparison> comparisons, Correction correction)
    {
        var bySegment = comparisons.Any(c => c.Segment is not null);
        List<Column> columns =
        [
            new("kpi", "KPI"),
            new("control", "Control", ColumnKind.Figure),
            new("treatment", "Treatment", ColumnKind.Figure),
            new("change", "Change", ColumnKind.Figure),
            new("relative_change", "Relative change", ColumnKind.Figure),
            new("p", "p", ColumnKind.Figure),
            new("verdict", "Verdict"),
        ];
        if (bySegment)
        {
            columns.Insert(0, new Column("segment", "Segment"));
        }

        return new Table(title, columns, [.. comparisons.Select(c => Row(c, bySegment, IsCorrected(c, comparisons) ? correction : null))]);
    }

    /// <summary>Why a comparison or its relative effect has no value.</summary>
    public static IEnumerable<Block> Notes(IReadOnlyList<KpiComparison> comparisons)
        => comparisons
            .Select(c => (Comparison: c, Reason: Reason(c)))
            .Where(r => r.Reason is not null)
            .Select(r => new Statement(new Marked(Mark.Unknown, About(r.Comparison)), r.Reason!.Sentence));

    // A family of one is not corrected, so that repeating p would only puzzle.
    private static bool IsCorrected(KpiComparison c, IReadOnlyList<KpiComparison> comparisons)
        => c.AdjustedPValue is { } adjusted
            && (comparisons.Count(other => other.Family == c.Family) > 1 || (c.Result.IsDefined && c.Result.Value.Test.PValue != adjusted));

    private static Undefined? Reason(KpiComparison c)
        => !c.Result.IsDefined ? c.Result.Reason : c.Result.Value.Relative.IsDefined ? null : c.Result.Value.Relative.Reason;

    private static string About(KpiComparison c)
        => $"{c.Name}, {c.Treatment}{(c.Segment is { } s ? $", {s.Segment} {s.Value ?? "(none)"}" : "")}{(c.Result.IsDefined ? ", relative change" : "")}";

    private static List<object?> Row(KpiComparison c, bool bySegment, Correction? correction)
    {
        List<object?> row =
        [
            new Lines(Subject(c)),
            new Lines([Value(c.ControlEstimate, c.Unit), Units(c.ControlEstimate)]),
            new Lines([Value(c.TreatmentEstimate, c.Unit), Units(c.TreatmentEstimate)]),
            c.Result.IsDefined ? new Lines(Absolute(c)) : null,
            c.Result.IsDefined && c.Result.Value.Relative.IsDefined ? new Lines(Relative(c, c.Result.Value.Relative.Value)) : null,
            c.Result.IsDefined ? new Lines(PValues(c, correction)) : null,
            EffectWords.Verdict(c.Verdict),
        ];
        if (bySegment)
        {
            row.Insert(0, c.Segment?.Value ?? "(none)");
        }

        return row;
    }

    private static List<string> Subject(KpiComparison c)
    {
        var lines = new List<string> { c.Name, $"{c.Treatment} vs {c.Control}" };
        if (c.Adjustment is { } adjustment)
        {
            lines.Add($"adjusted for {string.Join(", ", adjustment.Covariates)}");
            lines.Add(adjustment.VarianceReduction >= 0
                ? $"variance reduced by {Figures.Share(adjustment.VarianceReduction)}"
                : $"variance raised by {Figures.Share(-adjustment.VarianceReduction)}");
        }

        if (c.Cap is { } cap)
        {
            lines.Add($"capped at {Figures.Significant(cap, 6)}");
        }

        if (!c.Registered)
        {
            lines.Add("exploratory");
        }

        return lines;
    }

    private static List<string> Absolute(KpiComparison c)
    {
        var effect = c.Result.Value.Absolute;
        var lines = new List<string> { Rounding.Absolute(effect, c.Unit), EffectWords.AbsoluteSet(effect, c.Unit) };
        lines.AddRange(c.Intervals.Where(IsAdjusted).Select(i => Named(i.Meaning, Rounding.AbsoluteSet(i.Absolute, c.Unit), i.Absolute)));
        if (c.Adjustment is { } adjustment)
        {
            lines.Add($"unadjusted {Rounding.Absolute(adjustment.Unadjusted, c.Unit)}");
            lines.Add(EffectWords.AbsoluteSet(adjustment.Unadjusted, c.Unit));
        }

        return lines;
    }

    private static List<string> Relative(KpiComparison c, Effect relative)
    {
        var lines = new List<string> { Rounding.Relative(relative), EffectWords.RelativeSet(relative) };
        lines.AddRange(c.Intervals
            .Where(i => IsAdjusted(i) && i.Relative.IsDefined)
            .Select(i => Named(i.Meaning, Rounding.RelativeSet(i.Relative.Value), i.Relative.Value)));
        return lines;
    }

    private static bool IsAdjusted(AdjustedInterval interval) => interval.Meaning != IntervalMeaning.Marginal;

    private static string Named(IntervalMeaning meaning, string set, Effect effect)
    {
        var name = meaning switch
        {
            IntervalMeaning.Simultaneous => "simultaneous",
            IntervalMeaning.StepDownCompatible => "Holm-compatible",
            _ => "for selected",
        };
        return $"{set} ({EffectWords.Level(effect)} {name})";
    }

    private static List<string> PValues(KpiComparison c, Correction? correction)
    {
        var lines = new List<string> { Figures.PValue(c.Result.Value.Test.PValue) };
        if (c.AdjustedPValue is { } adjusted && correction is { } name)
        {
            lines.Add($"{Figures.PValue(adjusted)} ({EffectWords.Correction(name)})");
        }

        return lines;
    }

    private static string Value(Estimate arm, MetricUnit unit) => Rounding.Value(arm.Value, arm.StandardError, unit);

    private static string Units(Estimate arm) => Figures.Counted(arm.Count, "unit");
}
