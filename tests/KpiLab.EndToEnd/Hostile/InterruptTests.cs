using System.Text;

namespace KpiLab.EndToEnd;

/// <summary>Ctrl-C while a scan runs: the process ends at once, says so, and leaves nothing half-written.</summary>
public sealed class InterruptTests
{
    // A second on a quiet machine; tests share theirs with other tests.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_analysis_ends_with_130_and_leaves_store_and_report_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var workspace = new HostileWorkspace();
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{(i % 2 == 0 ? "control" : "treat")},{i % 7}\n")));
        workspace.Write("long.yaml", HostileWorkspace.Definitions("long.csv", unit: "").Replace("trials", "trials2", StringComparison.Ordinal).Replace("id: exp", "id: exp2", StringComparison.Ordinal).Replace("id: spend", "id: spend2", StringComparison.Ordinal).Replace("kpi: spend", "kpi: spend2", StringComparison.Ordinal));
        using (var file = File.Create(workspace.PathOf("long.csv")))
        {
            file.Write("variant,spend\n"u8);
            for (var i = 0; i < 4000; i++)
            {
                file.Write(block);
            }
        }

        var before = workspace.Files();
        var run = await workspace.InterruptAsync("long.csv", "experiment", "analyze", "long.yaml", "--html", "out.html", "--memory", "200MB");
        Stopped(run, workspace, before);
    }

    [Fact]
    public async Task Generated_data_are_whole_or_not_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var workspace = new HostileWorkspace();
        var before = workspace.Files();
        var run = await workspace.InterruptAsync("big/.generating", "data", "generate", "big", "--kind", "performance", "--units", "9000000");
        Stopped(run, workspace, before);
        Assert.False(Directory.Exists(workspace.PathOf("big")));
    }

    [Fact]
    public async Task A_demo_is_whole_or_not_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var workspace = new HostileWorkspace();
        var before = workspace.Files();
        var run = await workspace.InterruptAsync("store.db", "demo", "demo");
        Assert.SkipWhen(run.ExitCode == 0, "the demo was done before the interrupt");
        Stopped(run, workspace, before);
        Assert.False(Directory.Exists(workspace.PathOf("demo")));
    }

    private static void Stopped(HostileWorkspace.Measured run, HostileWorkspace workspace, SortedDictionary<string, string> before)
    {
        Assert.True(run.ExitCode == 130, $"exit {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.True(run.AfterInterrupt is not null, "it was never interrupted");
        TestContext.Current.TestOutputHelper?.WriteLine(Invariant($"ended {run.AfterInterrupt.Value.TotalMilliseconds:0} ms after the interrupt"));
        Assert.True(run.AfterInterrupt < Margin, run.AfterInterrupt.ToString());
        Assert.Empty(run.Output);
        Assert.StartsWith("kpilab: ", run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Equal(before, workspace.Files());
    }
}
