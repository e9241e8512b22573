using System.Text.Json.Nodes;
using KpiLab.Reporting;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace KpiLab.Notebooks;

/// <summary>Markdown as HTML that can do nothing: HTML in it is text, links lead to pages and mail alone, pictures come from the notebook itself.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseAutoLinks().UseEmphasisExtras().UseTaskLists().UseFootnotes().UseListExtras().DisableHtml().Build();

    public static string Render(string markdown, JsonObject? attachments = null)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            return "<pre>" + System.Net.WebUtility.HtmlEncode(markdown) + "</pre>"; // nested deeper than Markdig follows
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (link.IsImage)
            {
                link.Url = Picture(link.Url ?? "", attachments);
            }
            else if (!IsSafe(link.Url ?? ""))
            {
                link.Url = "#";
            }
            else
            {
                link.GetAttributes().AddPropertyIfNotExist("rel", "noreferrer noopener");
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(a => !a.IsEmail && !IsSafe(a.Url)).ToList())
        {
            link.Url = "#";
        }

        return document.ToHtml(Pipeline);
    }

    private static bool IsSafe(string url)
    {
        var scheme = url.IndexOfAny([':', '/', '?', '#']);
        return scheme < 0 || url[scheme] != ':' || url[..scheme].ToLowerInvariant() is "http" or "https" or "mailto";
    }

    // The page asks nothing of the network: only what the cell carries itself is shown.
    private static string Picture(string url, JsonObject? attachments)
    {
        if (url.StartsWith("attachment:", StringComparison.Ordinal) && attachments?[Uri.UnescapeDataString(url["attachment:".Length..])] is JsonObject bundle)
        {
            foreach (var type in new[] { "image/png", "image/jpeg", "image/gif", "image/webp" })
            {
                if (NotebookReader.Multiline(bundle[type]) is { } data && OutputHtml.IsBase64(data))
                {
                    return $"data:{type};base64,{data.ReplaceLineEndings("")}";
                }
            }
        }

        return url.StartsWith("data:image/", StringComparison.Ordinal) ? url : "data:,";
    }
}
