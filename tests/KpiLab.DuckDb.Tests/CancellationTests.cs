using System.Diagnostics;

namespace KpiLab.DuckDb.Tests;

public sealed class CancellationTests
{
    // Hours of work on any machine.
    private const string Endless = "SELECT sum(sqrt(a.i * b.i)) FROM range(10000000) a(i), range(10000000) b(i)";
    private const string EndlessRows = "SELECT a.i + b.i FROM range(10000000) a(i), range(10000000) b(i)";

    // A million rows at once, the next hours later: the cancellation falls into the fetch of a chunk.
    private const string RowsThatDryUp = "SELECT i FROM range(100000000000000) t(i) WHERE i < 1000000 OR i = 99999999999999";

    [Theory]
    [InlineData(Endless, 1)]
    [InlineData(Endless, 2)]
    [InlineData(EndlessRows, 1)]
    [InlineData(EndlessRows, 2)]
    [InlineData(RowsThatDryUp, 1)]
    [InlineData(RowsThatDryUp, 2)]
    public void A_cancelled_query_ends_within_a_second(string sql, int threads)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = threads });
        using var connection = database.Connect();
        using var statement = connection.Prepare(sql);
        using var source = new CancellationTokenSource();
        var cancelAfter = TimeSpan.FromMilliseconds(200);
        var started = Stopwatch.GetTimestamp();
        source.CancelAfter(cancelAfter);
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var reader = statement.ExecuteStreaming(source.Token);
            while (reader.Read())
            {
                Assert.True(reader.Chunk.RowCount > 0);
            }
        });
        Assert.InRange((Stopwatch.GetElapsedTime(started) - cancelAfter).TotalSeconds, -0.05, 1);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Equal(1, connection.Query("SELECT 1")[0][0]);
    }

    [Fact]
    public void Execute_is_cancelled_too()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var source = new CancellationTokenSource(100);
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute("CREATE TABLE t AS " + EndlessRows, source.Token));
        Assert.Empty(connection.Query("SELECT * FROM duckdb_tables()"));
    }

    [Fact]
    public void A_token_cancelled_before_starts_nothing()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute("CREATE TABLE t (x INTEGER)", cancelled));
        Assert.Empty(connection.Query("SELECT * FROM duckdb_tables()"));
    }

    [Fact]
    public void A_token_cancelled_after_the_reader_is_disposed_leaves_the_next_query_alone()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT i FROM range(1000000) t(i)");
        using var source = new CancellationTokenSource();
        using (var reader = statement.ExecuteStreaming(source.Token))
        {
            Assert.True(reader.Read());
        }

        using var next = statement.ExecuteStreaming();
        source.Cancel();
        var rows = 0;
        while (next.Read())
        {
            rows += next.Chunk.RowCount;
        }

        Assert.Equal(1_000_000, rows);
    }

    [Fact]
    public async Task Interrupt_from_another_thread_ends_the_query_as_a_DuckDB_error()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare(Endless);
        await using var timer = new Timer(_ => connection.Interrupt(), state: null, dueTime: 100, period: 100);
        var error = Assert.Throws<DuckException>(() => statement.ExecuteStreaming());
        Assert.Equal(DuckErrorType.Interrupt, error.Type);
    }

    [Fact]
    public void Cancelling_one_connection_leaves_the_other_running()
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = 2 });
        using var source = new CancellationTokenSource(200);
        var sum = (object?)null;
        Parallel.Invoke(
            () =>
            {
                using var connection = database.Connect();
                Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute(Endless, source.Token));
            },
            () =>
            {
                using var connection = database.Connect();
                sum = connection.Query("SELECT sum(i)::BIGINT FROM range(30000000) t(i)")[0][0];
            });
        Assert.Equal(449_999_985_000_000L, sum);
    }
}
