using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>The kinds of cells.</summary>
public enum NotebookCellKind
{
    /// <summary>Code, with outputs.</summary>
    Code,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>Passed through as it is.</summary>
    Raw,
}

/// <summary>A cell of a notebook.</summary>
public sealed class NotebookCell
{
    /// <summary>A cell.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="source">Its text, lines ended by <c>\n</c>.</param>
    /// <param name="id">Unique in the notebook: 1 to 64 letters, digits, <c>-</c> and <c>_</c>.</param>
    public NotebookCell(NotebookCellKind kind, string source, string id)
    {
        Kind = kind;
        Source = source;
        Id = id;
    }

    /// <summary>What it is.</summary>
    public NotebookCellKind Kind { get; }

    /// <summary>Its text.</summary>
    public string Source { get; }

    /// <summary>Unique in the notebook.</summary>
    public string Id { get; }

    /// <summary>Its metadata, kept as they are.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Files that markdown refers to, by name and MIME type; kept as they are.</summary>
    public JsonObject? Attachments { get; init; }

    /// <summary>Which run it was; null: not run.</summary>
    public int? ExecutionCount { get; set; }

    /// <summary>What it put out, as nbformat spells it.</summary>
    public IList<JsonObject> Outputs { get; init; } = [];

    /// <summary>Words that tools go by, such as <c>parameters</c>.</summary>
    public IEnumerable<string> Tags => (Metadata["tags"] as JsonArray)?.OfType<JsonValue>().Select(t => t.TryGetValue<string>(out var text) ? text : "") ?? [];

    /// <summary>The language that the cell says it is in; null: the notebook's own.</summary>
    public string? Language => Text("polyglot_notebook", "kernelName") ?? Text("dotnet_interactive", "language");

    private string? Text(string group, string name)
        => (Metadata[group] as JsonObject)?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>A notebook: what a <c>.ipynb</c> file holds (nbformat 4.5).</summary>
/// <param name="Cells">Its cells, in order.</param>
/// <param name="Metadata">Its metadata, kept as they are.</param>
public sealed record NotebookDocument(IReadOnlyList<NotebookCell> Cells, JsonObject Metadata)
{
    /// <summary>A C# notebook of .NET Interactive: kernel, language and Polyglot's own entry.</summary>
    public static JsonObject CSharpMetadata() => new()
    {
        ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
        ["language_info"] = new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
            ["version"] = "13.0",
        },
        ["polyglot_notebook"] = new JsonObject
        {
            ["kernelInfo"] = new JsonObject
            {
                ["defaultKernelName"] = "csharp",
                ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = "csharp" }),
            },
        },
    };

    /// <summary>A code cell's metadata, as the C# kernel's front ends write them.</summary>
    public static JsonObject CSharpCell(params string[] tags)
    {
        var metadata = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
        };
        if (tags.Length > 0)
        {
            if (tags.Contains("hide-input", StringComparer.Ordinal))
            {
                metadata["jupyter"] = new JsonObject { ["source_hidden"] = true }; // what Jupyter itself goes by
            }

            metadata["tags"] = new JsonArray([.. tags.Select(t => (JsonNode?)JsonValue.Create(t))]);
        }

        return metadata;
    }

    /// <summary>The language of cells that name none: <c>csharp</c> unless the notebook says otherwise.</summary>
    public string DefaultLanguage
    {
        get
        {
            var kernel = ((Metadata["polyglot_notebook"] as JsonObject)?["kernelInfo"] as JsonObject)?["defaultKernelName"];
            var language = kernel ?? (Metadata["kernelspec"] as JsonObject)?["language"] ?? (Metadata["language_info"] as JsonObject)?["name"];
            return language is JsonValue value && value.TryGetValue<string>(out var text) ? text : "csharp";
        }
    }
}
