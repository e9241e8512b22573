using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace KpiLab.Notebooks;

/// <summary>Finds packages in local folders and in NuGet's own cache, with all they depend on. Fetches nothing.</summary>
internal sealed class PackageFinder
{
    private const long MostUnpacked = 1L << 30;

    private readonly List<string> _feeds = [];
    private readonly string _scratch;
    private readonly string _cache;
    private readonly Dictionary<string, PackageVersion> _chosen = new(StringComparer.OrdinalIgnoreCase);

    public PackageFinder(string scratch, string? cache = null)
    {
        _scratch = scratch;
        _cache = cache ?? (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));
    }

    /// <summary>Looks in this folder first from now on.</summary>
    public void AddFeed(string folder) => _feeds.Add(folder);

    /// <summary>A package and what it depends on; those that were resolved before are left out.</summary>
    /// <exception cref="CellException">One of them is not to be found, or another version of it is in use already.</exception>
    public IReadOnlyList<LocalPackage> Resolve(string id, string? version, int line)
    {
        if (!IsId(id) || !PackageRange.TryParse(version, out var range))
        {
            throw new CellException(line, $"#r \"nuget: {id}, {version}\" names no package; write #r \"nuget: Id, 1.2.3\"");
        }

        var found = new List<LocalPackage>();
        var open = new Queue<(string Id, PackageRange Range, string By)>([(id, range, "")]);
        while (open.TryDequeue(out var wanted))
        {
            if (OwnPackages.Find(wanted.Id, null, line) is not null)
            {
                continue; // the running build
            }

            if (_chosen.TryGetValue(wanted.Id, out var chosen))
            {
                if (version is not null && wanted.By.Length == 0 && !wanted.Range.Has(chosen))
                {
                    throw new CellException(line, $"#r \"nuget: {id}, {version}\": version {chosen} of it is in use already; a run has one version of a package");
                }

                continue;
            }

            var package = Find(wanted.Id, wanted.Range, line, version, wanted.By);
            _chosen[wanted.Id] = package.Version;
            found.Add(package);
            foreach (var (dependency, needs) in package.Dependencies())
            {
                open.Enqueue((dependency, needs, wanted.Id));
            }
        }

        return found;
    }

    private LocalPackage Find(string id, PackageRange range, int line, string? version, string by)
    {
        var candidates = _feeds.SelectMany(f => InFeed(f, id)).Concat(InCache(id)).Where(c => range.Has(c.Version)).ToList();
        if (candidates.Count == 0)
        {
            var known = _feeds.SelectMany(f => InFeed(f, id)).Concat(InCache(id)).Select(c => c.Version).Distinct().Order().Select(v => v.ToString()).ToList();
            var places = string.Join(", ", _feeds.Append(_cache).Select(f => Directory.Exists(f) ? f : $"{f} (there is no such folder)"));
            throw new CellException(
                line,
                $"package {id}{(version is null || by.Length > 0 ? "" : " " + version)}{(by.Length > 0 ? $", which {by} depends on," : "")} is not in {places}"
                + (known.Count > 0 ? $", where its versions are {string.Join(", ", known)}" : "")
                + "; the runner fetches nothing: name a folder that holds it with #i \"nuget:folder\", or restore it with dotnet first");
        }

        var best = range.WantsHighest ? candidates.Max(c => c.Version)! : candidates.Min(c => c.Version)!;
        var place = candidates.First(c => c.Version == best);
        return place.IsPacked ? Unpack(place.Path, id, best, line) : new LocalPackage(id, best, place.Path);
    }

    // A folder of .nupkg files, or of folders such as NuGet's cache has.
    private static IEnumerable<(PackageVersion Version, string Path, bool IsPacked)> InFeed(string folder, string id)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.nupkg"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith(id + ".", StringComparison.OrdinalIgnoreCase) && PackageVersion.TryParse(name[(id.Length + 1)..], out var version))
            {
                yield return (version, file, true);
            }
        }

        var own = Directory.EnumerateDirectories(folder).FirstOrDefault(d => Path.GetFileName(d).Equals(id, StringComparison.OrdinalIgnoreCase));
        if (own is not null)
        {
            foreach (var at in Versions(own))
            {
                var packed = Directory.EnumerateFiles(at.Path, "*.nupkg").FirstOrDefault();
                if (Directory.Exists(Path.Combine(at.Path, "lib")))
                {
                    yield return (at.Version, at.Path, false);
                }
                else if (packed is not null)
                {
                    yield return (at.Version, packed, true);
                }
            }
        }
    }

    private IEnumerable<(PackageVersion Version, string Path, bool IsPacked)> InCache(string id)
        => Versions(Path.Combine(_cache, id.ToLowerInvariant())).Select(v => (v.Version, v.Path, false));

    private static IEnumerable<(PackageVersion Version, string Path)> Versions(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (var at in Directory.EnumerateDirectories(folder))
            {
                if (PackageVersion.TryParse(Path.GetFileName(at), out var version))
                {
                    yield return (version, at);
                }
            }
        }
    }

    private LocalPackage Unpack(string file, string id, PackageVersion version, int line)
    {
        var folder = Path.Combine(_scratch, $"{id.ToLowerInvariant()}-{version}");
        try
        {
            using var archive = ZipFile.OpenRead(file);
            var parts = archive.Entries.Where(e => e.Name.Length > 0 && IsPart(e.FullName)).ToList();
            if (parts.Sum(e => e.Length) > MostUnpacked)
            {
                throw new CellException(line, $"{file} unpacks to more than 1 GB");
            }

            foreach (var part in parts)
            {
                var path = Path.GetFullPath(Path.Combine(folder, part.FullName));
                if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new CellException(line, $"{file} holds {part.FullName}, which leads out of the package");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                part.ExtractToFile(path, overwrite: true);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CellException(line, $"{file} cannot be unpacked: {error.Message}");
        }

        return new LocalPackage(id, version, folder);
    }

    private static bool IsPart(string name)
        => name.StartsWith("lib/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("runtimes/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(LocalPackage.ExtensionFolder, StringComparison.Ordinal)
            || (name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/', StringComparison.Ordinal));

    private static bool IsId(string id) => id.Length is > 0 and <= 100 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && !id.Contains("..", StringComparison.Ordinal);
}

/// <summary>What a package gives to this process.</summary>
/// <param name="Libraries">Assemblies.</param>
/// <param name="NativeFolders">Folders of native libraries for this machine.</param>
internal sealed record PackageAssets(IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeFolders);

/// <summary>A script that a package runs in a notebook that refers to it.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Path">The file.</param>
internal sealed record PackageExtension(string Name, string Path);

/// <summary>A package that lies unpacked in a folder.</summary>
internal sealed record LocalPackage(string Id, PackageVersion Version, string Folder)
{
    /// <summary>Where the kernel looks for a script, and by what name.</summary>
    public const string ExtensionPath = ExtensionFolder + "extension.dib";

    /// <summary>The script, and what it imports.</summary>
    public const string ExtensionFolder = "interactive-extensions/dotnet/";

    /// <summary>Its script, or null. Libraries beside it need the kernel itself and are left to it.</summary>
    public PackageExtension? Extension => Path.Combine(Folder, ExtensionPath) is var path && File.Exists(path) ? new PackageExtension($"extension.dib of {Id} {Version}", path) : null;

    /// <summary>What it depends on, on this framework.</summary>
    public IReadOnlyList<(string Id, PackageRange Range)> Dependencies()
    {
        var file = Directory.EnumerateFiles(Folder, "*.nuspec").FirstOrDefault();
        if (file is null)
        {
            return [];
        }

        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var all = XDocument.Load(reader).Descendants().FirstOrDefault(e => e.Name.LocalName == "dependencies");
        var groups = all?.Elements().Where(e => e.Name.LocalName == "group").ToList() ?? [];
        var group = groups.Count == 0 ? all : groups
            .Select(g => (Group: g, Rank: (string?)g.Attribute("targetFramework") is { Length: > 0 } framework ? FrameworkRank.Of(framework) : 0))
            .Where(g => g.Rank is not null).MaxBy(g => g.Rank).Group;
        return [.. (group?.Elements() ?? []).Where(e => e.Name.LocalName == "dependency")
            .Select(e => (Id: (string?)e.Attribute("id") ?? "", Range: PackageRange.TryParse((string?)e.Attribute("version"), out var range) ? range : PackageRange.Any))
            .Where(d => d.Id.Length > 0)];
    }

    /// <summary>Its assemblies and native libraries for this machine.</summary>
    public PackageAssets Assets()
    {
        var runtimes = Runtimes().Select(r => Path.Combine(Folder, "runtimes", r)).Where(Directory.Exists).ToList();
        var specific = runtimes.Select(r => Best(Path.Combine(r, "lib"))).FirstOrDefault(b => b is not null);
        var common = Best(Path.Combine(Folder, "lib"));
        var libraries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in new[] { common, specific }.OfType<string>().SelectMany(f => Directory.EnumerateFiles(f, "*.dll")))
        {
            libraries[Path.GetFileName(file)] = file;
        }

        return new PackageAssets([.. libraries.Values.Order(StringComparer.Ordinal)], [.. runtimes.Select(r => Path.Combine(r, "native")).Where(Directory.Exists)]);
    }

    private static string? Best(string lib)
        => !Directory.Exists(lib) ? null
            : Directory.EnumerateDirectories(lib).Select(d => (Path: d, Rank: FrameworkRank.Of(Path.GetFileName(d)))).Where(d => d.Rank is not null).OrderByDescending(d => d.Rank).Select(d => d.Path).FirstOrDefault();

    private static IEnumerable<string> Runtimes()
    {
        var rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new[] { rid, $"{system}-{architecture}", $"unix-{architecture}", system, "unix", "any" }.Distinct();
    }
}

/// <summary>How well a target framework suits this one: .NET before .NET Core before .NET Standard, newer before older.</summary>
internal static class FrameworkRank
{
    /// <summary>Higher is better; null: it does not suit.</summary>
    public static int? Of(string framework)
    {
        var name = framework.TrimStart('.').ToLowerInvariant();
        foreach (var (family, rank, newest) in new[] { ("netstandard", 100, 2.1), ("netcoreapp", 200, 3.1), ("net", 300, 10.0) })
        {
            if (name.StartsWith(family, StringComparison.Ordinal)
                && double.TryParse(name[family.Length..], System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var version))
            {
                return version <= newest && (family != "net" || version is >= 5 and < 20) ? rank + (int)(version * 10) : null;
            }
        }

        return null;
    }
}
