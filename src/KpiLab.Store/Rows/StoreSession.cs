using System.Text;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>One transaction on one connection. Statements are constants of the store's projects, the same for every database; values are always parameters.</summary>
internal abstract class StoreSession(CancellationToken cancellation)
{
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Rows of one table. The statement selects all columns of <paramref name="table"/>.</summary>
    public abstract IEnumerable<Row> Rows(string table, string sql, params (string Name, object Value)[] parameters);

    /// <summary>As <see cref="Rows"/>, for any number of rows: a few are held at a time, and several streams may be read side by side.</summary>
    public virtual IEnumerable<Row> Stream(string table, string sql, params (string Name, object Value)[] parameters) => Rows(table, sql, parameters);

    public Row? First(string table, string sql, params (string Name, object Value)[] parameters) => Rows(table, sql, parameters).FirstOrDefault();

    /// <summary>The texts of a statement's only column.</summary>
    public abstract IEnumerable<string> Names(string sql, params (string Name, object Value)[] parameters);

    public abstract object? Scalar(string sql, params (string Name, object Value)[] parameters);

    public abstract void Execute(string sql, params (string Name, object Value)[] parameters);

    public virtual void Insert(Row row) => Execute(InsertText(row), Parameters(row));

    /// <summary>Inserts many rows, in their order.</summary>
    public virtual void Insert(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            Insert(row);
        }
    }

    /// <summary>Whether the store's schema has been begun.</summary>
    public abstract bool HasSchema();

    /// <summary>Makes what stands before the first step: the table that remembers the steps.</summary>
    public abstract void BeginSchema();

    /// <summary>Notes the step the schema is at, where a running program looks before each transaction.</summary>
    public abstract void MarkSchema(int step);

    /// <summary>Kind, version and safety of the database, for a person.</summary>
    public abstract string Engine();

    /// <summary>What the database itself finds wrong with its files; null when nothing, or when it cannot say.</summary>
    public abstract string? Damage();

    protected static string InsertText(Row row)
    {
        var text = new StringBuilder("INSERT INTO ").Append(row.Table).Append(" (").AppendJoin(", ", row.Columns.Keys).Append(") VALUES (");
        return text.AppendJoin(", ", row.Columns.Keys.Select(n => "@" + n)).Append(')').ToString();
    }

    protected static (string Name, object Value)[] Parameters(Row row) => [.. row.Columns.Select(c => ("@" + c.Key, c.Value ?? DBNull.Value))];
}
