using System.Text;
using KpiLab.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;
using Grid = KpiLab.Reporting.Grid;
using Paragraph = KpiLab.Reporting.Paragraph;
using Table = KpiLab.Reporting.Table;

namespace KpiLab.Cli;

/// <summary>Documents in a terminal. Colour only underlines what icon and word already say; text from data is never taken for markup or control.</summary>
internal static class TerminalWriter
{
    public static void Write(Document document, Shell shell)
    {
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            if (i > 0 && !(document.Blocks[i] is Statement && document.Blocks[i - 1] is Statement))
            {
                shell.Output.WriteLine();
            }

            // Lines are padded to the width and tables framed by empty ones: neither belongs in a file or a copy.
            var text = document.Blocks[i] is Grid grid ? Render(grid.Table, shell) : Render(shell, console => Write(console, document.Blocks[i]));
            var lines = text.Split('\n').Select(line => line.TrimEnd(' ')).ToList();
            lines.RemoveRange(0, lines.FindIndex(line => line.Length > 0) is var first && first > 0 ? first : 0);
            lines.RemoveRange(lines.FindLastIndex(line => line.Length > 0) + 1, lines.Count - lines.FindLastIndex(line => line.Length > 0) - 1);
            foreach (var line in lines)
            {
                shell.Output.WriteLine(line);
            }
        }
    }

    private static string Render(Shell shell, Action<IAnsiConsole> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        write(Console(shell, text));
        return text.ToString();
    }

    private static IAnsiConsole Console(Shell shell, TextWriter text)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = shell.OutputHasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = shell.OutputHasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = shell.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static void Write(IAnsiConsole console, Block block)
    {
        switch (block)
        {
            case Heading heading:
                Line(console, heading.Text, new Style(decoration: heading.Level == 1 ? Decoration.Bold | Decoration.Underline : Decoration.Bold));
                break;
            case Paragraph paragraph:
                Line(console, paragraph.Text, Style.Plain);
                break;
            case Statement statement:
                Line(console, statement.Word.ToString(), StyleOf(statement.Word.Mark));
                console.Write(Indented(statement.Sentence));
                if (statement.Remedy is { } remedy)
                {
                    console.Write(Indented("What to do: " + remedy));
                }

                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                {
                    console.Write(TwoColumns(("•", Style.Plain, item)));
                }

                break;
            case Facts facts:
                console.Write(TwoColumns([.. facts.Items.Select(f => (f.Name, new Style(decoration: Decoration.Dim), f.Text))]));
                break;
            default:
                throw new ArgumentException($"no terminal form for {block.GetType().Name}", nameof(block));
        }
    }

    private static string Render(Table table, Shell shell)
    {
        var filled = Keep(table, c => table.Rows.Any(r => r[c] is not (null or "")));
        var brief = Keep(filled, c => !filled.Columns[c].IsDetail);
        return Rows(table, shell) ?? Rows(filled, shell) ?? (brief.Columns.Count < filled.Columns.Count ? Rows(brief, shell) : null)
            ?? Render(shell, console => Records(console, filled));
    }

    // A line a row, where they fit: long tables are padded here, and only what has a style of its own is the library's.
    private static string? Rows(Table table, Shell shell)
    {
        var cells = Cells(table);
        var headers = table.Columns.Select(c => SafeText.Visible(c.Header)).ToArray();
        var widths = headers.Select((h, i) => cells.SelectMany(r => r[i]).Append(h).Max(CellWidth)).ToArray();
        if (widths.Sum() + (2 * widths.Length) > shell.Width)
        {
            return null;
        }

        using var text = new StringWriter { NewLine = "\n" };
        var console = new Lazy<IAnsiConsole>(() => Console(shell, text));
        Row([.. headers.Select(h => (string[])[h])], _ => new Style(decoration: Decoration.Bold));
        text.WriteLine(string.Join("  ", widths.Select(w => new string('─', w))));
        for (var r = 0; r < cells.Length; r++)
        {
            Row(cells[r], c => CellStyle(table.Rows[r][c]));
        }

        return text.ToString();

        void Row(string[][] row, Func<int, Style> styleOf)
        {
            for (var line = 0; line < row.Select(c => c.Length).DefaultIfEmpty(0).Max(); line++)
            {
                for (var c = 0; c < row.Length; c++)
                {
                    var cell = line < row[c].Length ? row[c][line] : "";
                    var space = new string(' ', widths[c] - CellWidth(cell));
                    text.Write(table.Columns[c].IsRightAligned ? space : "");
                    if (shell.OutputHasColour && styleOf(c) is var style && !style.Equals(Style.Plain))
                    {
                        console.Value.Write(new Text(cell, style));
                    }
                    else
                    {
                        text.Write(cell);
                    }

                    text.Write(table.Columns[c].IsRightAligned ? "  " : space + "  ");
                }

                text.WriteLine();
            }
        }
    }

    private static string[][][] Cells(Table table)
        => [.. table.Rows.Select(r => r.Select((cell, i) => CellText.Human(cell, table.Columns[i]).Select(SafeText.Visible).ToArray()).ToArray())];

    private static Table Keep(Table table, Func<int, bool> isKept)
    {
        var kept = Enumerable.Range(0, table.Columns.Count).Where(isKept).ToList();
        return new Table(table.Title, [.. kept.Select(c => table.Columns[c])], [.. table.Rows.Select(r => (IReadOnlyList<object?>)[.. kept.Select(c => r[c])])]);
    }

    // Too wide for a line a row: one block a row, each cell behind its header.
    private static void Records(IAnsiConsole console, Table table)
    {
        var cells = Cells(table);
        for (var r = 0; r < cells.Length; r++)
        {
            if (r > 0)
            {
                console.WriteLine();
            }

            console.Write(TwoColumns(
                [.. table.Columns.Select((c, i) => (c.Header, new Style(decoration: Decoration.Dim), string.Join('\n', cells[r][i])))],
                [.. table.Rows[r].Select(CellStyle)]));
        }
    }

    private static Spectre.Console.Grid TwoColumns(params (string Name, Style Style, string Text)[] rows) => TwoColumns(rows, null);

    private static Spectre.Console.Grid TwoColumns((string Name, Style Style, string Text)[] rows, Style[]? styles)
    {
        var grid = new Spectre.Console.Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        for (var i = 0; i < rows.Length; i++)
        {
            var text = string.Join('\n', rows[i].Text.Split('\n').Select(SafeText.Visible));
            grid.AddRow(new Text(SafeText.Visible(rows[i].Name), rows[i].Style), new Text(text, styles?[i] ?? Style.Plain));
        }

        return grid;
    }

    private static void Line(IAnsiConsole console, string text, Style style)
    {
        console.Write(new Text(SafeText.Visible(text), style));
        console.WriteLine();
    }

    private static Padder Indented(string text) => new(new Text(SafeText.Visible(text)), new Padding(2, 0, 0, 0));

    private static int CellWidth(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    private static Style CellStyle(object? cell) => cell is Marked marked ? StyleOf(marked.Mark) : Style.Plain;

    private static Style StyleOf(Mark mark) => mark switch
    {
        Mark.Good => new Style(Color.Green, decoration: Decoration.Bold),
        Mark.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Mark.Caution => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Bold),
    };
}
