using System.Text;

namespace KpiLab.DuckDb;

/// <summary>A prepared statement. Parameters keep their values between executions.</summary>
public sealed class DuckStatement : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly StatementHandle _handle;

    internal DuckStatement(DuckConnection connection, StatementHandle handle)
    {
        _connection = connection;
        _handle = handle;
    }

    /// <summary>The number of parameters.</summary>
    public int ParameterCount => checked((int)NativeMethods.duckdb_nparams(_handle));

    /// <summary>Binds a BIGINT.</summary>
    public void Bind(int index, long value) => Check(NativeMethods.duckdb_bind_int64(_handle, (ulong)index, value), index);

    /// <summary>Binds a DOUBLE.</summary>
    public void Bind(int index, double value) => Check(NativeMethods.duckdb_bind_double(_handle, (ulong)index, value), index);

    /// <summary>Binds a BOOLEAN.</summary>
    public void Bind(int index, bool value) => Check(NativeMethods.duckdb_bind_boolean(_handle, (ulong)index, value ? (byte)1 : (byte)0), index);

    /// <summary>Binds a VARCHAR; null is NULL.</summary>
    public unsafe void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }

        var utf8 = Encoding.UTF8.GetBytes(value);
        fixed (byte* text = utf8.Length == 0 ? new byte[1] : utf8)
        {
            Check(NativeMethods.duckdb_bind_varchar_length(_handle, (ulong)index, text, (ulong)utf8.Length), index);
        }
    }

    /// <summary>Binds a TIMESTAMP, to the microsecond; a local time is bound as UTC.</summary>
    public void Bind(int index, DateTime value) =>
        Check(NativeMethods.duckdb_bind_timestamp(_handle, (ulong)index, DuckTime.Microseconds(value)), index);

    /// <summary>Binds a DATE.</summary>
    public void Bind(int index, DateOnly value) => Check(NativeMethods.duckdb_bind_date(_handle, (ulong)index, DuckTime.Days(value)), index);

    /// <summary>Binds NULL.</summary>
    public void BindNull(int index) => Check(NativeMethods.duckdb_bind_null(_handle, (ulong)index), index);

    /// <summary>Binds a value of one of the types above (or a smaller number) by its type at run time.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void BindValue(int index, object? value)
    {
        switch (value)
        {
            case null or DBNull: BindNull(index); break;
            case bool v: Bind(index, v); break;
            case long v: Bind(index, v); break;
            case int v: Bind(index, (long)v); break;
            case short v: Bind(index, (long)v); break;
            case byte v: Bind(index, (long)v); break;
            case uint v: Bind(index, (long)v); break;
            case double v: Bind(index, v); break;
            case float v: Bind(index, (double)v); break;
            case string v: Bind(index, v); break;
            case DateTime v: Bind(index, v); break;
            case DateTimeOffset v: Bind(index, v.UtcDateTime); break;
            case DateOnly v: Bind(index, v); break;
            default: throw new ArgumentException(Invariant($"A parameter cannot be a {value.GetType().Name}."), nameof(value));
        }
    }

    /// <summary>Runs the statement and drops its rows.</summary>
    /// <returns>The number of rows changed.</returns>
    public long Execute(CancellationToken cancellationToken = default)
    {
        using var query = RunningQuery.Start(_connection, _handle, streaming: false, cancellationToken, progress: null);
        return query.RowsChanged;
    }

    /// <summary>Runs the statement; its rows come in chunks while it still runs, in the order of the data.</summary>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>, during this call or while reading.</param>
    /// <param name="progress">Hears a growing fraction of the work, on the reading thread, at most ten times a second, and 1 at the end.</param>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1068:CancellationToken parameters must come last",
        Justification = "Nearly every caller passes a token, few want progress.")]
    public DuckReader ExecuteStreaming(CancellationToken cancellationToken = default, IProgress<double>? progress = null)
    {
        if (progress is not null)
        {
            _connection.TellProgress();
        }

        var query = RunningQuery.Start(_connection, _handle, streaming: true, cancellationToken, progress);
        try
        {
            return new DuckReader(query);
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>Releases the statement; a reader of it stays usable.</summary>
    public void Dispose() => _handle.Dispose();

    private unsafe void Check(NativeState state, int index)
    {
        if (state != NativeState.Success)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index,
                NativeMethods.Text(NativeMethods.duckdb_prepare_error(_handle)) ?? Invariant($"The statement has {ParameterCount} parameters, numbered from 1."));
        }
    }
}
