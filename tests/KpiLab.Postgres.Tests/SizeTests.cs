using KpiLab.Store.Tests;

namespace KpiLab.Postgres.Tests;

public sealed class SizeTests(PostgresServer server) : StoreSizeContract
{
    protected override string NewPlace() => server.NewSchema();
}
