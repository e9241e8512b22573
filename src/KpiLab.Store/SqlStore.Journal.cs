using KpiLab.Core;

namespace KpiLab.Store;

public partial class SqlStore
{
    private const int Many = 200;

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> RecordAsync(IReadOnlyList<NewJournalEntry> entries, string actor, CancellationToken cancellation = default)
    {
        Requests.Check(entries, actor);
        if (entries.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<JournalEntry>>([]);
        }

        return _database.WriteAsync<IReadOnlyList<JournalEntry>>(
            s =>
            {
                // What a writer knew is compared with what was there before any of these entries.
                var newest = entries.Select(e => (e.Kind, e.Subject)).Distinct().ToDictionary(k => k, k => NewestEntry(s, k.Kind, k.Subject));
                foreach (var entry in entries)
                {
                    var found = newest[(entry.Kind, entry.Subject)]?.Revision ?? "";
                    if (entry.ExpectedRevision is { } expected && expected != found)
                    {
                        throw new JournalConflictException(entry.Kind, entry.Subject, expected, found);
                    }
                }

                var numbers = newest.ToDictionary(p => p.Key, p => p.Value?.Number ?? 0);
                var trail = new AuditTrail(s, WorkspaceId, _clock.GetUtcNow());
                return [.. entries.Select(entry => Records.Entry(trail.Record(
                    Records.EntryContent(entry, ++numbers[(entry.Kind, entry.Subject)]), actor, $"{entry.Kind}-recorded", entry.Subject,
                    ("number", numbers[(entry.Kind, entry.Subject)]))))];
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> JournalAsync(string kind, string? subject = null, CancellationToken cancellation = default)
        => JournalAsync(kind, subject, e => e, cancellation);

    /// <summary>The entries of <see cref="JournalAsync(string, string?, CancellationToken)"/>, each understood as it is read, on any thread: where they are many, what nobody asks for need not be held.</summary>
    /// <param name="kind">Kind of the entries.</param>
    /// <param name="subject">What they are about; null: everything.</param>
    /// <param name="understand">Makes of an entry what is wanted.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Task<IReadOnlyList<T>> JournalAsync<T>(string kind, string? subject, Func<JournalEntry, T> understand, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<T>>(
            s => Each(
                (subject is null
                    // The sign keeps SQLite from reading the whole journal in its order for the few rows of a kind.
                    ? s.Rows("journal", "SELECT * FROM journal WHERE workspace_id = @w AND kind = @kind ORDER BY +audit_sequence", ("@w", WorkspaceId), ("@kind", kind))
                    : s.Rows(
                        "journal",
                        "SELECT * FROM journal WHERE workspace_id = @w AND kind = @kind AND subject = @subject ORDER BY number",
                        ("@w", WorkspaceId), ("@kind", kind), ("@subject", subject))),
                r => understand(Records.Entry(r))),
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> NewestAsync(string kind, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<JournalEntry>>(
            s => [.. Each(
                s.Rows(
                    "journal",
                    "SELECT * FROM journal WHERE workspace_id = @w AND kind = @kind AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.workspace_id = journal.workspace_id AND later.kind = journal.kind AND later.subject = journal.subject AND later.number > journal.number)",
                    ("@w", WorkspaceId), ("@kind", kind)),
                Records.Entry).OrderBy(e => e.Subject, StringComparer.Ordinal)],
            cancellation);

    /// <inheritdoc/>
    public Task<JournalEntry?> NewestAsync(string kind, string subject, CancellationToken cancellation = default)
        => _database.ReadAsync(s => NewestEntry(s, kind, subject), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SubjectsAsync(string kind, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<string>>(
            s => [.. s.Names("SELECT DISTINCT subject FROM journal WHERE workspace_id = @w AND kind = @kind", ("@w", WorkspaceId), ("@kind", kind)).Order(StringComparer.Ordinal)],
            cancellation);

    // Rows come from one thread; where they are many, others verify and understand them meanwhile.
    private static List<T> Each<T>(IEnumerable<Row> rows, Func<Row, T> understand)
    {
        // What was understood is let go of: of tens of thousands of rows only a few words are kept.
        List<T> Understood(List<Row> some)
        {
            var understood = some.ConvertAll(r => understand(r));
            some.Clear();
            return understood;
        }

        var begun = new List<Task<List<T>>>();
        var some = new List<Row>();
        foreach (var row in rows)
        {
            some.Add(row);
            if (some.Count == Many)
            {
                var these = some;
                begun.Add(Task.Run(() => Understood(these)));
                some = new List<Row>(Many);
            }
        }

        // In their order: of several that are damaged the first is told.
        return begun.Count == 0 ? Understood(some) : [.. begun.SelectMany(b => b.GetAwaiter().GetResult()), .. Understood(some)];
    }

    private JournalEntry? NewestEntry(StoreSession session, string kind, string subject)
        => session.Rows(
                "journal",
                "SELECT * FROM journal WHERE workspace_id = @w AND kind = @kind AND subject = @subject ORDER BY number DESC LIMIT 1",
                ("@w", WorkspaceId), ("@kind", kind), ("@subject", subject))
            .Select(Records.Entry)
            .FirstOrDefault();
}
