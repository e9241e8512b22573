using System.Text.RegularExpressions;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Notebooks;

/// <summary>Reads <c>.dib</c> files of .NET Interactive: an optional <c>#!meta</c> block, then cells, each opened by a line with its language.</summary>
public static partial class DibReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="InvalidInputException">It has too many cells, or is too large.</exception>
    public static NotebookDocument Read(string text, string name)
    {
        if (text.Length > NotebookReader.MostCharacters)
        {
            throw new InvalidInputException([new Problem(name, 0, "", "is too large for a notebook", "read data from files")]);
        }

        var cells = new List<NotebookCell>();
        var lines = new List<string>();
        string? language = CellPart.CSharp;
        var kernel = CellPart.CSharp;
        void End()
        {
            var source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (language is null || string.IsNullOrWhiteSpace(source))
            {
                return;
            }

            var id = Invariant($"cell-{cells.Count + 1}");
            if (language == CellPart.Markdown)
            {
                cells.Add(new NotebookCell(NotebookCellKind.Markdown, source, id));
                return;
            }

            var metadata = NotebookDocument.CSharpCell();
            metadata["dotnet_interactive"]!["language"] = kernel;
            metadata["polyglot_notebook"]!["kernelName"] = kernel;
            cells.Add(new NotebookCell(NotebookCellKind.Code, source, id) { Metadata = metadata });
        }

        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var opened = Opening().Match(line) is { Success: true } match ? match.Groups["name"].Value : null;
            if (opened == "meta" || (opened is not null && CellParts.Normal(opened) is not null))
            {
                End();
                language = opened == "meta" ? null : CellParts.Normal(opened);
                kernel = language == CellPart.CSharp ? CellPart.CSharp : opened;
            }
            else
            {
                lines.Add(line);
            }
        }

        End();
        return cells.Count <= NotebookReader.MostCells
            ? new NotebookDocument(cells, NotebookDocument.CSharpMetadata())
            : throw new InvalidInputException([new Problem(name, 0, "", Invariant($"has {cells.Count} cells"), Invariant($"a notebook has at most {NotebookReader.MostCells}"))]);
    }

    [GeneratedRegex(@"^#!(?<name>[A-Za-z#]+)\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Opening();
}
