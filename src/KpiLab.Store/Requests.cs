using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>What the store's callers owe it; breaking it is an error of the program.</summary>
internal static class Requests
{
    public static void Check(ApplyRequest request)
    {
        Named(request.Actor, nameof(request));
        var named = new HashSet<(DefinitionKind, string)>();
        foreach (var document in request.Upserts)
        {
            Named(document.Id, nameof(request));
            Once(named, document.Kind, document.Id);
            Fits(document.ContentHash, CanonicalJson.Hash(document.Content), $"{Records.Word(document.Kind)}/{document.Id}");
        }

        foreach (var (kind, id) in request.Removals)
        {
            Named(id, nameof(request));
            Once(named, kind, id);
        }

        var registered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var terms in request.Registrations)
        {
            Named(terms.ExperimentId, nameof(request));
            Named(terms.DefinitionHash, nameof(request));
            Fits(terms.TermsHash, CanonicalJson.Hash(terms.Terms), $"the terms of experiment/{terms.ExperimentId}");
            if (!registered.Add(terms.ExperimentId))
            {
                throw new ArgumentException($"experiment/{terms.ExperimentId} is registered twice in one request", nameof(request));
            }
        }
    }

    public static void Check(AnalysisRecord record)
    {
        Named(record.ExperimentId, nameof(record));
        Named(record.TermsHash, nameof(record));
        Named(record.DataHash, nameof(record));
        Named(record.Actor, nameof(record));
        ArgumentOutOfRangeException.ThrowIfNegative(record.Units, nameof(record));
    }

    public static void Check(IReadOnlyList<NewJournalEntry> entries, string actor)
    {
        Named(actor, nameof(actor));
        foreach (var entry in entries)
        {
            Named(entry.Subject, nameof(entries));
            if (entry.Kind.Length == 0 || !entry.Kind.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            {
                throw new ArgumentException($"\"{entry.Kind}\" is no kind of journal entry: kinds are kebab-case", nameof(entries));
            }
        }
    }

    // PostgreSQL keeps no NUL in text; a store that can hold what another cannot would not be the same store.
    private static void Named(string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, parameter);
        if (value.Contains('\0'))
        {
            throw new ArgumentException($"\"{value.Replace("\0", "\\0", StringComparison.Ordinal)}\" holds a NUL character, which no store keeps in names", parameter);
        }
    }

    private static void Once(HashSet<(DefinitionKind, string)> named, DefinitionKind kind, string id)
    {
        if (!named.Add((kind, id)))
        {
            throw new ArgumentException($"{Records.Word(kind)}/{id} is named twice in one request", nameof(id));
        }
    }

    private static void Fits(string given, string own, string what)
    {
        if (given != own)
        {
            throw new ArgumentException($"the hash given for {what} is {given}, that of its canonical JSON is {own}", nameof(given));
        }
    }
}
