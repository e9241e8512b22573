using KpiLab.Core;
using KpiLab.DuckDb;

namespace KpiLab.Data.Tests;

/// <summary>A folder of its own with data files, gone afterwards.</summary>
internal sealed class TempWorkspace : IDisposable
{
    public TempWorkspace()
    {
        Root = Path.Combine(Path.GetTempPath(), "kpilab-data-tests", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public DuckExperimentData Data => new(Root);

    public string PathOf(string name) => Path.Combine(Root, name);

    public TempWorkspace Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    public TempWorkspace WriteGzip(string name, string text)
    {
        using var stream = new System.IO.Compression.GZipStream(File.Create(PathOf(name)), System.IO.Compression.CompressionLevel.Fastest);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Writes the answer of a query as a file; the query may read the workspace's files by absolute path.</summary>
    public TempWorkspace WriteQuery(string name, string select, string options = "FORMAT parquet")
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO '{PathOf(name)}' ({options})");
        return this;
    }

    public Task<ExperimentCells> Measure(NeedsBuilder needs, ReadOptions? options = null)
        => Data.MeasureAsync(needs.Build(), options ?? new ReadOptions(), null, TestContext.Current.CancellationToken);

    public async Task<InvalidInputException> Refused(NeedsBuilder needs, ReadOptions? options = null)
        => await Assert.ThrowsAsync<InvalidInputException>(() => Measure(needs, options));

    public void Dispose()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
