using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KpiLab.EndToEnd;

/// <summary>A notebook run that is told to stop: its processes end, nothing is written, and the exit code says so.</summary>
public sealed class NotebookSignalTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_the_notebooks_process_and_what_it_started_and_writes_nothing(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal, and looks at processes in /proc");
        using var folder = new TemporaryFolder();
        folder.Write("n.ipynb", new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject(),
            ["cells"] = new JsonArray(Cell("Console.WriteLine(1);"), Cell("""
                var child = System.Diagnostics.Process.Start("sleep", "600");
                System.IO.File.WriteAllText("part", $"{Environment.ProcessId} {child.Id}"); System.IO.File.Move("part", "pids");
                while (true) { }
                """)),
        }.ToJsonString());
        using var program = Process.Start(new ProcessStartInfo("dotnet", ["exec", CommandLine.Program, "notebook", "run", "n.ipynb", "--out", "out.ipynb", "--html", "out.html"])
        {
            WorkingDirectory = folder.Path, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        var pids = Path.Combine(folder.Path, "pids");
        while (!File.Exists(pids))
        {
            Assert.False(program.HasExited, "it ended by itself");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        using (var kill = Process.Start("kill", ["-" + signal, Invariant($"{program.Id}")]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 130, Invariant($"exit {program.ExitCode}: {error}"));
        Assert.Contains("stopped in", error, StringComparison.Ordinal); // the cell; on a machine too busy to tell it in time, the step
        Assert.All((await File.ReadAllTextAsync(pids, TestContext.Current.CancellationToken)).Split(' '), pid => Assert.False(IsAlive(pid), pid));
        Assert.Equal(["n.ipynb", "pids"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static JsonObject Cell(string source) => new()
    {
        ["cell_type"] = "code", ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["execution_count"] = null, ["source"] = source,
    };

    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
