namespace KpiLab.Store.Tests;

/// <summary>The kind of store that this test project is about.</summary>
internal static class TestStore
{
    public static StoreProvider Provider { get; } = new SqliteProvider();

    public static async Task<SqlStore> OpenAsync(string location) => await SqliteStore.OpenAsync(location, StoreOptions.Default with { KeepOpen = true }); // as use cases open it
}
