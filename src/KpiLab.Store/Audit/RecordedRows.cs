namespace KpiLab.Store;

/// <summary>A table's rows in the order of the audit rows that recorded them, read along with the trail.</summary>
internal sealed class RecordedRows : IDisposable
{
    private readonly IEnumerator<Row> _rows;
    private bool _more;

    public RecordedRows(StoreSession session, string table, string workspace)
    {
        Name = table;
        _rows = session.Stream(table, $"SELECT * FROM {table} WHERE workspace_id = @w ORDER BY audit_sequence", ("@w", workspace)).GetEnumerator();
        _more = _rows.MoveNext();
    }

    public string Name { get; }

    /// <summary>The rows not taken yet that were recorded by audit row <paramref name="sequence"/> or before.</summary>
    public List<Row> UpTo(long sequence)
    {
        var rows = new List<Row>();
        while (_more && (_rows.Current.Columns.GetValueOrDefault("audit_sequence") as long? ?? 0) <= sequence)
        {
            rows.Add(_rows.Current);
            _more = _rows.MoveNext();
        }

        return rows;
    }

    public void Dispose() => _rows.Dispose();
}
