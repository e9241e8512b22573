using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KpiLab.Definitions;

/// <summary>Nodes from other places than a file.</summary>
internal static partial class Nodes
{
    /// <summary>Stored JSON as it would have been written.</summary>
    public static Node FromJson(JsonNode? json) => json switch
    {
        null => new ScalarNode("null", 0, IsPlain: true),
        JsonObject map => new MapNode([.. map.Select(m => new MapEntry(m.Key, 0, FromJson(m.Value)))], 0),
        JsonArray list => new ListNode([.. list.Select(FromJson)], 0),
        _ => json.GetValueKind() switch
        {
            JsonValueKind.String => new ScalarNode(json.GetValue<string>(), 0, IsPlain: false),
            _ => new ScalarNode(CanonicalJson.Serialize(json), 0, IsPlain: true),
        },
    };

    /// <summary>Puts in what stands for <c>${NAME}</c>; a name without a value is a problem.</summary>
    public static Node Substitute(Node node, Func<string, string?> environment, Place place) => node switch
    {
        MapNode map => map with { Entries = [.. map.Entries.Select(e => e with { Value = Substitute(e.Value, environment, place.Field(e.Key)) })] },
        ListNode list => list with { Items = [.. list.Items.Select((item, i) => Substitute(item, environment, place.Item(i)))] },
        ScalarNode scalar when scalar.Text.Contains("${", StringComparison.Ordinal) => Substitute(scalar, environment, place),
        _ => node,
    };

    private static ScalarNode Substitute(ScalarNode scalar, Func<string, string?> environment, Place place)
    {
        var text = Variable().Replace(scalar.Text, match =>
        {
            if (environment(match.Groups["name"].Value) is { } value)
            {
                return value;
            }

            place.Problem(scalar.Line, $"the environment has no {match.Groups["name"].Value}", $"set it before the call: export {match.Groups["name"].Value}=…");
            return match.Value;
        });

        // A message quotes what was written, never a secret that was put in.
        return scalar with { Text = text, Shown = scalar.Text, IsPlain = false };
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
