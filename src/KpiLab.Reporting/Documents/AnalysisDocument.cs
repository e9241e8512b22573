using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>An analysis for readers: may I decide, can I trust it, what changed, what would change the advice, what was looked at.</summary>
public static class AnalysisDocument
{
    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this Analysis analysis)
    {
        var blocks = new List<Block>();
        blocks.AddRange(Title(analysis));
        blocks.AddRange(Advice(analysis));
        blocks.AddRange(TrustSection.Of(analysis));
        blocks.AddRange(Comparisons("Primary KPI", analysis, ComparisonRole.Primary));
        blocks.AddRange(Comparisons("Secondary KPIs", analysis, ComparisonRole.Secondary));
        blocks.AddRange(Guardrails(analysis));
        blocks.AddRange(Segments(analysis));
        blocks.AddRange(NoveltySection.Of(analysis));
        blocks.AddRange(LooksSection.Of(analysis));
        blocks.AddRange(PosteriorSection.Of(analysis));
        if (analysis.Recommendation.WhatWouldChangeIt.Count > 0)
        {
            blocks.Add(new Heading(2, "What would change the recommendation"));
            blocks.Add(new Bullets(analysis.Recommendation.WhatWouldChangeIt));
        }

        blocks.AddRange(OriginSection.Of(analysis));
        blocks.AddRange(HowToRead(analysis));
        return new Document(blocks);
    }

    private static IEnumerable<Block> Title(Analysis analysis)
    {
        yield return new Heading(1, analysis.Name == analysis.ExperimentId ? analysis.Name : $"{analysis.Name} ({analysis.ExperimentId})");
        if (analysis.Simulated)
        {
            yield return new Statement(new Marked(Mark.Caution, "simulated"), "The dates in this store were made up for a demonstration.");
        }

        if (analysis.Hypothesis.Statement is { Length: > 0 } statement)
        {
            yield return new Paragraph(statement);
        }

        var kpi = analysis.Comparisons.FirstOrDefault(c => c.Kpi == analysis.Hypothesis.Kpi);
        var unit = kpi?.Unit ?? MetricUnit.Score;
        var size = analysis.Hypothesis.MinimumEffect is { } minimum ? EffectWords.Size(minimum, unit) : null;
        var expected = analysis.Hypothesis.Direction switch
        {
            Direction.Increase => size is null ? "an increase" : $"an increase of at least {size}",
            Direction.Decrease => size is null ? "a decrease" : $"a decrease of at least {size}",
            _ => size is null ? "no change" : $"no change beyond ± {size}",
        };
        yield return new Paragraph($"Expected of {kpi?.Name ?? analysis.Hypothesis.Kpi}: {expected}.");
    }

    private static IEnumerable<Block> Advice(Analysis analysis)
    {
        var advice = analysis.Recommendation;
        var about = advice.Variant is null ? "" : $" {advice.Variant}";
        yield return new Heading(2, "Recommendation");
        var word = EffectWords.Advice(advice.Advice);
        yield return new Statement(word with { Word = word.Word + about }, $"{advice.Sentence} (Rule: {advice.Rule}.)");

        // The whole is its best variant's own: said above.
        foreach (var variant in advice.ByVariant.Where(v => v.Variant != advice.Variant))
        {
            var own = EffectWords.Advice(variant.Advice);
            yield return new Statement(own with { Word = $"{variant.Variant}: {own.Word}" }, $"{variant.Sentence} (Rule: {variant.Rule}.)");
        }

        if (advice.Exploratory)
        {
            yield return new Statement(
                new Marked(Mark.Caution, "exploratory"),
                "The terms were not fixed before the first exposure, so this is a lead for the next test rather than the outcome of one.");
        }
    }

    private static IEnumerable<Block> Comparisons(string title, Analysis analysis, ComparisonRole role)
    {
        var comparisons = analysis.Comparisons.Where(c => c.Role == role && c.Segment is null).ToList();
        if (comparisons.Count == 0)
        {
            yield break;
        }

        yield return new Heading(2, title);
        yield return new Grid(ComparisonGrid.Of(title, comparisons, analysis));
    }

    private static IEnumerable<Block> Guardrails(Analysis analysis)
    {
        if (analysis.Guardrails.Count == 0)
        {
            yield break;
        }

        yield return new Heading(2, "Guardrails");
        yield return new Grid(GuardrailGrid.Of(analysis));
        foreach (var guardrail in analysis.Guardrails.Where(g => !g.Effect.IsDefined))
        {
            yield return new Statement(new Marked(Mark.Unknown, $"{guardrail.Name}, {guardrail.Treatment}"), EffectWords.Sentence(guardrail.Effect.Reason));
        }
    }

    private static IEnumerable<Block> Segments(Analysis analysis)
    {
        var bySegment = analysis.Comparisons.Where(c => c.Segment is not null).GroupBy(c => c.Segment!.Segment).ToList();
        if (bySegment.Count == 0)
        {
            yield break;
        }

        yield return new Heading(2, "Segments");
        yield return new Paragraph(SegmentSection.Caution);
        foreach (var segment in bySegment)
        {
            yield return new Heading(3, $"By {segment.Key}");
            yield return new Grid(ComparisonGrid.Of($"By {segment.Key}", [.. segment], analysis));
            foreach (var note in ComparisonGrid.Notes([.. segment]).Concat(SegmentSection.Of(analysis, segment.Key)))
            {
                yield return note;
            }
        }
    }

    private static IEnumerable<Block> HowToRead(Analysis analysis)
    {
        yield return new Heading(2, "How to read this");
        var notes = new List<string>
        {
            analysis.Bayesian is null
                ? "Change is treatment − control; relative change is divided by the control mean. The range beside it holds the values that the data leave possible at the level in brackets."
                : "Change is treatment − control as it is believed after the data; relative change is divided by the size of the control mean.",
            analysis.Bayesian is null
                ? "p says how often chance alone would show a difference at least this large if there were none. It is not the probability that the treatment works."
                : PosteriorSection.HowToRead,
        };
        if (analysis.Plan.Lift == LiftMethod.Delta && analysis.Bayesian is null)
        {
            notes.Add("By the delta method relative change is divided by the size of the control mean: a plus sign means a higher value, also where the control mean is negative.");
        }

        if (analysis.Comparisons.Any(c => c.Unit == MetricUnit.Fraction))
        {
            notes.Add("pp: percentage points.");
        }

        if (analysis.Sequential is not null)
        {
            notes.Add("Ranges and p hold over all looks together: a fixed design's would be narrower and would not.");
        }

        var promises = analysis.Comparisons.SelectMany(c => c.Intervals).Select(i => i.Absolute.Promise).ToHashSet();
        if (promises.Contains(IntervalPromise.Simultaneous) || promises.Contains(IntervalPromise.StepDownCompatible))
        {
            notes.Add("simultaneous: the ranges of a family of comparisons hold together at that level.");
        }

        if (promises.Contains(IntervalPromise.StepDownCompatible))
        {
            notes.Add("Holm: fits the decisions of Holm's procedure; for a significant comparison it may say no more than the direction.");
        }

        if (promises.Contains(IntervalPromise.FalseCoverageRate))
        {
            notes.Add("for selected: allows for these comparisons having been picked because they were significant.");
        }

        yield return new Bullets(notes);
    }
}
