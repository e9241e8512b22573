using KpiLab.Core;

namespace KpiLab.Store;

public partial class SqlStore
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The workspace's row, once schema and workspace are there.</summary>
    internal static async Task<string> PrepareAsync(StoreDatabase database, StoreOptions options, CancellationToken cancellation)
    {
        var workspace =
            await database.ReadAsync(s => Find(s, options, database), cancellation)
            ?? await database.WriteAsync(
                s =>
                {
                    Migrator.Migrate(s, database.Migrations, options.Clock.GetUtcNow(), database.Name);
                    return FindWorkspace(s, options, database.Name) ?? CreateWorkspace(s, options);
                },
                cancellation);
        database.Schema = database.Migrations.Count;
        return options.Simulated && !Records.IsSimulated(workspace)
            ? throw new EngineException($"the store {database.Name} tells real time; a simulated clock may not write to it; name another store")
            : workspace.Text("workspace_id");
    }

    /// <summary>Whether a database holds the workspace already, under any schema that this version knows.</summary>
    internal static Task<bool> IsThereAsync(StoreDatabase database, StoreOptions options, CancellationToken cancellation)
        => database.ReadAsync(s => Migrator.Applied(s, database.Migrations, database.Name) > 0 && FindWorkspace(s, options, database.Name) is not null, cancellation);

    internal static void Check(StoreOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Actor, nameof(options));
        if (options.WorkspaceId is { } wanted)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(wanted, nameof(options));
        }
    }

    private static Row? Find(StoreSession session, StoreOptions options, StoreDatabase database)
        => Migrator.Applied(session, database.Migrations, database.Name) == database.Migrations.Count ? FindWorkspace(session, options, database.Name) : null;

    private static Row? FindWorkspace(StoreSession session, StoreOptions options, string store)
    {
        var found = options.WorkspaceId is { } id
            ? session.Rows("workspace", "SELECT * FROM workspace WHERE workspace_id = @w", ("@w", id)).ToList()
            : [.. session.Rows("workspace", "SELECT * FROM workspace ORDER BY workspace_id LIMIT 2")];
        return found.Count > 1
            ? throw new EngineException($"the store {store} holds several workspaces; say which one")
            : found.FirstOrDefault();
    }

    private static Row CreateWorkspace(StoreSession session, StoreOptions options)
    {
        var now = options.Clock.GetUtcNow();
        var id = options.WorkspaceId ?? Guid.CreateVersion7(now).ToString();
        return new AuditTrail(session, id, now).Record(
            Records.Workspace(options.Simulated), options.Actor, "workspace-created", $"workspace/{id}", ("simulated", options.Simulated));
    }
}
