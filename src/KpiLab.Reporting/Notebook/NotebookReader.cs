using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Reads a <c>.ipynb</c> file of nbformat 4, whoever wrote it: every problem at once, nothing trusted.</summary>
public static class NotebookReader
{
    /// <summary>Characters of a file at most.</summary>
    public const int MostCharacters = 100_000_000;

    /// <summary>Cells at most.</summary>
    public const int MostCells = 5_000;

    /// <summary>Characters of a cell's text at most.</summary>
    public const int MostSource = 4_000_000;

    private const int MostProblems = 20;

    private static readonly string[] Objects = ["metadata", "attachments"];

    /// <summary>Reads a notebook.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="InvalidInputException">It is not a notebook of nbformat 4; every problem is listed.</exception>
    public static NotebookDocument Read(string text, string name)
    {
        var problems = new List<Problem>();
        void Wrong(string field, string message, string remedy) => problems.Add(new Problem(name, 0, field, message, remedy));

        if (text.Length > MostCharacters)
        {
            throw new InvalidInputException([new Problem(name, 0, "", Invariant($"is larger than {MostCharacters / 1_000_000} MB"), "clear its outputs first")]);
        }

        var root = Parse(text, name);
        if (Number(root, "nbformat") is not 4)
        {
            Wrong("nbformat", $"is {Shown(root["nbformat"])}, not 4", "save it with a current Jupyter or VS Code, or convert it with `jupyter nbconvert --to notebook`");
        }

        if (root["metadata"] is not (null or JsonObject))
        {
            Wrong("metadata", $"is {Shown(root["metadata"])}, not an object", "leave it out");
        }

        var cells = new List<NotebookCell>();
        if (root["cells"] is JsonArray array && array.Count <= MostCells)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < array.Count && problems.Count < MostProblems; i++)
            {
                if (Cell(array[i], i, ids, Wrong) is { } cell)
                {
                    cells.Add(cell);
                }
            }
        }
        else
        {
            Wrong("cells", root["cells"] is JsonArray many ? Invariant($"are {many.Count}") : $"is {Shown(root["cells"])}, not an array", Invariant($"a notebook has an array of at most {MostCells} cells"));
        }

        return problems.Count == 0 ? new NotebookDocument(cells, root["metadata"]?.DeepClone() as JsonObject ?? []) : throw new InvalidInputException(problems);
    }

    private static JsonObject Parse(string text, string name)
    {
        Problem Wrong(long line, string message) => new(name, (int)Math.Min(line, int.MaxValue), "", message, "a notebook is a JSON file as Jupyter and VS Code save it");
        try
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                throw new InvalidInputException([Wrong(0, "is empty")]);
            }

            var node = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            Materialise(node);
            return node as JsonObject ?? throw new InvalidInputException([Wrong(0, $"is {Shown(node)}, not an object")]);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException([Wrong((error.LineNumber ?? -1) + 1, "is not valid JSON: " + Reason(error))]);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new InvalidInputException([Wrong(0, "holds text that is not Unicode")]);
        }
    }

    private static string Reason(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }

    // Texts are decoded only when they are asked for; what cannot be decoded is found here, not in the middle of something.
    private static void Materialise(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (_, value) in json)
                {
                    Materialise(value);
                }

                break;
            case JsonArray array:
                foreach (var item in array)
                {
                    Materialise(item);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }

    private static NotebookCell? Cell(JsonNode? node, int index, HashSet<string> ids, Action<string, string, string> wrong)
    {
        var at = Invariant($"cells[{index}]");
        if (node is not JsonObject json)
        {
            wrong(at, $"is {Shown(node)}, not an object", "a cell has cell_type, metadata and source");
            return null;
        }

        NotebookCellKind? kind = TextOf(json["cell_type"]) switch { "code" => NotebookCellKind.Code, "markdown" => NotebookCellKind.Markdown, "raw" => NotebookCellKind.Raw, _ => null };
        if (kind is null)
        {
            wrong($"{at}.cell_type", $"is {Shown(json["cell_type"])}", "write code, markdown or raw");
        }

        var source = Multiline(json["source"]);
        if (source is null)
        {
            wrong($"{at}.source", $"is {Shown(json["source"])}", "write a string, or an array of strings");
        }
        else if (source.Length > MostSource)
        {
            wrong($"{at}.source", Invariant($"has {source.Length} characters"), Invariant($"keep it below {MostSource / 1_000_000} MB; read data from files"));
        }

        foreach (var field in Objects.Where(f => json[f] is not (null or JsonObject)))
        {
            wrong($"{at}.{field}", $"is {Shown(json[field])}, not an object", "leave it out");
        }

        if ((json["metadata"] as JsonObject)?["tags"] is { } tags && !(tags is JsonArray words && words.All(w => TextOf(w) is { Length: > 0 } word && !word.Contains(',', StringComparison.Ordinal)) && words.Select(TextOf).Distinct().Count() == words.Count))
        {
            wrong($"{at}.metadata.tags", $"is {Shown(tags)}", "write an array of different words without commas");
        }

        // Names of attributes are free; a list of outputs is replaced by a run anyway, so only its shape matters.
        var outputs = json["outputs"] switch { null => [], JsonArray array when array.All(o => o is JsonObject) => array, _ => null };
        if (outputs is null)
        {
            wrong($"{at}.outputs", "is not an array of objects", "clear the outputs");
        }

        return kind is null || source is null || outputs is null ? null : new NotebookCell(kind.Value, source.ReplaceLineEndings("\n"), Id(json, index, ids))
        {
            Metadata = json["metadata"]?.DeepClone() as JsonObject ?? [],
            Attachments = json["attachments"]?.DeepClone() as JsonObject,
            ExecutionCount = Number(json, "execution_count") is { } count and > 0 ? count : null,
            Outputs = [.. outputs.Select(o => (JsonObject)o!.DeepClone())],
        };
    }

    // Older files have none, and some have the same one twice; a new one is the cell's place.
    private static string Id(JsonObject cell, int index, HashSet<string> ids)
    {
        var id = TextOf(cell["id"]) is { Length: > 0 and <= 64 } given && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? given : Invariant($"cell-{index + 1}");
        for (var i = 1; !ids.Add(id); i++)
        {
            id = i == 1 ? Invariant($"cell-{index + 1}") : Invariant($"cell-{index + 1}-{i}");
        }

        return id;
    }

    /// <summary>A text as nbformat holds it: a string, or an array of strings; null where it is neither.</summary>
    public static string? Multiline(JsonNode? node) => node switch
    {
        JsonArray lines when lines.All(l => TextOf(l) is not null) => string.Concat(lines.Select(TextOf)),
        JsonValue value => TextOf(value),
        _ => null,
    };

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? Number(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    private static string Shown(JsonNode? node) => node switch
    {
        null => "missing",
        JsonObject => "an object",
        JsonArray => "an array",
        _ => node.ToJsonString() is var text && text.Length > 60 ? text[..60] + "…" : node.ToJsonString(),
    };
}
