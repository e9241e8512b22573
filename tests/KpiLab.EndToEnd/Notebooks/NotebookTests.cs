using System.Text.Json.Nodes;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Notebooks from the command line: run, parameters, files, exit codes; an export that repeats its analysis elsewhere.</summary>
public sealed class NotebookTests
{
    [Fact]
    public async Task An_exported_analysis_runs_elsewhere_and_gives_the_same_numbers()
    {
        using var workspace = new TemporaryFolder();
        Copy(Path.Combine(Repository.Root, "data-samples"), workspace.Path);
        using var elsewhere = new TemporaryFolder();
        foreach (var experiment in new[] { "checkout_redesign", "trial_onboarding_events" })
        {
            var file = Path.Combine(elsewhere.Path, experiment + ".ipynb");
            var exported = await CommandLine.RunAsync(["experiment", "export", experiment, "--notebook", file, "--workspace", workspace.Path]);
            Assert.True(exported.ExitCode == 0, exported.Error);
        }

        var analysis = await CommandLine.RunAsync(["experiment", "analyze", "checkout_redesign", "--workspace", workspace.Path, "--format", "json"]);
        var sentence = JsonNode.Parse(analysis.Output)!["analysis"]!["recommendation"]!["sentence"]!.GetValue<string>();
        Directory.Delete(Path.Combine(workspace.Path, "data"), recursive: true);

        var run = await CommandLine.RunAsync(["notebook", "run", "checkout_redesign.ipynb", "--out", "out.ipynb", "--html", "out.html"], folder: elsewhere.Path);
        Assert.True(run.ExitCode == 0, run.Error);
        var text = await File.ReadAllTextAsync(Path.Combine(elsewhere.Path, "out.ipynb"));
        Assert.Contains("Every number is the one that was exported.", text, StringComparison.Ordinal);
        Assert.Contains(sentence, string.Concat(JsonNode.Parse(text)!["cells"]!.AsArray().SelectMany(c => c!["outputs"]?.AsArray() ?? []).SelectMany(o => o!["text"]?.AsArray() ?? []).Select(l => l!.GetValue<string>())), StringComparison.Ordinal);
        Assert.Contains("&lt;svg", await File.ReadAllTextAsync(Path.Combine(elsewhere.Path, "out.html")), StringComparison.Ordinal);

        // Long ones are packed, and run as well; a number that was changed is noticed.
        var second = await CommandLine.RunAsync(["notebook", "run", "trial_onboarding_events.ipynb"], folder: elsewhere.Path);
        Assert.True(second.ExitCode == 0, second.Error);
        var hash = new System.Text.RegularExpressions.Regex("bodyHash\\\\\":\\\\\"[0-9a-f]");
        Assert.Single(hash.Matches(text));
        await File.WriteAllTextAsync(Path.Combine(elsewhere.Path, "changed.ipynb"), hash.Replace(text, "bodyHash\\\":\\\"x"));
        var changed = await CommandLine.RunAsync(["notebook", "run", "changed.ipynb"], folder: elsewhere.Path);
        Assert.True(changed.ExitCode == 2, changed.Error);
        Assert.Contains("the numbers differ", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_limits_and_slips_end_in_a_sentence_with_the_right_exit_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write("p.ipynb", Notebook(("parameters", "string month = \"2026-09\";"), ("", "Console.WriteLine($\"month {month}\"); if (month == \"bad\") throw new Exception(\"no such month\");")));
        folder.Write("loop.ipynb", Notebook(("", "while (true) { }")));
        folder.Write("much.ipynb", Notebook(("", "HTML(new string('y', 200_000_000))")));
        folder.Write("wrong.ipynb", "{\"nbformat\": 4, \"cells\": [{\"cell_type\": 1}]}");
        folder.Write("d.dib", "#!csharp\nConsole.WriteLine(1 + 1);\n");

        await EndsAsync(0, "ran 3 cells of p.ipynb", "p.ipynb", "-p", "month=2026-10", "--out", "out.ipynb", "--html", "out.html");
        Assert.Contains("month 2026-10", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out.ipynb")), StringComparison.Ordinal);
        Assert.Contains("month 2026-10", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out.html")), StringComparison.Ordinal);
        await EndsAsync(0, "ran 1 cell of d.dib", "d.dib");
        await EndsAsync(2, "p.ipynb: cell 3, line 1: no such month", "p.ipynb", "-p", "month=bad", "--out", "broken.ipynb");
        Assert.Contains("\"ename\": \"System.Exception\"", await File.ReadAllTextAsync(Path.Combine(folder.Path, "broken.ipynb")), StringComparison.Ordinal);
        await EndsAsync(2, "mont: is no parameter of the notebook; did you mean month?", "p.ipynb", "-p", "mont=1");
        await EndsAsync(2, "wrong.ipynb: cells[0].cell_type: is 1", "wrong.ipynb");
        await EndsAsync(2, "there is no such file", "absent.ipynb");
        await EndsAsync(2, "its folder does not exist", "p.ipynb", "--out", "absent/out.ipynb");
        await EndsAsync(2, "is no time such as", "p.ipynb", "--timeout", "soon");
        await EndsAsync(3, "loop.ipynb: cell 1: the notebook took longer than 25 s", "loop.ipynb", "--timeout", "25s");
        await EndsAsync(3, "the outputs grew beyond 20 MB", "much.ipynb", "--out", "much.out.ipynb");
        Assert.True(new FileInfo(Path.Combine(folder.Path, "much.out.ipynb")).Length < 100_000);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.part"));

        async Task EndsAsync(int code, string said, params string[] arguments)
        {
            var run = await CommandLine.RunAsync(["notebook", "run", .. arguments], folder: folder.Path);
            Assert.True(run.ExitCode == code, Invariant($"{string.Join(' ', arguments)}: exit {run.ExitCode}\n{run.Output}\n{run.Error}"));
            Assert.Contains(said, code == 0 ? run.Output : run.Error, StringComparison.Ordinal);
        }
    }

    private static string Notebook(params (string Tag, string Source)[] cells) => new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject(),
        ["cells"] = new JsonArray([.. cells.Select(c => (JsonNode?)new JsonObject
        {
            ["cell_type"] = "code",
            ["metadata"] = c.Tag.Length == 0 ? [] : new JsonObject { ["tags"] = new JsonArray(c.Tag) },
            ["outputs"] = new JsonArray(),
            ["execution_count"] = null,
            ["source"] = c.Source,
        })]),
    }.ToJsonString();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => !f.Contains(".kpilab", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
