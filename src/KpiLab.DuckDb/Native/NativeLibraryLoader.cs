using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KpiLab.DuckDb;

/// <summary>Finds the DuckDB library beside this assembly or beside the program, and says what to do when it is not there.</summary>
internal static class NativeLibraryLoader
{
    internal const string Name = "duckdb";

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The resolver must stand before the first P/Invoke, whichever type makes it.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Name ? Load(Candidates(Homes(assembly))) : 0;

    /// <summary>Loads the first library that is there; a library that is there but does not load ends the search with its reason.</summary>
    internal static nint Load(IEnumerable<string> candidates)
    {
        var tried = new List<string>();
        foreach (var path in candidates)
        {
            tried.Add(path);
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                return NativeLibrary.Load(path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new DllNotFoundException(
                    Invariant($"The DuckDB library {path} is there but does not load on {RuntimeInformation.RuntimeIdentifier}: {e.Message}"), e);
            }
        }

        throw new DllNotFoundException(
            Invariant($"The DuckDB library for {RuntimeInformation.RuntimeIdentifier} was not found. Tried: {string.Join(", ", tried)}. ") +
            "Build the program from a clone (the build fetches the library with npm; run `dotnet build` again where it was skipped), " +
            "or copy the library of DuckDB 1.5 to one of these paths.");
    }

    private static IEnumerable<string> Homes(Assembly assembly)
    {
        var beside = Path.GetDirectoryName(assembly.Location);
        return (string.IsNullOrEmpty(beside) ? [] : new[] { beside }).Append(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Distinct();
    }

    internal static IEnumerable<string> Candidates(IEnumerable<string> homes)
    {
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux";
        var cpu = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        foreach (var home in homes)
        {
            yield return Path.Combine(home, "runtimes", Invariant($"{system}-{cpu}"), "native", file);
            yield return Path.Combine(home, file);
        }
    }

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
