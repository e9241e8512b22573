using KpiLab.Core;
using Microsoft.Data.Sqlite;

namespace KpiLab.Store;

/// <summary>One transaction on one connection. Statements are constants of this project; values are always parameters.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, CancellationToken cancellation)
{
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Rows of one table, streamed. The statement selects all columns of <paramref name="table"/>.</summary>
    public IEnumerable<Row> Rows(string table, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return Row.Read(table, reader);
        }
    }

    public Row? First(string table, string sql, params (string Name, object Value)[] parameters) => Rows(table, sql, parameters).FirstOrDefault();

    public object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar();
    }

    public void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    public void Insert(Row row)
    {
        var names = row.Columns.Keys.ToList();
        Execute(
            Invariant($"INSERT INTO {row.Table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(n => "@" + n))})"),
            [.. names.Select(n => ("@" + n, row.Columns[n] ?? DBNull.Value))]);
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        Cancellation.ThrowIfCancellationRequested();
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
