namespace KpiLab.DuckDb.Tests;

public sealed class AppenderTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open();
    private readonly DuckConnection _connection;

    public AppenderTests() => _connection = _database.Connect();

    [Fact]
    public void Rows_of_every_kind_arrive_in_a_temporary_table()
    {
        _connection.Execute("CREATE TEMP TABLE t (n BIGINT, x DOUBLE, b BOOLEAN, s VARCHAR, moment TIMESTAMP, day DATE, money DECIMAL(18,2), small INTEGER)");
        var time = new DateTime(1969, 7, 20, 20, 17, 40);
        var text = new string('ü', 1000) + "\0" + "end";
        using (var appender = _connection.Append("t"))
        {
            foreach (var value in new object?[] { 1L, 0.1, true, text, time, new DateOnly(2024, 2, 29), 12.34m, 7 })
            {
                appender.AddValue(value);
            }

            appender.EndRow();
            for (var column = 0; column < 8; column++)
            {
                appender.AddValue(null);
            }

            appender.EndRow();
            appender.Complete();
        }

        var rows = _connection.Query("SELECT * FROM t");
        Assert.Equal([1L, 0.1, true, text, time, new DateOnly(2024, 2, 29), 12.34m, 7], rows[0]);
        Assert.Equal(new object?[8], rows[1]);
    }

    [Fact]
    public void Half_a_million_rows_keep_their_order()
    {
        _connection.Execute("CREATE TEMP TABLE t (n BIGINT, s VARCHAR)");
        using (var appender = _connection.Append("t"))
        {
            for (var n = 0L; n < 500_000; n++)
            {
                appender.Add(n);
                appender.Add(Invariant($"row {n}"));
                appender.EndRow();
            }

            appender.Complete();
        }

        using var statement = _connection.Prepare("SELECT n, s FROM t");
        using var reader = statement.ExecuteStreaming();
        var expected = 0L;
        while (reader.Read())
        {
            var names = reader.Chunk.Column(1);
            foreach (var n in reader.Chunk.Column(0).Values<long>())
            {
                Assert.Equal(expected++, n);
            }

            Assert.Equal(Invariant($"row {expected - 1}"), names.GetString(names.Count - 1));
        }

        Assert.Equal(500_000, expected);
    }

    [Fact]
    public void Rows_that_were_not_completed_are_dropped()
    {
        _connection.Execute("CREATE TEMP TABLE t (n BIGINT)");
        using (var appender = _connection.Append("t"))
        {
            appender.Add(1L);
            appender.EndRow();
        }

        Assert.Equal(0L, _connection.Query("SELECT count(*) FROM t")[0][0]);
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        _connection.Execute("CREATE TEMP TABLE t (n BIGINT, m BIGINT)");
        using var appender = _connection.Append("t");
        var cast = Assert.Throws<DuckException>(() => appender.Add("not a number"));
        Assert.Contains("not a number", cast.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => appender.AddValue(new object()));
        using var few = _connection.Append("t");
        few.Add(1L);
        Assert.Throws<DuckException>(few.EndRow);
    }

    [Fact]
    public void A_table_that_is_not_there_is_named()
    {
        var error = Assert.Throws<DuckException>(() => _connection.Append("nowhere"));
        Assert.Equal(DuckErrorType.Catalog, error.Type);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
