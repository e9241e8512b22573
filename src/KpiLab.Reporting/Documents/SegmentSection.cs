using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Breakdowns by segment for readers: each value's own and shrunken effect, and what the values say together.</summary>
internal static class SegmentSection
{
    /// <summary>Values of one breakdown that a table shows; CSV and JSON hold all.</summary>
    public const int MostRows = 40;

    public const string Caution = "Segments are exploratory. One being significant and another not does not show that the effect differs between them: the test of interaction does. The shrunken change allows for the largest of several estimates being lucky.";

    public static IEnumerable<Block> Of(Analysis analysis, string segment)
    {
        foreach (var breakdown in analysis.Segments.Where(b => b.Segment == segment))
        {
            yield return new Paragraph(Title(breakdown) + ":");
            if (breakdown.Shrinkage.IsDefined || breakdown.Parts.Any(p => p.IsSmall))
            {
                yield return new Grid(Table(breakdown));
            }

            yield return new Bullets([.. Sentences(breakdown)]);
        }
    }

    /// <summary>What the values of a breakdown say together, in sentences.</summary>
    public static IEnumerable<string> Sentences(SegmentBreakdown b)
    {
        yield return b.Interaction.IsDefined && b.Heterogeneity.IsDefined
            ? $"Do the effects differ? Interaction {Rounding.PValue(b.Interaction.Value.Test.PValue)}{Adjusted(b)}; I² {FigureText.Share(Math.Round(b.Heterogeneity.Value.ISquared, 3))}; Q {FigureText.Significant(b.Heterogeneity.Value.Q.Statistic, 3)} on {Freedom((long)(b.Heterogeneity.Value.Q.DegreesOfFreedom ?? 0))}."
            : $"Whether the effects differ cannot be tested: {(b.Interaction.IsDefined ? b.Heterogeneity.Reason.Sentence : b.Interaction.Reason.Sentence)}.";
        if (b.LeftOut > 0)
        {
            yield return $"{FigureText.Counted(b.LeftOut, "value")} without an estimable effect {(b.LeftOut == 1 ? "is" : "are")} left out of these tests.";
        }

        if (!b.Shrinkage.IsDefined)
        {
            yield return $"No shrunken changes: {b.Shrinkage.Reason.Sentence}.";
        }

        if (b.MixShift is { IsDefined: true, Value: var mix })
        {
            yield return $"Of the unadjusted change of {Rounding.Absolute(mix.Total, b.Unit)}, {Rounding.Absolute(mix.Within, b.Unit)} comes from changes within the values of {b.Segment} and {Rounding.Absolute(mix.Mix, b.Unit)} ({Rounding.AbsoluteSet(mix.Mix, b.Unit)}) from a different mix of them in the variants.";
        }

        if (b.Simpson is { IsDefined: true, Value: var simpson })
        {
            yield return simpson.Verdict switch
            {
                SimpsonVerdict.Reversed => $"Simpson's paradox: at a common mix of {b.Segment} the change is {Rounding.Absolute(simpson.CommonMix, b.Unit)}, against {Rounding.Absolute(simpson.Pooled, b.Unit)} over all units.",
                SimpsonVerdict.Opposed => $"Every value of {b.Segment} points the other way than all units together ({Rounding.Absolute(simpson.Pooled, b.Unit)}; at a common mix {Rounding.Absolute(simpson.CommonMix, b.Unit)}).",
                _ => $"No contradiction between the whole and its parts: {Rounding.Absolute(simpson.CommonMix, b.Unit)} at a common mix of {b.Segment}, {Rounding.Absolute(simpson.Pooled, b.Unit)} over all units.",
            };
        }
    }

    /// <summary>What a breakdown is about.</summary>
    public static string Title(SegmentBreakdown b) => $"{b.Name} by {b.Segment}, {b.Treatment} vs {b.Control}";

    /// <summary>A value of a segment for readers.</summary>
    public static string Value(SegmentPart part) => part.Value ?? "(none)";

    private static string Freedom(long degrees) => $"{Rounding.Count(degrees)} {(degrees == 1 ? "degree" : "degrees")} of freedom";

    private static string Adjusted(SegmentBreakdown b) => b.AdjustedInteractionPValue is { } p ? $" ({Rounding.PValue(p)} after correction over all breakdowns)" : "";

    private static Table Table(SegmentBreakdown b)
    {
        var more = b.Parts.Count > MostRows ? Invariant($" (the {MostRows} largest of {b.Parts.Count} values)") : "";
        return new Table(
            Title(b) + more,
            [
                new("segment", b.Segment),
                new("control_units", "Control units", ColumnKind.Integer),
                new("treatment_units", "Treatment units", ColumnKind.Integer),
                new("change", "Change", ColumnKind.Figure),
                new("shrunken", "Shrunken change", ColumnKind.Figure),
                new("p", "p (corrected)", ColumnKind.Figure),
                new("note", "Note"),
            ],
            [.. Shown(b).Select(i => Row(b, b.Parts[i]))]);
    }

    /// <summary>Indices of the values that are shown: the largest, in their order.</summary>
    public static IReadOnlyList<int> Shown(SegmentBreakdown b)
        => [.. Enumerable.Range(0, b.Parts.Count).OrderByDescending(i => b.Parts[i].ControlUnits + b.Parts[i].TreatmentUnits).Take(MostRows).Order()];

    private static object?[] Row(SegmentBreakdown b, SegmentPart p) =>
    [
        Value(p),
        p.ControlUnits,
        p.TreatmentUnits,
        Effect(p.Raw, b.Unit),
        Effect(p.Shrunken.Select(s => s.Effect), b.Unit),
        p.AdjustedPValue is { } adjusted ? FigureText.PValue(adjusted) : null,
        p.IsSmall ? new Marked(Mark.Caution, "few units") : null,
    ];

    private static Lines? Effect(Estimable<Effect> effect, MetricUnit unit)
        => effect.IsDefined ? new Lines([Rounding.Absolute(effect.Value, unit), EffectWords.AbsoluteSet(effect.Value, unit)]) : null;
}
