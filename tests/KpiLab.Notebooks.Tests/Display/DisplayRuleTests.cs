using KpiLab.Notebooks;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Results show themselves by the kernel's convention: found by name, on whatever type, from whatever library.</summary>
public sealed class DisplayRuleTests
{
    [Fact]
    public async Task A_library_that_knows_nothing_of_the_runner_shows_its_results_by_name()
    {
        using var sample = new Sample();
        TestLibrary.Write(Path.Combine(sample.Folder, "lib", "Foreign.dll"), "Foreign", """
            namespace Foreign;
            [System.AttributeUsage(System.AttributeTargets.Class | System.AttributeTargets.Struct)]
            internal sealed class TypeFormatterSourceAttribute : System.Attribute
            {
                public TypeFormatterSourceAttribute(System.Type type) => FormatterSourceType = type;
                public System.Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html", "application/vnd.own+json", "text/plain" })]
            public class Result : System.Collections.Generic.List<int> { public bool Refuses { get; set; } public override string ToString() => "plain <text>"; }
            public sealed class Derived : Result { }
            [TypeFormatterSource(typeof(Source))] public sealed record Html;
            [TypeFormatterSource(null)] public sealed record Bare(int A);
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "image/unknown" })] public sealed record Wrong;
            [TypeFormatterSource(typeof(NoSource))] public sealed record WrongShape;
            internal sealed class Source
            {
                public System.Collections.Generic.IEnumerable<object> CreateTypeFormatters() { yield return new One("text/html", "<b>rich</b>"); yield return new One("application/vnd.own+json", "{\"a\": 1}"); }
            }
            internal sealed class NoSource { public System.Collections.Generic.IEnumerable<object> CreateTypeFormatters() { yield return new NoFormat(); } }
            internal sealed class NoFormat { public string MimeType => "text/html"; public void Format(object o, System.IO.TextWriter w) { } }
            internal sealed class One
            {
                private readonly string _text;
                public One(string type, string text) { MimeType = type; _text = text; }
                public string MimeType { get; }
                public bool Format(object instance, System.IO.TextWriter writer)
                {
                    if (instance is Result { Refuses: true }) return false;
                    writer.Write(_text);
                    return true;
                }
            }
            """);
        var run = await sample.RunAsync(
            "#r \"lib/Foreign.dll\"\nusing Foreign;\nnew Derived()",
            "new[] { new Result(), new Result() }",
            "new Html()",
            "new Bare(3)",
            "new Result { Refuses = true }.Display(\"text/html\");",
            "new Result().Display(\"text/plain\");",
            "try { display(new Wrong()); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }",
            "try { display(new WrongShape()); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }");
        Assert.Null(run.Failure);
        Assert.Equal(["text/html", "application/vnd.own+json", "text/plain"], run.Notebook.Cells[0].Outputs[0]["data"]!.AsObject().Select(p => p.Key));
        Assert.Equal("<b>rich</b>", Outputs.Data(run, 0, 0, "text/html"));
        Assert.Equal(1, run.Notebook.Cells[0].Outputs[0]["data"]!["application/vnd.own+json"]!["a"]!.GetValue<int>());
        Assert.Equal(2, Outputs.Data(run, 1, 0, "text/html").Split("<td><b>rich</b></td>").Length - 1);
        Assert.Equal(["text/html"], run.Notebook.Cells[2].Outputs[0]["data"]!.AsObject().Select(p => p.Key));
        Assert.Contains("<td>A</td><td class=\"n\">3</td>", Outputs.Data(run, 3, 0, "text/html"), StringComparison.Ordinal);
        Assert.DoesNotContain("rich", Outputs.Data(run, 4, 0, "text/html"), StringComparison.Ordinal);
        Assert.Equal(["display_data: [  ]"], Outputs.Of(run, 5));
        Assert.Equal(["stdout: Foreign.Wrong prefers image/unknown, and Foreign.Source has no formatter for it\n"], Outputs.Of(run, 6));
        Assert.Contains("needs a MimeType, and a Format that returns bool", Outputs.Of(run, 7)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_and_figures_of_KpiLab_show_themselves()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(
            "#r \"nuget: KpiLab, 0.1.0\"\nvar rows = Enumerable.Range(0, 400).Select(i => new { variant = i % 2 == 0 ? \"a\" : \"b\", spend = 10.0 + i % 5 + i % 2 }).ToList();\n"
            + "var analysis = await Lab.InMemory().AnalyzeAsync(rows, Experiment.Between(\"a\", \"b\").On(\"spend\"));\nanalysis",
            "analysis.ToFigure()",
            "analysis.Show(); Console.WriteLine(\"after\");",
            "new[] { analysis.Comparisons[0].Result.Value.Absolute }");
        Assert.Null(run.Failure);
        Assert.Contains("<table", Outputs.Data(run, 0, 0, "text/html"), StringComparison.Ordinal);
        Assert.NotEqual("", Outputs.Data(run, 0, 0, "text/plain"));
        Assert.Contains("<svg", Outputs.Data(run, 1, 0, "text/html"), StringComparison.Ordinal);
        Assert.Equal("scatter", run.Notebook.Cells[1].Outputs[0]["data"]!["application/vnd.plotly.v1+json"]!["data"]![0]!["type"]!.GetValue<string>());
        Assert.Equal(["display_data", "stream"], run.Notebook.Cells[2].Outputs.Select(o => o["output_type"]!.GetValue<string>()));
        Assert.NotEqual("", Outputs.Data(run, 3, 0, "text/html"));
        Assert.Empty(NbformatRules.Broken(KpiLab.Reporting.NotebookWriter.ToJson(run.Notebook)));
    }

    [Fact]
    public async Task Values_without_formatters_are_text_and_where_they_have_parts_a_table()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(
            "1.5", "DateOnly.Parse(\"2026-10-31\")", "\"<i>\"", "Enumerable.Range(0, 50)", "new Dictionary<string, int> { [\"a\"] = 1 }", "new { A = 1, B = new[] { new { C = \"<x>\" } } }",
            "class P { public int Bad => throw new Exception(\"unreadable\"); public int Good => 1; }\nnew P()",
            "IEnumerable<int> Forever() { for (var i = 0; ; i++) yield return i; }\nForever()",
            "var t = new System.Data.DataTable(\"T\"); t.Columns.Add(\"x\"); t.Rows.Add(\"<y>\"); t");
        Assert.Null(run.Failure);
        Assert.Equal(["execute_result: 1.5"], Outputs.Of(run, 0));
        Assert.Equal(["execute_result: 10/31/2026"], Outputs.Of(run, 1));
        Assert.Equal(["execute_result: <i>"], Outputs.Of(run, 2));
        Assert.Single(run.Notebook.Cells[2].Outputs[0]["data"]!.AsObject());
        Assert.Contains("(more)", Outputs.Data(run, 3, 0, "text/html"), StringComparison.Ordinal);
        Assert.Contains("<td>a</td><td class=\"n\">1</td>", Outputs.Data(run, 4, 0, "text/html"), StringComparison.Ordinal);
        Assert.Contains("&lt;x&gt;", Outputs.Data(run, 5, 0, "text/html"), StringComparison.Ordinal);
        Assert.DoesNotContain("<x>", Outputs.Data(run, 5, 0, "text/html"), StringComparison.Ordinal);
        Assert.Contains("unreadable", Outputs.Data(run, 6, 0, "text/html"), StringComparison.Ordinal);
        Assert.StartsWith("execute_result: [ 0, 1, 2,", Outputs.Of(run, 7)[0], StringComparison.Ordinal);
        Assert.Contains("<td>&lt;y&gt;</td>", Outputs.Data(run, 8, 0, "text/html"), StringComparison.Ordinal);
    }
}
