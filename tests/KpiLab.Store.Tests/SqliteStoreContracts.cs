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
}

public sealed class SqliteMemoryStoreTests : StoreContract
{
    protected override async Task<IStore> OpenAsync(TimeProvider clock, bool simulated)
        => await SqliteStore.OpenAsync(SqliteStore.InMemory, new StoreOptions(clock, Simulated: simulated));
}
