using System.Diagnostics;
using KpiLab.Core;
using Microsoft.Data.Sqlite;

namespace KpiLab.Store;

/// <summary>A database file, opened for one transaction at a time and closed again, or kept open for the next until it is disposed; or a database in memory, which lives until it is disposed.</summary>
/// <remarks>
/// Durable: write-ahead log with <c>synchronous=FULL</c>, so that a commit survives a crash of the process and of the machine. Writers start
/// with <c>BEGIN IMMEDIATE</c>. When another program holds the lock the whole transaction is repeated until the time is up: transactions
/// here read what they need themselves, so repeating one is safe.
/// </remarks>
internal sealed class SqliteDatabase : StoreDatabase
{
    /// <summary><c>KPIL</c>, kept in the file's header.</summary>
    public const int ApplicationId = 0x4B50494C;

    // How long SQLite waits by itself; between such waits cancellation is looked at.
    private const string Settings =
        "PRAGMA busy_timeout = 200; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

    private readonly string? _path;
    private readonly TimeSpan _patience;
    private readonly SqliteConnection? _memory;
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Null where each transaction closes the file.
    private readonly IdleConnections? _idle;
    private readonly bool _ownsIdle;

    private SqliteDatabase(string? path, StoreOptions options, IReadOnlyList<Migration>? migrations)
    {
        _idle = path is null ? null : options.Connections?.Of(path) ?? (options.KeepOpen ? new IdleConnections() : null);
        _ownsIdle = options.Connections is null;
        Migrations = migrations ?? Migration.OfSqlite;
        _path = path;
        _patience = options.LockTimeout ?? SqlStore.Patience;
        Name = path is null ? "in memory" : path;
        if (path is null)
        {
            _memory = OpenMemory();
        }
    }

    public override string Name { get; }

    public override IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Has the library and what calls it ready.</summary>
    public static void Load()
    {
        using var connection = OpenMemory();
        using var transaction = connection.BeginTransaction(deferred: true);
        _ = new SqliteSession(connection, transaction, CancellationToken.None).First("sqlite_schema", "SELECT @w AS text, 1 AS number", ("@w", ""));
        transaction.Commit();
    }

    public static SqliteDatabase InMemory(StoreOptions options, IReadOnlyList<Migration>? migrations) => new(null, options, migrations);

    /// <summary>The database of a file. The file and its folder are made when they are not there.</summary>
    public static async Task<SqliteDatabase> OfFileAsync(string path, StoreOptions options, IReadOnlyList<Migration>? migrations, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new EngineException($"the store {full} is a folder; name a file as `store` in kpilab.yaml");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"the folder of the store {full} cannot be made; check that this user may write there", failure);
        }

        var database = new SqliteDatabase(full, options, migrations);
        try
        {
            await database.RepeatedAsync(
                () =>
                {
                    var connection = database._idle?.Take() ?? database.Connect(SqliteOpenMode.ReadWriteCreate);
                    var isWhole = false;
                    try
                    {
                        RefuseForeign(connection, full);
                        var mode = (string?)Scalar(connection, "PRAGMA journal_mode = WAL");
                        return isWhole = mode == "wal"
                            ? true
                            : throw new EngineException($"the store {full} cannot keep a write-ahead log (journal mode {mode}); put it on a local disk");
                    }
                    finally
                    {
                        database.Leave(connection, isWhole);
                    }
                },
                cancellation);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public override Task<T> ReadAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation) => TransactAsync(work, write: false, cancellation);

    public override Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation) => TransactAsync(work, write: true, cancellation);

    public override void Dispose()
    {
        _memory?.Dispose();
        if (_ownsIdle)
        {
            _idle?.Dispose();
        }

        _gate.Dispose();
    }

    private async Task<T> TransactAsync<T>(Func<StoreSession, T> work, bool write, CancellationToken cancellation)
    {
        // Writers of one process wait here in order; a database in memory has one connection, which readers share.
        var gated = write || _memory is not null;
        if (gated)
        {
            await _gate.WaitAsync(cancellation);
        }

        try
        {
            return await RepeatedAsync(
                () =>
                {
                    var connection = _memory ?? _idle?.Take() ?? Connect(SqliteOpenMode.ReadWrite);
                    var isWhole = false;
                    try
                    {
                        using var transaction = connection.BeginTransaction(deferred: !write);
                        var session = new SqliteSession(connection, transaction, cancellation);
                        RefuseOtherSchema(session);
                        var result = work(session);
                        cancellation.ThrowIfCancellationRequested();
                        transaction.Commit();
                        isWhole = true;
                        return result;
                    }
                    finally
                    {
                        Leave(connection, isWhole);
                    }
                },
                cancellation);
        }
        finally
        {
            if (gated)
            {
                _gate.Release();
            }
        }
    }

    // SQLite has no asynchronous calls; the work runs on a pool thread so that the caller's is free.
    private async Task<T> RepeatedAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = 2; ; pause = Math.Min(2 * pause, 64))
        {
            try
            {
                return await Task.Run(work, cancellation);
            }
            catch (SqliteException failure) when (SqliteFailure.IsBusy(failure) && Stopwatch.GetElapsedTime(started) < _patience)
            {
                await Task.Delay(pause, cancellation);
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.Describe(failure, Name);
            }
        }
    }

    // A connection that failed is not used again: what it still holds is not known.
    private void Leave(SqliteConnection connection, bool isWhole)
    {
        if (connection == _memory)
        {
            return;
        }

        if (isWhole && _idle is not null)
        {
            _idle.Leave(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private static SqliteConnection OpenMemory()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False;Default Timeout=1");
        connection.Open();
        Run(connection, Settings);
        return connection;
    }

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        // Without the driver's pooling, closing closes the file: nothing stays open or locked after the store.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            Run(connection, Settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void RefuseOtherSchema(StoreSession session)
    {
        if (Schema is { } expected && session.Scalar("PRAGMA user_version") is long found && found != expected)
        {
            throw Overtaken(found);
        }
    }

    // Before anything is written: a database of somebody else stays as it is.
    private static void RefuseForeign(SqliteConnection connection, string path)
    {
        // In this order: another process that makes the store between the two commits its tables together with its id.
        var tables = (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")!;
        var application = (long)Scalar(connection, "PRAGMA application_id")!;
        if (application != ApplicationId && (application != 0 || tables > 0))
        {
            throw new EngineException($"{path} is an SQLite database, but not a store of KpiLab; name another file as `store` in kpilab.yaml");
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
