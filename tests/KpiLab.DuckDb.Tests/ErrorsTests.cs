namespace KpiLab.DuckDb.Tests;

public sealed class ErrorsTests
{
    private const string MemoryEater = "SELECT count(*) FROM (SELECT DISTINCT i * 2 FROM range(3000000) t(i))";

    [Theory]
    [InlineData("SELEC 1", DuckErrorType.Parser, "syntax error")]
    [InlineData("SELECT * FROM nowhere", DuckErrorType.Catalog, "nowhere")]
    [InlineData("SELECT nothing FROM range(1)", DuckErrorType.Binder, "nothing")]
    [InlineData("SELECT 'abc'::INTEGER", DuckErrorType.Conversion, "abc")]
    [InlineData("SELECT s::INTEGER FROM (SELECT 'x' || i AS s FROM range(10) t(i))", DuckErrorType.Conversion, "x0")]
    [InlineData("SELECT 9223372036854775807 + 1::BIGINT", DuckErrorType.OutOfRange, "9223372036854775807")]
    [InlineData("SELECT * FROM '/no/such/file.csv'", DuckErrorType.IO, "/no/such/file.csv")]
    [InlineData("SELECT error('mine')", DuckErrorType.InvalidInput, "mine")]
    [InlineData("CREATE TABLE t (x INTEGER NOT NULL); INSERT INTO t VALUES (NULL)", DuckErrorType.Constraint, "NOT NULL")]
    public void The_kind_of_an_error_is_told_with_its_message(string sql, DuckErrorType type, string words)
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        var error = Assert.Throws<DuckException>(() => connection.Execute(sql));
        Assert.Equal(type, error.Type);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_parquet_is_told()
    {
        using var scratch = new Scratch();
        var file = scratch.File("x.parquet");
        File.WriteAllText(file, "this is no parquet file at all");
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file] });
        using var connection = database.Connect();
        var error = Assert.Throws<DuckException>(() => connection.Query(Invariant($"SELECT * FROM '{file}'")));
        Assert.Equal(DuckErrorType.InvalidInput, error.Type);
        Assert.Contains("x.parquet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_limit_ends_a_query_that_may_not_spill_and_the_database_stays_usable()
    {
        using var database = DuckDatabase.Open(new DuckOptions { MemoryLimitBytes = 60_000_000, Threads = 1 });
        using var connection = database.Connect();
        var error = Assert.Throws<DuckException>(() => connection.Query(MemoryEater));
        Assert.Equal(DuckErrorType.OutOfMemory, error.Type);
        Assert.Contains("Out of Memory", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, connection.Query("SELECT 1")[0][0]);
    }

    [Fact]
    public void With_a_folder_for_it_the_same_query_spills_and_succeeds()
    {
        using var scratch = new Scratch();
        var temp = scratch.File("not/yet/there");
        using var database = DuckDatabase.Open(new DuckOptions { MemoryLimitBytes = 60_000_000, Threads = 1, TempDirectory = temp });
        using var connection = database.Connect();
        Assert.Equal(3_000_000L, connection.Query(MemoryEater)[0][0]);
        Assert.True(Directory.Exists(Path.GetDirectoryName(temp)));
    }

    [Fact]
    public void Settings_that_DuckDB_does_not_have_are_refused_by_name()
    {
        var error = Assert.Throws<DuckException>(() => DuckDatabase.Open(new DuckOptions { Configuration = new Dictionary<string, string> { ["thraeds"] = "2" } }));
        Assert.Contains("thraeds", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DuckException>(() => DuckDatabase.Open(new DuckOptions { Configuration = new Dictionary<string, string> { ["memory_limit"] = "plenty" } }));
        Assert.Contains("memory_limit", error.Message, StringComparison.Ordinal);
        Assert.Contains("plenty", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckOptions { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckOptions { MemoryLimitBytes = 0 });
    }

    [Fact]
    public void Options_reach_DuckDB()
    {
        using var scratch = new Scratch();
        using var database = DuckDatabase.Open(new DuckOptions
        {
            MemoryLimitBytes = 1L << 30,
            Threads = 3,
            TempDirectory = scratch.Folder,
            Configuration = new Dictionary<string, string> { ["default_null_order"] = "nulls_first" },
        });
        using var connection = database.Connect();
        Assert.Equal(
            ["1.0 GiB", 3L, scratch.Folder, "NULLS_FIRST"],
            connection.Query("SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory'), current_setting('default_null_order')")[0]);
    }

    [Fact]
    public void A_database_in_a_file_keeps_its_tables()
    {
        using var scratch = new Scratch();
        var path = scratch.File("kept.duckdb");
        for (var opening = 0L; opening < 2; opening++)
        {
            using var database = DuckDatabase.Open(new DuckOptions { Path = path });
            using var connection = database.Connect();
            connection.Execute("CREATE TABLE IF NOT EXISTS t (x BIGINT)");
            Assert.Equal(1, connection.Execute("INSERT INTO t VALUES (1)"));
            Assert.Equal(opening + 1, connection.Query("SELECT count(*) FROM t")[0][0]);
        }
    }

    [Fact]
    public void A_database_file_that_is_none_is_refused()
    {
        using var scratch = new Scratch();
        var path = scratch.File("none.duckdb");
        File.WriteAllText(path, new string('x', 20_000));
        var error = Assert.Throws<DuckException>(() => DuckDatabase.Open(new DuckOptions { Path = path }));
        Assert.Equal(DuckErrorType.IO, error.Type);
        Assert.Contains("none.duckdb", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1\0; DROP TABLE t")]
    public void Prepare_takes_exactly_one_statement_without_hidden_text(string sql)
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        Assert.Throws<ArgumentException>(() => connection.Prepare(sql));
    }

    [Theory]
    [InlineData("IO Error: x", DuckErrorType.IO)]
    [InlineData("Out of Memory Error: x", DuckErrorType.OutOfMemory)]
    [InlineData("INTERRUPT Error: Interrupted!", DuckErrorType.Interrupt)]
    [InlineData("Something else", DuckErrorType.Unknown)]
    [InlineData("Curious Error: IO Error: x", DuckErrorType.Unknown)]
    public void Kinds_are_read_from_messages_where_the_C_API_tells_none(string message, DuckErrorType type) =>
        Assert.Equal(type, new DuckException(message).Type);
}
