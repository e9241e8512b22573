using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>The timeline of a KPI: versions of its definition, states, remarks, checks of its links, deviations, reviews, dates.</summary>
internal static class ReadTimeline
{
    /// <summary>Kinds of the journal that tell of a KPI under a subject of their own.</summary>
    private static readonly string[] OfManyKpis = ["deviation", "deviation-action", "deviation-close", "review", "decision", "action", PointAnswers.Kind];

    public static async Task<KpiTimeline> RunAsync(Session session, string id, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        return await RunAsync(registry, store, id, [], cancellation);
    }

    /// <summary>The same with what was read already; <paramref name="whole"/> keeps what is read of all KPIs at once, for the next one.</summary>
    internal static async Task<KpiTimeline> RunAsync(Registry registry, IStore? store, string id, Dictionary<string, IReadOnlyList<JournalEntry>> whole, CancellationToken cancellation)
    {
        var versions = store is null ? [] : await store.HistoryAsync(DefinitionKind.Kpi, id, cancellation);
        var kpi = registry.Definitions.Kpis.FirstOrDefault(k => k.Id == id);
        if (kpi is null && versions.Count == 0)
        {
            var known = registry.Definitions.Kpis.Select(k => k.Id).ToList();
            throw new InvalidInputException("kpi", $"there is no KPI {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }

        var events = new List<KpiEvent>();
        events.AddRange(Versions(versions));
        var standing = kpi is null ? new KpiStanding(KpiState.Retired, "Its definition was removed.", null, versions[^1].At, "") : KpiStanding.Of(kpi, versions.Count > 0 ? versions[0].At : null);
        if (store is not null)
        {
            var moves = await store.JournalAsync(KpiLifeCycle.Kind, KpiLifeCycle.Subject(id), cancellation);
            standing = kpi is not null && moves is [.., var newest] ? KpiLifeCycle.Standing(newest) : standing;
            events.AddRange(moves.Select(KpiLifeCycle.Read).Select(Move));
            foreach (var kind in (string[])[AnnotateKpi.Kind, AnnotateKpi.NewDefinitionKind])
            {
                events.AddRange((await store.JournalAsync(kind, AnnotateKpi.Subject(id), cancellation)).Select(Note));
            }

            foreach (var link in registry.Definitions.Links.Where(l => l.From == id || l.To == id))
            {
                events.AddRange((await store.JournalAsync(CheckLinks.Kind, LinkJournal.Subject(link.Id), cancellation)).Select(e => Check(e, link)));
            }

            var subjects = new HashSet<string>(StringComparer.Ordinal); // of deviations of this KPI: what was done about one stands under the same subject
            foreach (var kind in OfManyKpis)
            {
                if (!whole.TryGetValue(kind, out var entries))
                {
                    whole[kind] = entries = await store.JournalAsync(kind, cancellation: cancellation);
                }

                var about = entries.Where(e => IsAbout(e, id) || subjects.Contains(e.Subject)).ToList();
                subjects.UnionWith(kind == "deviation" ? about.Select(e => e.Subject) : []);
                events.AddRange(about.Select(e => Other(e, id)));
            }
        }

        events.AddRange(Dates(kpi, registry.Definitions));
        return new KpiTimeline(id, standing, [.. events.OrderBy(e => e.At)]);
    }

    private static IEnumerable<KpiEvent> Versions(IReadOnlyList<StoredDefinition> versions)
    {
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            var fields = i == 0 || version.Removed || versions[i - 1].Removed
                ? []
                : DefinitionPlan.Compare([versions[i - 1].Document], [version.Document]).Changed.SelectMany(c => c.Fields).ToList();
            yield return new KpiEvent(
                version.At,
                "definition",
                version.Removed ? Invariant($"Version {version.Version}: its definition was removed.")
                : fields.Count == 0 ? Invariant($"Version {version.Version} of its definition was applied.")
                : Invariant($"Version {version.Version}: {string.Join("; ", fields.Select(f => $"{f.Path} from {Text(f.Old)} to {Text(f.New)}"))}."),
                version.Actor,
                null);
        }
    }

    private static KpiEvent Move(KpiTransition move) => new(
        move.At, "state", $"From {KpiLifeCycle.Word(move.From)} to {KpiLifeCycle.Word(move.To)}: {move.Reason}{(move.Successor is { } next ? $" Its successor is {next}." : "")}", move.Actor, null);

    private static KpiEvent Note(JournalEntry entry) => new(
        DateOnly.TryParseExact((string?)entry.Content["at"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Moment(day) : entry.At,
        "note", (string?)entry.Content["text"] ?? "", entry.Actor, null);

    private static KpiEvent Check(JournalEntry entry, LinkDefinition link)
    {
        var memory = LinkMemory.Of(entry.Content["memory"]!.AsObject());
        return new KpiEvent(entry.At, CheckLinks.Kind, $"{link.From} → {link.To}: {Spelling.Snake(memory.Standing).Replace('_', ' ')}. {EffectWords.Sentence(memory.Reason)}", entry.Actor, entry.Subject);
    }

    // Other rooms write these kinds; what they are about is their subject, or a field kpi, or a list of KPIs.
    private static bool IsAbout(JournalEntry entry, string id)
        => entry.Subject == KpiLifeCycle.Subject(id)
            || entry.Subject.StartsWith(KpiLifeCycle.Subject(id) + "/", StringComparison.Ordinal)
            || TextOf(entry.Content["kpi"]) == id
            || Mention(entry, id) is not null;

    private static KpiEvent Other(JournalEntry entry, string id)
    {
        var told = Mention(entry, id) ?? entry.Content;
        var sentence = TextOf(told["sentence"]) ?? TextOf(entry.Content["sentence"]) ?? TextOf(told["what"]) ?? TextOf(told["text"]) ?? TextOf(told["reason"]) ?? TextOf(told["word"]) ?? $"A {entry.Kind} was recorded.";
        return new KpiEvent(entry.At, entry.Kind, sentence, entry.Actor, entry.Subject == KpiLifeCycle.Subject(id) ? null : entry.Subject);
    }

    private static JsonObject? Mention(JournalEntry entry, string id)
        => (entry.Content["kpis"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(k => TextOf(k["id"]) == id || TextOf(k["kpi"]) == id);

    private static IEnumerable<KpiEvent> Dates(KpiDefinition? kpi, DefinitionSet definitions)
    {
        if (kpi is null)
        {
            yield break;
        }

        if (kpi.Target is { Due: { } due } target)
        {
            yield return new KpiEvent(Moment(due), "target", Invariant($"Its target of {target.Value:0.######} is due."), null, null);
        }

        foreach (var goal in definitions.Goals)
        {
            foreach (var milestone in goal.Milestones.Where(m => m.Kpi == kpi.Id || (m.Kpi is null && goal.Id == kpi.Goal)))
            {
                yield return new KpiEvent(
                    Moment(milestone.Due), "milestone", milestone.Value is { } value ? Invariant($"{milestone.Name}: {value:0.######} is due.") : $"{milestone.Name} is due.", null, $"goal/{goal.Id}");
            }
        }
    }

    private static string Text(JsonNode? node) => node is null ? "nothing" : DefinitionTable.Text(node);

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static DateTimeOffset Moment(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
