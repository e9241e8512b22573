using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>One definition as fields and values.</summary>
public static class DefinitionTable
{
    /// <summary>Dotted fields with their values, then the content hash.</summary>
    public static IReadOnlyList<(string Name, string Text)> ToFacts(this DefinitionDocument document)
    {
        var facts = new List<(string, string)>();
        Add(facts, "", document.Content);
        facts.Add(("content hash", document.ContentHash));
        return facts;
    }

    /// <summary>The same as a table.</summary>
    public static Table ToTable(this DefinitionDocument document) => new(
        document.Id, [new("field", "Field"), new("value", "Value")], [.. document.ToFacts().Select(f => (IReadOnlyList<object?>)[f.Name, f.Text])]);

    /// <summary>Kind, id, hash and content.</summary>
    public static JsonObject ToJsonObject(this DefinitionDocument document) => new()
    {
        ["kind"] = Spelling.Snake(document.Kind),
        ["id"] = document.Id,
        ["contentHash"] = document.ContentHash,
        ["content"] = document.Content.DeepClone(),
    };

    /// <summary>The same as text.</summary>
    public static string ToJson(this DefinitionDocument document) => JsonText.Of(document.ToJsonObject());

    /// <summary>A value for a reader: plain text as it is, a list with commas, the rest as compact JSON.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray list when list.All(i => i is JsonValue) => string.Join(", ", list.Select(Text)),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(Compact),
    };

    private static readonly System.Text.Json.JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Add(List<(string, string)> facts, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    Add(facts, path.Length == 0 ? name : $"{path}.{name}", value);
                }

                break;
            case JsonArray list when list.Any(i => i is not JsonValue):
                for (var i = 0; i < list.Count; i++)
                {
                    Add(facts, list[i] is JsonObject item && (item["id"] ?? item["kpi"]) is { } key ? $"{path}[{key}]" : Invariant($"{path}[{i + 1}]"), list[i]);
                }

                break;
            default:
                facts.Add((path, Text(node)));
                break;
        }
    }
}
