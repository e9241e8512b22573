using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>The registry in an SQLite file, or in memory.</summary>
/// <remarks>Each call is one transaction, and closes the file again unless <see cref="StoreOptions.KeepOpen"/> or <see cref="StoreOptions.Connections"/> keep it open: no lock remains between calls, and without them no open file.</remarks>
public sealed class SqliteStore : SqlStore
{
    /// <summary>The path that stands for a store in memory.</summary>
    public const string InMemory = ":memory:";

    private SqliteStore(StoreDatabase database, TimeProvider clock, string workspace)
        : base(database, clock, workspace)
    {
    }

    /// <summary>Opens a store, making the file, its folder, the schema and the workspace where they are missing.</summary>
    /// <param name="path">A file, or <see cref="InMemory"/> for a store that is gone when it is disposed.</param>
    /// <param name="options">Clock, workspace, and more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The store cannot be opened, is damaged, is no store, or was written by a newer version.</exception>
    public static Task<SqliteStore> OpenAsync(string path, StoreOptions options, CancellationToken cancellation = default)
        => OpenAsync(path, options, Migration.OfSqlite, cancellation);

    internal static async Task<SqliteStore> OpenAsync(string path, StoreOptions options, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Check(options);
        var database = path == InMemory
            ? SqliteDatabase.InMemory(options, migrations)
            : await SqliteDatabase.OfFileAsync(path, options, migrations, cancellation);
        try
        {
            return new SqliteStore(database, options.Clock, await PrepareAsync(database, options, cancellation));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
