using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace KpiLab.EndToEnd;

/// <summary>A small applied workspace whose data a test spoils; watches the process's memory and what is left behind.</summary>
internal sealed class HostileWorkspace : IDisposable
{
    /// <summary>The most that the process may hold at once, runtime and engine included, with <c>--memory 200MB</c>.</summary>
    public const long MostBytes = 450L << 20;

    private const int Interrupt = 2;
    private static readonly Lazy<byte[]> AppliedStore = new(MakeStore);

    private readonly TemporaryFolder _folder = new();

    public HostileWorkspace(string data = "", string name = "d.csv")
    {
        Write("kpilab.yaml", "defaults: {time_zone: UTC}\n");
        Write("defs.yaml", Definitions());
        Directory.CreateDirectory(PathOf(".kpilab"));
        File.WriteAllBytes(PathOf(".kpilab/store.db"), AppliedStore.Value);
        if (data.Length > 0)
        {
            Write(name, data);
        }
    }

    public string Folder => _folder.Path;

    public static string Rows(int count = 40, Func<int, string>? spend = null, Func<int, string>? variant = null, Func<int, string>? unit = null)
        => "user_id,variant,spend\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{unit?.Invoke(i) ?? $"u{i}"},{variant?.Invoke(i) ?? (i % 2 == 0 ? "control" : "treat")},{spend?.Invoke(i) ?? $"{i % 7}"}\n"));

    public static string Definitions(string from = "d.csv", string formula = "spend", string weights = "0.5 0.5", string plan = "", string name = "Spend", string unit = "unit: user_id") => $$"""
        kind: source
        id: trials
        from: "{{from}}"
        {{unit}}
        ---
        kind: metric
        id: spend
        name: "{{name}}"
        unit: currency
        direction: increase
        measure: {type: mean, source: trials, value: "{{formula}}"}
        ---
        kind: experiment
        id: exp
        hypothesis: {statement: We believe that it helps., kpi: spend, direction: increase}
        owner: ada@example.org
        exposures: {source: trials, variant: variant}
        variants:
          - {id: control, weight: {{weights.Split(' ')[0]}}, control: true}
          - {id: treat, weight: {{weights.Split(' ')[1]}}}
        plan: {alpha: 0.05{{plan}}}

        """;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Every file of the folder with its bytes, the store's included; large ones by size.</summary>
    public SortedDictionary<string, string> Files()
        => new(Directory.GetFiles(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(f => !Path.GetFileName(f).StartsWith("clr-debug", StringComparison.Ordinal) && !Path.GetFileName(f).StartsWith("dotnet-diagnostic", StringComparison.Ordinal)).ToDictionary(
            f => Path.GetRelativePath(Folder, f),
            f => new FileInfo(f).Length is var length && length > 1 << 24 ? Invariant($"{length} bytes") : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);

    /// <summary>Runs the command line under a memory limit and measures the most that it held.</summary>
    public Task<Measured> RunAsync(params string[] arguments) => InterruptAsync(null, arguments);

    /// <summary>As above; interrupts the process a moment after it has opened this file or made this folder.</summary>
    public async Task<Measured> InterruptAsync(string? interruptOnceOpen, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8, WorkingDirectory = Folder };
        foreach (var argument in (string[])["exec", CommandLine.Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
        start.Environment["TMPDIR"] = Directory.CreateDirectory(PathOf(".tmp")).FullName;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0, interruptedAt = 0;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            if (interruptedAt == 0 && interruptOnceOpen is not null && (Directory.Exists(PathOf(interruptOnceOpen)) || HasOpen(process.Id, interruptOnceOpen)))
            {
                await Task.Delay(300, TestContext.Current.CancellationToken);
                interruptedAt = Stopwatch.GetTimestamp();
                Assert.Equal(0, Kill(process.Id, Interrupt));
            }
        }

        var took = interruptedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(interruptedAt);
        return new Measured(process.ExitCode, await output, await error, peak, interruptedAt != 0 ? took : null);
    }

    public void Dispose() => _folder.Dispose();

    public sealed record Measured(int ExitCode, string Output, string Error, long Peak, TimeSpan? AfterInterrupt);

    private static byte[] MakeStore()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "defaults: {time_zone: UTC}\n");
        folder.Write("defs.yaml", Definitions());
        var applied = CommandLine.RunAsync(["apply", "--actor", "ada"], folder: folder.Path).GetAwaiter().GetResult();
        Assert.True(applied.ExitCode == 0, applied.Error);
        return File.ReadAllBytes(Path.Combine(folder.Path, ".kpilab", "store.db"));
    }

    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    private static bool HasOpen(int process, string name)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(f => new FileInfo(f).LinkTarget?.Contains(name, StringComparison.Ordinal) == true);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
