namespace KpiLab.Reporting;

/// <summary>A document as one self-contained HTML page, with figures below its lead.</summary>
internal static class DocumentPage
{
    public static string Render(Document document, string title, IReadOnlyList<Figure> figures, ReportOptions options)
    {
        var page = new Markup();
        page.Trusted("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        ExperimentReport.Head(page, title, options);
        page.Open("body").Leaf("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
        ExperimentReport.Top(page);
        page.Open("main", ("id", "main"));
        Article(page, document, figures, options.Interactive);
        page.CloseLine();
        ExperimentReport.Foot(page, options);
        if (options.Interactive && figures.Count > 0)
        {
            ExperimentReport.Scripts(page);
        }

        return page.CloseLine().CloseLine().ToString();
    }

    /// <summary>The document as an article: a part of a page.</summary>
    public static void Article(Markup page, Document document, IReadOnlyList<Figure> figures, bool interactive)
    {
        page.Open("article", ("class", "experiment"));
        var (inSection, drawn) = (false, figures.Count == 0);
        void Draw()
        {
            for (var i = 0; i < figures.Count && !drawn; i++)
            {
                FigureHtml.Write(page, figures[i], Invariant($"figure-{i + 1}"), null, interactive);
            }

            drawn = true;
        }

        foreach (var block in document.Blocks)
        {
            switch (block)
            {
                case Heading { Level: 1 } title:
                    page.Leaf("h1", title.Text);
                    break;
                case Heading heading:
                    Draw();
                    if (inSection)
                    {
                        page.CloseLine();
                    }

                    inSection = true;
                    page.Open("section", ("class", "part")).Leaf("h2", heading.Text);
                    break;
                case Paragraph paragraph:
                    Blocks.Sentence(page.Open("p"), paragraph.Text).Close();
                    break;
                case Statement statement:
                    Blocks.Statement(page, statement);
                    break;
                case Bullets bullets:
                    Blocks.List(page, bullets.Items);
                    break;
                case Facts facts:
                    Blocks.FactList(page, facts);
                    break;
                case Grid grid:
                    Blocks.Grid(page, grid.Table);
                    break;
                default:
                    throw new ArgumentException($"no page form for {block.GetType().Name}", nameof(document));
            }
        }

        Draw();
        if (inSection)
        {
            page.CloseLine();
        }

        page.CloseLine();
    }
}
