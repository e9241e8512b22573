using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KpiLab.DuckDb.Tests;

public sealed class StreamingTests
{
    private const string Rows = """
        SELECT i AS id, sin(i) * 1e6 AS x, CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 2654435761) % 1000 END AS y, 'unit-number-' || i AS name
        FROM range(150000) t(i)
        """;

    [Theory]
    [InlineData("many.parquet", "FORMAT parquet, ROW_GROUP_SIZE 4096")]
    [InlineData("one.csv", "FORMAT csv, HEADER")]
    [InlineData("zipped.csv.gz", "FORMAT csv, HEADER, COMPRESSION gzip")]
    [InlineData("lines.json", "FORMAT json")]
    public void Chunks_come_in_file_order_with_two_threads_as_with_one(string name, string options)
    {
        using var scratch = new Scratch();
        var file = scratch.Copy(Rows, name, options);
        foreach (var filter in new[] { "", "WHERE id % 3 <> 1 AND length(name) > 12" })
        {
            var sql = Invariant($"SELECT id::BIGINT, x::DOUBLE, y::BIGINT, name FROM '{file}' {filter}");
            var one = Fingerprint(sql, file, threads: 1);
            for (var repetition = 0; repetition < 2; repetition++)
            {
                Assert.Equal(one, Fingerprint(sql, file, threads: 2));
            }
        }
    }

    [Fact]
    public void Several_files_of_a_glob_come_in_the_order_of_their_names()
    {
        using var scratch = new Scratch();
        for (var part = 0; part < 5; part++)
        {
            scratch.Copy(Invariant($"SELECT i AS id FROM range({part * 50_000}, {(part + 1) * 50_000}) t(i)"), Invariant($"part-{part}.parquet"), "FORMAT parquet, ROW_GROUP_SIZE 4096");
        }

        using var database = DuckDatabase.Open(new DuckOptions { AllowedDirectories = [scratch.Folder], Threads = 2 });
        using var connection = database.Connect();
        using var statement = connection.Prepare(Invariant($"SELECT id FROM '{scratch.Folder}/part-*.parquet'"));
        using var reader = statement.ExecuteStreaming();
        var expected = 0L;
        while (reader.Read())
        {
            foreach (var id in reader.Chunk.Column(0).Values<long>())
            {
                Assert.Equal(expected++, id);
            }
        }

        Assert.Equal(250_000, expected);
    }

    [Fact]
    public void Five_million_rows_stream_in_bounded_memory()
    {
        // Materialised, these rows are 5 M x 16 bytes of doubles and 5 M x 40 bytes of text: several times the limit.
        using var database = DuckDatabase.Open(new DuckOptions { MemoryLimitBytes = 64_000_000, Threads = 2 });
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT i, i * 0.5, 'a text that is surely not inlined ' || i FROM range(5000000) t(i)");
        using var reader = statement.ExecuteStreaming();
        var (rows, bytes, managed) = (0L, 0L, GC.GetAllocatedBytesForCurrentThread());
        while (reader.Read())
        {
            rows += reader.Chunk.RowCount;
            var texts = reader.Chunk.Column(2);
            for (var row = 0; row < texts.Count; row++)
            {
                bytes += texts.Utf8(row).Length;
            }
        }

        Assert.Equal(5_000_000, rows);
        Assert.Equal((5_000_000 * 34L) + DigitsBelow(5_000_000), bytes);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - managed < 2_000_000, "Reading allocates per chunk, not per row.");
    }

    [Fact]
    public void A_reader_left_in_the_middle_frees_its_connection()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using (var statement = connection.Prepare("SELECT i FROM range(100000000) t(i)"))
        using (var reader = statement.ExecuteStreaming())
        {
            Assert.True(reader.Read());
        }

        Assert.Equal(1, Assert.Single(connection.Query("SELECT 1"))[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_error_in_the_middle_of_a_stream_is_told_and_the_connection_stays_usable(int threads)
    {
        using var scratch = new Scratch();
        var file = scratch.File("broken.csv");
        File.WriteAllLines(file, Enumerable.Range(0, 100_000).Select(i => i == 90_000 ? "not a number" : Invariant($"{i}")).Prepend("n"));
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file], Threads = threads });
        using var connection = database.Connect();
        using var statement = connection.Prepare(Invariant($"SELECT n FROM read_csv('{file}', columns = {{'n': 'BIGINT'}}, header = true)"));
        var rows = 0;
        var error = Assert.Throws<DuckException>(() =>
        {
            using var reader = statement.ExecuteStreaming();
            while (reader.Read())
            {
                rows += reader.Chunk.RowCount;
            }
        });
        Assert.Equal(DuckErrorType.Conversion, error.Type);
        Assert.StartsWith("Conversion Error: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("not a number", error.Message, StringComparison.Ordinal);
        Assert.Contains("90002", error.Message, StringComparison.Ordinal);
        Assert.InRange(rows, 0, 90_000);
        Assert.Equal(1, connection.Query("SELECT 1")[0][0]);
    }

    [Fact]
    public void Two_connections_read_in_parallel()
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = 2 });
        var sums = new long[2];
        Parallel.For(0, 2, worker =>
        {
            using var connection = database.Connect();
            for (var repetition = 0; repetition < 20; repetition++)
            {
                using var statement = connection.Prepare("SELECT i + $1 FROM range(20000) t(i)");
                statement.Bind(1, (long)worker);
                using var reader = statement.ExecuteStreaming();
                while (reader.Read())
                {
                    foreach (var value in reader.Chunk.Column(0).Values<long>())
                    {
                        sums[worker] += value;
                    }
                }
            }
        });
        Assert.Equal([20 * 199_990_000L, 20 * (199_990_000L + 20_000)], sums);
    }

    [Fact]
    public void A_second_query_while_a_reader_is_open_is_refused_with_the_remedy()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT i FROM range(100000) t(i)");
        using var reader = statement.ExecuteStreaming();
        foreach (var second in new Action[] { () => connection.Execute("SELECT 1"), () => connection.Prepare("SELECT 1"), () => statement.Execute(), () => statement.ExecuteStreaming() })
        {
            var error = Assert.Throws<InvalidOperationException>(second);
            Assert.Contains("Dispose its reader", error.Message, StringComparison.Ordinal);
        }

        var rows = 0;
        while (reader.Read())
        {
            rows += reader.Chunk.RowCount;
        }

        Assert.Equal(100_000, rows);
    }

    [Fact]
    public void A_statement_runs_again_with_new_parameters()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT $1::BIGINT * 2");
        foreach (var value in new[] { 3L, 5L })
        {
            statement.Bind(1, value);
            using var reader = statement.ExecuteStreaming();
            Assert.Equal(2 * value, reader.ReadRows()[0][0]);
        }
    }

    private static (string Hash, long Rows, bool Ascending) Fingerprint(string sql, string file, int threads)
    {
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file], Threads = threads });
        using var connection = database.Connect();
        using var statement = connection.Prepare(sql);
        using var reader = statement.ExecuteStreaming();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, last, ascending) = (0L, -1L, true);
        Span<byte> valid = stackalloc byte[1];
        while (reader.Read())
        {
            var chunk = reader.Chunk;
            rows += chunk.RowCount;
            var x = chunk.Column(1);
            var y = chunk.Column(2);
            var name = chunk.Column(3);
            foreach (var value in chunk.Column(0).Values<long>())
            {
                ascending &= value > last;
                last = value;
            }

            for (var row = 0; row < chunk.RowCount; row++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(x.Values<double>().Slice(row, 1)));
                valid[0] = y.IsValid(row) ? (byte)1 : (byte)0;
                hash.AppendData(valid);
                hash.AppendData(y.IsValid(row) ? MemoryMarshal.AsBytes(y.Values<long>().Slice(row, 1)) : []);
                hash.AppendData(name.Utf8(row));
            }
        }

        Assert.True(rows > 90_000);
        Assert.True(ascending);
        return (Convert.ToHexString(hash.GetHashAndReset()), rows, ascending);
    }

    private static long DigitsBelow(long end) => Enumerable.Range(0, (int)end).Sum(i => i < 10 ? 1L : i < 100 ? 2 : i < 1000 ? 3 : i < 10_000 ? 4 : i < 100_000 ? 5 : i < 1_000_000 ? 6 : 7);
}
