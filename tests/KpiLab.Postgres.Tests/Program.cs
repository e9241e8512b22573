using KpiLab.Store.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace KpiLab.Postgres.Tests;

/// <summary>Runs the tests, as the entry point xunit would generate; or, when asked to, a process that writes to a store.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
        => args is [StoreWriter.Verb, ..] ? StoreWriter.RunAsync(args)
            : args is [StoreWriter.ImportVerb, ..] ? StoreWriter.ImportAsync(args)
            : args.Contains("--server") || args.Contains("--internal-msbuild-node") ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(args);
}
