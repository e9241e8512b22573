using System.IO.Compression;
using System.Text;
using KpiLab.Core;
using KpiLab.Testing;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Files that are not what they should be: refused in a sentence with file and line, or read as they stand; never guessed at.</summary>
public sealed class HostileFileTests
{
    private static readonly string Rows = string.Concat(Enumerable.Range(1, 40).Select(i => $"{(i % 2 == 0 ? 'a' : 'b')},{i}\n"));

    private static async Task<string> Refusal(TempWorkspace workspace, string glob, params (string Name, string Type)[] columns)
    {
        var problem = Assert.Single((await workspace.Refused(new NeedsBuilder().Source("s", glob, null, null, columns).Block("m", Own("x")))).Problems).ToString();
        Assert.DoesNotContain("Error:", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("LINE 1", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(workspace.Root, problem, StringComparison.Ordinal);
        return problem;
    }

    private static TempWorkspace WriteBytes(string name, byte[] bytes)
    {
        var workspace = new TempWorkspace();
        File.WriteAllBytes(workspace.PathOf(name), bytes);
        return workspace;
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(60)]
    public async Task A_gzip_file_that_was_cut_off_is_not_taken_for_a_shorter_one(int missing)
    {
        using var workspace = WriteBytes("t.csv.gz", Gzip("variant,x\n" + Rows + Rows + Rows)[..^missing]);
        Assert.StartsWith("t.csv.gz: source s: the file is cut off or damaged", await Refusal(workspace, "t.csv.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_file_with_a_wrong_checksum_or_something_behind_it_is_refused()
    {
        var whole = Gzip("variant,x\n" + Rows);
        byte[] wrong = [.. whole];
        wrong[^6] ^= 0xFF;
        foreach (var bytes in new[] { wrong, [.. whole, .. "more"u8] })
        {
            using var workspace = WriteBytes("t.csv.gz", bytes);
            Assert.Contains("is cut off or damaged", await Refusal(workspace, "t.csv.gz"), StringComparison.Ordinal);
        }

        using var plain = WriteBytes("t.csv.gz", Encoding.UTF8.GetBytes("variant,x\n" + Rows));
        Assert.Contains("the file is not gzip", await Refusal(plain, "t.csv.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_files_one_behind_the_other_are_one_file()
    {
        using var workspace = WriteBytes("t.csv.gz", [.. Gzip("variant,x\na,1\n"), .. Gzip("b,2\nb,4\n")]);
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv.gz").Block("m", Own("x")));
        Assert.Equal((3, 3.0), (cells.RowsRead, cells.Total(1, 0).Mean(0)));
    }

    [Theory]
    [InlineData("a\n", "the row has 1 value, and the header names 2 columns")]
    [InlineData("a,1,2,3\n", "the row has 4 values, and the header names 2 columns")]
    [InlineData("\"a,1\n", "a quote is opened in this row and not closed")]
    public async Task A_row_that_is_not_as_wide_as_the_header_is_named(string row, string said)
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n" + Rows + row);
        var problem = await Refusal(workspace, "t.csv");
        Assert.StartsWith("t.csv:42: source s: ", problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public async Task The_header_tells_the_separator(string separator)
    {
        using var workspace = new TempWorkspace().Write("t.csv", $"variant{separator}x\n\"a, or b\"{separator}1\nb{separator}2\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("x")));
        Assert.Equal(2.0, cells.Total(1, 0).Mean(0));
        Assert.Equal(["a, or b"], cells.UnknownVariants.Keys);
    }

    [Fact]
    public async Task Quotes_that_come_late_are_still_quotes()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n" + string.Concat(Enumerable.Repeat("b,1\n", 60_000)) + "\"a\",7\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv").Block("m", Own("x")));
        Assert.Equal(7.0, cells.Total(0, 0).Mean(0));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_named_by_line()
    {
        using var latin = WriteBytes("t.csv", [.. Encoding.UTF8.GetBytes("variant,x\n" + Rows), (byte)'\xe9', .. ",1\n"u8]);
        Assert.StartsWith("t.csv:42: source s: byte 1 of the line (0xE9) is not UTF-8", await Refusal(latin, "t.csv"), StringComparison.Ordinal);
        using var wide = WriteBytes("t.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("variant,x\n" + Rows)]);
        Assert.Contains("UTF-16", await Refusal(wide, "t.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_in_a_column_of_numbers_is_named_with_its_row_in_its_own_file()
    {
        using var workspace = new TempWorkspace().Write("d/1.csv", "variant,x\n" + Rows).Write("d/2.csv", "variant,x\na,1\nb,oops\n");
        Assert.Contains("1 of 42 values is no number, first `oops` in row 2 of `d/2.csv`", await Refusal(workspace, "d/*.csv"), StringComparison.Ordinal);
        Assert.Contains("1 of 42 values is not a number, first `oops` in row 2 of `d/2.csv`", await Refusal(workspace, "d/*.csv", ("variant", "text"), ("x", "double")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_name_that_comes_twice_is_refused()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,\"x\"\na,1,2\n");
        Assert.Contains("t.csv:1: source s: two columns are called `x`", await Refusal(workspace, "t.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_JSON_is_named_by_line()
    {
        const string Good = "{\"variant\":\"a\",\"x\":1}\n";
        using var workspace = new TempWorkspace().Write("cut.jsonl", Good + "{\"variant\":\"b\",\"x").Write("none.json", "[]").Write("list.json", "[1,2]")
            .Write("mixed.jsonl", Good + Good + Good + "{\"variant\":\"b\",\"x\":\"oops\"}\n");
        Assert.Matches(@"^cut\.jsonl:\d: source s: this is not JSON, at byte \d+ of the line: ", await Refusal(workspace, "cut.jsonl"));
        Assert.Contains("the file holds no row", await Refusal(workspace, "none.json"), StringComparison.Ordinal);
        Assert.Contains("values that are no objects", await Refusal(workspace, "list.json"), StringComparison.Ordinal);
        Assert.Contains("first `oops` in row 4 of `mixed.jsonl`", await Refusal(workspace, "mixed.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_of_JSON_are_times_with_a_T_a_Z_or_an_offset()
    {
        string[] times = ["2026-01-01T10:00", "2026-01-01T10:00:30", "2026-01-01T10:00:30.5", "2026-01-01T10:00:30Z", "2026-01-01T12:00:30+02:00"];
        using var workspace = new TempWorkspace().Write("t.jsonl", string.Concat(times.Select(t => $"{{\"variant\":\"a\",\"at\":\"{t}\",\"word\":\"{t} or so\"}}\n")));
        var schema = await workspace.Data.DescribeAsync(new SourceDefinition("s", new FileLocation("t.jsonl"), null, null, null), TestContext.Current.CancellationToken);
        Assert.Equal([ExpressionType.Text, ExpressionType.Timestamp, ExpressionType.Text], schema.Columns.Select(c => c.Type));
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.jsonl").Block("m", Own("hour(at)")));
        Assert.Equal(10.0, cells.Total(0, 0).Mean(0));
        Assert.Equal(0.0, cells.Total(0, 0).CentredProduct(0, 0));
    }

    [Fact]
    public async Task The_offset_of_a_declared_time_counts()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,at\na,2026-01-01T12:00:30+02:00\na,NA\na,2026-01-01 10:00:30\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("s", "t.csv", null, null, ("variant", "text"), ("at", "timestamp")).Block("m", Own("hour(at)")));
        Assert.Equal((2, 10.0, 0.0), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0), cells.Total(0, 0).CentredProduct(0, 0)));
    }

    [Fact]
    public async Task A_header_alone_says_nothing_of_its_columns()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n");
        Assert.Contains("the file has a header and no row", await Refusal(workspace, "t.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        using var workspace = new TempWorkspace();
        string[] corpus =
        [
            "variant,x\n" + Rows, "variant;x\r\na;1\r\nb;2,5\r\n", "\"variant\",\"x\"\n\"a\",\"1\"\n\"b\"\"c\",\"2\"\n", "variant\tx\na\t1e5\nb\tNaN\n", "variant,x\na,2026-01-01T10:00:00Z\nb,inf\n",
            "{\"variant\":\"a\",\"x\":1}\n{\"variant\":\"b\",\"x\":2.5}\n", "[{\"variant\":\"a\",\"x\":1},{\"variant\":\"b\",\"x\":null}]",
        ];
        var cancellation = TestContext.Current.CancellationToken;
        var answers = new Mutator(corpus, Mutator.Anywhere).Hold(
            20261122,
            text =>
            {
                var name = text.AsSpan().TrimStart() is ['{' or '[', ..] ? "t.jsonl" : "t.csv";
                File.WriteAllBytes(workspace.PathOf(name), Encoding.UTF8.GetBytes(text));
                try
                {
                    workspace.Data.MeasureAsync(new NeedsBuilder().Source("s", name).Block("m", Own("x")).Build(), new ReadOptions(Threads: 1), null, cancellation).GetAwaiter().GetResult();
                    return null;
                }
                catch (InvalidInputException refused)
                {
                    Assert.All(refused.Problems, p => Assert.True(p.Message.Length is > 0 and < 1000 && p.Remedy.Length > 0 && (p.Field.Length > 0 || p.File is not null), p.ToString()));
                    return refused.Message;
                }
            },
            slice: 200,
            full: 3000);
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }
}
