using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab;

/// <summary>The definitions of a workspace with their standing in the store.</summary>
/// <param name="Definitions">Stored definitions, and those of the folder that were never applied.</param>
/// <param name="Stored">What the store has.</param>
/// <param name="Unapplied">Kind and id of definitions that are new or changed in the folder.</param>
[TypeFormatterSource]
public sealed record Registry(
    DefinitionSet Definitions, IReadOnlyList<StoredDefinition> Stored, IReadOnlyList<(DefinitionKind Kind, string Id)> Unapplied) : IShowable
{
    /// <summary>New definitions that people noted of KPIs, by subject.</summary>
    internal ILookup<string, JournalEntry> Noted { get; init; } = Array.Empty<JournalEntry>().ToLookup(n => n.Subject, StringComparer.Ordinal);
}

/// <summary>What the store knows of an experiment.</summary>
[TypeFormatterSource]
public sealed record ExperimentRecord(ExperimentDefinition Definition, IReadOnlyList<Registration> Registrations, IReadOnlyList<Look> Looks) : IShowable
{
    /// <summary>What people decided, oldest first, beside what was recommended then.</summary>
    public IReadOnlyList<ReviewDecision> Decisions { get; init; } = [];
}

/// <summary>The reading verbs of the registry.</summary>
internal static class ReadRegistry
{
    public static async Task<Registry> RunAsync(Session session, CancellationToken cancellation)
    {
        SqliteProvider.LoadAhead();
        var text = session.Text();
        return await AsAppliedAsync(session, text, cancellation) ?? await UnderstoodAsync(session, text, cancellation);
    }

    // The folder's text was applied as it stands: the store says what it says.
    private static async Task<Registry?> AsAppliedAsync(Session session, WorkspaceText text, CancellationToken cancellation)
    {
        if (session.Knows(text) || text.Settings() is not { } settings)
        {
            return null;
        }

        try
        {
            using var store = await session.ExistingStoreAsync(settings, cancellation);
            return store is not null && await AppliedText.StoredAsync(store, text.Hash!, cancellation) is { } stored
                ? await WithNotesAsync(session, store, session.OfApplied(text, stored, settings), stored, [], cancellation)
                : null;
        }
        catch (EngineException)
        {
            // The long way tells of it, after what is wrong with the text.
            return null;
        }
    }

    private static async Task<Registry> UnderstoodAsync(Session session, WorkspaceText text, CancellationToken cancellation)
    {
        var read = session.Understand(text).OrThrow();
        using var store = await session.ExistingStoreAsync(read.Settings, cancellation);
        var stored = store is null ? [] : await store.DefinitionsAsync(cancellation: cancellation);
        var byKey = stored.ToDictionary(s => (s.Document.Kind, s.Document.Id), s => s.Document);
        var unapplied = read.Documents.Where(d => !byKey.TryGetValue((d.Kind, d.Id), out var s) || s.ContentHash != d.ContentHash).ToList();
        var newOnes = read.Documents.Where(d => !byKey.ContainsKey((d.Kind, d.Id)));
        List<DefinitionDocument> documents = [.. stored.Select(s => s.Document), .. newOnes];

        // What the store has is what the folder says: it was read and understood once already.
        var same = unapplied.Count == documents.Count - stored.Count && documents.Count == read.Documents.Count;
        var definitions = same ? read with { Documents = documents } : DefinitionReader.FromDocuments(documents) with { Settings = read.Settings };
        return await WithNotesAsync(session, store, definitions, stored, [.. unapplied.Select(d => (d.Kind, d.Id))], cancellation);
    }

    private static async Task<Registry> WithNotesAsync(
        Session session, SqlStore? store, DefinitionSet definitions, IReadOnlyList<StoredDefinition> stored, IReadOnlyList<(DefinitionKind Kind, string Id)> unapplied, CancellationToken cancellation)
    {
        var noted = store is null ? [] : await store.JournalAsync(AnnotateKpi.NewDefinitionKind, cancellation: cancellation);
        return new Registry(definitions with { NotedChanges = AnnotateKpi.Hashes(noted, session.Options.AsOf) }, stored, unapplied)
        {
            Noted = noted.ToLookup(n => n.Subject, StringComparer.Ordinal),
        };
    }

    public static async Task<IReadOnlyList<StoredDefinition>> HistoryAsync(Session session, DefinitionKind kind, string id, CancellationToken cancellation)
    {
        var read = session.Read().OrThrow();
        using var store = await session.ExistingStoreAsync(read.Settings, cancellation);
        var history = store is null ? [] : await store.HistoryAsync(kind, id, cancellation);
        return history.Count > 0
            ? history
            : throw new InvalidInputException("id", $"the store has no {kind.ToString().ToLowerInvariant()} {id}", "apply it first: `kpilab apply`");
    }

    public static async Task<ExperimentRecord> ExperimentAsync(Session session, string id, CancellationToken cancellation)
    {
        var registry = await RunAsync(session, cancellation);
        var experiment = registry.Definitions.Experiment(id)
            ?? throw new InvalidInputException(
                "experiment", $"there is no experiment {id} in the workspace", "the experiments are " + string.Join(", ", registry.Definitions.Experiments.Select(e => e.Id)));
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        return store is null
            ? new ExperimentRecord(experiment, [], [])
            : new ExperimentRecord(experiment, await store.RegistrationsAsync(id, cancellation), await store.LooksAsync(id, cancellation))
            {
                Decisions = [.. (await store.JournalAsync(DecideExperiment.Kind, DecideExperiment.Subject(id), cancellation)).Select(DecideExperiment.Read)],
            };
    }
}
