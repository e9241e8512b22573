using KpiLab.Store;
using Npgsql;

namespace KpiLab.Postgres;

/// <summary>One transaction on one PostgreSQL connection.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, CancellationToken cancellation) : StoreSession(cancellation)
{
    private const int Page = 1000;
    private const int Batch = 200;
    private int _cursors;

    /// <summary>Table and id of the row inserted last: where it is found later, the transaction was committed.</summary>
    public (string Table, string Id)? Last { get; private set; }

    public override IEnumerable<Row> Rows(string table, string sql, params (string Name, object Value)[] parameters)
    {
        // Read to its end at once: a connection has one reader at a time, and a caller may ask further in between.
        var rows = new List<Row>();
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var names = Row.NamesOf(reader);
        while (reader.Read())
        {
            Cancellation.ThrowIfCancellationRequested();
            rows.Add(Row.Read(table, names, reader, Value));
        }

        return rows;
    }

    public override IEnumerable<Row> Stream(string table, string sql, params (string Name, object Value)[] parameters)
    {
        var cursor = Invariant($"kpilab_{_cursors++}");
        Execute(Invariant($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}"), parameters);
        for (var more = true; more;)
        {
            var page = (List<Row>)Rows(table, Invariant($"FETCH {Page} FROM {cursor}"));
            more = page.Count == Page;
            foreach (var row in page)
            {
                yield return row;
            }
        }

        Execute(Invariant($"CLOSE {cursor}"));
    }

    public override IEnumerable<string> Names(string sql, params (string Name, object Value)[] parameters)
    {
        var names = new List<string>();
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            Cancellation.ThrowIfCancellationRequested();
            names.Add(reader.GetString(0));
        }

        return names;
    }

    public override object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public override void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    public override void Insert(Row row)
    {
        base.Insert(row);
        Last = (row.Table, row.Text("id"));
    }

    // One trip to the server for many rows.
    public override void Insert(IEnumerable<Row> rows)
    {
        foreach (var some in rows.Chunk(Batch))
        {
            Cancellation.ThrowIfCancellationRequested();
            using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var row in some)
            {
                var command = new NpgsqlBatchCommand(InsertText(row));
                foreach (var (name, value) in Parameters(row))
                {
                    command.Parameters.Add(new NpgsqlParameter(name, value));
                }

                batch.BatchCommands.Add(command);
            }

            batch.ExecuteNonQuery();
            Last = (some[^1].Table, some[^1].Text("id"));
        }
    }

    // From the catalogue's tables: to_regclass answers from the backend's cache, which does not notice what was made while it waited for the lock.
    public override bool HasSchema()
        => Scalar("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = @schema AND tablename = 'migrations'", ("@schema", schema)) is not null;

    public override void BeginSchema()
    {
        // Asked first: making a schema needs a right that using one does not.
        if (Scalar("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = @schema", ("@schema", schema)) is null)
        {
            Execute(Invariant($"CREATE SCHEMA {schema}"));
        }

        Execute("""CREATE TABLE migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL, at TEXT COLLATE "C" NOT NULL)""");
    }

    // The table of the steps says it.
    public override void MarkSchema(int step)
    {
    }

    public override string Engine()
        => $"PostgreSQL {Scalar("SELECT split_part(current_setting('server_version'), ' ', 1)")}, data checksums {Scalar("SELECT current_setting('data_checksums')")}";

    // Its files are the server's, which checks them by itself (data_checksums).
    public override string? Damage() => null;

    private static object? Value(NpgsqlDataReader reader, int i) => reader.IsDBNull(i) ? null : reader.GetValue(i);

    private NpgsqlCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        Cancellation.ThrowIfCancellationRequested();
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter(name, value));
        }

        return command;
    }
}
