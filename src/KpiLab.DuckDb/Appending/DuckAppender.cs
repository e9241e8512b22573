using System.Buffers;
using System.Text;

namespace KpiLab.DuckDb;

/// <summary>Adds rows to a table, value by value in the order of its columns, far faster than INSERT. DuckDB casts each value to its column's type.</summary>
/// <remarks>Rows reach the table in portions, the rest with <see cref="Complete"/>; what follows the last portion is dropped where it is not called.</remarks>
public sealed class DuckAppender : IDisposable
{
    private const int StackBytes = 512;

    private readonly DuckConnection _connection;
    private readonly AppenderHandle _handle;

    internal DuckAppender(DuckConnection connection, string? schema, string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        _connection = connection;
        connection.CheckIdle();
        var state = NativeMethods.duckdb_appender_create(connection.Handle, schema, table, out _handle);
        if (state != NativeState.Success)
        {
            var error = Error();
            _handle.Dispose();
            throw error;
        }
    }

    /// <summary>Adds a BIGINT.</summary>
    public void Add(long value) => Check(NativeMethods.duckdb_append_int64(_handle, value));

    /// <summary>Adds a DOUBLE.</summary>
    public void Add(double value) => Check(NativeMethods.duckdb_append_double(_handle, value));

    /// <summary>Adds a BOOLEAN.</summary>
    public void Add(bool value) => Check(NativeMethods.duckdb_append_bool(_handle, value ? (byte)1 : (byte)0));

    /// <summary>Adds a TIMESTAMP, to the microsecond; a local time is added as UTC.</summary>
    public void Add(DateTime value) => Check(NativeMethods.duckdb_append_timestamp(_handle, DuckTime.Microseconds(value)));

    /// <summary>Adds a DATE.</summary>
    public void Add(DateOnly value) => Check(NativeMethods.duckdb_append_date(_handle, DuckTime.Days(value)));

    /// <summary>Adds a VARCHAR; null is NULL.</summary>
    public void Add(string? value)
    {
        if (value is null)
        {
            AddNull();
        }
        else
        {
            Add(value.AsSpan());
        }
    }

    /// <summary>Adds a VARCHAR.</summary>
    public unsafe void Add(ReadOnlySpan<char> value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        var utf8 = most <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = Encoding.UTF8.GetBytes(value, utf8);
            fixed (byte* text = utf8)
            {
                Check(NativeMethods.duckdb_append_varchar_length(_handle, text, (ulong)length));
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Adds NULL.</summary>
    public void AddNull() => Check(NativeMethods.duckdb_append_null(_handle));

    /// <summary>Adds a value of one of the types above (or a smaller number, or a decimal) by its type at run time.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void AddValue(object? value)
    {
        switch (value)
        {
            case null or DBNull: AddNull(); break;
            case double v: Add(v); break;
            case long v: Add(v); break;
            case int v: Add((long)v); break;
            case string v: Add(v); break;
            case bool v: Add(v); break;
            case float v: Add((double)v); break;
            case short v: Add((long)v); break;
            case byte v: Add((long)v); break;
            case uint v: Add((long)v); break;
            case decimal v: Add(v.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTime v: Add(v); break;
            case DateTimeOffset v: Add(v.UtcDateTime); break;
            case DateOnly v: Add(v); break;
            default: throw new ArgumentException(Invariant($"A value of a table cannot be a {value.GetType().Name}."), nameof(value));
        }
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="DuckException">The row has too few or too many values, or breaks a constraint.</exception>
    public void EndRow()
    {
        _connection.CheckIdle();
        Check(NativeMethods.duckdb_appender_end_row(_handle));
    }

    /// <summary>Brings the remaining rows into the table.</summary>
    public void Complete()
    {
        _connection.CheckIdle();
        Check(NativeMethods.duckdb_appender_flush(_handle));
    }

    /// <summary>Releases the appender and drops rows that were not completed.</summary>
    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            NativeMethods.duckdb_appender_clear(_handle);
        }

        _handle.Dispose();
    }

    private void Check(NativeState state)
    {
        if (state != NativeState.Success)
        {
            throw Error();
        }
    }

    /// <summary>The appender's error with its kind, as DuckDB hands it over.</summary>
    private unsafe DuckException Error()
    {
        using var error = NativeMethods.duckdb_appender_error_data(_handle);
        var message = NativeMethods.Text(NativeMethods.duckdb_error_data_message(error));
        return string.IsNullOrEmpty(message)
            ? new DuckException("DuckDB could not append.")
            : new DuckException(message, NativeMethods.duckdb_error_data_error_type(error));
    }
}
