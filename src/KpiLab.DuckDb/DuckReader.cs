namespace KpiLab.DuckDb;

/// <summary>A name and its type in a result.</summary>
public readonly record struct DuckColumn(string Name, DuckType Type);

/// <summary>The rows of a query, chunk by chunk, without copies. Not for several threads.</summary>
public sealed class DuckReader : IDisposable
{
    private readonly RunningQuery _query;
    private readonly DuckColumn[] _columns;
    private ChunkHandle? _chunk;
    private bool _disposed;

    internal DuckReader(RunningQuery query)
    {
        _query = query;
        _columns = new DuckColumn[checked((int)NativeMethods.duckdb_column_count(query.Result))];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = ReadColumn(i);
        }
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<DuckColumn> Columns => _columns;

    /// <summary>The chunk that the last <see cref="Read"/> brought. It and its vectors and spans are gone at the next <see cref="Read"/> and at <see cref="Dispose"/>.</summary>
    public DuckChunk Chunk => new(this, Version);

    /// <summary>Counts the chunks, so that a chunk that is gone is told from the current one.</summary>
    internal int Version { get; private set; }

    internal int RowCount { get; private set; }

    /// <summary>Moves on to the next chunk (up to 2048 rows); false at the end.</summary>
    /// <exception cref="DuckException">The query failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Read()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        DropChunk();
        if (_query.Fetch() is not { } chunk)
        {
            return false;
        }

        _chunk = chunk;
        RowCount = checked((int)NativeMethods.duckdb_data_chunk_get_size(chunk));
        return true;
    }

    /// <summary>The rest of the rows as .NET values: for metadata and tests, not for data.</summary>
    public IReadOnlyList<object?[]> ReadRows()
    {
        var rows = new List<object?[]>();
        while (Read())
        {
            var first = rows.Count;
            for (var row = 0; row < RowCount; row++)
            {
                rows.Add(new object?[_columns.Length]);
            }

            for (var column = 0; column < _columns.Length; column++)
            {
                var vector = Chunk.Column(column);
                for (var row = 0; row < RowCount; row++)
                {
                    rows[first + row][column] = vector.GetValue(row);
                }
            }
        }

        return rows;
    }

    /// <summary>Ends the query, if it still runs, and releases it.</summary>
    public void Dispose()
    {
        _disposed = true;
        DropChunk();
        _query.Dispose();
    }

    internal unsafe DuckVector Vector(int version, int column)
    {
        Check(version);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _columns.Length);
        var vector = NativeMethods.duckdb_data_chunk_get_vector(_chunk!, (ulong)column);
        return new DuckVector(this, version, _columns[column].Type, NativeMethods.duckdb_vector_get_data(vector), NativeMethods.duckdb_vector_get_validity(vector), RowCount);
    }

    /// <summary>Nothing reads memory that DuckDB has taken back.</summary>
    internal void Check(int version)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (version != Version || _chunk is null)
        {
            throw new InvalidOperationException("This chunk is gone: chunks and vectors live until the next Read; before the first Read there is none.");
        }
    }

    private void DropChunk()
    {
        Version++;
        RowCount = 0;
        _chunk?.Dispose();
        _chunk = null;
    }

    private unsafe DuckColumn ReadColumn(int index)
    {
        using var type = NativeMethods.duckdb_column_logical_type(_query.Result, (ulong)index);
        return new DuckColumn(NativeMethods.Text(NativeMethods.duckdb_column_name(_query.Result, (ulong)index)) ?? "", DuckType.From(type));
    }
}

/// <summary>Some rows of a result, column by column.</summary>
public readonly ref struct DuckChunk
{
    private readonly DuckReader _reader;
    private readonly int _version;

    internal DuckChunk(DuckReader reader, int version)
    {
        _reader = reader;
        _version = version;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount
    {
        get
        {
            _reader.Check(_version);
            return _reader.RowCount;
        }
    }

    /// <summary>The number of columns.</summary>
    public int ColumnCount => _reader.Columns.Count;

    /// <summary>A column by its position from 0.</summary>
    public DuckVector Column(int index) => _reader.Vector(_version, index);
}
