using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using KpiLab.Testing;

namespace KpiLab.DuckDb.Tests;

public sealed class NativeLibraryLoaderTests
{
    [Fact]
    public void The_library_is_the_version_that_the_bindings_enumerations_come_from() =>
        Assert.StartsWith("v1.5.", DuckDatabase.LibraryVersion, StringComparison.Ordinal);

    [Fact]
    public void Where_it_is_missing_the_error_names_the_paths_and_the_remedy()
    {
        var candidates = NativeLibraryLoader.Candidates(["/no/home", "/no/other"]).ToList();
        Assert.Equal(4, candidates.Count);
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLoader.Load(candidates));
        Assert.All(candidates, path => Assert.Contains(path, error.Message, StringComparison.Ordinal));
        Assert.Contains("dotnet build", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_kernel_that_loads_from_the_cache_of_packages_finds_the_native_package_beside_KpiLab()
    {
        var home = Path.Combine(Path.GetTempPath(), "packages", "kpilab", "1.2.3", "lib", "net10.0");
        Assert.Contains(
            NativeLibraryLoader.Candidates([home]).Select(c => Path.GetRelativePath(Path.Combine(Path.GetTempPath(), "packages"), c).Split(Path.DirectorySeparatorChar)),
            c => c is [var id, "1.2.3", "runtimes", var rid, "native", _] && id == "kpilab.duckdb.native." + rid);
    }

    [Fact]
    public void Every_library_that_was_fetched_has_every_function_that_the_binding_calls()
    {
        using var portable = new PEReader(File.OpenRead(typeof(DuckDatabase).Assembly.Location));
        var metadata = portable.GetMetadataReader();
        var functions = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(m => (m.Attributes & MethodAttributes.PinvokeImpl) != 0)
            .Select(m => Encoding.ASCII.GetBytes(metadata.GetString(m.GetImport().Name) + '\0')).ToList();
        Assert.True(functions.Count > 50, $"only {functions.Count} functions were found");

        var libraries = Directory.GetFiles(Path.Combine(Repository.Root, "artifacts", "native"), "*duckdb.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".so", StringComparison.Ordinal) || f.EndsWith(".dylib", StringComparison.Ordinal) || f.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(libraries);
        foreach (var library in libraries)
        {
            var bytes = File.ReadAllBytes(library);
            Assert.Empty(functions.Where(f => bytes.AsSpan().IndexOf(f) < 0).Select(f => $"{library}: {Encoding.ASCII.GetString(f)}"));
        }
    }

    [Fact]
    public void A_broken_library_is_named()
    {
        using var scratch = new Scratch();
        var file = scratch.File("libduckdb.so");
        File.WriteAllText(file, "no library");
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLoader.Load([scratch.File("absent"), file]));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("does not load", error.Message, StringComparison.Ordinal);
    }
}
