using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>What a field's value looks like: one object reads it, normalises it, and describes it as JSON Schema.</summary>
internal abstract class Shape
{
    /// <summary>What to write: <c>write a number</c>.</summary>
    public abstract string Remedy { get; }

    /// <summary>The value in its one spelling, or null where there is none or a problem was reported.</summary>
    public abstract JsonNode? Read(Node node, Place place);

    /// <summary>Its JSON Schema (draft 2020-12).</summary>
    public abstract JsonObject Schema();
}

/// <summary>A value that is written as a single scalar.</summary>
internal abstract class ScalarShape : Shape
{
    public sealed override JsonNode? Read(Node node, Place place)
    {
        if (node is not ScalarNode scalar)
        {
            place.Problem(node.Line, node is ListNode ? "a list stands here" : "a mapping stands here", Remedy);
            return null;
        }

        return Read(scalar, scalar.IsBlock || !scalar.IsPlain ? scalar.Text.Trim() : scalar.Text, place);
    }

    /// <param name="scalar">For its line and what a message may show.</param>
    /// <param name="text">Its text without surrounding white space.</param>
    /// <param name="place">Where problems go.</param>
    protected abstract JsonNode? Read(ScalarNode scalar, string text, Place place);

    protected JsonNode? Refuse(ScalarNode scalar, Place place, string what, string? remedy = null)
    {
        place.Problem(scalar.Line, $"{scalar.Quoted} {what}", remedy ?? Remedy);
        return null;
    }
}

/// <summary>A field of a mapping.</summary>
/// <param name="Name">In contract spelling.</param>
/// <param name="Shape">Its value.</param>
/// <param name="Description">For editors and the documentation.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Default">What it is when left out, as JSON; a value equal to it is left out of the normalised content.</param>
internal sealed record Field(string Name, Shape Shape, string Description, bool Required = false, string? Default = null)
{
    private readonly JsonNode? _default = Default is null ? null : JsonNode.Parse(Default);

    /// <summary>A copy of the default.</summary>
    public JsonNode? DefaultNode => _default?.DeepClone();

    /// <summary>Whether a value says no more than leaving it out.</summary>
    public bool IsDefault(JsonNode value) => _default is not null && JsonNode.DeepEquals(value, _default);
}

/// <summary>A mapping with known fields.</summary>
/// <param name="noun">What it is, for messages: <c>a target</c>.</param>
/// <param name="fields">Its fields.</param>
/// <param name="settle">What is left to check or normalise once the fields are read, those with a problem missing; gets the written mapping too.</param>
internal sealed class ObjectShape(string noun, IReadOnlyList<Field> fields, Action<JsonObject, MapNode, Place>? settle = null) : Shape
{
    public IReadOnlyList<Field> Fields => fields;

    public override string Remedy => $"write {noun} as a mapping: {{{string.Join(", ", fields.Take(4).Select(f => f.Name + ": …"))}{(fields.Count > 4 ? ", …" : "")}}}";

    public override JsonNode? Read(Node node, Place place)
    {
        if (node is not MapNode map)
        {
            place.Problem(node.Line, node is ScalarNode scalar ? $"{scalar.Quoted} stands here alone" : "a list stands here", Remedy);
            return null;
        }

        var result = new JsonObject();
        foreach (var entry in map.Entries)
        {
            if (!place.Reading.IsFull && !fields.Any(f => f.Name == entry.Key))
            {
                var shown = new ScalarNode(entry.Key, entry.Line, IsPlain: false).Quoted;
                place.Field(shown).Problem(entry.Line, $"{noun} has no such field", IsCutValue(entry, map) ? "put a value with a comma in quotes" : Suggestion.DidYouMean(entry.Key, [.. fields.Select(f => f.Name)], $"its fields are {string.Join(", ", fields.Select(f => f.Name))}"));
            }
        }

        foreach (var field in fields)
        {
            if (map[field.Name] is { } value)
            {
                var read = field.Shape.Read(value, place.Field(field.Name));
                if (read is not null && !field.IsDefault(read))
                {
                    result[field.Name] = read;
                }
            }
            else if (field.Required)
            {
                place.Field(field.Name).Problem(map.Line, "is missing", field.Shape.Remedy);
            }
        }

        settle?.Invoke(result, map, place);
        return result;
    }

    // parent: null says the same as no parent.
    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is { } type)
        {
            schema["type"] = new JsonArray([.. (type as JsonArray)?.Select(t => (JsonNode)t!.GetValue<string>()) ?? [type.GetValue<string>()], "null"]);
        }

        (schema["enum"] as JsonArray)?.Add(null);
        (schema["anyOf"] as JsonArray)?.Add((JsonNode)new JsonObject { ["type"] = "null" });
        return schema;
    }

    // {value: if(a, b, c)}: what follows the comma looks like a field without a value.
    private static bool IsCutValue(MapEntry entry, MapNode map)
        => entry.Value is ScalarNode { IsNull: true } && map.Entries.Any(e => e.Value is ScalarNode { IsPlain: true } cut && cut.Text.Count(c => c == '(') > cut.Text.Count(c => c == ')'));

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var schema = field.Required ? field.Shape.Schema() : OrNull(field.Shape.Schema());
            schema["description"] = field.Description;
            if (field.DefaultNode is { } standard)
            {
                schema["default"] = standard;
            }

            properties[field.Name] = schema;
        }

        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        var required = fields.Where(f => f.Required).Select(f => (JsonNode)f.Name).ToArray();
        if (required.Length > 0)
        {
            result["required"] = new JsonArray(required);
        }

        return result;
    }
}

/// <summary>A list.</summary>
internal sealed class ListShape(Shape item, int atLeast = 0, bool distinct = false) : Shape
{
    public override string Remedy => item is ScalarShape ? "write a list: [a, b]" : "write a list, each item after a dash";

    public override JsonNode? Read(Node node, Place place)
    {
        if (node is not ListNode list)
        {
            place.Problem(node.Line, node is ScalarNode scalar ? $"{scalar.Quoted} is not a list" : "a mapping stands here", node is ScalarNode { Text: var text } && item is ScalarShape ? $"write [{text}]" : Remedy);
            return null;
        }

        var result = new JsonArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (item.Read(list.Items[i], place.Item(i)) is not { } read)
            {
                continue;
            }

            if (distinct && !seen.Add(CanonicalJson.Serialize(read)))
            {
                place.Item(i).Problem(list.Items[i].Line, $"{(list.Items[i] is ScalarNode scalar ? scalar.Quoted : "this item")} is listed twice", "keep one of the two");
                continue;
            }

            result.Add(read);
        }

        if (list.Items.Count < atLeast)
        {
            place.Problem(node.Line, list.Items.Count == 1 ? "the list has 1 item" : Invariant($"the list has {list.Items.Count} items"), Invariant($"write at least {atLeast}"));
        }

        return result.Count == 0 ? null : result;
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema() };
        if (atLeast > 0)
        {
            schema["minItems"] = atLeast;
        }

        if (distinct)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }
}

/// <summary>A mapping whose names a person chooses.</summary>
internal sealed class MapShape(ScalarShape? name, Shape value, string example) : Shape
{
    public override string Remedy => $"write a mapping: {example}";

    public override JsonNode? Read(Node node, Place place)
    {
        if (node is not MapNode map)
        {
            place.Problem(node.Line, node is ScalarNode scalar ? $"{scalar.Quoted} stands here alone" : "a list stands here", Remedy);
            return null;
        }

        var result = new JsonObject();
        foreach (var entry in map.Entries)
        {
            var at = place.Field(entry.Key);
            var key = name is null ? entry.Key : name.Read(new ScalarNode(entry.Key, entry.Line, IsPlain: false), at)?.GetValue<string>();
            if (entry.Value is ScalarNode { IsNull: true })
            {
                at.Problem(entry.Line, "has no value", value.Remedy);
            }
            else if (value.Read(entry.Value, at) is { } read && key is not null)
            {
                result[key] = read;
            }
        }

        return result.Count == 0 ? null : result;
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema() };
        if (name is not null)
        {
            schema["propertyNames"] = name.Schema();
        }

        return schema;
    }
}
