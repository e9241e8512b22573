using System.Reflection;

namespace KpiLab.Notebooks;

/// <summary>KpiLab's own packages: a notebook that names the running version gets the running build.</summary>
internal static class OwnPackages
{
    private const string Native = "KpiLab.DuckDb.Native.";

    private static readonly Lazy<IReadOnlyList<string>> Opened = new(() =>
    {
        using var stream = typeof(OwnPackages).Assembly.GetManifestResourceStream("KpiLab.Notebooks.extension.dib") ?? throw new InvalidOperationException("extension.dib is not embedded");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(l => l.StartsWith("using ", StringComparison.Ordinal) && l.EndsWith(';')).Select(l => l["using ".Length..^1])];
    });

    /// <summary>The version of this build.</summary>
    public static PackageVersion Running { get; } = PackageVersion.Parse(
        typeof(OwnPackages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? typeof(OwnPackages).Assembly.GetName().Version!.ToString(3));

    /// <summary>The assemblies of one of KpiLab's packages; null where it is none.</summary>
    /// <exception cref="CellException">It is another version than the running one.</exception>
    public static IReadOnlyList<string>? Find(string id, string? version, int line)
    {
        var isNative = id.StartsWith(Native, StringComparison.OrdinalIgnoreCase);
        if (!id.Equals("KpiLab", StringComparison.OrdinalIgnoreCase) && !id.StartsWith("KpiLab.", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (PlatformAssemblies.Find(id) is null && !isNative)
        {
            return null;
        }

        if (version is not null && version != "*" && version != "*-*" && !(PackageVersion.TryParse(version.Trim('[', ']'), out var wanted) && wanted == Running))
        {
            throw new CellException(line, $"#r \"nuget: {id}, {version}\": this runner is KpiLab {Running}; write {Running}, or use the command line of {version}");
        }

        return isNative ? [] : PlatformAssemblies.Closure(id);
    }

    /// <summary>Namespaces that the package's extension opens in a kernel. Its greeting is left out: a report is no place for it.</summary>
    public static IEnumerable<string> Namespaces(string id) => id.Equals("KpiLab", StringComparison.OrdinalIgnoreCase) ? Opened.Value : [];
}
