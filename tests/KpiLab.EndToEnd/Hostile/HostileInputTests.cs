using System.IO.Compression;
using System.Text;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Input that is wrong, or made to break us: the exit code, the sentence, nothing left behind, and memory within its limit.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Analyze = ["experiment", "analyze", "exp", "--memory", "200MB", "--threads", "2"];

    /// <summary>Files of the data that the input itself spoils: name, content, what is said. All end with exit code 2.</summary>
    private static readonly Dictionary<string, (string Data, string Said)> Spoilt = new(StringComparer.Ordinal)
    {
        ["missing column"] = ("user_id,variant,spnd\nu1,control,1\n", "there is no column spend; did you mean spnd?"),
        ["text among numbers"] = (HostileWorkspace.Rows(spend: i => i == 17 ? "abc" : $"{i % 5}"), "1 of 40 values is no number, first `abc` in row 18 of `d.csv`"),
        ["NaN"] = (HostileWorkspace.Rows(spend: i => i == 17 ? "NaN" : $"{i % 5}"), "first in row 18 of `d.csv` (NaN); correct the data"),
        ["infinity"] = (HostileWorkspace.Rows(spend: i => i == 17 ? "-inf" : $"{i % 5}"), "first in row 18 of `d.csv` (-Infinity); correct the data"),
        ["header only"] = ("user_id,variant,spend\n", "d.csv: source trials: the file has a header and no row"),
        ["a short row"] = (HostileWorkspace.Rows() + "u99,control\n", "d.csv:42: source trials: the row has 2 values, and the header names 3 columns"),
        ["an open quote"] = (HostileWorkspace.Rows() + "u99,\"control,1\n", "d.csv:42: source trials: a quote is opened in this row and not closed"),
        ["an escape in a column's name"] = ("user_id,variant,\u001b[2Jspend\nu1,control,1\n", "\\u001b[2Jspend"),
    };

    public static TheoryData<string> SpoiltNames => [.. Spoilt.Keys];

    [Theory]
    [MemberData(nameof(SpoiltNames))]
    public async Task Spoilt_data_are_refused_in_a_sentence(string name)
    {
        var (data, said) = Spoilt[name];
        using var workspace = new HostileWorkspace(data);
        await RefusedAsync(workspace, said, Analyze);
    }

    [Fact]
    public async Task Files_that_are_empty_cut_off_or_of_another_encoding_are_refused()
    {
        using var workspace = new HostileWorkspace();
        File.WriteAllBytes(workspace.PathOf("d.csv"), []);
        await RefusedAsync(workspace, "`d.csv` is empty", Analyze);
        File.WriteAllBytes(workspace.PathOf("d.csv"), [.. Encoding.UTF8.GetBytes(HostileWorkspace.Rows()), .. Encoding.Latin1.GetBytes("u99,contröl,1\n")]);
        await RefusedAsync(workspace, "d.csv:42: source trials: byte 10 of the line (0xF6) is not UTF-8; save the file as UTF-8", Analyze);
        var packed = Gzip(HostileWorkspace.Rows(5000));
        File.WriteAllBytes(workspace.PathOf("d.csv.gz"), packed[..^9]);
        await RefusedAsync(workspace, "d.csv.gz: source trials: the file is cut off or damaged", [.. Analyze, "--data", "d.csv.gz"]);
        File.WriteAllBytes(workspace.PathOf("d.parquet"), [.. "PAR1"u8, .. new byte[100]]);
        await RefusedAsync(workspace, "d.parquet: source trials: the file is cut off, or no Parquet file", [.. Analyze, "--data", "d.parquet"]);
        workspace.Write("d.jsonl", "{\"user_id\":1,\"variant\":\"control\",\"spend\":1}\n{\"user_id\":2,\"variant\":\"treat\",\"spend\":NaN}\n");
        await RefusedAsync(workspace, "first in row 2 of `d.jsonl` (NaN)", [.. Analyze, "--data", "d.jsonl"]);
    }

    [Theory]
    [InlineData("one variant only", "Sample ratio mismatch")]
    [InlineData("zero variance", "neither arm varies")]
    [InlineData("duplicate units", "were seen in more than one variant and are left out")]
    public async Task Data_that_cannot_be_decided_from_are_analysed_with_a_critical_finding(string name, string said)
    {
        using var workspace = new HostileWorkspace(name switch
        {
            "one variant only" => HostileWorkspace.Rows(variant: _ => "control"),
            "zero variance" => HostileWorkspace.Rows(spend: _ => "1"),
            _ => HostileWorkspace.Rows(unit: i => $"u{i % 20}", variant: i => i % 3 == 0 ? "control" : "treat"),
        });
        var run = await workspace.RunAsync([.. Analyze, "--format", "md"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Peak, 1, HostileWorkspace.MostBytes);
    }

    [Fact]
    public async Task Unknown_variants_are_left_out_and_told_in_every_format_without_their_escapes()
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows(60, variant: i => (i % 3) switch { 0 => "control", 1 => "treat", _ => "\u001b[2J<script>alert(1)</script>" }));
        foreach (var format in (string[])["table", "md", "csv", "json"])
        {
            var run = await workspace.RunAsync([.. Analyze, "--format", format, "--html", "out.html"]);
            Assert.Equal(0, run.ExitCode);
            Assert.DoesNotContain('\u001b', run.Output + run.Error);
        }

        var page = File.ReadAllText(workspace.PathOf("out.html"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page);
        Assert.DoesNotContain("out.html.part", workspace.Files().Keys);
    }

    [Theory]
    [InlineData("'=cmd|calc", "=cmd|calc")]
    [InlineData("'+1", "+1")]
    [InlineData("'-1+1", "-1+1")]
    [InlineData("'@SUM(A1)", "@SUM(A1)")]
    [InlineData("'=1", "\\t=1")]
    public async Task A_name_that_a_spreadsheet_would_run_is_defused_in_CSV(string written, string name)
    {
        using var workspace = new HostileWorkspace();
        workspace.Write("kpi.yaml", $"kind: kpi\nid: k\nname: \"{name}\"\ndirection: increase\nmeasure: {{type: mean, source: trials, value: spend}}\n");
        var run = await workspace.RunAsync("kpi", "list", "--format", "csv");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("k," + written + ",", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../*.csv", "`../*.csv` lies outside the workspace")]
    [InlineData("/etc/passwd", "`/etc/passwd` lies outside the workspace")]
    [InlineData("link.csv", "`link.csv` lies outside the workspace")]
    public async Task A_path_that_leaves_the_workspace_is_refused(string from, string said)
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows());
        File.CreateSymbolicLink(workspace.PathOf("link.csv"), "/etc/passwd");
        workspace.Write("other/exp.yaml", HostileWorkspace.Definitions(from).Replace("trials", "trials2", StringComparison.Ordinal).Replace("id: exp", "id: exp2", StringComparison.Ordinal).Replace("id: spend", "id: spend2", StringComparison.Ordinal).Replace("kpi: spend", "kpi: spend2", StringComparison.Ordinal));
        await RefusedAsync(workspace, said, ["experiment", "analyze", "other/exp.yaml", "--memory", "200MB"]);
    }

    [Theory]
    [InlineData("spend); DROP TABLE x; --", "this is SQL, and a formula is not SQL")]
    [InlineData("(select 1 from read_csv('/etc/passwd'))", "this is SQL, and a formula is not SQL")]
    [InlineData("read_text('/etc/passwd')", "there is no function read_text")]
    public async Task A_formula_with_SQL_in_it_is_refused(string formula, string said)
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows());
        workspace.Write("defs.yaml", HostileWorkspace.Definitions(formula: formula));
        await RefusedAsync(workspace, said, ["validate"], onStdout: true);
    }

    [Fact]
    public async Task Weights_that_do_not_add_up_and_definitions_that_are_not_UTF8_are_refused_by_line()
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows());
        workspace.Write("defs.yaml", HostileWorkspace.Definitions(weights: "0.5 0.6"));
        await RefusedAsync(workspace, "variants: the weights add up to 1.1, not to 1", ["validate"], onStdout: true);
        File.WriteAllBytes(workspace.PathOf("defs.yaml"), Encoding.Latin1.GetBytes(HostileWorkspace.Definitions(name: "Spénd")));
        await RefusedAsync(workspace, "defs.yaml:8: the text is not UTF-8", ["validate"], onStdout: true);
    }

    [Fact]
    public async Task A_line_of_gigabytes_is_refused_in_data_and_definitions()
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows());
        var length = Mutator.IsFull ? 2_200_000_000 : 100_000_000; // sparse: it takes no disk
        using (var file = new FileStream(workspace.PathOf("d.csv"), FileMode.Open, FileAccess.Write))
        {
            file.SetLength(length);
        }

        await RefusedAsync(workspace, "d.csv:42: source trials: the line is longer than 2,000,000 bytes", Analyze);
        File.Delete(workspace.PathOf("d.csv"));
        using (var file = new FileStream(workspace.Write("big.yaml", "a: "), FileMode.Open, FileAccess.Write))
        {
            file.SetLength(length);
        }

        await RefusedAsync(workspace, "big.yaml: the file is too large for definitions", ["validate"], onStdout: true);
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_before_it_unpacks()
    {
        using var workspace = new HostileWorkspace();
        using (var stream = new GZipStream(File.Create(workspace.PathOf("d.csv.gz")), CompressionLevel.Optimal))
        {
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("u1,control,1\n", 80_000)));
            stream.Write("user_id,variant,spend\n"u8);
            for (var i = 0; i < 400; i++)
            {
                stream.Write(block);
            }
        }

        await RefusedAsync(workspace, "over 100 times as much", [.. Analyze, "--data", "d.csv.gz"]);
    }

    [Fact]
    public async Task Ten_thousand_declared_segments_and_a_thousand_columns_stay_within_memory()
    {
        using var workspace = new HostileWorkspace();
        var columns = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"c{i}"));
        workspace.Write("d.csv", $"user_id,variant,spend,{columns}\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"u{i},{(i % 2 == 0 ? "control" : "treat")},{i % 7},{string.Join(',', Enumerable.Repeat("1", 1000))}\n")));
        var run = await workspace.RunAsync([.. Analyze, "--format", "json"]);
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(run.Peak, 1, HostileWorkspace.MostBytes);
        workspace.Write("defs.yaml", HostileWorkspace.Definitions(plan: ", segments: [" + string.Join(", ", Enumerable.Range(0, 10_001).Select(i => $"s{i}")) + "]"));
        await RefusedAsync(workspace, "this has more than 10,000 items", ["validate"], onStdout: true);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("table")]
    public async Task Ten_thousand_values_of_a_segment_are_compared_one_by_one_within_memory(string format)
    {
        using var workspace = new HostileWorkspace("user_id,variant,spend,city\n" + string.Concat(Enumerable.Range(0, 40_000).Select(
            i => Invariant($"u{i},{(i / 10_000 % 2 == 0 ? "control" : "treat")},{i * 7 % 97},city {i % 10_000}\n"))));
        workspace.Write("defs.yaml", HostileWorkspace.Definitions(plan: ", segments: [city]"));
        var run = await workspace.RunAsync("experiment", "analyze", "defs.yaml", "--memory", "200MB", "--format", format);
        Assert.True(run.ExitCode == 0, $"exit {run.ExitCode}\n{run.Error}");
        Assert.Contains("city 9999", run.Output, StringComparison.Ordinal);
        Assert.True(run.Output.Split('\n').Length > 10_000, "a line a segment");
        Assert.InRange(run.Peak, 1, HostileWorkspace.MostBytes);
    }

    [Fact]
    public async Task Numbers_that_are_none_in_Parquet_are_refused_and_no_rows_a_critical_finding()
    {
        using var workspace = new HostileWorkspace();
        using (var database = DuckDb.DuckDatabase.Open(new DuckDb.DuckOptions { ExternalAccess = true }))
        using (var connection = database.Connect())
        {
            var folder = workspace.Folder.Replace("'", "''", StringComparison.Ordinal);
            connection.Execute($"COPY (SELECT i AS user_id, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treat' END AS variant, CASE WHEN i = 11 THEN 'nan'::DOUBLE ELSE i % 7 END AS spend FROM range(40) t(i)) TO '{folder}/nan.parquet'");
            connection.Execute($"COPY (SELECT 1 AS user_id, 'control' AS variant, 1.0 AS spend WHERE false) TO '{folder}/none.parquet'");
        }

        await RefusedAsync(workspace, "nan.parquet", [.. Analyze, "--data", "nan.parquet"]);
        var none = await workspace.RunAsync([.. Analyze, "--data", "none.parquet"]);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("The source trials holds no unit of the experiment", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_HTML_and_escapes_is_text_in_every_output()
    {
        using var workspace = new HostileWorkspace(HostileWorkspace.Rows());
        workspace.Write("defs.yaml", HostileWorkspace.Definitions(name: "<script>alert(1)</script>\\u001b[31m"));
        foreach (var format in new[] { "table", "md", "csv", "json" })
        {
            var run = await workspace.RunAsync("experiment", "analyze", "defs.yaml", "--format", format, "--html", "out.html");
            Assert.True(run.ExitCode is 0 or 1, run.Error);
            Assert.DoesNotContain('\u001b', run.Output + run.Error);
            // CSV holds ids, not names.
            Assert.True(format == "csv" || run.Output.Contains("alert(1)", StringComparison.Ordinal), run.Output);
        }

        var page = File.ReadAllText(workspace.PathOf("out.html"));
        Assert.DoesNotContain("<script>alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page);
    }

    private static async Task RefusedAsync(HostileWorkspace workspace, string said, string[] arguments, bool onStdout = false)
    {
        var before = workspace.Files();
        var run = await workspace.RunAsync(arguments);
        Assert.True(run.ExitCode == 2, $"exit {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains(said, onStdout ? run.Output : run.Error, StringComparison.Ordinal);
        Assert.True(onStdout || run.Output.Length == 0, run.Output);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.True(run.Error.Length < 2000, run.Error);
        Assert.InRange(run.Peak, 1, HostileWorkspace.MostBytes);
        Assert.Equal(before, workspace.Files());
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
}
