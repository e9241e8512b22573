using KpiLab.Core;
using KpiLab.Store;

namespace KpiLab.Postgres;

/// <summary>The registry in a PostgreSQL database.</summary>
/// <remarks>Each call is one transaction; between calls no lock is held, and a few idle connections wait for the next one.</remarks>
public sealed class PostgresStore : SqlStore
{
    private PostgresStore(StoreDatabase database, TimeProvider clock, string workspace)
        : base(database, clock, workspace)
    {
    }

    /// <summary>Opens a store, making schema, tables and workspace where they are missing.</summary>
    /// <param name="connectionString"><c>Host=…;Database=…;Username=…;Password=…</c> or <c>postgresql://…</c>; <c>Search Path</c> names the schema, else <c>kpilab</c>.</param>
    /// <param name="options">Clock, workspace, and more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidInputException">The connection string cannot be read.</exception>
    /// <exception cref="EngineException">The server cannot be reached or refuses, or the store is damaged or was written by a newer version.</exception>
    public static Task<PostgresStore> OpenAsync(string connectionString, StoreOptions options, CancellationToken cancellation = default)
        => OpenAsync(connectionString, options, PostgresDatabase.OfPostgres, cancellation);

    internal static async Task<PostgresStore> OpenAsync(
        string connectionString, StoreOptions options, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        Check(options);
        var database = new PostgresDatabase(PostgresAddress.Parse(connectionString), options.LockTimeout ?? Patience, migrations);
        try
        {
            return new PostgresStore(database, options.Clock, await PrepareAsync(database, options, cancellation));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
