using System.Runtime.CompilerServices;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>The registry in a database that speaks SQL: what <see cref="SqliteStore"/> and the PostgreSQL store have in common, which is all but the connection.</summary>
/// <remarks>Each call is one transaction; no lock remains between calls. Several processes may use the same store. Safe for concurrent use by several threads.</remarks>
public partial class SqlStore : IStore, IDisposable
{
    private const int AuditPage = 500;
    private readonly StoreDatabase _database;
    private readonly TimeProvider _clock;

    internal SqlStore(StoreDatabase database, TimeProvider clock, string workspace)
    {
        _database = database;
        _clock = clock;
        WorkspaceId = workspace;
    }

    /// <summary>The workspace whose rows this store reads and writes.</summary>
    public string WorkspaceId { get; }

    /// <summary>How messages call the store: a path, or a server and a database, never with a password.</summary>
    public string Name => _database.Name;

    /// <inheritdoc/>
    public Task<bool> IsSimulatedAsync(CancellationToken cancellation = default)
        => _database.ReadAsync(
            s => Records.IsSimulated(
                s.First("workspace", "SELECT * FROM workspace WHERE workspace_id = @w", ("@w", WorkspaceId))
                ?? throw new EngineException($"workspace {WorkspaceId} is gone from the store {_database.Name}; run `kpilab audit verify`, and restore the store from a backup")),
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDefinition>> DefinitionsAsync(DefinitionKind? kind = null, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<StoredDefinition>>(
            s => [.. Each(
                s.Rows("definitions", """
                    SELECT d.* FROM definitions d
                    JOIN (SELECT kind, definition_id, max(version) AS version FROM definitions WHERE workspace_id = @w GROUP BY kind, definition_id) newest
                      ON d.kind = newest.kind AND d.definition_id = newest.definition_id AND d.version = newest.version
                    WHERE d.workspace_id = @w
                    """, ("@w", WorkspaceId)),
                Records.Definition)
                .Where(d => !d.Removed && (kind is null || d.Document.Kind == kind))
                .OrderBy(d => d.Document.Kind)
                .ThenBy(d => d.Document.Id, StringComparer.Ordinal)],
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDefinition>> HistoryAsync(DefinitionKind kind, string id, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<StoredDefinition>>(
            s => [.. s.Rows(
                    "definitions",
                    "SELECT * FROM definitions WHERE workspace_id = @w AND kind = @kind AND definition_id = @id ORDER BY version",
                    ("@w", WorkspaceId), ("@kind", Records.Word(kind)), ("@id", id))
                .Select(Records.Definition)],
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Registration>> RegistrationsAsync(string experimentId, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<Registration>>(
            s => [.. OfExperiment(s, "registrations", experimentId, "version").Select(Records.Registration)], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Look>> LooksAsync(string experimentId, CancellationToken cancellation = default)
        => _database.ReadAsync<IReadOnlyList<Look>>(s => [.. OfExperiment(s, "looks", experimentId, "number").Select(Records.Look)], cancellation);

    /// <inheritdoc/>
    public Task<StoredAnalysis?> LatestAnalysisAsync(string experimentId, CancellationToken cancellation = default)
        => _database.ReadAsync(
            s =>
            {
                var newest = OfExperiment(s, "analyses", experimentId, "audit_sequence DESC LIMIT 1").FirstOrDefault();
                return newest is null ? null : Records.Analysis(newest, Records.Look(LookRow(s, experimentId, newest.Integer("look_number"))));
            },
            cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditEntry> AuditAsync(long afterSequence = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // Page by page: the reader may take its time, and nothing is open meanwhile. Rows are only ever added, so pages fit together.
        for (var after = afterSequence; ;)
        {
            var from = after;
            var page = await _database.ReadAsync(
                s => s.Rows(
                        "audit",
                        "SELECT * FROM audit WHERE workspace_id = @w AND sequence > @after ORDER BY sequence LIMIT @page",
                        ("@w", WorkspaceId), ("@after", from), ("@page", AuditPage))
                    .Select(AuditRow.Entry).ToList(),
                cancellation);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < AuditPage)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EngineException">The trail is whole, but the file around it is damaged.</exception>
    public Task<AuditVerification> VerifyAuditAsync(AuditHead? expected = null, CancellationToken cancellation = default)
        => _database.ReadAsync(
            s =>
            {
                var verification = AuditVerifier.Verify(s, WorkspaceId, expected);
                return verification.FirstBroken is null && s.Damage() is { } found
                    ? throw new EngineException($"the audit trail is whole, but the file of the store {_database.Name} is damaged ({found}); restore it from a backup")
                    : verification;
            },
            cancellation);

    /// <summary>Kind, version and safety of the database behind the store, for a person: <c>SQLite 3.50.4</c>, <c>PostgreSQL 15.18, data checksums on</c>.</summary>
    public Task<string> EngineAsync(CancellationToken cancellation = default) => _database.ReadAsync(s => s.Engine(), cancellation);

    /// <summary>Lets go of a store in memory, of the connections to a server, or of a file that was to be kept open. Else a store in a file has nothing to let go of.</summary>
    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    private IEnumerable<Row> OfExperiment(StoreSession session, string table, string experiment, string order)
        => session.Rows(
            table, $"SELECT * FROM {table} WHERE workspace_id = @w AND experiment_id = @e ORDER BY {order}", ("@w", WorkspaceId), ("@e", experiment));

    private Row LookRow(StoreSession session, string experiment, long number)
        => session.First(
            "looks",
            "SELECT * FROM looks WHERE workspace_id = @w AND experiment_id = @e AND number = @n",
            ("@w", WorkspaceId), ("@e", experiment), ("@n", number))
            ?? throw new EngineException(Invariant(
                $"look {number} of experiment {experiment} is gone from the store {_database.Name}; run `kpilab audit verify`, and restore the store from a backup"));
}
