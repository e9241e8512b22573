using Microsoft.Data.Sqlite;

namespace KpiLab.Store.Tests;

/// <summary>Somebody who has the file, and SQLite, and drops the triggers first.</summary>
internal static class Attacker
{
    public static void Run(string path, params string[] statements) => Do(path, dropTriggers: true, statements);

    /// <summary>Statements run as they are, the triggers in place.</summary>
    public static void Do(string path, bool dropTriggers, params string[] statements)
    {
        using var connection = Connect(path);
        if (dropTriggers)
        {
            foreach (var trigger in Query(path, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
            {
                Execute(connection, $"DROP TRIGGER {trigger}");
            }
        }

        foreach (var statement in statements)
        {
            Execute(connection, statement);
        }
    }

    /// <summary>The first column of every row, as text.</summary>
    public static List<string> Query(string path, string sql)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetValue(0).ToString() ?? "");
        }

        return values;
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
