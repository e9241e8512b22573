namespace KpiLab.Reporting;

/// <summary>A document as one self-contained HTML page, with figures below its lead.</summary>
internal static class DocumentPage
{
    public static string Render(Document document, string title, string brand, IReadOnlyList<Figure> figures, ReportOptions options)
        => ReportPage.Render(title, brand, options, page => Article(page, document, figures, options.Interactive), figures.Count > 0);

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
                default:
                    Blocks.Write(page, block);
                    break;
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
