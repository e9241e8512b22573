using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KpiLab.DuckDb;

/// <summary>Finds the DuckDB library beside this assembly, beside the program, where the host has packages, or in the cache of packages, and says what to do when it is not there.</summary>
internal static class NativeLibraryLoader
{
    internal const string Name = "duckdb";
    private const string Package = "KpiLab.DuckDb.Native";

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
            Invariant($"With packages, add {Package}.{Rid} where it exists for this platform; ") +
            "in a clone the build fetches the library with npm: run `dotnet build` again where it was skipped. Or copy the library of DuckDB 1.5 to one of these paths.");
    }

    private static IEnumerable<string> Homes(Assembly assembly)
    {
        var beside = Path.GetDirectoryName(assembly.Location);
        return (string.IsNullOrEmpty(beside) ? [] : new[] { beside }).Append(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))
            .Concat((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(d => d.TrimEnd(Path.DirectorySeparatorChar)))
            .Distinct();
    }

    internal static IEnumerable<string> Candidates(IEnumerable<string> homes)
    {
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        foreach (var home in homes)
        {
            yield return Path.Combine(home, "runtimes", Rid, "native", file);
            yield return Path.Combine(home, file);
            if (Cached(home) is { } package)
            {
                yield return Path.Combine(package, "runtimes", Rid, "native", file);
            }
        }
    }

    /// <summary>A notebook kernel loads assemblies where NuGet keeps them: beside <c>kpilab/VERSION/lib/TARGET</c> lies the native package of the same version.</summary>
    private static string? Cached(string home)
        => Directory.GetParent(home) is { Name: "lib", Parent: { Parent: { Name: "kpilab", Parent: { } packages } } version }
            ? Path.Combine(packages.FullName, Invariant($"{Package}.{Rid}").ToLowerInvariant(), version.Name)
            : null;

    private static string Rid
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux";
            return Invariant($"{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}");
        }
    }

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
