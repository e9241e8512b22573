using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;

namespace KpiLab.Postgres.Tests;

public sealed class PostgresStoreTests(PostgresServer server) : StoreContract
{
    protected override async Task<IStore> OpenAsync(TimeProvider clock, bool simulated)
        => await PostgresStore.OpenAsync(server.NewSchema(), new StoreOptions(clock, Simulated: simulated));

    protected override (StoreProvider Provider, string Location) NewPlace() => (new PostgresProvider(), server.NewSchema());
}
