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

    /// <summary>Brings a file written by <see cref="SqlStore.ExportAsync"/> into an empty store, with the hashes it had. A store that holds exactly this already stays as it is.</summary>
    /// <param name="location">The store; made when it is not there.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Clock and patience.</param>
    /// <param name="keyFingerprint">The fingerprint of the key that must have signed the file's head; null accepts any.</param>
    /// <param name="cancellation">Ends the work; nothing was stored then.</param>
    /// <exception cref="InvalidInputException">The file is damaged (the first row that does not fit is named), or the store is not empty. Nothing was stored.</exception>
    /// <exception cref="EngineException">The store failed.</exception>
    public async Task<ImportReceipt> ImportAsync(
        string location, string path, StoreOptions options, string? keyFingerprint = null, CancellationToken cancellation = default)
    {
        // All of the file before any of the store: a damaged file does not even make one.
        var file = new StoreFileReader(path, keyFingerprint);
        var verified = await Task.Run(() => file.Verify(cancellation), cancellation);
        using var database = await ConnectAsync(location, options, cancellation);
        return await Import.RunAsync(database, file, verified, options.Clock, cancellation);
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
    private static readonly Lazy<Task> Loading = new(() => Task.Run(SqliteDatabase.Load));

    /// <summary>Begins to load SQLite, once, beside what the caller does next. Whether that succeeds shows when a store is opened.</summary>
    public static void LoadAhead() => _ = Loading.Value;

    /// <inheritdoc/>
    public override bool Knows(string location) => !StoreLocation.IsServer(location);

    /// <inheritdoc/>
    public override string Describe(string location) => location;

    internal override bool IsReachable(string location) => File.Exists(location);

    internal override async Task<StoreDatabase> ConnectAsync(string location, StoreOptions options, CancellationToken cancellation)
        => await SqliteDatabase.OfFileAsync(location, options, migrations: null, cancellation);
}
