using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>
/// What <c>apply</c> notes in the journal: which text said the definitions that it stored. Where the folder still holds that text, and the store those definitions, verbs take them from the store,
/// whose rows are verified, instead of understanding the text again.
/// </summary>
internal static class AppliedText
{
    /// <summary>Kind of the entries.</summary>
    public const string Kind = "applied-text";

    private const string Subject = "folder";

    /// <summary>Notes it, where it is not what was noted last.</summary>
    /// <param name="store">The store after the definitions were stored.</param>
    /// <param name="textHash"><see cref="WorkspaceText.Hash"/>; null: the text does not say all, and nothing is noted.</param>
    /// <param name="said">The definitions in it, which are now those of the store.</param>
    /// <param name="actor">Who applied them.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task NoteAsync(IStore store, string? textHash, IEnumerable<DefinitionDocument> said, string actor, CancellationToken cancellation)
    {
        if (textHash is null)
        {
            return;
        }

        var content = new JsonObject { ["text"] = textHash, ["definitions"] = HashOf(said) };
        if ((await store.NewestAsync(Kind, Subject, cancellation))?.ContentHash != CanonicalJson.Hash(content))
        {
            await store.RecordAsync([new NewJournalEntry(Kind, Subject, content)], actor, cancellation);
        }
    }

    /// <summary>What the store holds, where the folder's text was applied as it stands and nothing else was since; else null.</summary>
    public static async Task<IReadOnlyList<StoredDefinition>?> StoredAsync(IStore store, string textHash, CancellationToken cancellation)
    {
        if (await store.NewestAsync(Kind, Subject, cancellation) is not { } noted || noted.Content["text"]?.GetValue<string>() != textHash)
        {
            return null;
        }

        var stored = await store.DefinitionsAsync(cancellation: cancellation);
        return noted.Content["definitions"]?.GetValue<string>() == HashOf(stored.Select(s => s.Document)) ? stored : null;
    }

    private static string HashOf(IEnumerable<DefinitionDocument> documents)
        => CanonicalJson.Hash(string.Join('\n', documents.Select(d => Invariant($"{(int)d.Kind}/{d.Id} {d.ContentHash}")).Order(StringComparer.Ordinal)));
}
