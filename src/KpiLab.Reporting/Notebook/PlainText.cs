using System.Globalization;
using System.Text;

namespace KpiLab.Reporting;

/// <summary>Documents as plain text: for a notebook without HTML, and for a console.</summary>
internal static class PlainText
{
    private const int WidestCell = 40;
    private const int MostColumns = 12;

    /// <summary>Any value; nothing that a value does ends in an exception.</summary>
    public static string Of(object? value) => Displays.Safely(value, document => Write(DocumentCut.Steps[1].Of(document)));

    /// <summary>A document.</summary>
    public static string Write(Document document)
    {
        var text = new StringBuilder();
        Block? before = null;
        foreach (var block in document.Blocks)
        {
            if (before is not null && !(before is Statement && block is Statement) && before is not Heading)
            {
                text.Append('\n');
            }

            Write(text, block);
            before = block;
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Write(StringBuilder text, Block block)
    {
        switch (block)
        {
            case Heading heading:
                var title = SafeText.Visible(heading.Text);
                text.Append(title).Append('\n').Append(heading.Level == 1 ? '=' : '-', Columns(title)).Append('\n');
                break;
            case Paragraph paragraph:
                text.Append(SafeText.Visible(paragraph.Text)).Append('\n');
                break;
            case Statement statement:
                text.Append(SafeText.Visible($"{statement.Word}: {statement.Sentence}")).Append('\n');
                if (statement.Remedy is { Length: > 0 } remedy)
                {
                    text.Append("  What to do: ").Append(SafeText.Visible(remedy)).Append('\n');
                }

                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                {
                    text.Append("- ").Append(SafeText.Visible(item)).Append('\n');
                }

                break;
            case Facts facts:
                var width = facts.Items.Count == 0 ? 0 : facts.Items.Max(f => Columns(SafeText.Visible(f.Name)));
                foreach (var (name, fact) in facts.Items)
                {
                    text.Append(Padded(SafeText.Visible(name), width, right: false)).Append("  ").Append(SafeText.Visible(fact)).Append('\n');
                }

                break;
            case Grid grid:
                Write(text, grid.Table);
                break;
        }
    }

    private static void Write(StringBuilder text, Table table)
    {
        var columns = table.Columns.Where(c => !c.IsDetail || table.Columns.Count <= MostColumns).Take(MostColumns).ToList();
        var at = columns.Select(c => table.Columns.ToList().IndexOf(c)).ToList();
        var rows = new List<List<string>[]> { columns.Select(c => Wrapped(c.Header)).ToArray() };
        rows.AddRange(table.Rows.Select(r => at.Select((c, i) => CellText.Human(r[c], columns[i]).SelectMany(Wrapped).ToList()).ToArray()));
        var widths = Enumerable.Range(0, columns.Count).Select(c => rows.Max(r => r[c].Max(Columns))).ToArray();
        for (var r = 0; r < rows.Count; r++)
        {
            for (var l = 0; l < rows[r].Max(c => c.Count); l++)
            {
                var line = new StringBuilder();
                for (var c = 0; c < columns.Count; c++)
                {
                    line.Append(c == 0 ? "" : "  ").Append(Padded(l < rows[r][c].Count ? rows[r][c][l] : "", widths[c], columns[c].IsRightAligned));
                }

                text.Append(line.ToString().TrimEnd()).Append('\n');
            }

            if (r == 0)
            {
                text.AppendJoin("  ", widths.Select(w => new string('-', w))).Append('\n');
            }
        }
    }

    // A cell's line on as many as it takes, broken between words; a word too long for one is cut.
    private static List<string> Wrapped(string cell)
    {
        var lines = new List<string> { "" };
        foreach (var word in SafeText.Visible(cell).Split(' '))
        {
            var whole = word.Length <= WidestCell ? word : word[..(WidestCell - 1)] + "…";
            if (lines[^1].Length == 0)
            {
                lines[^1] = whole;
            }
            else if (lines[^1].Length + 1 + whole.Length <= WidestCell)
            {
                lines[^1] += " " + whole;
            }
            else
            {
                lines.Add(whole);
            }
        }

        return lines;
    }

    private static int Columns(string text) => new StringInfo(text).LengthInTextElements;

    private static string Padded(string text, int width, bool right)
    {
        var pad = new string(' ', Math.Max(0, width - Columns(text)));
        return right ? pad + text : text + pad;
    }
}
