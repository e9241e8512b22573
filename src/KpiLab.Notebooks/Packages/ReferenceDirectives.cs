using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace KpiLab.Notebooks;

/// <summary>What <c>#r</c> and <c>#i</c> do: finds files and packages, loads them, lets code refer to them.</summary>
internal sealed class ReferenceDirectives
{
    private readonly ScriptSession _session;
    private readonly string _folder;
    private readonly PackageFinder _packages;
    private readonly Dictionary<string, string> _libraries = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _nativeFolders = [];

    public ReferenceDirectives(ScriptSession session, string folder, string scratch)
    {
        _session = session;
        _folder = folder;
        _packages = new PackageFinder(scratch);
        AssemblyLoadContext.Default.Resolving += (context, name) => name.Name is { } simple && _libraries.TryGetValue(simple, out var path) ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => LoadNative(name);
    }

    /// <summary>Carries out a reference or names a feed.</summary>
    /// <returns>Extensions of the packages that came with it: they run before the cell's own code, as in the kernel.</returns>
    /// <exception cref="CellException">It cannot be found.</exception>
    public IReadOnlyList<PackageExtension> Apply(Directive directive)
    {
        switch (directive.Kind)
        {
            case DirectiveKind.Feed:
                AddFeed(directive);
                return [];
            case DirectiveKind.Package:
                return AddPackage(directive);
            default:
                AddFile(directive);
                return [];
        }
    }

    private void AddFeed(Directive directive)
    {
        // Servers are a front end's business: the runner fetches nothing, and finds what a restore brought into the cache.
        if (directive.Argument.Contains("://", StringComparison.Ordinal))
        {
            return;
        }

        // A folder that is not there yet matters only when a package is looked for: a notebook beside the source needs none.
        _packages.AddFeed(Path.GetFullPath(directive.Argument, _folder));
    }

    private void AddFile(Directive directive)
    {
        var path = Path.GetFullPath(directive.Argument, _folder);
        if (File.Exists(path))
        {
            Use(path, directive.Line);
        }
        else if (PlatformAssemblies.Find(Path.GetFileNameWithoutExtension(directive.Argument + (directive.Argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? "" : ".dll"))) is not { } known
            || !PlatformAssemblies.IsFramework(known))
        {
            throw new CellException(directive.Line, $"#r \"{directive.Argument}\": there is no file {path}; build it first, or mend the path, which starts at the notebook's folder");
        }
    }

    private List<PackageExtension> AddPackage(Directive directive)
    {
        var parts = directive.Argument.Split(',', 2, StringSplitOptions.TrimEntries);
        var (id, version) = (parts[0], parts.Length > 1 ? parts[1] : null);
        if (OwnPackages.Find(id, version, directive.Line) is { } own)
        {
            foreach (var path in own)
            {
                Refer(path);
            }

            _session.Import(OwnPackages.Namespaces(id));
            return [];
        }

        var extensions = new List<PackageExtension>();
        foreach (var package in _packages.Resolve(id, version, directive.Line))
        {
            extensions.AddRange(package.Extension is { } extension ? [extension] : []);
            var assets = package.Assets();
            _nativeFolders.AddRange(assets.NativeFolders);
            foreach (var library in assets.Libraries)
            {
                _libraries.TryAdd(Path.GetFileNameWithoutExtension(library), library);
            }

            foreach (var library in assets.Libraries)
            {
                Use(library, directive.Line);
            }
        }

        extensions.Reverse(); // what a package depends on comes first
        return extensions;
    }

    // What this program has itself is used rather than loaded a second time, so that there is one of each type.
    private void Use(string path, int line)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        AssemblyName wanted;
        try
        {
            wanted = AssemblyName.GetAssemblyName(path);
        }
        catch (Exception error) when (error is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CellException(line, $"{path} is no .NET library: {error.Message}");
        }

        if (PlatformAssemblies.Find(wanted.Name ?? name) is { } own)
        {
            var has = AssemblyName.GetAssemblyName(own);
            if (has.Version < wanted.Version && !PlatformAssemblies.IsFramework(own))
            {
                throw new CellException(line, $"{name} {wanted.Version} is newer than the {has.Version} that this runner carries; use the runner's version");
            }

            if (!PlatformAssemblies.IsFramework(own))
            {
                foreach (var part in PlatformAssemblies.Closure(wanted.Name ?? name))
                {
                    Refer(part);
                }
            }

            return;
        }

        if (_referenced.Add(wanted.Name ?? name))
        {
            _libraries.TryAdd(wanted.Name ?? name, path);
            AddNeighbours(path);
            try
            {
                AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            }
            catch (Exception error) when (error is BadImageFormatException or FileLoadException)
            {
                throw new CellException(line, $"{path} cannot be loaded: {error.Message}");
            }

            _session.Reference(path);
        }
    }

    private void Refer(string path)
    {
        if (_referenced.Add(Path.GetFileNameWithoutExtension(path)))
        {
            _session.Reference(path);
        }
    }

    // What a file refers to is looked for beside it.
    private void AddNeighbours(string path)
    {
        foreach (var neighbour in Directory.GetFiles(Path.GetDirectoryName(path)!, "*.dll"))
        {
            var name = Path.GetFileNameWithoutExtension(neighbour);
            if (PlatformAssemblies.Find(name) is null)
            {
                _libraries.TryAdd(name, neighbour);
            }
        }

        _nativeFolders.Add(Path.GetDirectoryName(path)!);
    }

    private nint LoadNative(string name)
    {
        foreach (var folder in _nativeFolders)
        {
            foreach (var file in new[] { name, name + ".so", "lib" + name + ".so", name + ".dylib", "lib" + name + ".dylib", name + ".dll" })
            {
                if (File.Exists(Path.Combine(folder, file)) && NativeLibrary.TryLoad(Path.Combine(folder, file), out var handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    }
}
