using System.Net;
using System.Security.Cryptography;
using System.Text;
using KpiLab.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KpiLab.Notebooks;

/// <summary>A notebook as one page that holds all it shows and asks nothing of the network.</summary>
/// <remarks>
/// Two scripts run: Plotly and the page's own, by their hashes. Whatever cells and outputs hold, a script in it does not run, and nothing is fetched.
/// </remarks>
public static class NotebookPage
{
    private static readonly Lazy<string> Style = new(() => Read(typeof(NotebookPage), "KpiLab.Notebooks.notebook.css"));
    private static readonly Lazy<string> Script = new(() => Read(typeof(NotebookPage), "KpiLab.Notebooks.notebook.js"));
    private static readonly Lazy<string> Plotly = new(() => Read(typeof(FigurePlotly), "KpiLab.Reporting.web.plotly-basic.min.js"));

    /// <summary>The page. As in Jupyter Book, the tag <c>hide-input</c> folds a cell's code away, and <c>remove-input</c> leaves it out.</summary>
    /// <param name="notebook">With its outputs.</param>
    /// <param name="name">Its name, where it has no heading.</param>
    public static string Render(NotebookDocument notebook, string name)
    {
        var plots = notebook.Cells.Any(c => c.Outputs.Any(OutputHtml.HasPlotly));
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy(plots)).Append("\">")
            .Append("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"generator\" content=\"KpiLab\"><link rel=\"icon\" href=\"data:,\">")
            .Append("<title>").Append(WebUtility.HtmlEncode(Title(notebook) ?? name)).Append(" · KpiLab</title><style>").Append(Style.Value).Append("</style></head>\n<body><main>\n");
        foreach (var cell in notebook.Cells)
        {
            Append(page, cell);
        }

        page.Append("</main><footer><p>").Append(WebUtility.HtmlEncode(name)).Append(", run by KpiLab. This page holds everything it shows and asks nothing of the network.</p></footer>\n");
        if (plots)
        {
            page.Append("<script>").Append(Plotly.Value).Append("</script>\n");
        }

        return page.Append("<script>").Append(Script.Value).Append("</script></body></html>\n").ToString();
    }

    private static void Append(StringBuilder page, NotebookCell cell)
    {
        switch (cell.Kind)
        {
            case NotebookCellKind.Markdown:
                page.Append("<section class=\"md\">").Append(MarkdownHtml.Render(cell.Source, cell.Attachments)).Append("</section>\n");
                break;
            case NotebookCellKind.Code:
                page.Append("<section class=\"code\">");
                if (!string.IsNullOrWhiteSpace(cell.Source) && !cell.Tags.Contains("remove-input", StringComparer.Ordinal))
                {
                    var isFolded = cell.Tags.Contains("hide-input", StringComparer.Ordinal);
                    page.Append(isFolded ? $"<details><summary>Code ({FigureText.Bytes(Encoding.UTF8.GetByteCount(cell.Source))})</summary>" : "")
                        .Append("<pre class=\"source\"><code>").Append(Coloured(cell.Source)).Append("</code></pre>").Append(isFolded ? "</details>" : "");
                }

                foreach (var output in cell.Outputs)
                {
                    page.Append("<div class=\"output\">").Append(OutputHtml.Render(output)).Append("</div>");
                }

                page.Append("</section>\n");
                break;
        }
    }

    private static string Policy(bool plots)
        => "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; script-src "
            + string.Join(' ', new[] { Script.Value }.Concat(plots ? [Plotly.Value] : []).Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'"));

    private static string? Title(NotebookDocument notebook)
        => notebook.Cells.Where(c => c.Kind == NotebookCellKind.Markdown).SelectMany(c => c.Source.Split('\n')).FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    // Keywords, texts, numbers and comments; by the lexer alone, so that anything can be coloured.
    private static string Coloured(string source)
    {
        if (source.Length > 100_000)
        {
            return WebUtility.HtmlEncode(source);
        }

        var html = new StringBuilder();
        void Write(string text, string? kind)
        {
            if (kind is null)
            {
                html.Append(WebUtility.HtmlEncode(text));
            }
            else
            {
                html.Append("<span class=\"").Append(kind).Append("\">").Append(WebUtility.HtmlEncode(text)).Append("</span>");
            }
        }

        foreach (var token in SyntaxFactory.ParseTokens(source, options: new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)))
        {
            Trivia(token.LeadingTrivia);
            var kind = token.Kind();
            Write(token.Text, SyntaxFacts.IsKeywordKind(kind) ? "k"
                : kind is SyntaxKind.NumericLiteralToken ? "n"
                : kind is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringToken ? "s"
                : kind is SyntaxKind.IdentifierToken && token.Text is "var" or "await" or "async" or "record" or "from" or "select" or "where" ? "k" : null);
            Trivia(token.TrailingTrivia);
        }

        void Trivia(SyntaxTriviaList trivia)
        {
            foreach (var part in trivia)
            {
                Write(part.ToFullString(), part.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia ? null : "c");
            }
        }

        return html.ToString();
    }

    private static string Read(Type of, string name)
    {
        using var stream = of.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded in {of.Assembly.GetName().Name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
