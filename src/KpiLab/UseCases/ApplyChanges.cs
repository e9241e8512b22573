using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary><c>apply</c>: stores what changed and registers the terms of every experiment, in one transaction.</summary>
internal static class ApplyChanges
{
    public static async Task<ApplyReceipt> RunAsync(Session session, CancellationToken cancellation)
    {
        var definitions = Validate.Checked(session, cancellation);
        using var store = await session.StoreAsync(definitions.Settings, cancellation);
        var stored = await store.DefinitionsAsync(cancellation: cancellation);
        var read = definitions.Documents.Select(d => (d.Kind, d.Id)).ToHashSet();
        return await store.ApplyAsync(
            new ApplyRequest(
                definitions.Documents,
                [.. stored.Select(s => (s.Document.Kind, s.Document.Id)).Where(s => !read.Contains(s))],
                [.. definitions.Experiments.Select(e => FrozenTerms.Of(e, definitions))],
                session.Options.Who),
            cancellation);
    }
}
