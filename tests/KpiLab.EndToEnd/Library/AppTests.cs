using System.Diagnostics;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>The file-based app of the repository, run as its reader runs it.</summary>
public sealed class AppTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task The_shortest_useful_program_prints_a_recommendation()
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", "app.cs"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "notebooks"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var printed = await output;
        var said = printed + await error;
        Assert.SkipWhen(process.ExitCode != 0 && said.Contains("NU1301", StringComparison.Ordinal), "no package source can be reached, so a file-based app cannot be restored");
        Assert.True(process.ExitCode == 0, said);
        Assert.Contains("Recommendation", printed, StringComparison.Ordinal);
        Assert.Contains("activated", printed, StringComparison.Ordinal);
        Assert.Contains("What would change the recommendation", printed, StringComparison.Ordinal);
    }
}
