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
