namespace KpiLab.DuckDb;

/// <summary>A text split into its statements by DuckDB's own parser.</summary>
internal sealed class Script : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly ExtractedHandle _handle;
    private readonly bool _trusted;

    private Script(DuckConnection connection, ExtractedHandle handle, bool trusted, int count)
    {
        _connection = connection;
        _handle = handle;
        _trusted = trusted;
        Count = count;
    }

    internal int Count { get; }

    /// <summary>Splits a text.</summary>
    /// <param name="connection">The connection that will run it.</param>
    /// <param name="sql">The text.</param>
    /// <param name="trusted">True for a text of this binding's own, which a locked database runs too.</param>
    internal static unsafe Script Parse(DuckConnection connection, string sql, bool trusted = false)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The statement contains a NUL character, at which DuckDB would stop reading. Pass such text as a parameter.", nameof(sql));
        }

        trusted |= !connection.IsLocked;
        if (!trusted)
        {
            StatementGuard.CheckText(sql);
        }

        connection.CheckIdle();   // preparing, too, would end an open stream
        var count = NativeMethods.duckdb_extract_statements(connection.Handle, sql, out var handle);
        if (count > 0 || NativeMethods.Text(NativeMethods.duckdb_extract_statements_error(handle)) is not { Length: > 0 } error)
        {
            return new Script(connection, handle, trusted, checked((int)count));
        }

        handle.Dispose();
        throw new DuckException(error);
    }

    internal unsafe StatementHandle Prepare(int index)
    {
        var state = NativeMethods.duckdb_prepare_extracted_statement(_connection.Handle, _handle, (ulong)index, out var statement);
        try
        {
            if (state != NativeState.Success)
            {
                throw new DuckException(NativeMethods.Text(NativeMethods.duckdb_prepare_error(statement)) ?? "DuckDB could not prepare the statement.");
            }

            if (!_trusted)
            {
                StatementGuard.CheckKind(NativeMethods.duckdb_prepared_statement_type(statement));
            }

            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    public void Dispose() => _handle.Dispose();
}
