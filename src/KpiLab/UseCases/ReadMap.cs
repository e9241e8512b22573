using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary><c>goal tree</c>, <c>link list</c>: definitions, and what the store remembers of their links. Checks no link, and stores nothing.</summary>
internal static class ReadMap
{
    public static async Task<KpiMap> RunAsync(Session session, Registry registry, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        using var store = await session.ExistingStoreAsync(definitions.Settings, cancellation);
        if (store is null)
        {
            return KpiMap.Of(definitions, session.Options.Now);
        }

        return KpiMap.Of(
            definitions,
            session.Options.Now,
            await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf),
            await VerdictsAsync(session, store, definitions, cancellation),
            await DecisionsAsync(session, store, cancellation),
            await store.IsSimulatedAsync(cancellation));
    }

    // Seen from today the newest check of each link is enough; seen from an earlier moment, the newest that looked from no later one.
    private static async Task<Dictionary<string, RecordedVerdict>> VerdictsAsync(Session session, IStore store, DefinitionSet definitions, CancellationToken cancellation)
    {
        var now = session.Options.Now;
        var entries = session.Options.AsOf is null ? await store.NewestAsync(CheckLinks.Kind, cancellation) : await store.JournalAsync(CheckLinks.Kind, cancellation: cancellation);
        var checks = entries.ToLookup(e => e.Subject, StringComparer.Ordinal);
        var oldest = TimeSpan.FromDays(definitions.Settings.Governance.LeadCheckDays);
        var verdicts = new Dictionary<string, RecordedVerdict>(StringComparer.Ordinal);
        foreach (var link in definitions.Links)
        {
            var known = checks[LinkJournal.Subject(link.Id)].Select(e => (Memory: LinkMemory.Of(e.Content["memory"]!.AsObject()), Check: e.Content["check"]!.AsObject()))
                .LastOrDefault(c => session.Options.AsOf is null || c.Memory.AsOf <= now);
            if (known.Memory is { } memory)
            {
                verdicts[link.Id] = LinkHistory.Verdict(known.Check, memory) with
                {
                    IsStale = now - memory.AsOf > oldest,
                    IsOfEarlierDefinition = memory.DefinitionHash != CheckLinks.DefinitionHash(link, definitions),
                };
            }
        }

        return verdicts;
    }

    private static async Task<Dictionary<string, RecordedDecision>> DecisionsAsync(Session session, IStore store, CancellationToken cancellation)
    {
        const string Links = "link/";
        var decisions = new Dictionary<string, RecordedDecision>(StringComparer.Ordinal);
        foreach (var entry in await store.JournalAsync(ReviewJournal.DecisionKind, cancellation: cancellation))
        {
            if ((string?)entry.Content["about"] is { } about && about.StartsWith(Links, StringComparison.Ordinal) && (session.Options.AsOf is not { } asOf || entry.At <= asOf))
            {
                decisions[about[Links.Length..]] = new RecordedDecision((string)entry.Content["word"]!, (string?)entry.Content["reason"], entry.Actor, entry.At);
            }
        }

        return decisions;
    }
}
