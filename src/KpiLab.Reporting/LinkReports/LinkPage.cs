using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Checked links as one self-contained HTML page.</summary>
public static class LinkPage
{
    /// <summary>The page of one link or several, with an overview at its top.</summary>
    /// <exception cref="ArgumentException">There is nothing to report.</exception>
    public static string Render(IReadOnlyList<LinkReport> reports, ReportOptions? options = null)
    {
        if (reports.Count == 0)
        {
            throw new ArgumentException("a report needs at least one link", nameof(reports));
        }

        options ??= new ReportOptions();
        var title = reports is [var only] ? $"Does {only.Lead.Name} lead {only.Outcome.Name}?" : "Do the leading indicators still predict?";
        return ReportPage.Render(title, "KpiLab link report", options, page =>
        {
            if (reports.Count > 1)
            {
                Index(page, reports, title);
            }

            for (var i = 0; i < reports.Count; i++)
            {
                Article(page, reports[i], i, reports.Count > 1, options.Interactive);
            }
        });
    }

    /// <summary>The link as a page of its own.</summary>
    public static string ToHtml(this LinkReport report) => Render([report]);

    private static void Index(Markup page, IReadOnlyList<LinkReport> reports, string title)
    {
        page.Leaf("h1", title).Open("nav", ("class", "index"), ("aria-label", "Links")).Open("ol");
        for (var i = 0; i < reports.Count; i++)
        {
            var word = LinkWords.Verdict(reports[i].Word);
            page.Open("li").Open("a", ("href", Invariant($"#l{i}")), ("class", Blocks.Tone(word.Mark))).Leaf("span", reports[i].Link.Id, ("class", "index-name"));
            Blocks.Word(page, word);
            page.Leaf("span", reports[i].Sentence, ("class", "index-why")).Close().CloseLine();
        }

        page.Close().CloseLine();
    }

    private static void Article(Markup page, LinkReport report, int number, bool several, bool interactive)
    {
        page.Open("article", ("class", "experiment"), ("id", Invariant($"l{number}")), ("data-link", report.Link.Id));
        var inSection = false;
        var figures = LinkFigures.All(report).ToDictionary(f => f.Id, f => f.Figure, StringComparer.Ordinal);
        foreach (var block in LinkDocument.Blocks(report, 1))
        {
            switch (block)
            {
                case Heading { Level: 1 } title:
                    page.Leaf(several ? "h2" : "h1", title.Text);
                    break;
                case Heading heading:
                    if (inSection)
                    {
                        page.CloseLine();
                    }
                    else
                    {
                        // The answer is above; what it rests on comes before the checks that read it.
                        Draw(page, figures, number, interactive);
                    }

                    inSection = true;
                    page.Open("section", ("class", "part")).Leaf(several ? "h3" : "h2", heading.Text);
                    break;
                default:
                    Blocks.Write(page, block);
                    break;
            }
        }

        if (report.Ledger.Scored.Count + report.Ledger.Open.Count > 0)
        {
            Blocks.Grid(page, LinkHistory.ToTable(report.Ledger, report.Outcome.Unit));
        }

        if (inSection)
        {
            page.CloseLine();
        }

        page.CloseLine();
    }

    private static void Draw(Markup page, Dictionary<string, Figure> figures, int number, bool interactive)
    {
        foreach (var (id, figure) in figures)
        {
            FigureHtml.Write(page, figure, Invariant($"l{number}-{id}"), $"{EffectWords.Sentence(figure.Title)} {figure.Description}", interactive);
        }
    }
}
