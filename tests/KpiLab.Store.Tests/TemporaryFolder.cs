namespace KpiLab.Store.Tests;

/// <summary>A folder that is gone afterwards; deleting it fails where the store left a file open (on Windows).</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kpilab-store-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
