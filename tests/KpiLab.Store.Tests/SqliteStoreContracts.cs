using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class SqliteFileStoreTests : StoreContract
{
    private readonly TemporaryFolder _folder = new();
    private int _stores;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IStore> OpenAsync(TimeProvider clock, bool simulated)
        => await SqliteStore.OpenAsync(_folder.File($"deep/er/store{_stores++}.db"), new StoreOptions(clock, Simulated: simulated));

    protected override (StoreProvider Provider, string Location) NewPlace() => (new SqliteProvider(), _folder.File($"new{_stores++}/store.db"));
}

public sealed class SqliteMemoryStoreTests : StoreContract
{
    private readonly TemporaryFolder _folder = new();
    private int _stores;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    // A file's content cannot be brought into memory; what was in memory can be brought into a file.
    protected override (StoreProvider Provider, string Location) NewPlace() => (new SqliteProvider(), _folder.File($"new{_stores++}/store.db"));

    protected override async Task<IStore> OpenAsync(TimeProvider clock, bool simulated)
        => await SqliteStore.OpenAsync(SqliteStore.InMemory, new StoreOptions(clock, Simulated: simulated));
}
