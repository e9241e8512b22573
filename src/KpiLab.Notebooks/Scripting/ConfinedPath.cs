namespace KpiLab.Notebooks;

/// <summary>A file that a notebook imports: one of its own folder, links resolved; or that the extension of a package imports, likewise.</summary>
internal static class ConfinedPath
{
    /// <param name="folder">Where it must lie.</param>
    /// <param name="called">How messages call it.</param>
    /// <param name="directive">What asks for it.</param>
    /// <exception cref="CellException">It is elsewhere, or not there.</exception>
    public static string Of(string folder, string called, Directive directive)
    {
        var root = Real(Path.GetFullPath(folder));
        var path = Path.GetFullPath(Path.Combine(root, directive.Argument));
        if (!IsWithin(root, path))
        {
            throw Outside(called, directive);
        }

        if (!File.Exists(path))
        {
            throw new CellException(directive.Line, $"#!import {directive.Argument}: there is no such file in {called}");
        }

        var real = Real(path);
        return IsWithin(root, real) ? real : throw Outside(called, directive);
    }

    private static CellException Outside(string called, Directive directive)
        => new(directive.Line, $"#!import {directive.Argument} leads out of {called}; put the file into it");

    private static bool IsWithin(string root, string path)
        => path.StartsWith(root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Every part of the way may be a link.
    private static string Real(string path)
    {
        var at = Path.GetPathRoot(path)!;
        foreach (var part in path[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            FileSystemInfo info = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                at = Real(target.FullName);
            }
        }

        return at;
    }
}
