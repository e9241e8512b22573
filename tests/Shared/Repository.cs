namespace KpiLab.Testing;

/// <summary>Where the tests find the repository and, beside it, the shared reference material.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Shared => Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    /// <summary>A path below <c>../shared</c>; skips the test where that folder is absent, as in a user's clone.</summary>
    public static string SharedPath(params string[] parts)
    {
        var path = Path.Combine([Shared, .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), "The shared reference material is not beside this clone: " + Path.Combine(["../shared", .. parts]));
        return path;
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "KpiLab.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("KpiLab.sln was not found above " + AppContext.BaseDirectory);
    }
}
