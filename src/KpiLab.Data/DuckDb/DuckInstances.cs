using KpiLab.Core;
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
        List<(string Key, DuckDatabase Database)> last;
        lock (_idle)
        {
            _disposed = true;
            last = [.. _idle];
            _idle.Clear();
        }

        last.ForEach(i => i.Database.Dispose());
    }

    /// <summary>One that waits for these files, or a new one shut to all others.</summary>
    internal static (DuckDatabase Database, DuckConnection Connection, string Key) Open(DuckInstances? instances, ReadOptions options, string? tempDirectory, IReadOnlyList<string> allowed)
    {
        var key = Invariant($"{options.Threads}|{options.MemoryLimitBytes}|{tempDirectory}\n{string.Join('\n', allowed)}");
        var waiting = instances?.Take(key);
        var database = waiting ?? DuckDatabase.Open(new DuckOptions
        {
            Threads = options.Threads,
            MemoryLimitBytes = options.MemoryLimitBytes,
            TempDirectory = tempDirectory,
            ExternalAccess = true,

            // What stays for the next answer must not remember what a file held for this one.
            Configuration = instances is null ? ExpressionSql.Settings : ExpressionSql.Settings.Append(KeyValuePair.Create("enable_external_file_cache", "false")).ToDictionary(StringComparer.Ordinal),
        });
        DuckConnection? connection = null;
        try
        {
            connection = database.Connect();
            if (waiting is null)
            {
                connection.LockDown(allowed, []);
            }

            return (database, connection, key);
        }
        catch
        {
            connection?.Dispose();
            database.Dispose();
            throw;
        }
    }

    internal int Waiting
    {
        get
        {
            lock (_idle)
            {
                return _idle.Count;
            }
        }
    }

    internal void Leave(string key, DuckDatabase database)
    {
        DuckDatabase? leaves = database;
        lock (_idle)
        {
            if (!_disposed)
            {
                leaves = null;
                if (_idle.Count == Most)
                {
                    leaves = _idle[0].Database;
                    _idle.RemoveAt(0);
                }

                _idle.Add((key, database));
            }
        }

        leaves?.Dispose();
    }

    private DuckDatabase? Take(string key)
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
}
