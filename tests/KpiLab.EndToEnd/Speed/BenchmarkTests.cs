using System.Diagnostics;
using System.Text.RegularExpressions;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>The benchmarks of speed run once in small, so that the command of docs/performance.md stays true. What they measure here says nothing.</summary>
[Collection(nameof(Packed))] // it calls ./kpilab, which may build: not beside what packs
public sealed partial class BenchmarkTests
{
    [Fact]
    public async Task Every_benchmark_runs_on_ten_thousand_units_and_gives_its_ratios()
    {
        using var folder = new TemporaryFolder();
        var table = Path.Combine(folder.Path, "table.md");
        Assert.Contains("units", await RunAsync("--size", "10k", table), StringComparison.Ordinal);
        var rows = File.ReadLines(table).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Skip(2).ToList();
        foreach (var what in new[] { "sufficient statistics with fingerprint", "whole analysis, warm", "whole analysis, the first", "peak memory of a process", "whole analysis of a CSV", "Welch + CUPED + Fieller" })
        {
            var row = rows.FirstOrDefault(r => r[1].StartsWith(what, StringComparison.Ordinal));
            Assert.True(row is not null, $"no row of {what}");
            Assert.True(double.Parse(Number().Match(row[3]).Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) > 0, $"{what}: {row[3]}");
        }
    }

    [Fact]
    public async Task The_benchmark_of_the_registry_runs_on_a_small_company()
    {
        using var folder = new TemporaryFolder();
        var table = Path.Combine(folder.Path, "table.md");
        await RunAsync("--registry", "20", table);
        foreach (var verb in new[] { "kpi list", "kpi audit", "review run" })
        {
            Assert.Equal(2, File.ReadLines(table).Count(l => l.StartsWith($"| `./kpilab {verb}`", StringComparison.Ordinal)));
        }
    }

    private static async Task<string> RunAsync(string what, string size, string table)
    {
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "KpiLab.Benchmarks", "release", "KpiLab.Benchmarks.dll");
        Assert.SkipUnless(File.Exists(program), "KpiLab.Benchmarks is not built: ./test builds the whole solution");
        var start = new ProcessStartInfo("dotnet", ["exec", program, what, size, "--repeat", "1", "--out", table]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error + await output);
        return await output;
    }

    [GeneratedRegex(@"^[\d.,]+")]
    private static partial Regex Number();
}
