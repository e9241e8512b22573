using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>The packages of this build, packed once for all tests as docs/packages.md says, with the DuckDB library of this machine's platform alone.</summary>
public sealed class Packed : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public static string Version { get; } = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    public static string Rid { get; } = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";

    /// <summary>The folder of packages.</summary>
    public string Feed => Path.Combine(_folder.Path, "feed");

    /// <summary>The empty folder that installs go to.</summary>
    internal string Installed => Path.Combine(_folder.Path, "installed");

    public async ValueTask InitializeAsync()
    {
        await PackAsync(Feed);
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="cache" value="{Cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Packs what is built into a folder.</summary>
    internal static async Task PackAsync(string folder, string what = "KpiLab.sln", bool everyPlatform = false)
    {
        var packed = await DotnetAsync(
            ["pack", what, "-c", "Release", "--no-build", "-nodeReuse:false", "-v", "quiet", "--nologo", $"-p:PackageOutputPath={folder}{Path.DirectorySeparatorChar}", .. everyPlatform ? [] : new[] { $"-p:KpiLabRids={Rid}" }],
            Repository.Root);
        Assert.True(packed.ExitCode == 0, packed.Output + packed.Error);
    }

    /// <summary>A new folder in which nothing is found but the feed, the cache of what KpiLab itself was built with, and an empty folder to install to.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;

    /// <summary>Runs dotnet in such a folder.</summary>
    internal Task<CommandLine.Result> RunAsync(string folder, params string[] arguments) => DotnetAsync(arguments, folder, Installed);

    internal static async Task<CommandLine.Result> RunAsync(string program, IEnumerable<string> arguments, string folder, string? installed = null, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (installed is not null)
        {
            start.Environment["NUGET_PACKAGES"] = installed;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CommandLine.Result(process.ExitCode, await output, await error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<CommandLine.Result> DotnetAsync(IEnumerable<string> arguments, string folder, string? installed = null)
        => RunAsync("dotnet", arguments, folder, installed);

    private static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

/// <summary>Tests of packages share one pack, one after the other.</summary>
[CollectionDefinition(nameof(Packed))]
public sealed class PackedCollection : ICollectionFixture<Packed>;
