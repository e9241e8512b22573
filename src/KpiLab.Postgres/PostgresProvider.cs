using KpiLab.Core;
using KpiLab.Store;

namespace KpiLab.Postgres;

/// <summary>Stores in PostgreSQL databases; a location is a connection string (<c>Host=…;Database=…</c>) or <c>postgresql://…</c>.</summary>
/// <remarks>The tables are in the schema that <c>Search Path</c> names, <c>kpilab</c> when it names none.</remarks>
public sealed class PostgresProvider : StoreProvider
{
    /// <inheritdoc/>
    public override bool Knows(string location) => StoreLocation.IsServer(location);

    /// <inheritdoc/>
    public override string Describe(string location) => PostgresAddress.Parse(location).Name;

    internal override bool IsReachable(string location) => true;

    internal override Task<StoreDatabase> ConnectAsync(string location, StoreOptions options, CancellationToken cancellation)
        => Task.FromResult<StoreDatabase>(new PostgresDatabase(PostgresAddress.Parse(location), options.LockTimeout ?? SqlStore.Patience));
}
