using System.Text.RegularExpressions;

namespace KpiLab.Notebooks;

/// <summary>A stretch of a cell in one language; its text begins with as many empty lines as stand above it in the cell.</summary>
/// <param name="Language"><see cref="CSharp"/>, or another by its name.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Line">Its first line in the cell, from 1.</param>
internal sealed record CellPart(string Language, string Text, int Line)
{
    public const string CSharp = "csharp";
    public const string Html = "html";
    public const string Markdown = "markdown";
}

/// <summary>Splits cells where a line such as <c>#!html</c> changes the language.</summary>
internal static partial class CellParts
{
    public static IReadOnlyList<CellPart> Split(string source, string language)
    {
        language = Normal(language) ?? language;
        var parts = new List<CellPart>();
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var first = 0;
        void End(int last)
        {
            var text = string.Join('\n', lines[first..last]);
            if (!string.IsNullOrWhiteSpace(text))
            {
                parts.Add(new CellPart(language, (language == CellPart.CSharp ? new string('\n', first) : "") + text, first + 1));
            }
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (Switch().Match(lines[i]) is { Success: true } match && Normal(match.Groups["name"].Value) is { } next)
            {
                End(i);
                (language, first) = (next, i + 1);
            }
        }

        End(lines.Length);
        return parts;
    }

    /// <summary>A language by any of its names; null where it is none that is known.</summary>
    public static string? Normal(string name) => name.ToLowerInvariant() switch
    {
        "csharp" or "c#" or "cs" or ".net (c#)" or "polyglot-notebook" or "dotnet-interactive.csharp" => CellPart.CSharp,
        "html" => CellPart.Html,
        "markdown" or "md" => CellPart.Markdown,
        "fsharp" or "f#" => "F#",
        "pwsh" or "powershell" => "PowerShell",
        "javascript" or "js" => "JavaScript",
        "mermaid" => "Mermaid",
        "sql" => "SQL",
        "kql" => "KQL",
        "http" => "HTTP",
        "value" => "value",
        "python" => "Python",
        _ => null,
    };

    [GeneratedRegex(@"^#!(?<name>[A-Za-z#]+)\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Switch();
}
