using System.Text;
using System.Text.Unicode;

namespace KpiLab.Definitions;

/// <summary>Reads the definitions of a workspace's folder.</summary>
public static class WorkspaceReader
{
    private const int MostFiles = 10_000;

    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "node_modules" };

    /// <summary>Reads every <c>*.yaml</c> and <c>*.yml</c> under a folder, hidden folders, <c>bin</c>, <c>obj</c> and <c>node_modules</c> left out.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="alsoFile">A further file, such as one that <c>experiment analyze</c> was given; null: none. It may lie outside.</param>
    /// <param name="environment">Looks up <c>${NAME}</c> in kpilab.yaml; null: the process's environment.</param>
    /// <param name="remembered">The reading before, and then this one; null: nothing is remembered.</param>
    public static DefinitionReading Read(string folder, string? alsoFile = null, Func<string, string?>? environment = null, RememberedReading? remembered = null)
        => Text(folder, alsoFile).Understand(environment, remembered);

    /// <summary>Reads the same files without understanding them yet.</summary>
    public static WorkspaceText Text(string folder, string? alsoFile = null)
    {
        var files = new List<(string Path, string Text)>();
        var problems = new List<Problem>();
        var paths = Walk(folder).Take(MostFiles + 1).ToList();
        if (paths.Count > MostFiles)
        {
            problems.Add(new Problem(null, 0, "", Invariant($"{folder} holds more than {MostFiles:N0} YAML files"), "choose the folder of the workspace itself with --workspace"));
            paths.Clear();
        }

        if (alsoFile is not null && !paths.Contains(Path.GetFullPath(alsoFile)))
        {
            paths.Add(Path.GetFullPath(alsoFile));
        }

        foreach (var path in paths)
        {
            var shown = Shown(folder, path);
            try
            {
                if (new FileInfo(path).Length > 4L * YamlReader.MostCharacters)
                {
                    problems.Add(new Problem(shown, 0, "", "the file is too large for definitions", Invariant($"split it into files of at most {YamlReader.MostCharacters:N0} characters")));
                    continue;
                }

                var bytes = File.ReadAllBytes(path);
                if (NotUtf8(bytes) is { } line)
                {
                    problems.Add(new Problem(shown, line, "", "the text is not UTF-8", "save the file as UTF-8; Latin-1, Windows-1252 and UTF-16 are the usual causes"));
                    continue;
                }

                files.Add((shown, Encoding.UTF8.GetString(bytes)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new Problem(shown, 0, "", "the file cannot be read", exception is FileNotFoundException or DirectoryNotFoundException ? "check its name" : "check its permissions"));
            }
        }

        return new WorkspaceText(files, problems);
    }

    // The line of the first byte that is not UTF-8; null: all are.
    private static int? NotUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return null;
        }

        var line = 1;
        for (var end = text.IndexOf((byte)'\n'); end >= 0 && Utf8.IsValid(text[..end]); end = text.IndexOf((byte)'\n'))
        {
            text = text[(end + 1)..];
            line++;
        }

        return line;
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var pending = new Stack<string>([Path.GetFullPath(folder)]);
        while (pending.TryPop(out var at))
        {
            string[] files, folders;
            try
            {
                files = Directory.GetFiles(at);
                folders = Directory.GetDirectories(at);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (var file in files.Where(IsYaml).Order(StringComparer.Ordinal))
            {
                yield return file;
            }

            foreach (var next in folders.Where(IsVisible).OrderDescending(StringComparer.Ordinal))
            {
                pending.Push(next);
            }
        }
    }

    private static bool IsYaml(string path)
        => !Path.GetFileName(path).StartsWith('.') && Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    // A link to a folder could lead in circles or out of the workspace.
    private static bool IsVisible(string path)
    {
        var name = Path.GetFileName(path);
        return !name.StartsWith('.') && !Skipped.Contains(name) && !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
    }

    private static string Shown(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }
}
