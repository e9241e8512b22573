using KpiLab.DuckDb;

namespace KpiLab.Data;

/// <summary>
/// DuckDB instances of one run that wait for the next reading of the same files: starting one takes longer than reading a small file. Each is shut to everything but the files it was opened for,
/// and has none of them open while it waits. Safe for several threads.
/// </summary>
public sealed class DuckInstances : IDisposable
{
    private const int Most = 8;
    private readonly List<(string Key, DuckDatabase Database)> _idle = [];
    private bool _disposed;

    /// <summary>Lets go of those that wait.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            _disposed = true;
            _idle.ForEach(i => i.Database.Dispose());
            _idle.Clear();
        }
    }

    internal static string KeyOf(DuckOptions options, IEnumerable<string> files)
        => Invariant($"{options.Threads}|{options.MemoryLimitBytes}|{options.TempDirectory}\n{string.Join('\n', files)}");

    internal DuckDatabase? Take(string key)
    {
        lock (_idle)
        {
            var at = _idle.FindIndex(i => i.Key == key);
            if (at < 0)
            {
                return null;
            }

            var database = _idle[at].Database;
            _idle.RemoveAt(at);
            return database;
        }
    }

    internal void Leave(string key, DuckDatabase database)
    {
        lock (_idle)
        {
            if (_disposed)
            {
                database.Dispose();
                return;
            }

            if (_idle.Count == Most)
            {
                _idle[0].Database.Dispose();
                _idle.RemoveAt(0);
            }

            _idle.Add((key, database));
        }
    }
}
