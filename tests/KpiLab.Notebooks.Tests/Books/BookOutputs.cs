using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiLab.Reporting;

namespace KpiLab.NotebookTests;

/// <summary>What an output says, without how it looks: its text, and the points of its figure. Versions, hashes and times are left aside.</summary>
internal static partial class BookOutputs
{
    /// <summary>Text that a reader sees.</summary>
    public static string Text(JsonObject output) => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => NotebookReader.Multiline(output["text"]) ?? "",
        "error" => $"{output["ename"]}: {output["evalue"]}",
        _ => string.Join('\n', new[] { NotebookReader.Multiline(output["data"]!["text/plain"]), Visible(NotebookReader.Multiline(output["data"]!["text/html"])) }.OfType<string>()),
    };

    /// <summary>Fails where two outputs say different things.</summary>
    public static void Compare(JsonObject before, JsonObject now, string where)
    {
        var (old, current) = (Lines(before), Lines(now));
        var line = Enumerable.Range(0, Math.Max(old.Length, current.Length)).FirstOrDefault(i => i >= old.Length || i >= current.Length || old[i] != current[i], -1);
        Assert.True(line < 0, $"{where} shows other numbers than are committed (KPILAB_WRITE_NOTEBOOKS=1 writes them anew):\n- {old.ElementAtOrDefault(line)}\n+ {current.ElementAtOrDefault(line)}");

        var (points, others) = (Points(before), Points(now));
        Assert.True(points.Count == others.Count, $"{where} draws another number of points");
        Assert.All(points.Zip(others), p => Assert.True(Math.Abs(p.First - p.Second) <= 1e-9 * Math.Max(1, Math.Abs(p.First)), Invariant($"{where} draws {p.Second} where {p.First} is committed")));
    }

    private static string[] Lines(JsonObject output) => Passing().Replace(Text(output), "…").Split('\n');

    private static List<double> Points(JsonObject output)
    {
        var points = new List<double>();
        void Walk(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject pairs:
                    foreach (var (_, value) in pairs)
                    {
                        Walk(value);
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items)
                    {
                        Walk(item);
                    }

                    break;
                case JsonValue value when value.TryGetValue<double>(out var number):
                    points.Add(number);
                    break;
            }
        }

        var figure = output["data"]?[FigureDisplay.PlotlyMime];
        if (figure is JsonObject or null)
        {
            foreach (var trace in figure?["data"] as JsonArray ?? [])
            {
                Walk(trace?["x"]);
                Walk(trace?["y"]);
            }
        }

        return points;
    }

    private static string? Visible(string? html) => html is null ? null : WebUtility.HtmlDecode(Blanks().Replace(Tags().Replace(html, " "), " "));

    [GeneratedRegex("<style.*?</style>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // Identifiers; versions; hashes; moments with a time of day.
    [GeneratedRegex(@"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d+\.\d+\.\d+(?:[-+][\w.]+)?\b|\b(?=[a-f]*\d)[0-9a-f]{8,64}\b…?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?")]
    private static partial Regex Passing();
}
