namespace KpiLab.DuckDb.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData("SELECT sum(list_sum(list_transform(range(100), y -> sqrt(x + y)))) FROM '{0}'", false)]
    [InlineData("SELECT x, x + 1 FROM '{0}'", true)]
    public void Progress_grows_and_ends_at_one_on_a_locked_database(string sql, bool slowReader)
    {
        using var scratch = new Scratch();
        var file = scratch.Copy("SELECT (i * 0.001)::DOUBLE AS x FROM range(300000) t(i)", "x.parquet", "FORMAT parquet, ROW_GROUP_SIZE 10240");
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file], Threads = 1 });
        using var connection = database.Connect();
        using var statement = connection.Prepare(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, file));
        var heard = new Heard();
        using var reader = statement.ExecuteStreaming(CancellationToken.None, heard);
        while (reader.Read())
        {
            Thread.Sleep(slowReader ? 3 : 0);
        }

        Assert.True(heard.Values.Count >= 2, Invariant($"Heard {heard.Values.Count} times."));
        Assert.Equal(1, heard.Values[^1]);
        Assert.All(heard.Values.Zip(heard.Values.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        Assert.InRange(heard.Values[0], 0.001, 0.999);
    }

    [Fact]
    public void Progress_of_an_instant_query_is_one()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT 1");
        var heard = new Heard();
        using (var reader = statement.ExecuteStreaming(CancellationToken.None, heard))
        {
            Assert.Single(reader.ReadRows());
        }

        Assert.Equal([1.0], heard.Values);
    }

    [Fact]
    public void An_exception_of_the_listener_ends_the_query_and_frees_the_connection()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t AS SELECT i FROM range(100000) t(i)");
        using var statement = connection.Prepare("SELECT i FROM t");
        Assert.Throws<InvalidTimeZoneException>(() =>
        {
            using var reader = statement.ExecuteStreaming(CancellationToken.None, new Angry());
            while (reader.Read())
            {
                Assert.True(reader.Chunk.RowCount > 0);
            }
        });
        Assert.Equal(1, connection.Query("SELECT 1")[0][0]);
    }

    private sealed class Angry : IProgress<double>
    {
        public void Report(double value) => throw new InvalidTimeZoneException();
    }
}
