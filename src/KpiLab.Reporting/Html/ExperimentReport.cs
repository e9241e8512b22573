using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Analyses as one self-contained HTML page: readable without JavaScript, without a network, on a phone, on paper.</summary>
public static class ExperimentReport
{
    /// <summary>The page of one analysis.</summary>
    public static string Render(Analysis analysis, ReportOptions? options = null) => Render([new ReportItem(analysis)], options);

    /// <summary>The page of several analyses, with an index at its top.</summary>
    public static string Render(IReadOnlyList<Analysis> analyses, ReportOptions? options = null) => Render([.. analyses.Select(a => new ReportItem(a))], options);

    /// <summary>The page of one or several analyses with what belongs to them.</summary>
    /// <exception cref="ArgumentException">There is nothing to report.</exception>
    public static string Render(IReadOnlyList<ReportItem> items, ReportOptions? options = null)
    {
        if (items.Count == 0)
        {
            throw new ArgumentException("a report needs at least one analysis", nameof(items));
        }

        options ??= new ReportOptions();
        var title = items.Count == 1 ? items[0].Analysis.Name : options.Title;
        return ReportPage.Render(title, "KpiLab experiment report", options, page =>
        {
            if (items.Count > 1)
            {
                Index(page, items, title);
            }

            for (var i = 0; i < items.Count; i++)
            {
                new ExperimentArticle(page, items[i], i, items.Count == 1 ? 1 : 2, options.Interactive).Write();
            }
        });
    }

    /// <summary>The analysis as a page of its own.</summary>
    public static string ToHtml(this Analysis analysis) => Render(analysis);

    private static void Index(Markup page, IReadOnlyList<ReportItem> items, string title)
    {
        page.Leaf("h1", title).Open("nav", ("class", "index"), ("aria-label", "Experiments")).Open("ol");
        for (var i = 0; i < items.Count; i++)
        {
            var analysis = items[i].Analysis;
            var word = EffectWords.Advice(analysis.Recommendation.Advice);
            page.Open("li", ("data-analysis", Invariant($"{i}"))).Open("a", ("href", Invariant($"#e{i}")), ("class", Blocks.Tone(word.Mark)))
                .Open("span", ("class", "index-name")).Text(analysis.Name).Close();
            Blocks.Word(page, word with { Word = Blocks.IsAboutVariant(analysis) ? $"{word.Word} {analysis.Recommendation.Variant}" : word.Word });
            page.Leaf("span", analysis.Recommendation.Sentence, ("class", "index-why"), ("data-json", "/recommendation/sentence")).Close().CloseLine();
        }

        page.Close().CloseLine();
    }
}
