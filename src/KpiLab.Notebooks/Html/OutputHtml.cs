using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiLab.Reporting;

namespace KpiLab.Notebooks;

/// <summary>Outputs of cells on a page. Nothing in them is trusted: HTML goes into a frame that runs no script, drawings into pictures, the rest is text.</summary>
internal static partial class OutputHtml
{
    /// <summary>Characters of one output at most; more is cut off, and said.</summary>
    private const int MostText = 200_000;

    private static readonly string[] PlotlyTraces = ["scatter", "bar", "pie"];

    // A frame of its own, without scripts, forms, popups or a way to the page around it; its height is set by the page's script.
    private const string FrameHead =
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">" +
        "<style>body{margin:0;font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}</style>";

    /// <summary>Whether an output is a figure that Plotly can draw here.</summary>
    public static bool HasPlotly(JsonObject output) => Plotly(output) is not null;

    /// <summary>An output.</summary>
    public static string Render(JsonObject output) => Text(output["output_type"]) switch
    {
        "stream" => Pre(NotebookReader.Multiline(output["text"]) ?? "", Text(output["name"]) == "stderr" ? "stream err" : "stream"),
        "error" => Pre(Error(output), "error"),
        "display_data" or "execute_result" when output["data"] is JsonObject data => Bundle(output, data),
        _ => "",
    };

    public static bool IsBase64(string text) => Base64().IsMatch(text);

    private static string Bundle(JsonObject output, JsonObject data)
    {
        var still = Still(data);
        return Plotly(output) is { } figure
            ? $"<div class=\"plot\"><div class=\"still\">{still}</div><script type=\"application/json\">{Script(figure)}</script><div class=\"live\" hidden></div></div>"
            : still;
    }

    private static string Still(JsonObject data)
    {
        string? Of(string type) => NotebookReader.Multiline(data[type]);
        if (Of("text/html") is { } html)
        {
            return Frame(html);
        }

        if (Of("image/svg+xml") is { } svg)
        {
            return Picture("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), Of("text/plain"));
        }

        foreach (var type in new[] { "image/png", "image/jpeg", "image/gif", "image/webp" })
        {
            if (Of(type) is { } picture && IsBase64(picture))
            {
                return Picture(type, picture.ReplaceLineEndings(""), Of("text/plain"));
            }
        }

        return Of("text/markdown") is { } markdown ? $"<div class=\"md\">{MarkdownHtml.Render(markdown)}</div>"
            : Of("text/plain") is { } plain ? Pre(plain, "result")
            : data.FirstOrDefault() is { Key: { } type_, Value: { } value } ? Pre(NotebookReader.Multiline(value) ?? value.ToJsonString(), "result", type_)
            : "";
    }

    // allow-same-origin lets the page measure the frame; without allow-scripts nothing in it runs.
    private static string Frame(string html)
        => html.Length > 20 * MostText
            ? Pre(html, "result")
            : $"<iframe class=\"html\" sandbox=\"allow-same-origin\" title=\"Output\" srcdoc=\"{WebUtility.HtmlEncode(FrameHead + Refreshes().Replace(html, "<meta data-was"))}\"></iframe>";

    private static string Picture(string type, string base64, string? description)
        => $"<img src=\"data:{type};base64,{base64}\" alt=\"{WebUtility.HtmlEncode(description is { Length: <= 500 } ? description : "Figure")}\">";

    private static string Pre(string text, string kind, string? title = null)
    {
        var shown = Escapes().Replace(text, "");
        var cut = shown.Length > MostText ? Invariant($"\n… {shown.Length - MostText} more characters are in the notebook") : "";
        return $"<pre class=\"{kind}\"{(title is null ? "" : $" title=\"{WebUtility.HtmlEncode(title)}\"")}>{WebUtility.HtmlEncode(SafeText.VisibleLines(shown.Length > MostText ? shown[..MostText] : shown))}{cut}</pre>";
    }

    private static string Error(JsonObject output)
        => output["traceback"] is JsonArray { Count: > 0 } trace ? string.Join('\n', trace.Select(Text)) : $"{Text(output["ename"])}: {Text(output["evalue"])}";

    private static JsonObject? Plotly(JsonObject output)
        => (output["data"] as JsonObject)?[FigureDisplay.PlotlyMime] is JsonObject { Count: > 0 } figure
            && figure["data"] is JsonArray { Count: > 0 } traces && traces.All(t => t is JsonObject trace && PlotlyTraces.Contains(Text(trace["type"]) ?? "scatter"))
            && figure["layout"] is null or JsonObject
            ? (output["data"] as JsonObject)?[FigureDisplay.PlotlyMime] as JsonObject
            : null;

    // Only ASCII, and no character that can end a script element.
    private static string Script(JsonObject figure) => figure.ToJsonString();

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"\A[A-Za-z0-9+/=\s]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Base64();

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escapes();

    [GeneratedRegex("<meta", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Refreshes();
}
