namespace KpiLab.DuckDb.Tests;

/// <summary>A locked database reads what it was allowed to read. Everything else here must fail, and must leave no file behind.</summary>
public sealed class LockTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;

    public LockTests()
    {
        foreach (var folder in new[] { "in", "in/sub", "out", "in-sibling", "temp" })
        {
            Directory.CreateDirectory(_scratch.File(folder));
        }

        foreach (var file in new[] { "in/a.csv", "in/sub/s.csv", "out/o.csv", "in-sibling/x.csv", "single.csv", "other.csv" })
        {
            File.WriteAllText(_scratch.File(file), "a,b\n1,2\n3,4\n");
        }

        File.WriteAllText(_scratch.File("in/schema.sql"), Path("SELECT * FROM enable_profiling(format = 'json', save_location = '@/in/profile.json');"));
        File.WriteAllText(_scratch.File("in/load.sql"), "");
        _scratch.Copy("SELECT 1 AS a", "in/p.parquet", "FORMAT parquet");
        _scratch.Copy("SELECT 1 AS a", "in/j.json", "FORMAT json");
        _scratch.Copy("SELECT 1 AS a", "in/z.csv.gz", "FORMAT csv");
        _scratch.Copy("SELECT 1 AS a", "out/q.parquet", "FORMAT parquet");
        File.CreateSymbolicLink(_scratch.File("in/sub/link.csv"), _scratch.File("out/o.csv"));
        Directory.CreateSymbolicLink(_scratch.File("in/linked"), _scratch.File("out"));
        Directory.CreateSymbolicLink(_scratch.File("way-in"), _scratch.File("in"));

        _database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true, TempDirectory = _scratch.File("temp") });
        _connection = _database.Connect();
        _connection.Execute(Path("CREATE VIEW seen AS SELECT * FROM read_csv('@/in/a.csv'); CREATE VIEW unseen AS SELECT * FROM read_csv('@/out/o.csv')"));
        _connection.LockDown([_scratch.File("single.csv")], [_scratch.File("in")]);
    }

    [Theory]
    [InlineData("SELECT * FROM seen", 2)]
    [InlineData("SELECT * FROM '@/in/a.csv'", 2)]
    [InlineData("SELECT * FROM '@/in/z.csv.gz'", 1)]
    [InlineData("SELECT * FROM '@/in/*.csv'", 2)]
    [InlineData("SELECT * FROM '@/in/sub/s.csv'", 2)]
    [InlineData("SELECT * FROM '@/in/sub/../a.csv'", 2)]
    [InlineData("SELECT * FROM '@/way-in/a.csv'", 2)]
    [InlineData("SELECT * FROM '@/single.csv'", 2)]
    [InlineData("SELECT * FROM '@/in/p.parquet'", 1)]
    [InlineData("SELECT * FROM '@/in/j.json'", 1)]
    [InlineData("SELECT num_rows FROM parquet_file_metadata('@/in/p.parquet')", 1)]
    [InlineData("SELECT \"query\", enable_logging FROM (SELECT 1 AS \"query\", 2 AS enable_logging)", 1)]
    public void What_is_allowed_is_read(string sql, int rows) => Assert.Equal(rows, _connection.Query(Path(sql)).Count);

    [Theory]
    [InlineData("SELECT * FROM unseen")]
    [InlineData("SELECT * FROM '@/out/o.csv'")]
    [InlineData("SELECT * FROM '@/out/q.parquet'")]
    [InlineData("SELECT * FROM '@/other.csv'")]
    [InlineData("SELECT * FROM '@/in-sibling/x.csv'")]
    [InlineData("SELECT * FROM '@/in/../out/o.csv'")]
    [InlineData("SELECT * FROM '@/in/sub/../../out/o.csv'")]
    [InlineData("SELECT * FROM '@/in/sub/link.csv'")]
    [InlineData("SELECT * FROM '@/in/linked/o.csv'")]
    [InlineData("SELECT * FROM '@/in/sub/*.csv'")]
    [InlineData("SELECT * FROM '@/*.csv'")]
    [InlineData("SELECT * FROM '@/*/o.csv'")]
    [InlineData("SELECT * FROM glob('@/out/*')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_blob('@/out/o.csv')")]
    [InlineData("SELECT * FROM read_json('@/out/o.csv')")]
    [InlineData("SELECT * FROM sniff_csv('@/out/o.csv')")]
    [InlineData("SELECT * FROM parquet_metadata('@/out/q.parquet')")]
    [InlineData("SELECT * FROM '~/x.csv'")]
    [InlineData("SELECT * FROM 'file://@/out/o.csv'")]
    [InlineData("SELECT * FROM 'https://localhost:1/a.csv'")]
    [InlineData("SELECT * FROM read_parquet('s3://bucket/a.parquet')")]
    [InlineData("CREATE TABLE t AS SELECT * FROM '@/out/o.csv'")]
    public void A_file_that_is_not_allowed_is_refused_however_it_is_named(string sql) => Refused(sql, DuckErrorType.Permission);

    [Theory]
    [InlineData("COPY (SELECT 1) TO '@/in/new.csv'")]
    [InlineData("COPY (SELECT 1) TO '@/single.csv' (USE_TMP_FILE false)")]
    [InlineData("COPY (SELECT 1) TO '@/out/new.csv'")]
    [InlineData("EXPORT DATABASE '@/in/exported'")]
    [InlineData("IMPORT DATABASE '@/in'")]
    [InlineData("IMPORT /* */ DATABASE '@/in'")]
    [InlineData("PRAGMA import_database('@/in')")]
    [InlineData("ATTACH '@/in/new.duckdb' AS n")]
    [InlineData("ATTACH ':memory:' AS n")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("LOAD '@/in/x.duckdb_extension'")]
    [InlineData("UPDATE EXTENSIONS")]
    [InlineData("SET threads = 1")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("RESET allowed_directories")]
    [InlineData("SET SESSION schema = 'main'")]
    [InlineData("SET VARIABLE x = 1")]
    [InlineData("PRAGMA enable_profiling = 'json'")]
    [InlineData("PRAGMA threads = 1")]
    [InlineData("CALL enable_logging()")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO '@/in/new.csv'")]
    [InlineData("CHECKPOINT")]
    [InlineData("SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_config = {'path': '@/in/logs'})")]
    [InlineData("SELECT * FROM enable_profiling(format = 'json', save_location = '@/in/a.csv')")]
    [InlineData("SELECT * FROM system.main.\"ENABLE_profiling\" (format = 'json', save_location = '@/in/profile.json')")]
    [InlineData("FROM enable_profiling/* /* */ */(format = 'json', save_location = '@/in/profile.json')")]
    [InlineData("FROM enable_profiling\u200b(format = 'json', save_location = '@/in/profile.json')")]
    [InlineData("SELECT * FROM query('SELECT * FROM enable_' || 'logging()')")]
    [InlineData("SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))")]
    [InlineData("CREATE MACRO hidden() AS TABLE SELECT * FROM enable_logging()")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '@/in/new.csv'")]
    public void Writing_configuring_and_extending_are_refused(string sql) => Refused(sql, DuckErrorType.Permission);

    [Theory]
    [InlineData("SELECT getenv('HOME')", DuckErrorType.Catalog)]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE http)", DuckErrorType.InvalidInput)]
    [InlineData("CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')", DuckErrorType.InvalidInput)]
    public void The_environment_and_secrets_are_out_of_reach(string sql, DuckErrorType type) => Refused(sql, type);

    [Fact]
    public void DuckDBs_own_lock_holds_without_this_bindings_guard()
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        connection.Execute(Path("SET allowed_directories = ['@/in']; SET enable_external_access = false; SET lock_configuration = true"));
        Assert.False(database.IsLocked);
        foreach (var sql in new[]
                 {
                     "SELECT * FROM '@/out/o.csv'", "COPY (SELECT 1) TO '@/out/new.csv'", "ATTACH '@/out/new.duckdb' AS n", "INSTALL httpfs", "LOAD httpfs",
                     "SET threads = 1", "SET enable_external_access = true", "SET lock_configuration = false", "SET allowed_directories = ['/']",
                 })
        {
            Assert.Throws<DuckException>(() => connection.Execute(Path(sql)));
        }
    }

    [Fact]
    public void A_database_opened_without_words_reads_no_file_at_all()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        Assert.True(database.IsLocked);
        var error = Assert.Throws<DuckException>(() => connection.Query(Path("SELECT * FROM '@/in/a.csv'")));
        Assert.Equal(DuckErrorType.Permission, error.Type);
        Assert.Throws<DuckException>(() => connection.LockDown([], ["/"]));
    }

    [Fact]
    public void A_lock_holds_for_every_connection_of_the_database()
    {
        using var another = _database.Connect();
        Assert.Equal(2, another.Query(Path("SELECT * FROM '@/in/a.csv'")).Count);
        Assert.Throws<DuckException>(() => another.Query(Path("SELECT * FROM '@/out/o.csv'")));
        Assert.Throws<DuckException>(() => another.Execute(Path("COPY (SELECT 1) TO '@/in/new.csv'")));
    }

    [Fact]
    public void Tables_and_views_of_its_own_can_still_be_made_and_changed()
    {
        _connection.Execute("BEGIN; CREATE TEMP TABLE t AS SELECT * FROM seen; INSERT INTO t VALUES (5, 6); UPDATE t SET b = 0 WHERE a = 1; DELETE FROM t WHERE a = 3; COMMIT");
        _connection.Execute("CREATE TEMP VIEW v AS SELECT a + b AS c FROM t; ALTER TABLE t ADD COLUMN d INTEGER");
        Assert.Equal([[1L], [11L]], _connection.Query("SELECT c FROM v ORDER BY c"));
        _connection.Execute("DROP VIEW v; DROP TABLE t");
    }

    [Fact]
    public void Names_with_quotes_spaces_and_wildcards_are_allowed_as_they_are()
    {
        var folder = Directory.CreateDirectory(_scratch.File("it's [x] *")).FullName;
        var file = System.IO.Path.Combine(folder, "a 'b'.csv");
        File.WriteAllText(file, "a\n1\n");
        using var database = DuckDatabase.Open(new DuckOptions { AllowedPaths = [file] });
        using var connection = database.Connect();
        Assert.Single(connection.Query("SELECT * FROM read_csv($1)", file));
    }

    [Fact]
    public void A_relative_allowed_folder_is_the_one_of_the_moment_of_opening()
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, _scratch.File("in"));
        using var database = DuckDatabase.Open(new DuckOptions { AllowedDirectories = [relative] });
        using var connection = database.Connect();
        Assert.Equal(2, connection.Query(Path("SELECT * FROM '@/in/a.csv'")).Count);
        Assert.Throws<DuckException>(() => connection.Query(Path("SELECT * FROM '@/out/o.csv'")));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _scratch.Dispose();
    }

    private string Path(string sql) => sql.Replace("@", _scratch.Folder, StringComparison.Ordinal);

    private void Refused(string sql, DuckErrorType type)
    {
        var before = Snapshot();
        var error = Assert.Throws<DuckException>(() => _connection.Execute(Path(sql)));
        Assert.Equal(type, error.Type);
        Assert.Equal(before, Snapshot());
    }

    private List<string> Snapshot() =>
        [.. Directory.EnumerateFiles(_scratch.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Invariant($"{f} {new FileInfo(f).Length}"))];
}
