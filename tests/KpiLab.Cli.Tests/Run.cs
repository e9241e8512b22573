using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Cli;

namespace KpiLab.Testing;

/// <summary>What a command line gave back.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;
}

/// <summary>A moment that passes only when told to.</summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    private TimeSpan _passed;

    public void Pass(TimeSpan time) => _passed += time;

    public override DateTimeOffset GetUtcNow() => now + _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;
}

/// <summary>Runs the real entry point in this process.</summary>
internal static class Run
{
    public static async Task<Outcome> KpilabAsync(string? folder, string[] args, string input = "", TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        using var shell = new Shell(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error)
        {
            Folder = folder ?? Path.GetTempPath(),
            Clock = clock ?? TimeProvider.System,
        };
        var code = await App.RunAsync(args, shell, cancellation);
        return new Outcome(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kpilab-cli-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
