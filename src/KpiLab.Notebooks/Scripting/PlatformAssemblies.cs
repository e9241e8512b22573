using System.Reflection;

namespace KpiLab.Notebooks;

/// <summary>The assemblies that this process has without being told: the framework's, and those of its own program.</summary>
internal static class PlatformAssemblies
{
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly Dictionary<string, string> ByName = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .ToLookup(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The framework's assemblies.</summary>
    public static IEnumerable<string> Framework => ByName.Values.Where(IsFramework);

    /// <summary>The assembly of that name, or null.</summary>
    public static string? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether it is one of the framework's.</summary>
    public static bool IsFramework(string path) => Path.GetDirectoryName(path) == FrameworkFolder;

    /// <summary>An assembly of this program and all it refers to, the framework apart.</summary>
    public static IReadOnlyList<string> Closure(string name)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            if (!found.ContainsKey(next) && Find(next) is { } path && !IsFramework(path))
            {
                found[next] = path;
                foreach (var reference in Assembly.Load(new AssemblyName(next)).GetReferencedAssemblies())
                {
                    open.Push(reference.Name!);
                }
            }
        }

        return [.. found.Values];
    }
}
