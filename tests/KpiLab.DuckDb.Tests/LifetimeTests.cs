using System.Runtime.CompilerServices;

namespace KpiLab.DuckDb.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Everything_disposed_throws_ObjectDisposedException()
    {
        var database = DuckDatabase.Open();
        var connection = database.Connect();
        var statement = connection.Prepare("SELECT $1::BIGINT FROM range(10000)");
        statement.Bind(1, 1L);
        var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());

        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Read());
        Assert.Throws<ObjectDisposedException>(() => reader.Chunk.RowCount);
        Assert.Throws<ObjectDisposedException>(() => reader.Chunk.Column(0).Count);

        statement.Dispose();
        Assert.Throws<ObjectDisposedException>(() => statement.Bind(1, 1L));
        Assert.Throws<ObjectDisposedException>(() => statement.ExecuteStreaming());
        Assert.Throws<ObjectDisposedException>(() => statement.ParameterCount);

        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Append("t"));
        Assert.Throws<ObjectDisposedException>(connection.Interrupt);

        database.Dispose();
        Assert.Throws<ObjectDisposedException>(() => database.Connect());

        reader.Dispose();
        statement.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void Vectors_of_a_chunk_that_is_gone_refuse_to_be_read()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT 'a text that is not inlined' || i FROM range(5000) t(i)");
        using var reader = statement.ExecuteStreaming();
        Assert.Throws<InvalidOperationException>(() => reader.Chunk.RowCount);
        Assert.True(reader.Read());
        var chunk = reader.Chunk;
        var vector = chunk.Column(0);
        Assert.Equal("a text that is not inlined0", vector.GetString(0));
        Assert.True(reader.Read());
        Assert.Equal(["InvalidOperationException", "InvalidOperationException", "InvalidOperationException", "InvalidOperationException"], Failures(chunk, vector));
        var last = reader.Chunk.Column(0);
        reader.Dispose();
        Assert.Equal(["ObjectDisposedException", "ObjectDisposedException", "ObjectDisposedException", "ObjectDisposedException"], Failures(reader.Chunk, last));
    }

    [Fact]
    public void A_connection_disposed_under_its_reader_ends_the_reader()
    {
        using var database = DuckDatabase.Open();
        var connection = database.Connect();
        using var statement = connection.Prepare("SELECT i FROM range(100000000) t(i)");
        using var source = new CancellationTokenSource();
        using var reader = statement.ExecuteStreaming(source.Token);
        Assert.True(reader.Read());
        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Read());
        source.Cancel();
        Assert.Throws<ObjectDisposedException>(() => statement.ExecuteStreaming());
    }

    [Fact]
    public void A_database_disposed_first_lets_its_connections_finish()
    {
        var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT i FROM range(50000) t(i)");
        using var reader = statement.ExecuteStreaming();
        database.Dispose();
        var rows = 0;
        while (reader.Read())
        {
            rows += reader.Chunk.RowCount;
        }

        Assert.Equal(50_000, rows);
    }

    [Fact]
    public void Exceptions_midway_leave_no_connection_and_no_open_file_behind()
    {
        using var scratch = new Scratch();
        var file = scratch.Copy("SELECT i, 'text ' || i AS s FROM range(100000) t(i)", "t.parquet", "FORMAT parquet, ROW_GROUP_SIZE 4096");
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file], Threads = 2 });
        using var observer = database.Connect();
        for (var repetition = 0; repetition < 20; repetition++)
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                using var connection = database.Connect();
                using var statement = connection.Prepare(Invariant($"SELECT * FROM '{file}'"));
                using var reader = statement.ExecuteStreaming();
                Assert.True(reader.Read());
                Assert.Equal(0, reader.Chunk.Column(1).Values<long>().Length);
            });
            Assert.Throws<DuckException>(() =>
            {
                using var connection = database.Connect();
                using var statement = connection.Prepare(Invariant($"SELECT s::INTEGER FROM '{file}'"));
                using var reader = statement.ExecuteStreaming();
                reader.ReadRows();
            });
        }

        Assert.Equal(1L, Convert.ToInt64(observer.Query("SELECT * FROM duckdb_connection_count()")[0][0], System.Globalization.CultureInfo.InvariantCulture));
        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(file, OpenFiles());
        }
    }

    [Fact]
    public void What_nobody_disposes_is_released_by_the_collector_in_any_order()
    {
        for (var repetition = 0; repetition < 8; repetition++)
        {
            Forget();
        }

        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        Assert.Equal(1, connection.Query("SELECT 1")[0][0]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            var forgotten = DuckDatabase.Open().Connect().Prepare("SELECT 'text that is not inlined ' || i FROM range(100000) t(i)").ExecuteStreaming();
            Assert.True(forgotten.Read());
        }
    }

    private static List<string> Failures(DuckChunk chunk, DuckVector vector)
    {
        var failures = new List<string>();
        for (var access = 0; access < 4; access++)
        {
            try
            {
                _ = access switch
                {
                    0 => chunk.RowCount,
                    1 => chunk.Column(0).Count,
                    2 => vector.Utf8(0).Length,
                    _ => vector.ValidityMask.Length,
                };
            }
            catch (InvalidOperationException e)
            {
                failures.Add(e.GetType().Name);
            }
        }

        return failures;
    }

    private static IEnumerable<string> OpenFiles() =>
        Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget).OfType<string>();
}
