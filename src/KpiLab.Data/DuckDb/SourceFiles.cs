using System.Text;
using System.Text.RegularExpressions;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Finds the files of a source: by glob, inside the workspace whatever <c>..</c> and symbolic links say, in ordinal order.</summary>
internal sealed class SourceFiles
{
    private const int MostLinks = 64;

    private readonly string _root;
    private readonly IReadOnlyList<string> _roots;
    private readonly IReadOnlyList<string> _allowed;

    /// <summary>A workspace, and further folders whose files may be read.</summary>
    public SourceFiles(string root, IReadOnlyList<string> extraRoots)
    {
        _root = Path.GetFullPath(root);
        _roots = [.. extraRoots.Prepend(_root).Select(Path.GetFullPath)];
        _allowed = [.. _roots.Select(Real)];
    }

    /// <summary>A file of a source.</summary>
    /// <param name="Shown">Path for people: relative to the workspace, with forward slashes.</param>
    /// <param name="Real">Full path without links.</param>
    public sealed record SourceFile(string Shown, string Real);

    /// <summary>The files and their format.</summary>
    /// <exception cref="InvalidInputException">There are none, they are of several formats, or outside the workspace.</exception>
    public (FileFormat Format, IReadOnlyList<SourceFile> Files) Find(SourceDefinition source)
    {
        var field = $"source {source.Id}.from";
        if (source.Location is not FileLocation { Glob: var glob })
        {
            var table = (TableLocation)source.Location;
            throw new InvalidInputException(field, $"table `{table.Table}` of connection `{table.Connection}`: other databases are a later step", "export it to Parquet or CSV and name the files");
        }

        var plain = glob.AsSpan(0, glob.IndexOfAny(['*', '?', '[']) is >= 0 and var wild ? wild : glob.Length).ToString();
        var folder = Path.GetFullPath(Path.Combine(_root, plain.Replace('/', Path.DirectorySeparatorChar)));
        if (!_roots.Concat(_allowed).Any(r => IsInside(folder + Path.DirectorySeparatorChar, r)))
        {
            throw new InvalidInputException(field, $"`{glob}` lies outside the workspace", "copy the data into the workspace; links and .. do not lead out of it");
        }

        var files = Match(glob).Select(f => new SourceFile(Shown(f), Real(f))).OrderBy(f => f.Shown, StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new InvalidInputException(field, $"no file matches `{glob}` in {_root}", "paths are relative to the workspace; * stands for any name, ** for any folders");
        }

        var outside = files.Where(f => !_allowed.Any(a => IsInside(f.Real, a))).ToList();
        if (outside.Count > 0)
        {
            throw new InvalidInputException(field, $"`{outside[0].Shown}` lies outside the workspace", "copy the data into the workspace; links and .. do not lead out of it");
        }

        var formats = files.GroupBy(f => Format(f.Real)).ToList();
        if (formats.Find(g => g.Key is null) is { } strange)
        {
            throw new InvalidInputException(field, $"`{strange.First().Shown}` is no kind of file that can be read", "name .csv, .tsv, .parquet, .json, .jsonl or .ndjson files; text may be compressed as .gz");
        }

        if (formats.Count > 1)
        {
            throw new InvalidInputException(field, $"`{glob}` matches files of several kinds, {formats[0].First().Shown} and {formats[1].First().Shown}", "name files of one kind, such as *.parquet");
        }

        if (files.Find(f => new FileInfo(f.Real).Length == 0) is { } empty)
        {
            throw new InvalidInputException(field, $"`{empty.Shown}` is empty", "a data file has at least a header");
        }

        return (formats[0].Key!.Value, files);
    }

    /// <summary>A path without symbolic links.</summary>
    internal static string Real(string path)
    {
        var pending = new Stack<string>(path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = Path.GetPathRoot(path)!;
        for (var links = 0; pending.TryPop(out var part);)
        {
            if (part is "." or "..")
            {
                real = part == "." ? real : Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            var target = Directory.Exists(next) ? new DirectoryInfo(next).LinkTarget : new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new InvalidInputException("from", $"`{path}` goes in a circle of symbolic links", "name a plain file");
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
            }

            foreach (var step in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(step);
            }
        }

        return real;
    }

    private static bool IsInside(string path, string folder)
        => path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static FileFormat? Format(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        name = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        var isPlain = !path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        return Path.GetExtension(name) switch
        {
            ".csv" or ".tsv" or ".txt" => FileFormat.Csv,
            ".json" or ".jsonl" or ".ndjson" => FileFormat.Json,
            ".parquet" or ".pq" when isPlain => FileFormat.Parquet,
            _ => null,
        };
    }

    // Relative to the workspace, or to the folder that was named explicitly: a result says nothing of the machine's other folders.
    private string Shown(string path)
    {
        var root = _roots.FirstOrDefault(r => IsInside(path, r)) ?? _roots[0];
        var relative = Path.GetRelativePath(root, path);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace(Path.DirectorySeparatorChar, '/');
    }

    private List<string> Match(string glob)
    {
        var full = Path.Combine(_root, glob.Replace('/', Path.DirectorySeparatorChar));
        if (File.Exists(full))
        {
            return [Path.GetFullPath(full)];
        }

        var root = Path.GetPathRoot(full)!;
        var parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<string>();
        Walk(root, parts, found);
        return found;
    }

    private static void Walk(string folder, ReadOnlySpan<string> parts, List<string> found)
    {
        if (parts.Length == 0 || !Directory.Exists(folder))
        {
            return;
        }

        var part = parts[0];
        var rest = parts[1..];
        if (part == "**")
        {
            Walk(folder, rest, found);
            foreach (var below in Directory.EnumerateDirectories(folder).Where(d => new DirectoryInfo(d).LinkTarget is null))
            {
                Walk(below, parts, found);
            }
        }
        else if (part is "." or ".." || !part.AsSpan().ContainsAny('*', '?', '['))
        {
            var next = Path.GetFullPath(Path.Combine(folder, part));
            if (rest.Length > 0)
            {
                Walk(next, rest, found);
            }
            else if (File.Exists(next))
            {
                found.Add(next);
            }
        }
        else
        {
            var pattern = Pattern(part);
            foreach (var next in rest.Length > 0 ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder))
            {
                if (!pattern.IsMatch(Path.GetFileName(next)))
                {
                    continue;
                }

                if (rest.Length > 0)
                {
                    Walk(next, rest, found);
                }
                else
                {
                    found.Add(next);
                }
            }
        }
    }

    private static Regex Pattern(string part)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < part.Length; i++)
        {
            var close = part[i] == '[' ? part.IndexOf(']', i + 2 < part.Length ? i + 2 : i) : -1;
            if (close > 0)
            {
                var set = part[(i + 1)..close];
                var not = set[0] is '!' or '^';
                pattern.Append(not ? "[^" : "[").Append((not ? set[1..] : set).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                i = close;
            }
            else
            {
                pattern.Append(part[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
            }
        }

        return new Regex(pattern.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
    }
}
