namespace KpiLab.DuckDb;

/// <summary>A connection to a database. It runs one query at a time; only <see cref="Interrupt"/> may be called from another thread meanwhile.</summary>
public sealed class DuckConnection : IDisposable
{
    private readonly DuckDatabase _database;
    private RunningQuery? _running;
    private bool _tellsProgress;

    internal DuckConnection(DuckDatabase database, ConnectionHandle handle)
    {
        _database = database;
        Handle = handle;
    }

    internal ConnectionHandle Handle { get; }

    internal bool IsLocked => _database.IsLocked;

    /// <summary>Runs one or several statements and drops their rows.</summary>
    /// <returns>The number of rows that the last statement changed.</returns>
    /// <exception cref="DuckException">DuckDB refused a statement; the ones before it took effect.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        var changed = 0L;
        using var script = Script.Parse(this, sql);
        for (var i = 0; i < script.Count; i++)
        {
            using var statement = script.Prepare(i);
            using var query = RunningQuery.Start(this, statement, streaming: false, cancellationToken, progress: null);
            changed = query.RowsChanged;
        }

        return changed;
    }

    /// <summary>Prepares one statement, whose parameters are <c>?</c>, <c>$1</c> or <c>$name</c>.</summary>
    /// <exception cref="ArgumentException">The text is not exactly one statement.</exception>
    /// <exception cref="DuckException">DuckDB does not understand the statement.</exception>
    public DuckStatement Prepare(string sql)
    {
        using var script = Script.Parse(this, sql);
        if (script.Count != 1)
        {
            throw new ArgumentException(Invariant($"Prepare takes exactly one statement, not {script.Count}; Execute runs several."), nameof(sql));
        }

        return new DuckStatement(this, script.Prepare(0));
    }

    /// <summary>All rows of one statement as .NET values: for metadata and tests, not for data.</summary>
    public IReadOnlyList<object?[]> Query(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var statement = Prepare(sql);
        for (var i = 0; i < parameters.Length; i++)
        {
            statement.BindValue(i + 1, parameters[i]);
        }

        using var reader = statement.ExecuteStreaming();
        return reader.ReadRows();
    }

    /// <summary>Adds rows to a table or temporary table of this connection.</summary>
    /// <exception cref="DuckException">There is no such table.</exception>
    public DuckAppender Append(string table, string? schema = null) => new(this, schema, table);

    /// <summary>Ends the running query of this connection, if there is one, with an error of type <see cref="DuckErrorType.Interrupt"/>.</summary>
    public void Interrupt() => NativeMethods.duckdb_interrupt(Handle);

    /// <summary>Shuts the whole database, for good: from now on only these files and folders can be read, nothing is written outside the database,
    /// no extension is loaded, no other database attached, no setting changed.</summary>
    /// <remarks>Paths may be relative to the working directory of this moment and lead through links; a link inside an allowed folder that leads out of it stays shut.
    /// DuckDB itself would still let an allowed path be written, so every statement that is not a query or a change of the database's own tables and views
    /// (COPY, EXPORT, ATTACH, SET, EXPLAIN ANALYZE …) is refused too.</remarks>
    public void LockDown(IReadOnlyList<string> allowedPaths, IReadOnlyList<string> allowedDirectories)
    {
        ArgumentNullException.ThrowIfNull(allowedPaths);
        ArgumentNullException.ThrowIfNull(allowedDirectories);
        Execute(Invariant($"SET allowed_paths = {SqlText.List(allowedPaths.Select(Path.GetFullPath))}"));
        Execute(Invariant($"SET allowed_directories = {SqlText.List(allowedDirectories.Select(Path.GetFullPath))}"));
        Execute("SET enable_external_access = false; SET lock_configuration = true");
        _database.MarkLocked();
    }

    /// <summary>Closes the connection and an open reader of it.</summary>
    public void Dispose()
    {
        _running?.Dispose();
        Handle.Dispose();
    }

    /// <summary>DuckDB counts progress only for its progress bar. These pragmas, unlike the settings behind them, work on a locked database too.</summary>
    internal void TellProgress()
    {
        if (_tellsProgress)
        {
            return;
        }

        foreach (var pragma in new[] { "PRAGMA disable_print_progress_bar", "PRAGMA enable_progress_bar" })
        {
            using var script = Script.Parse(this, pragma, trusted: true);
            using var statement = script.Prepare(0);
            using var query = RunningQuery.Start(this, statement, streaming: false, CancellationToken.None, progress: null);
        }

        _tellsProgress = true;
    }

    /// <summary>For a cancellation token that outlives the connection.</summary>
    internal void InterruptIfOpen()
    {
        try
        {
            Interrupt();
        }
        catch (ObjectDisposedException)
        {
            // Disposing the connection has ended its query already.
        }
    }

    internal void Enter(RunningQuery query)
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        if (Interlocked.CompareExchange(ref _running, query, null) is not null)
        {
            throw Busy();
        }
    }

    internal void CheckIdle()
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        if (_running is not null)
        {
            throw Busy();
        }
    }

    internal void Leave(RunningQuery query) => Interlocked.CompareExchange(ref _running, null, query);

    private static InvalidOperationException Busy() =>
        new("A query of this connection is still open. Dispose its reader first, or use another connection.");
}
