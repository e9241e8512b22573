using KpiLab.Core;

namespace KpiLab;

/// <summary>Where every KPI stands: the newest transition of the journal, else where its definition says that its life begins.</summary>
internal static class ReadStates
{
    /// <param name="store">The store, if there is one.</param>
    /// <param name="registry">Definitions.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="until">Steps after this moment were not taken yet; null: now.</param>
    public static async Task<IReadOnlyDictionary<string, KpiStanding>> RunAsync(IStore? store, Registry registry, CancellationToken cancellation, DateTimeOffset? until = null)
    {
        var applied = registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Kpi).ToDictionary(s => s.Document.Id, s => s.At, StringComparer.Ordinal);
        var states = registry.Definitions.Kpis.ToDictionary(k => k.Id, k => KpiStanding.Of(k, applied.TryGetValue(k.Id, out var at) ? at : null), StringComparer.Ordinal);
        foreach (var newest in store is null ? [] : until is { } moment ? await UntilAsync(store, moment, cancellation) : await store.NewestAsync(KpiLifeCycle.Kind, cancellation))
        {
            var id = newest.Subject[(newest.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (states.ContainsKey(id))
            {
                states[id] = KpiLifeCycle.Standing(newest);
            }
        }

        return states;
    }

    /// <summary>Reads the registry's states by a store of its own.</summary>
    public static async Task<IReadOnlyDictionary<string, KpiStanding>> RunAsync(Session session, Registry registry, CancellationToken cancellation)
    {
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        return await RunAsync(store, registry, cancellation, session.Options.AsOf);
    }

    private static async Task<IEnumerable<JournalEntry>> UntilAsync(IStore store, DateTimeOffset moment, CancellationToken cancellation)
        => (await store.JournalAsync(KpiLifeCycle.Kind, cancellation: cancellation)).Where(e => e.At <= moment).GroupBy(e => e.Subject, StringComparer.Ordinal).Select(g => g.Last());

    /// <summary>When KPIs came into the reports, and when they left them, by their transitions and by the versions of those that were active from the start.</summary>
    public static async Task<IReadOnlyList<DashboardEvent>> EventsAsync(IStore store, Registry registry, CancellationToken cancellation)
    {
        var moves = (await store.JournalAsync(KpiLifeCycle.Kind, cancellation: cancellation))
            .Select(e => (Kpi: e.Subject[(e.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..], Move: KpiLifeCycle.Read(e))).ToLookup(m => m.Kpi, m => m.Move, StringComparer.Ordinal);
        var events = new List<DashboardEvent>();
        foreach (var kpi in registry.Definitions.Kpis)
        {
            if (BeganActive(moves[kpi.Id], kpi) && await FirstAppliedAsync(store, registry, kpi.Id, cancellation) is { } first)
            {
                events.Add(new DashboardEvent(Day(first), kpi.Id, Added: true));
            }

            foreach (var move in moves[kpi.Id].Where(m => IsReported(m.From) != IsReported(m.To)))
            {
                events.Add(new DashboardEvent(Day(move.At), kpi.Id, Added: IsReported(move.To)));
            }
        }

        return [.. events.OrderBy(e => e.On).ThenBy(e => e.Kpi, StringComparer.Ordinal)];
    }

    // Only what is used in earnest is on the dashboard; a pause takes it off.
    private static bool IsReported(KpiState state) => state == KpiState.Active;

    private static bool BeganActive(IEnumerable<KpiTransition> moves, KpiDefinition kpi) => IsReported(moves.FirstOrDefault()?.From ?? kpi.Status);

    private static async Task<DateTimeOffset?> FirstAppliedAsync(IStore store, Registry registry, string id, CancellationToken cancellation)
    {
        var stored = registry.Stored.FirstOrDefault(s => s.Document.Kind == DefinitionKind.Kpi && s.Document.Id == id);
        return stored is null ? null : stored.Version == 1 ? stored.At : (await store.HistoryAsync(DefinitionKind.Kpi, id, cancellation))[0].At;
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
