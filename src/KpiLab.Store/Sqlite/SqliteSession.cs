using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KpiLab.Store;

/// <summary>One transaction on one SQLite connection.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, CancellationToken cancellation) : StoreSession(cancellation)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override IEnumerable<Row> Rows(string table, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var names = Row.NamesOf(reader);
        var layout = new RowLayout(names);
        var room = new ArrayBufferWriter<byte>(1024);
        while (reader.Read())
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return Packed(reader, layout, room) is { } columns ? new Row(table, columns) : Row.Read(table, names, reader, Value);
        }
    }

    public override IEnumerable<string> Names(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return reader.GetString(0);
        }
    }

    public override object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar();
    }

    public override void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    public override bool HasSchema()
        => Convert.ToInt64(Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'"), CultureInfo.InvariantCulture) > 0;

    public override void BeginSchema()
    {
        Execute("CREATE TABLE migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL) STRICT");
        Execute(Invariant($"PRAGMA application_id = {SqliteDatabase.ApplicationId}"));
    }

    public override void MarkSchema(int step) => Execute(Invariant($"PRAGMA user_version = {step}"));

    public override string Engine() => $"SQLite {Scalar("SELECT sqlite_version()")}";

    public override string? Damage() => Scalar("PRAGMA integrity_check(1)") is string found && found != "ok" ? found : null;

    // Null where a column holds what the store never writes.
    private static PackedColumns? Packed(SqliteDataReader reader, RowLayout layout, ArrayBufferWriter<byte> room)
    {
        var row = reader.Handle;
        room.ResetWrittenCount();
        var cells = new PackedColumns.Cell[layout.Names.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            switch (raw.sqlite3_column_type(row, i))
            {
                case raw.SQLITE_NULL:
                    cells[i] = PackedColumns.Cell.Null;
                    break;
                case raw.SQLITE_INTEGER:
                    cells[i] = PackedColumns.Cell.Of(raw.sqlite3_column_int64(row, i));
                    break;
                case raw.SQLITE_TEXT when raw.sqlite3_column_blob(row, i) is var text && Utf8.IsValid(text):
                    cells[i] = new PackedColumns.Cell(room.WrittenCount, text.Length);
                    room.Write(text);
                    break;
                default:
                    return null;
            }
        }

        return new PackedColumns(layout, room.WrittenSpan.ToArray(), cells);
    }

    // Text that is not UTF-8 stays bytes, so that it can equal nothing that was stored.
    private static object? Value(SqliteDataReader reader, int i)
    {
        var row = reader.Handle;
        switch (raw.sqlite3_column_type(row, i))
        {
            case raw.SQLITE_NULL:
                return null;
            case raw.SQLITE_INTEGER:
                return raw.sqlite3_column_int64(row, i);
            case raw.SQLITE_FLOAT:
                return raw.sqlite3_column_double(row, i);
            case raw.SQLITE_BLOB:
                return raw.sqlite3_column_blob(row, i).ToArray();
        }

        var bytes = raw.sqlite3_column_blob(row, i);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes.ToArray();
        }
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
