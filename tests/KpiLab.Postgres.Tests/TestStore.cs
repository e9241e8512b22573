using KpiLab.Postgres;

namespace KpiLab.Store.Tests;

/// <summary>The kind of store that this test project is about.</summary>
internal static class TestStore
{
    public static StoreProvider Provider { get; } = new PostgresProvider();

    public static async Task<SqlStore> OpenAsync(string location) => await PostgresStore.OpenAsync(location, StoreOptions.Default);
}
