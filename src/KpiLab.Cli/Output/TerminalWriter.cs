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
            var lines = Render(document.Blocks[i], shell).Split('\n').Select(line => line.TrimEnd(' ')).ToList();
            lines.RemoveRange(0, lines.FindIndex(line => line.Length > 0) is var first && first > 0 ? first : 0);
            lines.RemoveRange(lines.FindLastIndex(line => line.Length > 0) + 1, lines.Count - lines.FindLastIndex(line => line.Length > 0) - 1);
            foreach (var line in lines)
            {
                shell.Output.WriteLine(line);
            }
        }
    }

    private static string Render(Block block, Shell shell)
    {
        using var text = new StringWriter { NewLine = "\n" };
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
        Write(console, block, shell.Width);
        return text.ToString();
    }

    private static void Write(IAnsiConsole console, Block block, int width)
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
            case Grid grid:
                Write(console, grid.Table, width);
                break;
            default:
                throw new ArgumentException($"no terminal form for {block.GetType().Name}", nameof(block));
        }
    }

    private static void Write(IAnsiConsole console, Table table, int width)
    {
        var filled = Keep(table, c => table.Rows.Any(r => r[c] is not (null or "")));
        var brief = Keep(filled, c => !filled.Columns[c].IsDetail);
        if (!TryRows(console, table, width) && !TryRows(console, filled, width) && !(brief.Columns.Count < filled.Columns.Count && TryRows(console, brief, width)))
        {
            Records(console, filled);
        }
    }

    private static bool TryRows(IAnsiConsole console, Table table, int width)
    {
        var cells = Cells(table);
        var widths = table.Columns.Select((c, i) => cells.SelectMany(r => r[i]).Append(c.Header).Max(CellWidth)).ToArray();
        if (widths.Sum() + (2 * widths.Length) > width)
        {
            return false;
        }

        console.Write(Rows(table, cells));
        return true;
    }

    private static string[][][] Cells(Table table)
        => [.. table.Rows.Select(r => r.Select((cell, i) => CellText.Human(cell, table.Columns[i]).Select(SafeText.Visible).ToArray()).ToArray())];

    private static Table Keep(Table table, Func<int, bool> isKept)
    {
        var kept = Enumerable.Range(0, table.Columns.Count).Where(isKept).ToList();
        return new Table(table.Title, [.. kept.Select(c => table.Columns[c])], [.. table.Rows.Select(r => (IReadOnlyList<object?>)[.. kept.Select(c => r[c])])]);
    }

    private static Spectre.Console.Table Rows(Table table, string[][][] cells)
    {
        var rendered = new Spectre.Console.Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var column in table.Columns)
        {
            rendered.AddColumn(new TableColumn("") { Alignment = column.IsRightAligned ? Justify.Right : Justify.Left, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        var header = new Style(decoration: Decoration.Bold);
        rendered.AddRow(table.Columns.Select(c => (IRenderable)new Text(SafeText.Visible(c.Header), header)));
        rendered.AddRow(table.Columns.Select((c, i) => (IRenderable)new Text(new string('─', cells.SelectMany(r => r[i]).Append(c.Header).Max(CellWidth)))));
        for (var r = 0; r < cells.Length; r++)
        {
            rendered.AddRow(cells[r].Select((lines, c) => (IRenderable)new Text(string.Join('\n', lines), CellStyle(table.Rows[r][c]))));
        }

        return rendered;
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

    private static int CellWidth(string text) => new Segment(text).CellCount();

    private static Style CellStyle(object? cell) => cell is Marked marked ? StyleOf(marked.Mark) : Style.Plain;

    private static Style StyleOf(Mark mark) => mark switch
    {
        Mark.Good => new Style(Color.Green, decoration: Decoration.Bold),
        Mark.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Mark.Caution => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Bold),
    };
}
