using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The effect by days since exposure for readers.</summary>
internal static class NoveltySection
{
    public const string Title = "Effect by days since exposure";

    /// <summary>What the days say, in a sentence a treatment.</summary>
    public static IEnumerable<string> Sentences(Analysis analysis)
    {
        var unit = Unit(analysis);
        foreach (var n in analysis.Novelty)
        {
            yield return n.Trend.IsDefined
                ? $"{n.Treatment}: {Rounding.Absolute(n.Trend.Value.Start, unit)} a day at the start, {Rounding.Absolute(n.Trend.Value.Slope, unit)} ({Rounding.AbsoluteSet(n.Trend.Value.Slope, unit)}) from each day to the next over {FigureText.Counted(n.Trend.Value.Days, "day")}, {Rounding.PValue(n.Trend.Value.Test.PValue)}: {(n.Fades ? "the effect fades" : "no fading beyond noise")}."
                : $"{n.Treatment}: no trend, because {n.Trend.Reason.Sentence}.";
        }
    }

    public static MetricUnit Unit(Analysis analysis)
        => analysis.Comparisons.FirstOrDefault(c => c is { Role: ComparisonRole.Primary, Segment: null })?.Unit ?? MetricUnit.Score;

    /// <summary>The section of the document; empty without the data.</summary>
    public static IEnumerable<Block> Of(Analysis analysis)
    {
        if (analysis.Novelty.Count > 0)
        {
            yield return new Heading(2, Title);
            yield return new Bullets([.. Sentences(analysis)]);
        }
    }
}
