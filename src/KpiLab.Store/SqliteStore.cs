using System.Runtime.CompilerServices;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>The registry in an SQLite file, or in memory.</summary>
/// <remarks>
/// Each call opens the file, runs one transaction and closes it again: no lock and no open file remain between calls, and several
/// processes may use the same store. Safe for concurrent use by several threads.
/// </remarks>
public sealed partial class SqliteStore : IStore, IDisposable
{
    /// <summary>The path that stands for a store in memory.</summary>
    public const string InMemory = ":memory:";

    private const int AuditPage = 500;
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _clock;

    private SqliteStore(SqliteDatabase database, TimeProvider clock, string workspace)
    {
        _database = database;
        _clock = clock;
        WorkspaceId = workspace;
    }

    /// <summary>The workspace whose rows this store reads and writes.</summary>
    public string WorkspaceId { get; }

    /// <summary>Opens a store, making the file, its folder, the schema and the workspace where they are missing.</summary>
    /// <param name="path">A file, or <see cref="InMemory"/> for a store that is gone when it is disposed.</param>
    /// <param name="options">Clock, workspace, and more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The store cannot be opened, is damaged, is no store, or was written by a newer version.</exception>
    public static Task<SqliteStore> OpenAsync(string path, StoreOptions options, CancellationToken cancellation = default)
        => OpenAsync(path, options, Migration.All, cancellation);

    internal static async Task<SqliteStore> OpenAsync(string path, StoreOptions options, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Actor, nameof(options));
        if (options.WorkspaceId is { } wanted)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(wanted, nameof(options));
        }

        var patience = options.LockTimeout ?? TimeSpan.FromSeconds(30);
        var database = path == InMemory ? SqliteDatabase.InMemory(patience) : await SqliteDatabase.OfFileAsync(path, patience, cancellation);
        try
        {
            var workspace =
                await database.ReadAsync(s => Migrator.Applied(s, migrations, database.Name) == migrations.Count ? FindWorkspace(s, options, database.Name) : null, cancellation)
                ?? await database.WriteAsync(
                    s =>
                    {
                        Migrator.Migrate(s, migrations, options.Clock.GetUtcNow(), database.Name);
                        return FindWorkspace(s, options, database.Name) ?? CreateWorkspace(s, options);
                    },
                    cancellation);
            database.Schema = migrations.Count;
            return options.Simulated && !Records.IsSimulated(workspace)
                ? throw new EngineException($"the store {database.Name} tells real time; a simulated clock may not write to it; name another store")
                : new SqliteStore(database, options.Clock, workspace.Text("workspace_id"));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

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
            s => [.. s.Rows("definitions", """
                    SELECT d.* FROM definitions d
                    JOIN (SELECT kind, definition_id, max(version) AS version FROM definitions WHERE workspace_id = @w GROUP BY kind, definition_id) newest
                      ON d.kind = newest.kind AND d.definition_id = newest.definition_id AND d.version = newest.version
                    WHERE d.workspace_id = @w
                    """, ("@w", WorkspaceId))
                .Select(Records.Definition)
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
                return verification.FirstBroken is null && s.Scalar("PRAGMA integrity_check(1)") is string found && found != "ok"
                    ? throw new EngineException($"the audit trail is whole, but the file of the store {_database.Name} is damaged ({found}); restore it from a backup")
                    : verification;
            },
            cancellation);

    /// <summary>Lets go of a store in memory. A store in a file has nothing to let go of.</summary>
    public void Dispose() => _database.Dispose();

    private static Row? FindWorkspace(SqliteSession session, StoreOptions options, string store)
    {
        var found = options.WorkspaceId is { } id
            ? session.Rows("workspace", "SELECT * FROM workspace WHERE workspace_id = @w", ("@w", id)).ToList()
            : [.. session.Rows("workspace", "SELECT * FROM workspace ORDER BY workspace_id LIMIT 2")];
        return found.Count > 1
            ? throw new EngineException($"the store {store} holds several workspaces; say which one")
            : found.FirstOrDefault();
    }

    private static Row CreateWorkspace(SqliteSession session, StoreOptions options)
    {
        var now = options.Clock.GetUtcNow();
        var id = options.WorkspaceId ?? Guid.CreateVersion7(now).ToString();
        return new AuditTrail(session, id, now).Record(
            Records.Workspace(options.Simulated), options.Actor, "workspace-created", $"workspace/{id}", ("simulated", options.Simulated));
    }

    private IEnumerable<Row> OfExperiment(SqliteSession session, string table, string experiment, string order)
        => session.Rows(
            table, $"SELECT * FROM {table} WHERE workspace_id = @w AND experiment_id = @e ORDER BY {order}", ("@w", WorkspaceId), ("@e", experiment));

    private Row LookRow(SqliteSession session, string experiment, long number)
        => session.First(
            "looks",
            "SELECT * FROM looks WHERE workspace_id = @w AND experiment_id = @e AND number = @n",
            ("@w", WorkspaceId), ("@e", experiment), ("@n", number))
            ?? throw new EngineException(Invariant(
                $"look {number} of experiment {experiment} is gone from the store {_database.Name}; run `kpilab audit verify`, and restore the store from a backup"));
}
