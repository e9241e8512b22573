namespace KpiLab.Store.Tests;

public sealed class ProcessTests : StoreProcessContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _stores;

    public void Dispose() => _folder.Dispose();

    protected override int Kills => IsFull ? 300 : 15;

    protected override string NewPlace() => _folder.File($"store{_stores++}.db");
}
