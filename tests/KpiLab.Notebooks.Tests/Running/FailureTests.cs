using System.Diagnostics;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Whatever a notebook does, its run ends in one sentence that names the cell, and the sentence stands in the cell.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_cell_that_does_not_compile_names_its_line_and_ends_the_run()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync("var a = 1;", "var b = 2;\n\nvar c = missing + ;", "Console.WriteLine(\"never\");");
        Assert.Equal((NotebookEnd.Broken, 2, 3), (run.Failure!.End, run.Failure.Cell, run.Failure.Line));
        Assert.StartsWith("cell 2, line 3: CS", run.Failure.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("error: CompilationError: CS", Outputs.Of(run, 1).Single(), StringComparison.Ordinal);
        Assert.Empty(Outputs.Of(run, 2));
        Assert.Null(run.Notebook.Cells[2].ExecutionCount);
        Assert.Empty(NbformatRules.Broken(run.Notebook.ToJson()));
    }

    [Fact]
    public async Task An_exception_names_the_line_of_the_cell_that_threw_and_of_the_one_that_called()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync("#r \"System.Data\"\nvoid Deep()\n{\n    throw new InvalidOperationException(\"no\");\n}", "Console.WriteLine(\"before\");\nawait Task.Yield();\nDeep();");
        Assert.Equal((NotebookEnd.Broken, 2, 3), (run.Failure!.End, run.Failure.Cell, run.Failure.Line));
        Assert.Equal(["stdout: before\n", "error: System.InvalidOperationException: no"], Outputs.Of(run, 1));
        var trace = run.Notebook.Cells[1].Outputs[1]["traceback"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        Assert.Equal(["System.InvalidOperationException: no", "   at cell 1, line 4", "   at cell 2, line 3"], trace);
    }

    [Fact]
    public async Task A_cell_that_is_expected_to_fail_does_not_end_the_run()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(Sample.Of(Sample.Code("var kept = 1; throw new Exception(\"shown\");", 0, "raises-exception"), Sample.Code("kept", 1)));
        Assert.Null(run.Failure);
        Assert.Equal(["error: System.Exception: shown"], Outputs.Of(run, 0));
        Assert.Equal(["execute_result: 1"], Outputs.Of(run, 1));
    }

    [Fact]
    public async Task An_engine_that_fails_is_told_apart_from_a_wrong_cell()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync("#r \"nuget: KpiLab\"", "throw new EngineException(\"the store is away\");");
        Assert.Equal((NotebookEnd.EngineFailed, 2, "the store is away"), (run.Failure!.End, run.Failure.Cell, run.Failure.Message));
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("foreach (var i in Forever()) { } IEnumerable<int> Forever() { while (true) yield return 1; }")]
    public async Task An_endless_loop_is_ended_when_its_time_is_up(string source)
    {
        using var sample = new Sample();
        var time = new HandClock();
        var run = await sample.RunAsync(
            Sample.Notebook("Console.WriteLine(\"here\");", source), o => o with { Timeout = TimeSpan.FromSeconds(12), Clock = time }, new Listener(p => time.PassIf(p.Cell == 2)));
        Assert.Equal((NotebookEnd.TimedOut, 2), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains("took longer than 12 s", run.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(["stdout: here\n"], Outputs.Of(run, 0));
        Assert.StartsWith("error: TimedOut: ", Outputs.Of(run, 1).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var line = new string('x', 99) + \"\\n\"; for (var i = 0; i < 2_000_000; i++) Console.Write(line);")]
    [InlineData("HTML(new string('y', 200_000_000))")]
    [InlineData("for (var i = 0; i < 200; i++) display(new string('z', 1_000_000));")]
    public async Task Two_hundred_megabytes_of_output_end_the_run_and_are_not_kept(string source)
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(Sample.Notebook(source), o => o with { OutputBytes = 2_000_000 });
        Assert.Equal((NotebookEnd.TooMuchOutput, 1), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains("--max-output", run.Failure.Message, StringComparison.Ordinal);
        Assert.True(run.Notebook.ToJson().Length < 3_000_000);
        Assert.StartsWith("error: TooMuchOutput: ", Outputs.Of(run, 0)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_memory_than_allowed_is_said()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(
            Sample.Notebook("var all = new List<byte[]>(); for (var i = 0; i < 4000; i++) { var b = new byte[1 << 20]; Array.Fill(b, (byte)i); all.Add(b); }"),
            o => o with { MemoryBytes = 300_000_000 });
        Assert.Equal((NotebookEnd.OutOfMemory, 1), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains("--memory", run.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment.Exit(0);", "exit code 0")]
    [InlineData("Environment.FailFast(\"gone\");", "exit code 134")]
    [InlineData("int Down(int i) => Down(i + 1) + 1; Down(0)", "exit code 134): Stack overflow.")]
    public async Task A_process_that_ends_in_the_middle_is_said(string source, string code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "exit codes of signals");
        using var sample = new Sample();
        var run = await sample.RunAsync("1", source);
        Assert.Equal((NotebookEnd.Died, 2), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains(code, run.Failure.Message, StringComparison.Ordinal);
    }

    // A runtime that runs out of memory says so on its own error stream, and ends.
    [Fact]
    public async Task Words_of_earlier_cells_neither_hide_nor_make_an_end_for_want_of_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts sh");
        using var sample = new Sample();
        static string Native(string command) => $"System.Diagnostics.Process.Start(\"sh\", new[] {{ \"-c\", \"{command}\" }}).WaitForExit();";
        var hidden = await sample.RunAsync(Native("yes chatter | head -n 3000 >&2"), "1", Native("echo Out of memory. >&2") + "Environment.Exit(134);");
        Assert.Equal((NotebookEnd.OutOfMemory, 3), (hidden.Failure!.End, hidden.Failure.Cell));
        Assert.Contains("--memory", hidden.Failure.Message, StringComparison.Ordinal);
        var late = await sample.RunAsync(Native("yes chatter | head -n 3000 >&2; echo Out of memory. >&2") + "Environment.Exit(134);");
        Assert.Equal(NotebookEnd.OutOfMemory, late.Failure!.End);
        var other = await sample.RunAsync(Native("echo CUDA out of memory, falling back >&2; printf 'out of memory'"), Native("printf sorry >&2") + "Environment.Exit(7);");
        Assert.Equal((NotebookEnd.Died, 2), (other.Failure!.End, other.Failure.Cell));
        Assert.EndsWith("(exit code 7): sorry", other.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_left_behind_that_holds_the_pipes_does_not_hold_the_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts setsid");
        using var sample = new Sample();
        var leave = "System.Diagnostics.Process.Start(\"sh\", new[] { \"-c\", \"setsid sleep 300 & echo $! > pid\" }).WaitForExit();";
        var clock = Stopwatch.StartNew();
        var run = await sample.RunAsync(leave, "Environment.Exit(7);");
        Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(sample.Folder, "pid")))).Kill();
        Assert.Equal((NotebookEnd.Died, 2), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains("exit code 7", run.Failure.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData("#!import ../secret.cs", "leads out of the notebook's folder")]
    [InlineData("#!import /etc/passwd", "leads out of the notebook's folder")]
    [InlineData("#!import linked/secret.cs", "leads out of the notebook's folder")]
    [InlineData("#!import absent.cs", "there is no such file")]
    [InlineData("#!import self.ipynb", "in a circle")]
    [InlineData("#!import note.txt", "imports .ipynb, .dib, .cs and .csx")]
    [InlineData("#r \"absent.dll\"", "there is no file")]
    [InlineData("#r \"note.txt\"", "is no .NET library")]
    [InlineData("#r \"nuget: Absent.Package, 1.2.3\"", "package Absent.Package 1.2.3 is not in")]
    [InlineData("#r \"nuget: ../../x, 1.0\"", "names no package")]
    [InlineData("#r \"nuget: KpiLab, 99.0.0\"", "this runner is KpiLab 0.1.0")]
    [InlineData("#i \"nuget:absent\" \n#r \"nuget: Absent.Package, 1.2.3\"", "(there is no such folder)")]
    [InlineData("#!share x", "the runner has no #!share")]
    [InlineData("#!fsharp\nlet x = 1", "is in F#, and the runner runs C#")]
    public async Task What_cannot_be_had_is_named_with_its_line(string source, string told)
    {
        using var sample = new Sample();
        using var outside = new Sample();
        outside.Write("secret.cs", "Console.WriteLine(\"secret\");");
        sample.Write("note.txt", "no library");
        sample.Write("self.ipynb", Sample.Notebook("#!import self.ipynb").ToJson());
        Directory.CreateSymbolicLink(Path.Combine(sample.Folder, "linked"), outside.Folder);
        var run = await sample.RunAsync("\n" + source);
        Assert.Equal((NotebookEnd.Broken, 1), (run.Failure!.End, run.Failure.Cell));
        Assert.Contains(told, run.Failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret\n", string.Concat(Outputs.Of(run, 0)), StringComparison.Ordinal);
        if (!source.Contains("fsharp", StringComparison.Ordinal) && !source.Contains("self", StringComparison.Ordinal) && !source.StartsWith("#i", StringComparison.Ordinal))
        {
            Assert.Equal(2, run.Failure.Line);
        }
    }

    [Fact]
    public async Task Cancelling_kills_the_process_and_what_it_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts sleep");
        using var sample = new Sample();
        using var stop = new CancellationTokenSource();
        var marker = Path.Combine(sample.Folder, "pid");
        var run = sample.RunAsync(
            Sample.Notebook($"var p = System.Diagnostics.Process.Start(\"sleep\", \"600\"); System.IO.File.WriteAllText({Quoted(marker)}, Environment.ProcessId + \" \" + p.Id); while (true) {{ }}"), cancellation: stop.Token);
        while (!File.Exists(marker) || File.ReadAllText(marker).Split(' ') is not [_, { Length: > 0 }])
        {
            Assert.False(run.IsCompleted, "it ended by itself");
            await Task.Delay(50);
        }

        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
        Assert.All(File.ReadAllText(marker).Split(' '), pid => Assert.False(IsAlive(pid), pid));
    }

    /// <summary>Limits of seconds pass when told; what looks more often than that keeps the machine's time.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action? _pass;

        public void PassIf(bool now)
        {
            if (now)
            {
                _pass?.Invoke();
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.FromSeconds(1))
            {
                return System.CreateTimer(callback, state, dueTime, period);
            }

            _pass = () => callback(state);
            return System.CreateTimer(callback, state, TimeSpan.FromMinutes(5), period);
        }
    }

    private sealed class Listener(Action<NotebookProgress> heard) : IProgress<NotebookProgress>
    {
        public void Report(NotebookProgress value) => heard(value);
    }

    private static bool IsAlive(string pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static string Quoted(string text) => "\"" + text + "\"";
}
