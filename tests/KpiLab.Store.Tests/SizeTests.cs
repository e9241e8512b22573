namespace KpiLab.Store.Tests;

public sealed class SizeTests : StoreSizeContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override string NewPlace() => _folder.File("store.db");
}
