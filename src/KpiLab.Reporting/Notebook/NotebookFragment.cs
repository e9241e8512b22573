using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Any value as a piece of HTML for a notebook: complete in itself, at home within a list's cell, light and dark, at most a hundred kilobytes.</summary>
internal static partial class NotebookFragment
{
    /// <summary>Bytes of a fragment at most.</summary>
    public const int MostBytes = 100_000;

    /// <summary>The fragment; nothing that a value does ends in an exception.</summary>
    public static string Of(object? value)
    {
        var drawings = value is null ? [] : Drawings(value);
        return Displays.Safely(value, document => Fit(document, drawings, value is Figure));
    }

    // The most that fits; drawings are left out before words are, those for narrow places first.
    private static string Fit(Document document, IReadOnlyList<string> drawings, bool isFigure)
    {
        foreach (var cut in DocumentCut.Steps)
        {
            foreach (var kept in new[] { drawings, [.. drawings.Take(1)], [] })
            {
                var html = Write(isFigure && kept.Count > 0 ? new Document([]) : cut.Of(document), kept);
                if (Encoding.UTF8.GetByteCount(html) <= MostBytes)
                {
                    return html;
                }
            }
        }

        return Write(new Document([new Paragraph("This is too large to show; ToHtml(), ToTable() and ToJson() hold it.")]), []);
    }

    private static IReadOnlyList<string> Drawings(object value)
    {
        var shown = Displays.Try(() => ValueMembers.Unwrap(value));
        return shown is not null && Displays.Try(() => Shapes.Figure(shown)) is { } figure && Displays.Try(() => Drawn(figure)) is { } drawn ? drawn : [];
    }

    // For three widths, of which the rules show the one that fits. The same figure has the same ids wherever it stands; another one has others.
    private static IReadOnlyList<string> Drawn(Figure figure)
    {
        var id = "kl" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FigureSvg.RenderInline(figure, new FigureSize(NotebookStyle.Widths[0].Width), "kl"))))[..10];
        return [.. NotebookStyle.Widths.Select(w => $"<div class=\"{w.Name}\">{FigureSvg.RenderInline(figure, new FigureSize(w.Width), id + w.Name)}</div>")];
    }

    private static string Write(Document document, IReadOnlyList<string> drawings)
    {
        var page = new Markup();
        page.Open("div", ("class", "kl-out")).Open("style").Trusted(drawings.Count > 0 ? NotebookStyle.WithFigures : NotebookStyle.Words).Close();
        var drawn = false;
        void Draw()
        {
            if (!drawn && drawings.Count > 0)
            {
                page.Open("div", ("class", "kl-draw")).Trusted(string.Concat(drawings)).CloseLine();
            }

            drawn = true;
        }

        Block? above = null;
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
                case Grid { Table: var table }:
                    Blocks.Grid(page, Tight(table), above is Heading { Text: var said } && said == table.Title);
                    break;
                default:
                    Blocks.Write(page, block);
                    break;
            }

            above = block;
        }

        Draw();
        return page.Close().ToString();
    }

    // Where a cell is too narrow for its numbers, lines end between them, not between a number and its unit.
    private static Table Tight(Table table)
        => new(table.Title, table.Columns, [.. table.Rows.Select(r => (IReadOnlyList<object?>)[.. r.Select((cell, c) => !table.Columns[c].IsRightAligned ? cell : cell switch
        {
            string text => Loose().Replace(text, "\u00a0"),
            Lines lines => new Lines([.. lines.Items.Select(i => Loose().Replace(i, "\u00a0"))]),
            _ => cell,
        })])]);

    [GeneratedRegex(@"(?<=\d) (?=%|pp\b|units?\b)|(?<=[<>±]) (?=\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loose();
}
