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

    // All columns where they fit, else those that say something, else those that are no detail; where none of that fits, a block a row.
    private static string Render(Table table, Shell shell)
    {
        var cells = Cells(table);
        var widths = Widths(table, cells);
        int[] all = [.. Enumerable.Range(0, widths.Length)];
        if (Fits(all))
        {
            return Rows(table, cells, widths, all, shell);
        }

        int[] filled = [.. all.Where(c => table.Rows.Any(r => r[c] is not (null or "")))];
        int[] brief = [.. filled.Where(c => !table.Columns[c].IsDetail)];
        return Fits(filled) ? Rows(table, cells, widths, filled, shell)
            : brief.Length < filled.Length && Fits(brief) ? Rows(table, cells, widths, brief, shell)
            : Render(shell, console => Records(console, table, cells, filled));

        bool Fits(int[] columns) => columns.Sum(c => widths[c] + 2) <= shell.Width;
    }

    private static int[] Widths(Table table, string[][][] cells)
    {
        int[] widths = [.. table.Columns.Select(c => CellWidth(SafeText.Visible(c.Header)))];
        foreach (var row in cells)
        {
            for (var c = 0; c < row.Length; c++)
            {
                foreach (var line in row[c])
                {
                    widths[c] = Math.Max(widths[c], CellWidth(line));
                }
            }
        }

        return widths;
    }

    // A line a row: long tables are padded here, and only what has a style of its own is the library's.
    private static string Rows(Table table, string[][][] cells, int[] widths, int[] columns, Shell shell)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = new Lazy<IAnsiConsole>(() => Console(shell, text));
        Row(c => [SafeText.Visible(table.Columns[c].Header)], _ => new Style(decoration: Decoration.Bold));
        Row(c => [new string('─', widths[c])], _ => Style.Plain);
        for (var r = 0; r < cells.Length; r++)
        {
            var (row, values) = (cells[r], table.Rows[r]);
            Row(c => row[c], c => CellStyle(values[c]));
        }

        return text.ToString();

        void Row(Func<int, string[]> linesOf, Func<int, Style> styleOf)
        {
            var (line, isLast) = (0, false);
            for (; !isLast; line++)
            {
                isLast = true;
                foreach (var c in columns)
                {
                    var lines = linesOf(c);
                    isLast &= line >= lines.Length - 1;
                    Cell(c, line < lines.Length ? lines[line] : "", styleOf);
                }

                text.WriteLine();
            }
        }

        void Cell(int column, string cell, Func<int, Style> styleOf)
        {
            var isRight = table.Columns[column].IsRightAligned;
            var space = widths[column] - CellWidth(cell);
            Spaces(isRight ? space : 0);
            if (shell.OutputHasColour && styleOf(column) is var style && !style.Equals(Style.Plain))
            {
                console.Value.Write(new Text(cell, style));
            }
            else
            {
                text.Write(cell);
            }

            Spaces(isRight ? 2 : space + 2);
        }

        void Spaces(int count)
        {
            for (var i = 0; i < count; i++)
            {
                text.Write(' ');
            }
        }
    }

    private static string[][][] Cells(Table table)
        => [.. table.Rows.Select(r => r.Select((cell, i) => CellText.Human(cell, table.Columns[i]).Select(SafeText.Visible).ToArray()).ToArray())];

    // Too wide for a line a row: one block a row, each cell behind its header.
    private static void Records(IAnsiConsole console, Table table, string[][][] cells, int[] columns)
    {
        for (var r = 0; r < cells.Length; r++)
        {
            if (r > 0)
            {
                console.WriteLine();
            }

            var (row, values) = (cells[r], table.Rows[r]);
            console.Write(TwoColumns(
                [.. columns.Select(c => (table.Columns[c].Header, new Style(decoration: Decoration.Dim), string.Join('\n', row[c])))],
                [.. columns.Select(c => CellStyle(values[c]))]));
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

    // Letters of the Latin alphabets, dashes, quotes, the ellipsis and the rule take one column each; the library knows the others.
    internal static int CellWidth(string text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= ' ' and <= '~') or (>= '\u00a1' and < '\u0300' and not '\u00ad') or (>= '\u2010' and <= '\u2026') or '─'))
            {
                return new Segment(text).CellCount();
            }
        }

        return text.Length;
    }

    private static Style CellStyle(object? cell) => cell is Marked marked ? StyleOf(marked.Mark) : Style.Plain;

    private static Style StyleOf(Mark mark) => mark switch
    {
        Mark.Good => new Style(Color.Green, decoration: Decoration.Bold),
        Mark.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Mark.Caution => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Bold),
    };
}
