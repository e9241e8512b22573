using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>A field that differs.</summary>
/// <param name="Path">Dotted; an item of a list by its id or kpi where it has one, else by its number from 1.</param>
/// <param name="Old">What the store has; null: nothing.</param>
/// <param name="New">What was read; null: nothing.</param>
[TypeFormatterSource]
public sealed record FieldChange(string Path, JsonNode? Old, JsonNode? New);

/// <summary>A definition whose content differs.</summary>
[TypeFormatterSource]
public sealed record DefinitionChange(DefinitionDocument Old, DefinitionDocument New, IReadOnlyList<FieldChange> Fields);

/// <summary>What applying the definitions that were read would do to those that are stored.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Changed">Those with other content, field by field.</param>
/// <param name="Removed">Stored ones that were not read.</param>
/// <param name="Unchanged">Those with the same content.</param>
[TypeFormatterSource]
public sealed record DefinitionPlan(
    IReadOnlyList<DefinitionDocument> Added,
    IReadOnlyList<DefinitionChange> Changed,
    IReadOnlyList<DefinitionDocument> Removed,
    IReadOnlyList<DefinitionDocument> Unchanged) : IShowable
{
    /// <summary>What the changes do to experiments, links and series.</summary>
    public IReadOnlyList<PlanEffect> Effects { get; init; } = [];

    /// <summary>True when there is nothing to do.</summary>
    public bool IsEmpty => Added.Count + Changed.Count + Removed.Count == 0;

    /// <summary>Compares by kind and id; content is the same when its hash is. Each list is in the order of kind and id.</summary>
    public static DefinitionPlan Compare(IEnumerable<DefinitionDocument> stored, IEnumerable<DefinitionDocument> read)
    {
        var before = stored.ToDictionary(d => (d.Kind, d.Id));
        var after = read.ToDictionary(d => (d.Kind, d.Id));
        var both = Sorted(after.Values).Where(d => before.ContainsKey((d.Kind, d.Id))).Select(d => (Old: before[(d.Kind, d.Id)], New: d)).ToArray();
        return new DefinitionPlan(
            [.. Sorted(after.Values).Where(d => !before.ContainsKey((d.Kind, d.Id)))],
            [.. both.Where(b => b.Old.ContentHash != b.New.ContentHash).Select(b => new DefinitionChange(b.Old, b.New, Fields(b.Old.Content, b.New.Content)))],
            [.. Sorted(before.Values).Where(d => !after.ContainsKey((d.Kind, d.Id)))],
            [.. both.Where(b => b.Old.ContentHash == b.New.ContentHash).Select(b => b.New)]);
    }

    private static IEnumerable<DefinitionDocument> Sorted(IEnumerable<DefinitionDocument> documents)
        => documents.OrderBy(d => d.Kind).ThenBy(d => d.Id, StringComparer.Ordinal);

    private static List<FieldChange> Fields(JsonNode? before, JsonNode? after)
    {
        var changes = new List<FieldChange>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<FieldChange> changes)
    {
        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var name in old.Select(m => m.Key).Union(now.Select(m => m.Key)))
                {
                    Compare(path.Length == 0 ? name : $"{path}.{name}", old[name], now[name], changes);
                }

                break;
            case (JsonArray old, JsonArray now):
                Compare(path, Keyed(old), Keyed(now), old, now, changes);
                break;
            default:
                if (CanonicalJson.Serialize(before) != CanonicalJson.Serialize(after))
                {
                    changes.Add(new FieldChange(path, before?.DeepClone(), after?.DeepClone()));
                }

                break;
        }
    }

    private static void Compare(string path, List<(string Key, JsonNode? Item)> old, List<(string Key, JsonNode? Item)> now, JsonArray oldList, JsonArray newList, List<FieldChange> changes)
    {
        var before = changes.Count;
        foreach (var key in old.Select(i => i.Key).Union(now.Select(i => i.Key)))
        {
            Compare($"{path}[{key}]", old.Find(i => i.Key == key).Item, now.Find(i => i.Key == key).Item, changes);
        }

        // The same items in another order: order is content, so it is shown as a change of the whole list.
        if (changes.Count == before && !old.Select(i => i.Key).SequenceEqual(now.Select(i => i.Key)))
        {
            changes.Add(new FieldChange(path, oldList.DeepClone(), newList.DeepClone()));
        }
    }

    private static List<(string Key, JsonNode? Item)> Keyed(JsonArray list)
    {
        var names = list.Select(NameOf).ToArray();
        var unique = names.All(n => n is not null) && names.Distinct(StringComparer.Ordinal).Count() == names.Length;
        return [.. list.Select((item, i) => (unique ? names[i]! : Invariant($"{i + 1}"), item))];
    }

    private static string? NameOf(JsonNode? item) => item switch
    {
        JsonObject map => (map["id"] ?? map["kpi"] ?? map["name"])?.ToString(),
        JsonValue value => value.ToString(),
        _ => null,
    };
}
