using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class SourceFileTests
{
    private const string Good = "variant,x\na,1\nb,2\n";

    private static SourceDefinition Source(string glob, params (string Name, string Type)[] columns)
        => new("s", new FileLocation(glob), null, null, columns.Length == 0 ? null : columns.ToDictionary(c => c.Name, c => c.Type));

    private static Task<SourceSchema> Describe(TempWorkspace workspace, string glob, params (string Name, string Type)[] columns)
        => workspace.Data.DescribeAsync(Source(glob, columns), TestContext.Current.CancellationToken);

    private static async Task<string> Refusal(TempWorkspace workspace, string glob, params (string Name, string Type)[] columns)
        => (await Assert.ThrowsAsync<InvalidInputException>(() => Describe(workspace, glob, columns))).Message;

    [Fact]
    public async Task A_schema_names_columns_in_file_order_with_their_types()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "id,name,ok,day,at,zip,v,answer\n1,x,True,2026-01-01,2026-01-01T10:00:00Z,00501,1.5,yes\n2,y,False,2026-01-02,2026-01-02T10:00:00+02:00,10001,2,no\n");
        var schema = await Describe(workspace, "t.csv");
        Assert.Equal(
            [("id", ExpressionType.Number), ("name", ExpressionType.Text), ("ok", ExpressionType.Boolean), ("day", ExpressionType.Timestamp), ("at", ExpressionType.Timestamp),
                ("zip", ExpressionType.Text), ("v", ExpressionType.Number), ("answer", ExpressionType.Text)],
            schema.Columns.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public async Task Declared_columns_have_their_declared_types_and_hide_the_others()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,n,flag,code,when,secret\na,NA,1,7,2026-01-01 12:00:00,x\na,2.5,0,8,2026-01-02,y\nb,4,1,9,,z\n");
        var columns = new[] { ("variant", "text"), ("n", "double"), ("flag", "boolean"), ("code", "text"), ("when", "timestamp") };
        var schema = await Describe(workspace, "t.csv", columns);
        Assert.Equal([ExpressionType.Text, ExpressionType.Number, ExpressionType.Boolean, ExpressionType.Text, ExpressionType.Timestamp], schema.Columns.Select(c => c.Type));

        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv", null, null, columns).Block("n", Own("n")).Block("flag", Own("flag", share: true)).Block("code", Own("code = '7'", share: true)).Block("hour", Own("hour(when)")));
        Assert.Equal((1, 2.5, 0.5, 0.5, 6.0), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0), cells.Total(0, 1).Mean(0), cells.Total(0, 2).Mean(0), cells.Total(0, 3).Mean(0)));

        var error = await workspace.Refused(new NeedsBuilder().Source("s", "t.csv", null, null, columns).Block("m", Own("secret = 'x'")));
        Assert.Contains("secret", error.Message, StringComparison.Ordinal);
        var hidden = await workspace.Refused(new NeedsBuilder().Source("s", "t.csv", null, null, columns).Variant("secret").Block("m", Own("n")));
        Assert.Contains("not among its `columns`", hidden.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declared_type_that_the_data_contradict_is_an_error_of_the_input()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\na,1\na,oops\n");
        var error = await workspace.Refused(new NeedsBuilder().Source("s", "t.csv", null, null, ("variant", "text"), ("x", "double")).Block("m", Own("x")));
        Assert.Contains("oops", error.Message, StringComparison.Ordinal);
        Assert.Contains("source s", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(workspace.Root, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_surprise_in_a_small_file_decides_its_type()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n" + string.Concat(Enumerable.Repeat("a,1\n", 50_000)) + "a,2.5\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("x")));
        Assert.Equal(50_002.5 / 50_001, cells.Total(0, 0).Mean(0), 12);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named()
    {
        using var workspace = new TempWorkspace().Write("empty.csv", "").Write("a.csv", Good).Write("b.parquet", "no parquet at all").Write("c.xlsx", "x").Write("mixed/a.csv", Good).Write("mixed/b.ndjson", "{\"a\":1}\n");
        Assert.Contains("no file matches `nowhere*.csv`", await Refusal(workspace, "nowhere*.csv"), StringComparison.Ordinal);
        Assert.Contains("`empty.csv` is empty", await Refusal(workspace, "empty.csv"), StringComparison.Ordinal);
        Assert.Contains("b.parquet", await Refusal(workspace, "b.parquet"), StringComparison.Ordinal);
        Assert.Contains("`c.xlsx` is no kind of file", await Refusal(workspace, "c.xlsx"), StringComparison.Ordinal);
        Assert.Contains("several kinds", await Refusal(workspace, "mixed/*"), StringComparison.Ordinal);
        Assert.Contains("has no column `y`", await Refusal(workspace, "a.csv", ("y", "double")), StringComparison.Ordinal);
        Assert.Contains("there is no type `blob`", await Refusal(workspace, "a.csv", ("x", "blob")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_without_rows_is_an_empty_table()
    {
        using var workspace = new TempWorkspace().Write("h.csv", "variant,x\n");
        Assert.Equal(["variant", "x"], (await Describe(workspace, "h.csv", ("variant", "text"), ("x", "double"))).Columns.Select(c => c.Name));
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "h.csv", null, null, ("variant", "text"), ("x", "double")).Block("m", Own("x")));
        Assert.Equal((0, 0), (cells.RowsRead, cells.Units(0)));
    }

    [Fact]
    public async Task Files_of_different_columns_or_types_do_not_mix()
    {
        using var workspace = new TempWorkspace().Write("d/a.csv", Good).Write("d/b.csv", "x,variant\n1,a\n").Write("e/a.csv", Good).Write("e/b.csv", "\"variant\", \"x\"\nb,2.5\n")
            .WriteQuery("a.parquet", "SELECT 'a' AS variant, 1 AS x").WriteQuery("b.parquet", "SELECT 'a' AS variant, 2.5::DOUBLE AS x").WriteQuery("c.parquet", "SELECT 'b' AS variant, 2::SMALLINT AS x");
        Assert.Contains("d/b.csv:1: source s: the columns are x,variant, and those of `d/a.csv` are variant,x", await Refusal(workspace, "d/*.csv"), StringComparison.Ordinal);
        Assert.Contains("column `x` holds numbers in `b.parquet` and whole numbers in `a.parquet`", await Refusal(workspace, "[ab].parquet"), StringComparison.Ordinal);
        Assert.Equal(3, (await workspace.Measure(new NeedsBuilder().Source("s", "[ac].parquet").Block("m", Own("x")))).Grains[0].Sum(c => c.Blocks[0].Mean(0)));
        Assert.Equal(2.25, (await workspace.Measure(new NeedsBuilder().Source("s", "e/*.csv").Block("m", Own("x")))).Total(1, 0).Mean(0));
    }

    [Fact]
    public async Task Globs_find_files_at_any_depth_in_ordinal_order()
    {
        using var workspace = new TempWorkspace().Write("d/2.csv", Good).Write("d/10.csv", Good).Write("d/e/f/3.csv", Good).Write("d/e/x.txt", Good).Write("d/A.csv", Good);
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "d/**/*.csv").Block("m", Own("x")));
        Assert.Equal(["d/10.csv", "d/2.csv", "d/A.csv", "d/e/f/3.csv"], cells.Fingerprints[0].Files.Select(f => f.Path));
        Assert.Equal(8, cells.RowsRead);
        Assert.Equal(4, (await workspace.Measure(new NeedsBuilder().Source("s", "d/?.csv").Block("m", Own("x")))).RowsRead);
        Assert.Equal(4, (await workspace.Measure(new NeedsBuilder().Source("s", "d/[0-9]*.csv").Block("m", Own("x")))).RowsRead);
    }

    [Theory]
    [InlineData("it's [1] a *.csv")]
    [InlineData("données; DROP TABLE x--.csv")]
    [InlineData("a{b}c.csv")]
    public async Task A_file_name_is_only_a_name(string name)
    {
        using var workspace = new TempWorkspace().Write(name, Good).Write("it's 1 a b.csv", "variant,x\na,100\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", name).Block("m", Own("x")));
        Assert.Equal([name], cells.Fingerprints[0].Files.Select(f => f.Path));
        Assert.Equal(1.0, cells.Total(0, 0).Mean(0));
    }

    [Fact]
    public async Task Column_names_with_quotes_and_SQL_in_them_are_only_names()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "\"va\"\"riant\",\"x'; DROP TABLE y; --\",\"größe €\",select\na,1,2,3\nb,4,5,6\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Variant("va\"riant").Segments("select").Block("m", Own("\"x'; DROP TABLE y; --\" + \"größe €\"")).Block("n", Own("\"select\"")));
        Assert.Equal((3.0, 9.0, 6.0), (cells.Total(0, 0).Mean(0), cells.Total(1, 0).Mean(0), cells.Total(1, 1).Mean(0)));
    }

    [Fact]
    public async Task Neither_dots_nor_links_nor_absolute_paths_lead_out_of_the_workspace()
    {
        using var outside = new TempWorkspace().Write("secret.csv", Good);
        using var workspace = new TempWorkspace().Write("in/a.csv", Good);
        File.CreateSymbolicLink(workspace.PathOf("link.csv"), outside.PathOf("secret.csv"));
        Directory.CreateSymbolicLink(workspace.PathOf("folder"), outside.Root);
        var relative = Path.GetRelativePath(workspace.Root, outside.PathOf("secret.csv"));
        foreach (var glob in new[] { outside.PathOf("secret.csv"), relative, relative.Replace("secret", "*", StringComparison.Ordinal), "link.csv", "*.csv", "folder/secret.csv", "folder/*.csv", "in/../link.csv" })
        {
            Assert.Contains("outside the workspace", await Refusal(workspace, glob), StringComparison.Ordinal);
        }

        var allowed = new DuckExperimentData(workspace.Root, [outside.Root]);
        Assert.Equal(2, (await allowed.DescribeAsync(Source(outside.PathOf("secret.csv")), TestContext.Current.CancellationToken)).Columns.Count);
        Assert.Equal(2, (await Describe(workspace, "in/../in/a.csv")).Columns.Count);
    }

    [Fact]
    public async Task A_link_within_the_workspace_is_followed()
    {
        using var workspace = new TempWorkspace().Write("in/a.csv", Good);
        Directory.CreateSymbolicLink(workspace.PathOf("latest"), "in");
        Assert.Equal(2, (await Describe(workspace, "latest/a.csv")).Columns.Count);
    }

    [Fact]
    public async Task Tables_of_other_databases_are_a_later_step()
    {
        using var workspace = new TempWorkspace();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => workspace.Data.DescribeAsync(new SourceDefinition("s", new TableLocation("warehouse", "sales.orders"))));
        Assert.Contains("a later step", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_tells_size_time_footer_and_on_request_the_hash()
    {
        using var workspace = new TempWorkspace().Write("t.csv", Good).WriteQuery("t.parquet", "SELECT 'a' AS variant, 1 AS x").WriteQuery("u.parquet", "SELECT 'a' AS variant, 2 AS x");
        var plain = (await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("x")))).Fingerprints.Single();
        Assert.Equal((2L, (long)Good.Length, null, null), (plain.Rows, plain.Files[0].Bytes, plain.Files[0].Sha256, plain.Files[0].ParquetFooter));
        var hashed = (await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("x")), new ReadOptions(Sha256: true))).Fingerprints.Single();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Good))), hashed.Files[0].Sha256);
        var footers = new List<string?>();
        foreach (var file in new[] { "t.parquet", "t.parquet", "u.parquet" })
        {
            footers.Add((await workspace.Measure(new NeedsBuilder().Source("s", file).Block("m", Own("x")))).Fingerprints[0].Files[0].ParquetFooter);
        }

        Assert.Equal(footers[0], footers[1]);
        Assert.NotEqual(footers[0], footers[2]);
        Assert.Equal(64, footers[0]!.Length);
    }

    [Fact]
    public async Task Queries_show_files_relative_and_values_as_parameters()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,k\na,1,it's\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("if(k = 'it''s; DROP', 1, x)")));
        var query = Assert.Single(cells.Queries);
        Assert.DoesNotContain(workspace.Root, query, StringComparison.Ordinal);
        Assert.Contains("'t.csv'", query, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP", query.Split("\n-- ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ends_a_long_scan_within_a_second()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT i AS id, 'a' AS variant, random() AS x FROM range(6000000) r(i)");
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var progress = new Immediate(p => started.TrySetResult());
        var task = workspace.Data.MeasureAsync(
            new NeedsBuilder().Source("s", "t.parquet", unit: "id").Block("m", Own("ln(x) + sqrt(x) + exp(x) + power(x, 1.5) + ln(x + 1) + sqrt(x + 2)")).Build(), new ReadOptions(Threads: 1), progress, source.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task Progress_names_the_pass_and_counts_rows()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT i AS id, 'a' AS variant, i AS x FROM range(1000000) r(i)");
        var reports = new List<ScanProgress>();
        await workspace.Data.MeasureAsync(new NeedsBuilder().Source("s", "t.parquet", unit: "id").Block("m", Own("x")).Build(), new ReadOptions(), new Immediate(reports.Add), TestContext.Current.CancellationToken);
        Assert.All(reports, r => Assert.Equal("reading s", r.Stage));
        Assert.Equal(reports.Select(r => r.Rows).Order(), reports.Select(r => r.Rows));
        Assert.InRange(reports[^1].Rows, 900_000, 1_000_000);
    }

    private sealed class Immediate(Action<ScanProgress> report) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value) => report(value);
    }
}
