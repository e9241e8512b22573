using System.Data;
using System.Diagnostics;
using KpiLab.Core;
using KpiLab.Store;
using Npgsql;

namespace KpiLab.Postgres;

/// <summary>A schema of a PostgreSQL database, used for one transaction at a time on connections that are kept for the next one.</summary>
/// <remarks>
/// <para>Writers take one advisory lock per schema and read afterwards (read committed: each statement sees what was committed before it), so
/// that they come one after the other, as in SQLite, and the audit trail has no fork; its unique sequence refuses whoever does not wait.
/// Readers see one snapshot (repeatable read).</para>
/// <para>When the connection is lost while a transaction is being committed, nobody has told whether it was. Then the next attempt, which has the
/// lock and so knows that the lost one is over, looks for the row that it wrote last: found, it was committed; else it is repeated.</para>
/// </remarks>
internal sealed class PostgresDatabase : StoreDatabase
{
    // First half of the key of the advisory lock: "KPIL"; the second is the schema's number.
    private const int LockClass = 0x4B50494C;
    private const int MostOverruns = 3;

    private readonly PostgresAddress _address;
    private readonly TimeSpan _patience;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _wasReached;

    public PostgresDatabase(PostgresAddress address, TimeSpan patience, IReadOnlyList<Migration>? migrations = null)
    {
        _address = address;
        _patience = patience;
        Migrations = migrations ?? OfPostgres;
        _source = NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <summary>The steps of a PostgreSQL store that this version knows.</summary>
    public static IReadOnlyList<Migration> OfPostgres { get; } = Migration.Load(typeof(PostgresDatabase).Assembly);

    public override string Name => _address.Name;

    public override IReadOnlyList<Migration> Migrations { get; }

    public override async Task<T> ReadAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation)
        => await RepeatedAsync<T>(async (_, attempt) => await AttemptAsync(work, write: false, attempt, cancellation), cancellation);

    public override async Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation)
    {
        // Writers of one process wait here in order, without a connection each.
        await _gate.WaitAsync(cancellation);
        try
        {
            return await RepeatedAsync<T>(async (started, attempt) => await AttemptAsync(work, write: true, attempt, cancellation, _patience - Stopwatch.GetElapsedTime(started)), cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    public override void Dispose()
    {
        _source.Dispose();
        _gate.Dispose();
    }

    private async Task<T> RepeatedAsync<T>(Func<long, Attempt<T>, Task<T>> attempt, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var state = new Attempt<T>();
        var overruns = 0;
        for (var pause = 5; ; pause = Math.Min(2 * pause, 500))
        {
            try
            {
                var result = await attempt(started, state);
                _wasReached = true;
                return result;
            }
            catch (NpgsqlException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                var passes = PostgresFailure.IsRepeatable(failure)
                    || (PostgresFailure.IsLost(failure) && (_wasReached || state.Unknown is not null))
                    || (PostgresFailure.IsOverrun(failure) && ++overruns <= MostOverruns);
                if (!passes || Stopwatch.GetElapsedTime(started) >= _patience)
                {
                    throw state.Unknown is null
                        ? PostgresFailure.Describe(failure, _address)
                        : new EngineException(
                            $"the connection to the store {Name} was lost while it stored, and the server did not come back: whether this was stored is open; see `kpilab audit log` once it is there", failure);
                }
            }

            await Task.Delay(pause, cancellation);
        }
    }

    private async Task<T> AttemptAsync<T>(Func<StoreSession, T> work, bool write, Attempt<T> state, CancellationToken cancellation, TimeSpan wait = default)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(write ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellation);
        if (write)
        {
            await LockAsync(connection, transaction, wait, cancellation);
        }

        var session = new PostgresSession(connection, transaction, _address.Schema, cancellation);
        var (result, isThere) = await Task.Run(
            () =>
            {
                if (state.Unknown is { } last && session.HasSchema() && session.Scalar($"SELECT id FROM {last.Table} WHERE id = @id", ("@id", last.Id)) is not null)
                {
                    return (state.Result!, true);
                }

                state.Unknown = null;
                RefuseOtherSchema(session);
                return (work(session), false);
            },
            cancellation);
        if (isThere)
        {
            return result;
        }

        cancellation.ThrowIfCancellationRequested();
        if (write)
        {
            (state.Result, state.Unknown) = (result, session.Last);
            // From here on it is the server's: a cancelled wait would leave open whether it was stored.
            await transaction.CommitAsync(CancellationToken.None);
        }

        return result;
    }

    private async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan wait, CancellationToken cancellation)
    {
        var milliseconds = (long)Math.Max(1, wait.TotalMilliseconds);
        await using var command = new NpgsqlCommand(
            Invariant($"SET LOCAL lock_timeout = {milliseconds}; SELECT pg_advisory_xact_lock({LockClass}, hashtext('{_address.Schema}'))"), connection, transaction);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private void RefuseOtherSchema(PostgresSession session)
    {
        if (Schema is { } expected && session.Scalar("SELECT max(number) FROM migrations") is long found && found != expected)
        {
            throw Overtaken(found);
        }
    }

    // What is known between attempts: the last row of a commit whose outcome was not told, and what it would have returned.
    private sealed class Attempt<T>
    {
        public (string Table, string Id)? Unknown { get; set; }

        public T? Result { get; set; }
    }
}
