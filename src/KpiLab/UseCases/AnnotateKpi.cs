using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab;

/// <summary><c>kpi annotate</c>: a remark about a KPI's period, for the journal.</summary>
internal static class AnnotateKpi
{
    /// <summary>Kind of the entries.</summary>
    public const string Kind = "note";

    /// <summary>Kind of those from whose day on the values follow another definition: few, and asked for by every verb that knows definitions.</summary>
    public const string NewDefinitionKind = "new-definition";

    private const int LongestText = 2_000;

    public static async Task<JournalEntry> RunAsync(Session session, string id, DateOnly day, string text, bool newDefinition, CancellationToken cancellation)
    {
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            throw new InvalidInputException("text", text.Length == 0 ? "the remark is empty" : Invariant($"the remark has {text.Length} characters"), Invariant($"write 1 to {LongestText} characters"));
        }

        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var definitions = registry.Definitions;
        var known = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).ToList();
        if (!known.Contains(id))
        {
            throw new InvalidInputException("kpi", $"there is no KPI or metric {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }

        using var store = await session.StoreAsync(definitions.Settings, cancellation);
        var content = new JsonObject { ["at"] = Invariant($"{day:yyyy-MM-dd}"), ["text"] = text };
        return (await store.RecordAsync([new NewJournalEntry(newDefinition ? NewDefinitionKind : Kind, Subject(id), content)], session.Options.Who, cancellation))[0];
    }

    /// <summary>What the entries of a KPI are about.</summary>
    public static string Subject(string id) => $"kpi/{id}";

    /// <summary>By KPI the content hashes of the new definitions that were noted by a moment.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Hashes(IEnumerable<JournalEntry> newDefinitions, DateTimeOffset? asOf)
        => newDefinitions.Where(n => asOf is not { } moment || n.At <= moment).GroupBy(n => n.Subject[Subject("").Length..], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.OrderBy(n => n.Number).Select(n => n.ContentHash)], StringComparer.Ordinal);
}
