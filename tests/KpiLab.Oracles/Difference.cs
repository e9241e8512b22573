using System.Text.Json;

namespace KpiLab.Oracles;

/// <summary>What an answer lacks or has different from the expected values.</summary>
internal static class Difference
{
    // Not results: the tools' own remarks.
    private static readonly string[] Remarks = ["error", "undefined", "notes", "note"];

    /// <summary>Every disagreement, with its path. Fields that the expectation does not name, and nulls, are not compared.</summary>
    public static IReadOnlyList<string> Between(JsonElement actual, JsonElement expected, Tolerances tolerances)
    {
        var found = new List<string>();
        Compare(actual, expected, [], tolerances, found);
        return found;
    }

    private static void Compare(JsonElement? actual, JsonElement expected, List<string> path, Tolerances tolerances, List<string> found)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        // The tool itself has no result there: to have none, or to say so, is right.
        if (expected.ValueKind == JsonValueKind.String && expected.ValueEquals("NaN") && actual is null or { ValueKind: JsonValueKind.Null })
        {
            return;
        }

        if (actual is not { } value)
        {
            found.Add(Invariant($"{At(path)}: missing, expected {expected.GetRawText()}"));
            return;
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when value.ValueKind == JsonValueKind.Object:
                foreach (var field in expected.EnumerateObject())
                {
                    if (!Remarks.Contains(field.Name) && !field.Name.StartsWith("peer_", StringComparison.Ordinal))
                    {
                        path.Add(field.Name);
                        Compare(value.TryGetProperty(field.Name, out var found1) ? found1 : null, field.Value, path, tolerances, found);
                        path.RemoveAt(path.Count - 1);
                    }
                }

                return;

            case JsonValueKind.Array when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == expected.GetArrayLength():
                for (var i = 0; i < expected.GetArrayLength(); i++)
                {
                    path.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    Compare(value[i], expected[i], path, tolerances, found);
                    path.RemoveAt(path.Count - 1);
                }

                return;

            case JsonValueKind.Number when value.ValueKind == JsonValueKind.Number:
                if (!tolerances.Agree(value.GetDouble(), expected.GetDouble(), path))
                {
                    found.Add(Invariant($"{At(path)}: {value.GetRawText()}, expected {expected.GetRawText()}"));
                }

                return;

            case JsonValueKind.True or JsonValueKind.False when value.ValueKind == expected.ValueKind:
            case JsonValueKind.String when value.ValueKind == JsonValueKind.String && value.GetString() == expected.GetString():
                return;

            default:
                found.Add(Invariant($"{At(path)}: {value.GetRawText()}, expected {expected.GetRawText()}"));
                return;
        }
    }

    private static string At(List<string> path) => path.Count == 0 ? "(outputs)" : string.Join('.', path);
}
