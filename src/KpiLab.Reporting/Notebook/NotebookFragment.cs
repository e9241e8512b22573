using System.Security.Cryptography;
using System.Text;

namespace KpiLab.Reporting;

/// <summary>Any value as a piece of HTML for a notebook: complete in itself, at home within a list's cell, light and dark, at most a hundred kilobytes.</summary>
internal static class NotebookFragment
{
    /// <summary>Bytes of a fragment at most.</summary>
    public const int MostBytes = 100_000;

    /// <summary>The fragment; nothing that a value does ends in an exception.</summary>
    public static string Of(object? value)
    {
        var figures = value is null ? [] : Drawings(value);
        return Displays.Safely(value, document => Fit(document, figures, value is Figure));
    }

    // The most that fits; figures are left out before words are.
    private static string Fit(Document document, IReadOnlyList<string> drawings, bool isFigure)
    {
        foreach (var cut in DocumentCut.Steps)
        {
            for (var figures = drawings.Count; figures >= 0; figures--)
            {
                var html = Write(isFigure && figures > 0 ? new Document([]) : cut.Of(document), [.. drawings.Take(figures)]);
                if (Encoding.UTF8.GetByteCount(html) <= MostBytes)
                {
                    return html;
                }
            }
        }

        return Write(new Document([new Paragraph("This is too large to show; ToHtml(), ToTable() and ToJson() hold it.")]), []);
    }

    private static List<string> Drawings(object value)
    {
        var shown = Displays.Try(() => ValueMembers.Unwrap(value));
        return shown is not null && Displays.Try(() => Shapes.Figure(shown)) is { } figure && Displays.Try(() => Drawing(figure)) is { } drawing
            ? [drawing]
            : [];
    }

    // The same figure has the same ids wherever it stands; another one has others.
    private static string Drawing(Figure figure)
    {
        var drawn = FigureSvg.RenderInline(figure, new FigureSize(760), "kl");
        var id = "kl" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(drawn)))[..10];
        return FigureSvg.RenderInline(figure, new FigureSize(760), id);
    }

    private static string Write(Document document, IReadOnlyList<string> drawings)
    {
        var page = new Markup();
        page.Open("div", ("class", "kl-out")).Open("style").Trusted(drawings.Count > 0 ? NotebookStyle.WithFigures : NotebookStyle.Words).Close();
        var drawn = false;
        void Draw()
        {
            foreach (var drawing in drawn ? [] : drawings)
            {
                page.Open("div", ("class", "kl-draw")).Trusted(drawing).CloseLine();
            }

            drawn = true;
        }

        foreach (var block in document.Blocks)
        {
            switch (block)
            {
                case Heading { Level: 1 } title:
                    page.Leaf("h3", title.Text);
                    break;
                case Heading heading:
                    Draw();
                    page.Leaf(heading.Level == 2 ? "h4" : "h5", heading.Text);
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
        return page.Close().ToString();
    }
}
