using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KpiLab.Testing;

/// <summary>The rules of nbformat's JSON Schema 4.5, and how Jupyter lays a file out; written from the schema, not from the writer.</summary>
internal static partial class NbformatRules
{
    /// <summary>What is broken; empty where nothing is.</summary>
    public static IReadOnlyList<string> Broken(string text)
    {
        var broken = new List<string>();
        void Check(bool holds, string rule)
        {
            if (!holds)
            {
                broken.Add(rule);
            }
        }

        Check(text.EndsWith("}\n", StringComparison.Ordinal), "ends in a line");
        Check(text.StartsWith("{\n \"cells\": [", StringComparison.Ordinal), "indent of one space, keys sorted");
        var root = JsonNode.Parse(text, null, new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();
        Keys(root, "notebook", ["cells", "metadata", "nbformat", "nbformat_minor"], [], Check);
        Check(root["nbformat"]!.GetValue<int>() == 4 && root["nbformat_minor"]!.GetValue<int>() == 5, "nbformat 4.5");
        var metadata = root["metadata"]!.AsObject();
        Check(metadata["kernelspec"] is null || (IsText(metadata["kernelspec"]!["name"]) && IsText(metadata["kernelspec"]!["display_name"])), "kernelspec has name and display_name");
        Check(metadata["language_info"] is null || IsText(metadata["language_info"]!["name"]), "language_info has a name");
        var cells = root["cells"]!.AsArray().Select(c => c!.AsObject()).ToList();
        var ids = cells.Select(c => c["id"]!.GetValue<string>()).ToList();
        Check(ids.TrueForAll(i => Id().IsMatch(i)), "ids are 1 to 64 of a-z A-Z 0-9 - _");
        Check(ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, "ids are unique");
        foreach (var cell in cells)
        {
            var kind = cell["cell_type"]!.GetValue<string>();
            Keys(cell, kind, kind == "code" ? ["cell_type", "execution_count", "id", "metadata", "outputs", "source"] : ["cell_type", "id", "metadata", "source"], kind == "code" ? [] : ["attachments"], Check);
            Check(kind is "code" or "markdown" or "raw", $"{kind} is a kind of cell");
            Check(cell["metadata"] is JsonObject, "metadata are an object");
            Check(IsLines(cell["source"]), "source is an array of lines");
            Check(cell["metadata"]!["tags"] is null || (cell["metadata"]!["tags"] is JsonArray tags && tags.All(IsText)), "tags are texts");
            if (kind == "code")
            {
                Check(IsCount(cell["execution_count"]), "execution_count is null or a whole number");
                foreach (var output in cell["outputs"]!.AsArray())
                {
                    Output(output!.AsObject(), Check);
                }
            }
        }

        return broken;
    }

    private static void Output(JsonObject output, Action<bool, string> check)
    {
        var kind = output["output_type"]!.GetValue<string>();
        switch (kind)
        {
            case "stream":
                Keys(output, kind, ["name", "output_type", "text"], [], check);
                check(IsText(output["name"]) && IsLines(output["text"]), "a stream has name and lines");
                break;
            case "error":
                Keys(output, kind, ["ename", "evalue", "output_type", "traceback"], [], check);
                check(IsText(output["ename"]) && IsText(output["evalue"]) && output["traceback"] is JsonArray trace && trace.All(IsText), "an error has texts");
                break;
            case "execute_result" or "display_data":
                Keys(output, kind, kind == "execute_result" ? ["data", "execution_count", "metadata", "output_type"] : ["data", "metadata", "output_type"], [], check);
                check(output["metadata"] is JsonObject, "metadata are an object");
                check(kind == "display_data" || IsCount(output["execution_count"]), "execution_count is null or a whole number");
                foreach (var (type, value) in output["data"]!.AsObject())
                {
                    check(JsonType().IsMatch(type) || IsText(value) || IsLines(value), $"{type} is text");
                }

                break;
            default:
                check(false, $"{kind} is a kind of output");
                break;
        }
    }

    private static void Keys(JsonObject json, string what, string[] required, string[] optional, Action<bool, string> check)
    {
        var keys = json.Select(p => p.Key).ToList();
        check(required.All(keys.Contains), $"{what} has {string.Join(", ", required)}");
        check(keys.TrueForAll(k => required.Contains(k) || optional.Contains(k)), $"{what} has nothing but {string.Join(", ", required.Concat(optional))}: {string.Join(", ", keys)}");
        check(keys.SequenceEqual(keys.Order(StringComparer.Ordinal)), $"{what} has sorted keys");
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static bool IsCount(JsonNode? node) => node is null || (node is JsonValue value && value.TryGetValue<int>(out var count) && count >= 0);

    // Every line but the last carries its end, and no line holds two.
    private static bool IsLines(JsonNode? node)
        => node is JsonArray lines && lines.All(IsText)
            && lines.Select(l => l!.GetValue<string>()).ToList() is var texts
            && texts.Take(texts.Count - 1).All(t => t.IndexOf('\n', StringComparison.Ordinal) == t.Length - 1)
            && (texts.Count == 0 || texts[^1].IndexOf('\n', StringComparison.Ordinal) is var end && (end < 0 || end == texts[^1].Length - 1) && texts[^1].Length > 0);

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^application/(.*\+)?json$")]
    private static partial Regex JsonType();
}
