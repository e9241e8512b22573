namespace KpiLab.DuckDb;

/// <summary>A query from its start until its result is no longer needed: executes it, watches the cancellation token, reports progress.</summary>
internal sealed class RunningQuery : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly DuckConnection _connection;
    private readonly CancellationToken _cancellationToken;
    private readonly IProgress<double>? _progress;
    private readonly ResultHandle _result = new();
    private CancellationTokenRegistration _registration;
    private long _reportedAt = TimeProvider.System.GetTimestamp();
    private double _reported;

    private RunningQuery(DuckConnection connection, CancellationToken cancellationToken, IProgress<double>? progress)
    {
        _connection = connection;
        _cancellationToken = cancellationToken;
        _progress = progress;
    }

    internal ResultHandle Result => _result;

    internal long RowsChanged => checked((long)NativeMethods.duckdb_rows_changed(_result));

    internal static RunningQuery Start(
        DuckConnection connection, StatementHandle statement, bool streaming, CancellationToken cancellationToken, IProgress<double>? progress)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = new RunningQuery(connection, cancellationToken, progress);
        try
        {
            connection.Enter(query);
            query.Execute(statement, streaming);
            return query;
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>The next chunk, or null at the end.</summary>
    internal unsafe ChunkHandle? Fetch()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var chunk = _result.FetchChunk();
        if (!chunk.IsInvalid)
        {
            Report();
            return chunk;
        }

        chunk.Dispose();
        if (NativeMethods.Text(NativeMethods.duckdb_result_error(_result)) is { Length: > 0 } error)
        {
            throw Failure(error, NativeMethods.duckdb_result_error_type(_result));
        }

        Finish();
        return null;
    }

    public void Dispose()
    {
        // First the registration, which waits for a callback under way: no interrupt may reach the connection's next query.
        _registration.Dispose();
        _result.Dispose();
        _connection.Leave(this);
    }

    /// <summary>Creating the pending result clears an old interrupt; only then may the token set a new one.</summary>
    private unsafe void Execute(StatementHandle statement, bool streaming)
    {
        var state = streaming
            ? NativeMethods.duckdb_pending_prepared_streaming(statement, out var pending)
            : NativeMethods.duckdb_pending_prepared(statement, out pending);
        using (pending)
        {
            if (state != NativeState.Success)
            {
                throw Failure(NativeMethods.Text(NativeMethods.duckdb_pending_error(pending)));
            }

            _registration = _cancellationToken.UnsafeRegister(static connection => ((DuckConnection)connection!).InterruptIfOpen(), _connection);
            for (var ready = false; !ready; Report())
            {
                switch (NativeMethods.duckdb_pending_execute_task(pending))
                {
                    case NativePendingState.ResultReady:
                        ready = true;
                        break;
                    case NativePendingState.NoTasksAvailable:
                        Thread.Sleep(1);   // the last tasks are with the worker threads
                        break;
                    case NativePendingState.Error:
                        throw Failure(NativeMethods.Text(NativeMethods.duckdb_pending_error(pending)));
                    default:
                        break;
                }
            }

            if (NativeMethods.duckdb_execute_pending(pending, _result) != NativeState.Success)
            {
                throw Failure(NativeMethods.Text(NativeMethods.duckdb_result_error(_result)), NativeMethods.duckdb_result_error_type(_result));
            }
        }
    }

    private Exception Failure(string? message, DuckErrorType type = DuckErrorType.Unknown)
    {
        var cause = DuckErrors.Unwrap(message ?? "DuckDB failed without a message.");
        var told = DuckErrors.TypeOf(cause);
        var error = new DuckException(cause, told == DuckErrorType.Unknown ? type : told);
        return error.Type == DuckErrorType.Interrupt && _cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The query was cancelled.", error, _cancellationToken)
            : error;
    }

    private void Report()
    {
        if (_progress is null || TimeProvider.System.GetElapsedTime(_reportedAt) < ReportEvery)
        {
            return;
        }

        _reportedAt = TimeProvider.System.GetTimestamp();
        var fraction = NativeMethods.duckdb_query_progress(_connection.Handle).Percentage / 100;
        if (fraction > _reported && fraction < 1)
        {
            _reported = fraction;
            _progress.Report(fraction);
        }
    }

    private void Finish()
    {
        if (_progress is not null && _reported < 1)
        {
            _reported = 1;
            _progress.Report(1);
        }
    }
}
