namespace KpiLab.Notebooks;

/// <summary>A file that a notebook imports: one of its own folder, links resolved.</summary>
internal static class ConfinedPath
{
    /// <exception cref="CellException">It is elsewhere, or not there.</exception>
    public static string Of(string folder, Directive directive)
    {
        var root = Real(Path.GetFullPath(folder));
        var path = Path.GetFullPath(Path.Combine(root, directive.Argument));
        if (!IsWithin(root, path))
        {
            throw Outside(directive);
        }

        if (!File.Exists(path))
        {
            throw new CellException(directive.Line, $"#!import {directive.Argument}: there is no such file in the notebook's folder");
        }

        var real = Real(path);
        return IsWithin(root, real) ? real : throw Outside(directive);
    }

    private static CellException Outside(Directive directive)
        => new(directive.Line, $"#!import {directive.Argument} leads out of the notebook's folder; put the file beside the notebook");

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
