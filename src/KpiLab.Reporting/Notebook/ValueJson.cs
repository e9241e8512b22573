using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Any value as JSON: the form of its own, or else its members in camelCase, in the order of their declaration.</summary>
internal static class ValueJson
{
    private const int Deepest = 24;

    /// <summary>The text.</summary>
    public static string Text(object? value)
    {
        value = ValueMembers.Unwrap(value);
        return value is not null && Shapes.Json(value) is { } own ? own : JsonText.Of(Node(value, 0));
    }

    private static JsonNode? Node(object? value, int depth)
    {
        value = ValueMembers.Unwrap(value);
        switch (value)
        {
            case null:
                return null;
            case Undefined undefined:
                return JsonText.Undefined(undefined);
            case double number:
                return JsonText.Number(number);
            case float number:
                return JsonText.Number(number);
            case bool flag:
                return flag;
            case sbyte or byte or short or ushort or int or uint or long:
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case JsonNode node:
                return node.DeepClone();
            case ITuple tuple:
                return new JsonArray([.. Enumerable.Range(0, tuple.Length).Select(i => Node(tuple[i], depth + 1))]);
        }

        // Nested deeper than any result is, or its own part.
        if (ValueMembers.IsScalar(value) || depth == Deepest)
        {
            return ValueMembers.Machine(value);
        }

        if (!ValueMembers.IsList(value))
        {
            var owner = value;
            return new JsonObject(ValueMembers.Of(owner.GetType()).Select(m => KeyValuePair.Create(Name(m.Name), Node(m.Of(owner), depth + 1))));
        }

        var items = ValueMembers.Items(value, int.MaxValue);
        if (items.Count > 0 && items.TrueForAll(i => ValueMembers.Pair(i) is { } p && ValueMembers.IsScalar(p.Key)))
        {
            var json = new JsonObject();
            foreach (var item in items)
            {
                var (key, held) = ValueMembers.Pair(item)!.Value;
                json[ValueMembers.Machine(key)] = Node(held, depth + 1);
            }

            return json;
        }

        return new JsonArray([.. items.Select(i => Node(i, depth + 1))]);
    }

    private static string Name(string member) => Spelling.Camel(ValueMembers.Words(member, '_'));
}
