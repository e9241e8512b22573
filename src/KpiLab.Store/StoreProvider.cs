using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>A kind of store that a workspace may name: what KpiLab itself knows (a file), and what a package adds (a server).</summary>
public abstract class StoreProvider
{
    /// <summary>Whether what a workspace names as its store is of this kind.</summary>
    public abstract bool Knows(string location);

    /// <summary>How messages call a location: never with a password.</summary>
    public abstract string Describe(string location);

    /// <summary>Opens a store, making schema and workspace where they are missing.</summary>
    /// <exception cref="EngineException">The store cannot be opened, is damaged, is no store, or was written by a newer version.</exception>
    public async Task<SqlStore> OpenAsync(string location, StoreOptions options, CancellationToken cancellation = default)
    {
        SqlStore.Check(options);
        return await MakeAsync(await ConnectAsync(location, options, cancellation), options, cancellation);
    }

    /// <summary>Opens a store that is there; null when there is none yet. Makes nothing new.</summary>
    /// <exception cref="EngineException">The store cannot be opened, is damaged, is no store, or was written by a newer version.</exception>
    public async Task<SqlStore?> OpenExistingAsync(string location, StoreOptions options, CancellationToken cancellation = default)
    {
        SqlStore.Check(options);
        if (!IsReachable(location))
        {
            return null;
        }

        var database = await ConnectAsync(location, options, cancellation);
        try
        {
            if (!await SqlStore.IsThereAsync(database, options, cancellation))
            {
                database.Dispose();
                return null;
            }
        }
        catch
        {
            database.Dispose();
            throw;
        }

        return await MakeAsync(database, options, cancellation);
    }

    /// <summary>False when there can be no store, known without connecting.</summary>
    internal abstract bool IsReachable(string location);

    internal abstract Task<StoreDatabase> ConnectAsync(string location, StoreOptions options, CancellationToken cancellation);

    private static async Task<SqlStore> MakeAsync(StoreDatabase database, StoreOptions options, CancellationToken cancellation)
    {
        try
        {
            return new SqlStore(database, options.Clock, await SqlStore.PrepareAsync(database, options, cancellation));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}

/// <summary>Stores in SQLite files; a location is a path.</summary>
public sealed class SqliteProvider : StoreProvider
{
    /// <inheritdoc/>
    public override bool Knows(string location) => !StoreLocation.IsServer(location);

    /// <inheritdoc/>
    public override string Describe(string location) => location;

    internal override bool IsReachable(string location) => File.Exists(location);

    internal override async Task<StoreDatabase> ConnectAsync(string location, StoreOptions options, CancellationToken cancellation)
        => await SqliteDatabase.OfFileAsync(location, options.LockTimeout ?? SqlStore.Patience, migrations: null, cancellation);
}
