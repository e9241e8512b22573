using System.Text;
using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Notebooks as nbformat 4.5: as Jupyter saves them, with sorted keys, an indent of one space and texts as arrays of lines.</summary>
public static class NotebookWriter
{
    /// <summary>The text of the file.</summary>
    public static string ToJson(this NotebookDocument notebook)
    {
        var text = new StringBuilder();
        Write(text, ToJsonObject(notebook), 0);
        return text.Append('\n').ToString();
    }

    /// <summary>A text as nbformat holds it: lines, each with its line end.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode?)JsonValue.Create(text[start..next]));
            start = next;
        }

        return lines;
    }

    private static JsonObject ToJsonObject(NotebookDocument notebook) => new()
    {
        ["cells"] = new JsonArray([.. notebook.Cells.Select(c => (JsonNode?)Cell(c))]),
        ["metadata"] = notebook.Metadata.DeepClone(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    private static JsonObject Cell(NotebookCell cell)
    {
        var json = new JsonObject
        {
            ["cell_type"] = cell.Kind switch { NotebookCellKind.Code => "code", NotebookCellKind.Markdown => "markdown", _ => "raw" },
            ["id"] = cell.Id,
            ["metadata"] = cell.Metadata.DeepClone(),
            ["source"] = Lines(cell.Source),
        };
        if (cell.Kind == NotebookCellKind.Code)
        {
            json["execution_count"] = cell.ExecutionCount;
            json["outputs"] = new JsonArray([.. cell.Outputs.Select(o => o.DeepClone())]);
        }
        else if (cell.Attachments is { } attachments)
        {
            json["attachments"] = attachments.DeepClone();
        }

        return json;
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } json:
                WriteAll(text, '{', json.OrderBy(p => p.Key, StringComparer.Ordinal), '}', depth, (property, inner) =>
                {
                    WriteText(text, property.Key);
                    text.Append(": ");
                    Write(text, property.Value, inner);
                });
                break;
            case JsonArray { Count: > 0 } array:
                WriteAll(text, '[', array, ']', depth, (item, inner) => Write(text, item, inner));
                break;
            case JsonValue value when value.TryGetValue<string>(out var content):
                WriteText(text, content);
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, int depth, Action<T, int> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "\n" : ",\n").Append(' ', depth + 1);
            first = false;
            write(item, depth + 1);
        }

        text.Append('\n').Append(' ', depth).Append(close);
    }

    // As Jupyter spells them: whatever JSON does not forbid stands as it is, emoji included.
    private static void WriteText(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(Invariant($"\\u{(int)c:x4}")),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
