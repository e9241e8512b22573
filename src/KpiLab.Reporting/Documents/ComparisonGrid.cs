using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Comparisons as a table for readers: a value, and below it what belongs to it.</summary>
internal static class ComparisonGrid
{
    public static Table Of(string title, IReadOnlyList<KpiComparison> comparisons, Analysis analysis)
    {
        var bySegment = comparisons.Any(c => c.Segment is not null);
        List<Column> columns =
        [
            new("kpi", "KPI"),
            new("control", "Control", ColumnKind.Figure),
            new("treatment", "Treatment", ColumnKind.Figure),
            new("change", "Change", ColumnKind.Figure),
            new("relative_change", "Relative change", ColumnKind.Figure),
            comparisons.Any(c => c.Bayesian is not null) ? new("chance", "Chance to beat control", ColumnKind.Figure) : new("p", "p", ColumnKind.Figure),
            new("verdict", "Verdict"),
        ];
        if (bySegment)
        {
            columns.Insert(0, new Column("segment", "Segment"));
        }

        return new Table(title, columns, [.. comparisons.Select(c => Row(c, bySegment, IsCorrected(c, analysis) ? analysis.Plan.Correction : null))]);
    }

    /// <summary>Why a comparison or its relative effect has no value.</summary>
    public static IEnumerable<Block> Notes(IReadOnlyList<KpiComparison> comparisons)
        => comparisons
            .Select(c => (Comparison: c, Reason: Reason(c)))
            .Where(r => r.Reason is not null)
            .Select(r => new Statement(new Marked(Mark.Unknown, About(r.Comparison)), EffectWords.Sentence(r.Reason!)));

    // In a family of one, or where no correction is planned, there is nothing to correct; repeating p and interval would only puzzle.
    private static bool IsCorrected(KpiComparison c, Analysis analysis)
        => analysis.Plan.Correction != FamilyCorrection.None && c.Family is not null && analysis.Comparisons.Count(other => other.Family == c.Family) > 1;

    private static Undefined? Reason(KpiComparison c)
        => !c.Result.IsDefined ? c.Result.Reason : c.Result.Value.Relative.IsDefined ? null : c.Result.Value.Relative.Reason;

    private static string About(KpiComparison c)
        => $"{c.Name}, {c.Treatment}{(c.Segment is { } s ? $", {s.Segment} {s.Value ?? "(none)"}" : "")}{(c.Result.IsDefined ? ", relative change" : "")}";

    private static List<object?> Row(KpiComparison c, bool bySegment, FamilyCorrection? correction)
    {
        List<object?> row =
        [
            new Lines(Subject(c)),
            Arm(c.ControlEstimate, c.Unit),
            Arm(c.TreatmentEstimate, c.Unit),
            c.Result.IsDefined ? new Lines(Absolute(c, correction is not null)) : null,
            c.Result.IsDefined && c.Result.Value.Relative.IsDefined ? new Lines(Relative(c, c.Result.Value.Relative.Value, correction is not null)) : null,
            c.Bayesian is { } posterior ? new Lines([PosteriorSection.Chance(posterior), .. PosteriorSection.Losses(c)]) : c.Result.IsDefined ? new Lines(PValues(c, correction)) : null,
            EffectWords.Verdict(c),
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
        if (EffectWords.Method(c) is { } method)
        {
            lines.Add(method);
        }

        if (EffectWords.Blocks(c) is { } blocks)
        {
            lines.Add(blocks);
        }

        if (c.Adjustment is { } adjustment)
        {
            lines.Add(EffectWords.Adjusted(adjustment));
            if (c.Segment is null)
            {
                lines.Add(adjustment.VarianceReduction >= 0
                    ? $"variance reduced by {FigureText.Share(adjustment.VarianceReduction)}"
                    : $"variance raised by {FigureText.Share(-adjustment.VarianceReduction)}");
            }
        }

        if (c.Cap is { } cap)
        {
            lines.Add($"capped at {FigureText.Significant(cap, 6)}");
        }

        if (!c.Registered && c.Segment is null)
        {
            lines.Add("exploratory");
        }

        return lines;
    }

    private static List<string> Absolute(KpiComparison c, bool corrected)
    {
        var effect = c.Result.Value.Absolute;
        var lines = new List<string> { Rounding.Absolute(effect, c.Unit), EffectWords.AbsoluteSet(effect, c.Unit) };
        lines.AddRange(Adjusted(c, corrected, i => i.Absolute, s => Rounding.AbsoluteSet(effect with { Set = s }, c.Unit)));
        if (c.Adjustment is { } adjustment && c.Segment is null)
        {
            lines.Add($"unadjusted {Rounding.Absolute(adjustment.Unadjusted, c.Unit)}");
            lines.Add(EffectWords.AbsoluteSet(adjustment.Unadjusted, c.Unit));
        }

        return lines;
    }

    private static List<string> Relative(KpiComparison c, Effect relative, bool corrected)
    {
        // One rounding for all sets of an effect, whatever their own width.
        var scale = relative.StandardError ?? (relative.Set.Shape == ConfidenceShape.Bounded ? (relative.Set.Upper - relative.Set.Lower) / 4 : null);
        var lines = new List<string> { Rounding.Relative(relative), EffectWords.RelativeSet(relative) };
        lines.AddRange(Adjusted(c, corrected, i => i.Relative.IsDefined ? i.Relative.Value : null, s => Rounding.RelativeSet(relative with { Set = s, StandardError = scale })));
        return lines;
    }

    // Where two corrections give the same range one line says it; a segment shows only the correction that was planned.
    private static IEnumerable<string> Adjusted(KpiComparison c, bool corrected, Func<AdjustedInterval, FamilyInterval?> pick, Func<ConfidenceSet, string> words)
        => c.Intervals
            .Take(!corrected ? 0 : c.Segment is null ? c.Intervals.Count : 1)
            .Select(pick)
            .OfType<FamilyInterval>()
            .DistinctBy(i => Set(i, words))
            .Select(i => Named(i, words));

    private static string Named(FamilyInterval interval, Func<ConfidenceSet, string> words)
    {
        var promise = interval.Promise switch
        {
            IntervalPromise.Simultaneous => " simultaneous, Bonferroni",
            IntervalPromise.StepDownCompatible => " simultaneous, Holm",
            IntervalPromise.FalseCoverageRate => " for selected",
            _ => "",
        };
        return $"{Set(interval, words)} ({EffectWords.Level(interval.Coverage)}{promise})";
    }

    // An end that the test excludes is drawn at zero; "+0.00 to …" would read as if zero were possible.
    private static string Set(FamilyInterval interval, Func<ConfidenceSet, string> words) => interval switch
    {
        { EndsAtZero: true, ExcludesZero: true, Set.Lower: 0 } => double.IsFinite(interval.Set.Upper) ? $"above 0, {words(ConfidenceSet.Between(double.NegativeInfinity, interval.Set.Upper, interval.Set.Level))}" : "above 0",
        { EndsAtZero: true, ExcludesZero: true, Set.Upper: 0 } => double.IsFinite(interval.Set.Lower) ? $"below 0, {words(ConfidenceSet.Between(interval.Set.Lower, double.PositiveInfinity, interval.Set.Level))}" : "below 0",
        _ => words(interval.Set),
    };

    private static List<string> PValues(KpiComparison c, FamilyCorrection? correction)
    {
        var lines = new List<string> { FigureText.PValue(c.Result.Value.Test.PValue) };
        if (c.AdjustedPValue is { } adjusted && correction is { } name)
        {
            lines.Add($"{FigureText.PValue(adjusted)} ({EffectWords.Correction(name)})");
        }

        return lines;
    }

    private static Lines? Arm(Estimable<Estimate> arm, MetricUnit unit)
        => arm.IsDefined ? new Lines([Rounding.Value(arm.Value.Value, arm.Value.StandardError, unit), FigureText.Counted(arm.Value.Count, "unit")]) : null;
}
