using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace KpiLab.Store;

/// <summary>Connections to one file that wait for the next transaction.</summary>
internal sealed class IdleConnections : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _waiting = [];
    private volatile bool _disposed;

    public SqliteConnection? Take() => _waiting.TryTake(out var one) ? one : null;

    public void Leave(SqliteConnection connection)
    {
        _waiting.Add(connection);
        if (_disposed)
        {
            Dispose(); // they were let go of in between
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_waiting.TryTake(out var one))
        {
            one.Dispose();
        }
    }
}
