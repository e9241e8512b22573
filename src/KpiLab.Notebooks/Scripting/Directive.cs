using System.Text.RegularExpressions;

namespace KpiLab.Notebooks;

/// <summary>What a line that is no C# asks for.</summary>
internal enum DirectiveKind
{
    /// <summary><c>#r "file.dll"</c></summary>
    File,

    /// <summary><c>#r "nuget: Id, Version"</c></summary>
    Package,

    /// <summary><c>#i "nuget: folder"</c></summary>
    Feed,

    /// <summary><c>#!import file</c></summary>
    Import,

    /// <summary><c>#!time</c></summary>
    Time,
}

/// <summary>A line of a cell that is not C#: a reference, a feed, an import.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Argument">Of what.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed partial record Directive(DirectiveKind Kind, string Argument, int Line)
{
    /// <summary>Takes the directives out of a text; lines keep their numbers.</summary>
    public static (string Code, IReadOnlyList<Directive> Directives) Take(string text)
    {
        if (!text.Contains('#', StringComparison.Ordinal))
        {
            return (text, []);
        }

        var lines = text.Split('\n');
        var found = new List<Directive>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Of(lines[i], i + 1) is { } directive)
            {
                found.Add(directive);
                lines[i] = "";
            }
        }

        return (string.Join('\n', lines), found);
    }

    private static Directive? Of(string line, int number)
    {
        if (Reference().Match(line) is { Success: true } reference)
        {
            var isPackage = reference.Groups["nuget"].Success;
            var argument = reference.Groups["what"].Value.Trim();
            return reference.Groups["kind"].Value == "r"
                ? new Directive(isPackage ? DirectiveKind.Package : DirectiveKind.File, argument, number)
                : isPackage ? new Directive(DirectiveKind.Feed, argument, number)
                : throw new CellException(number, $"#i \"{argument}\" names no package source; write #i \"nuget:folder\"");
        }

        if (Magic().Match(line) is not { Success: true } magic)
        {
            return null;
        }

        var what = magic.Groups["what"].Value.Trim().Trim('"');
        return magic.Groups["name"].Value switch
        {
            "import" when what.Length > 0 => new Directive(DirectiveKind.Import, what, number),
            "time" => new Directive(DirectiveKind.Time, what, number),
            var name => throw new KernelOnlyException(number, $"the runner has no #!{name}; it has #r, #i, #!import FILE, #!time, #!csharp, #!html and #!markdown"),
        };
    }

    [GeneratedRegex("""^\s*#(?<kind>[ri])\s+"(?<nuget>nuget:)?(?<what>[^"]+)"\s*(?://.*)?$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\s*#!(?<name>[A-Za-z-]+)(?<what>.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Magic();
}
