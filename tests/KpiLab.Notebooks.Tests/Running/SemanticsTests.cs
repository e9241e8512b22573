using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Cells run as the .NET Interactive kernel runs them.</summary>
public sealed class SemanticsTests
{
    [Fact]
    public async Task Cells_share_state_await_and_show_what_the_kernel_shows()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(
            "using System.Globalization;\nint n = 40;\nstring Twice(string text) => text + text;\nrecord Row(string Name, double Value);",
            "var rows = await Task.FromResult(new[] { new Row(\"a\", 1.5), new Row(\"b <i>\", 2) });",
            "n + 2",
            "n.ToString();",
            "Console.Write(\"one \"); Console.WriteLine(\"line\"); Console.Error.WriteLine(\"careful\"); display(Twice(\"ab\")); Console.WriteLine(\"after\");",
            "rows",
            "var n = \"another type\"; n",
            "HTML(\"<b>bold</b>\")",
            "Console.WriteLine(CultureInfo.CurrentCulture.Name == \"\")",
            "var place = display(\"draft\"); place.Update(\"final\");",
            "string nothing = null; nothing",
            "// only a comment",
            "Environment.CurrentDirectory",
            "var counter = 0; void Count() => counter++; Count(); Count(); counter",
            "try { throw new InvalidOperationException(); } catch (InvalidOperationException) { \"caught\".Display(); }",
            "int field { get => field; set => field = value * 2; } field = 4; field");

        Assert.Null(run.Failure);
        Assert.Equal(16, run.CellsRun);
        Assert.Empty(Outputs.Of(run, 0));
        Assert.Empty(Outputs.Of(run, 1));
        Assert.Equal(["execute_result: 42"], Outputs.Of(run, 2));
        Assert.Empty(Outputs.Of(run, 3));
        Assert.Equal(["stdout: one line\n", "stderr: careful\n", "display_data: abab", "stdout: after\n"], Outputs.Of(run, 4));
        Assert.Contains("<td>b &lt;i&gt;</td><td class=\"n\">2</td>", Outputs.Data(run, 5, 0, "text/html"), StringComparison.Ordinal);
        Assert.Contains("Name = a", Outputs.Data(run, 5, 0, "text/plain"), StringComparison.Ordinal);
        Assert.Equal(["execute_result: another type"], Outputs.Of(run, 6));
        Assert.Equal("<b>bold</b>", Outputs.Data(run, 7, 0, "text/html"));
        Assert.Equal(["stdout: True\n"], Outputs.Of(run, 8));
        Assert.Equal(["display_data: final"], Outputs.Of(run, 9));
        Assert.Equal(["execute_result: <null>"], Outputs.Of(run, 10));
        Assert.Empty(Outputs.Of(run, 11));
        Assert.Equal(["execute_result: " + sample.Folder], Outputs.Of(run, 12));
        Assert.Equal(["execute_result: 2"], Outputs.Of(run, 13));
        Assert.Equal(["display_data: caught"], Outputs.Of(run, 14));
        Assert.Equal(["execute_result: 8"], Outputs.Of(run, 15));
        Assert.Equal(Enumerable.Range(1, 16).Select(i => (int?)i), run.Notebook.Cells.Select(c => c.ExecutionCount));
        Assert.Empty(NbformatRules.Broken(run.Notebook.ToJson()));
    }

    [Fact]
    public async Task KpiLab_is_the_running_build_wherever_it_is_named()
    {
        using var sample = new Sample();
        var build = typeof(Lab).Assembly.Location.Replace("\\", "/", StringComparison.Ordinal);
        var run = await sample.RunAsync(
            "#i \"nuget:https://packages.example.org/v3/index.json\"\n#r \"nuget: KpiLab, 0.1.0\"\n#r \"nuget:KpiLab\"\nvar lab = Lab.InMemory();",
            $"#r \"{build}\"\nvar rows = Enumerable.Range(0, 400).Select(i => new {{ variant = i % 2 == 0 ? \"a\" : \"b\", spend = 10.0 + i % 5 + i % 2 }}).ToList();\n" +
            "var analysis = await lab.AnalyzeAsync(rows, Experiment.Between(\"a\", \"b\").On(\"spend\"));",
            "analysis.Comparisons[0].Result.Value.Absolute.Value == 1.0",
            "display(analysis.Units); typeof(Lab).Assembly.Location");
        Assert.Null(run.Failure);
        Assert.Equal(["execute_result: True"], Outputs.Of(run, 2));
        Assert.Equal(["display_data: 400", "execute_result: " + typeof(Lab).Assembly.Location], Outputs.Of(run, 3));
    }

    [Fact]
    public async Task Imports_other_languages_and_time_work_as_in_the_kernel()
    {
        using var sample = new Sample();
        sample.Write("parts/lib.cs", "int Tripled(int x) => x * 3;");
        sample.Write("other.ipynb", Sample.Notebook("var fromNotebook = Tripled(5);").ToJson());
        sample.Write("last.dib", "#!meta\n\n{\"kernelInfo\":{}}\n\n#!markdown\n\nText\n\n#!csharp\n\nvar fromDib = fromNotebook + 1;\n");
        var run = await sample.RunAsync(
            "#!import parts/lib.cs\nTripled(2)",
            "#!import other.ipynb\n#!import \"last.dib\"\n\nfromDib",
            "#!html\n<p>x</p>",
            "#!markdown\n**y**\n#!csharp\nConsole.WriteLine(\"z\");",
            "#!time\nvar t = 1;");
        Assert.Null(run.Failure);
        Assert.Equal(["execute_result: 6"], Outputs.Of(run, 0));
        Assert.Equal(["execute_result: 16"], Outputs.Of(run, 1));
        Assert.Equal("<p>x</p>", Outputs.Data(run, 2, 0, "text/html"));
        Assert.Equal("**y**", Outputs.Data(run, 3, 0, "text/markdown"));
        Assert.Equal("stdout: z\n", Outputs.Of(run, 3)[1]);
        Assert.StartsWith("display_data: Wall time: ", Outputs.Of(run, 4)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_tells_which_cell_it_is_at_and_leaves_the_notebook_as_it_was()
    {
        using var sample = new Sample();
        var heard = new List<NotebookProgress>();
        var notebook = Sample.Of(new NotebookCell(NotebookCellKind.Markdown, "# T", "m"), Sample.Code("1", 1), Sample.Code("  ", 2), Sample.Code("// two\n2", 3));
        notebook.Cells[1].Outputs.Add(new System.Text.Json.Nodes.JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" });
        var run = await sample.RunAsync(notebook, progress: new Listener(heard.Add));
        Assert.Equal([new NotebookProgress(1, 2, "1"), new NotebookProgress(2, 2, "// two")], heard);
        Assert.Equal("old", notebook.Cells[1].Outputs[0]["text"]!.GetValue<string>());
        Assert.Equal(["execute_result: 1"], Outputs.Of(run, 1));
        Assert.Null(run.Notebook.Cells[2].ExecutionCount);
    }

    private sealed class Listener(Action<NotebookProgress> heard) : IProgress<NotebookProgress>
    {
        public void Report(NotebookProgress value) => heard(value);
    }
}
