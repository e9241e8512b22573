namespace KpiLab.DuckDb.Tests;

/// <summary>A folder of a test's own, gone afterwards, and an open database for making its files.</summary>
internal sealed class Scratch : IDisposable
{
    internal Scratch() => Folder = Directory.CreateTempSubdirectory("kpilab-duckdb-").FullName;

    internal string Folder { get; }

    internal string File(string name) => Path.Combine(Folder, name);

    /// <summary>Writes the rows of a query into a file.</summary>
    internal string Copy(string query, string name, string options)
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        connection.Execute(Invariant($"COPY ({query}) TO '{File(name)}' ({options})"));
        return File(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Keeps what it hears, at once and on the same thread.</summary>
internal sealed class Heard : IProgress<double>
{
    internal List<double> Values { get; } = [];

    public void Report(double value) => Values.Add(value);
}
