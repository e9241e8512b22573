using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a reader of the segments must know: cells too small to read, effects that differ, segments that contradict the whole.</summary>
internal static class SegmentChecks
{
    private const int Named = 5;

    public static IEnumerable<Finding> Of(IReadOnlyList<SegmentBreakdown> segments, double alpha)
        => segments.GroupBy(s => s.Segment).SelectMany(Small).Concat(segments.SelectMany(s => Differs(s, alpha))).Concat(segments.SelectMany(Contradicts));

    private static IEnumerable<Finding> Small(IGrouping<string, SegmentBreakdown> column)
    {
        var cells = column
            .SelectMany(b => b.Parts.SelectMany(p => new[] { (p.Value, Variant: b.Control, Units: p.ControlUnits), (p.Value, Variant: b.Treatment, Units: p.TreatmentUnits) }))
            .Distinct()
            .Where(c => c.Units < SegmentBreakdown.FewUnits)
            .OrderBy(c => c.Units).ThenBy(c => c.Value is null).ThenBy(c => c.Value, StringComparer.Ordinal).ThenBy(c => c.Variant, StringComparer.Ordinal)
            .ToList();
        if (cells.Count == 0)
        {
            yield break;
        }

        var names = string.Join(", ", cells.Take(Named).Select(c => $"{c.Value ?? "(none)"} in {c.Variant} {Rounding.Count(c.Units)}"));
        yield return new Finding(
            "small-segment",
            Severity.Warning,
            Invariant($"{cells.Count} {(cells.Count == 1 ? "cell" : "cells")} of {column.Key} {(cells.Count == 1 ? "has" : "have")} fewer than {SegmentBreakdown.FewUnits} units: {names}{(cells.Count > Named ? Invariant($" and {cells.Count - Named} more") : "")}."),
            "Take their intervals as rough and their silence as no evidence; join rare values, or read the shrunken effects.",
            column.Key);
    }

    private static IEnumerable<Finding> Differs(SegmentBreakdown b, double alpha)
    {
        if (b.AdjustedInteractionPValue is { } p && p <= alpha && b.Heterogeneity.IsDefined)
        {
            yield return new Finding(
                "segments-differ",
                Severity.Info,
                Invariant($"The effect of {b.Treatment} on {b.Name} differs between the values of {b.Segment} beyond noise ({Rounding.PValue(p)} after correction over all breakdowns; I² {b.Heterogeneity.Value.ISquared * 100:0} %)."),
                "Ask what sets these units apart, and register the answer as the hypothesis of the next test; this one was not planned to show it.",
                b.Kpi);
        }
    }

    private static IEnumerable<Finding> Contradicts(SegmentBreakdown b)
    {
        if (b.Simpson is not { IsDefined: true, Value: { Verdict: not SimpsonVerdict.None } reading })
        {
            yield break;
        }

        var reversed = reading.Verdict == SimpsonVerdict.Reversed;
        yield return new Finding(
            "simpson-paradox",
            reversed ? Severity.Warning : Severity.Info,
            reversed
                ? $"The effect of {b.Treatment} on {b.Name} reverses at a common mix of {b.Segment}: {Rounding.Absolute(reading.Pooled, b.Unit)} over all units, {Rounding.Absolute(reading.CommonMix, b.Unit)} with the values of {b.Segment} in equal shares in both variants."
                : Invariant($"The effect of {b.Treatment} on {b.Name} over all units ({Rounding.Absolute(reading.Pooled, b.Unit)}) points the other way than in all {reading.Segments} values of {b.Segment}, which may be chance."),
            $"The mix of {b.Segment} differs between the variants: find out why before reading the effect over all units.",
            b.Kpi);
    }
}
