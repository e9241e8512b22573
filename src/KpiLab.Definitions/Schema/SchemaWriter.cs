using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>JSON Schemas (draft 2020-12) of the definitions, from the tables that the reader uses.</summary>
public static class SchemaWriter
{
    /// <summary>Name of the schema of <c>kpilab.yaml</c>, beside the kinds.</summary>
    public const string Workspace = "workspace";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everything that has a schema: the kinds and <see cref="Workspace"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Notation.Spellings(typeof(DefinitionKind)), Workspace];

    /// <summary>The schema of a kind, as indented JSON with a final line end.</summary>
    public static string For(DefinitionKind kind)
    {
        var schema = Tables.Of(kind).Schema();
        var name = Notation.Spelling(kind);
        var properties = (JsonObject)schema["properties"]!;
        properties.Insert(0, "kind", new JsonObject { ["const"] = name, ["description"] = $"This document defines {Article(name)}." });
        schema["required"] = new JsonArray([(JsonNode)"kind", .. schema["required"]?.AsArray().Select(r => (JsonNode)r!.GetValue<string>()) ?? []]);
        return Text(name, $"{Article(name)} of KpiLab", schema);
    }

    /// <summary>The schema of a kind by its name in YAML, or of <see cref="Workspace"/>; null when there is none.</summary>
    public static string? For(string name)
        => name == Workspace ? Text(Workspace, "kpilab.yaml, the settings of a workspace", SettingsTables.Workspace.Schema())
            : Notation.Member<DefinitionKind>(name) is { } kind ? For(kind)
            : null;

    private static string Text(string name, string title, JsonObject schema)
    {
        var result = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"kpilab:schema/{name}",
            ["title"] = char.ToUpperInvariant(title[0]) + title[1..],
        };
        foreach (var (member, value) in schema.ToArray())
        {
            schema.Remove(member);
            result[member] = value;
        }

        return result.ToJsonString(Indented) + "\n";
    }

    private static string Article(string name) => (name[0] is 'e' ? "an " : "a ") + name;
}
