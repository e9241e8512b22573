using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary><c>apply</c>: stores what changed and registers the terms of every experiment, in one transaction.</summary>
internal static class ApplyChanges
{
    public static async Task<ApplyReceipt> RunAsync(Session session, CancellationToken cancellation)
    {
        var (definitions, text) = Validate.CheckedText(session, cancellation);
        using var store = await session.StoreAsync(definitions.Settings, cancellation);
        var stored = await store.DefinitionsAsync(cancellation: cancellation);
        var read = definitions.Documents.Select(d => (d.Kind, d.Id)).ToHashSet();
        var receipt = await store.ApplyAsync(
            new ApplyRequest(
                definitions.Documents,
                [.. stored.Select(s => (s.Document.Kind, s.Document.Id)).Where(s => !read.Contains(s))],
                [.. definitions.Experiments.Select(e => FrozenTerms.Of(e, definitions))],
                session.Options.Who),
            cancellation);
        try
        {
            await AppliedText.NoteAsync(store, text, definitions.Documents, session.Options.Who, cancellation);
        }
        catch (EngineException)
        {
            // What was applied stands; without the note reading takes longer.
        }

        return receipt;
    }
}
