using System.Text;

namespace KpiLab.Reporting;

/// <summary>Documents and tables as GitHub-flavoured Markdown; nothing in a name can become markup.</summary>
public static class MarkdownText
{
    /// <summary>The document.</summary>
    public static string ToMarkdown(this Document document)
    {
        var markdown = new StringBuilder();
        Block? previous = null;
        foreach (var block in document.Blocks)
        {
            if (previous is not null && !(previous is Statement && block is Statement))
            {
                markdown.Append('\n');
            }

            Write(markdown, block);
            previous = block;
        }

        return markdown.ToString();
    }

    /// <summary>The table with its readers' headers.</summary>
    public static string ToMarkdown(this Table table)
    {
        var markdown = new StringBuilder();
        Write(markdown, table);
        return markdown.ToString();
    }

    /// <summary>Text in which no character means anything to Markdown, for the middle of a line or a table's cell.</summary>
    public static string Escape(string text) => Escape(text, startsLine: false);

    private static string Escape(string text, bool startsLine)
    {
        var safe = SafeText.Visible(text);
        var escaped = new StringBuilder(safe.Length + 8);
        for (var i = 0; i < safe.Length; i++)
        {
            if (safe[i] is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '&' or '~' or '$' || (startsLine && OpensBlock(safe, i)))
            {
                escaped.Append('\\');
            }

            escaped.Append(safe[i]);
        }

        return escaped.ToString();
    }

    // At the start of a line these would open a heading, a list or a rule; "1." and "1)" an ordered list.
    private static bool OpensBlock(string text, int at)
        => (at == 0 && text[0] is '#' or '+' or '-' or '=')
            || (at > 0 && text[at] is '.' or ')' && text.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0);

    private static void Write(StringBuilder markdown, Block block)
    {
        switch (block)
        {
            case Heading heading:
                markdown.Append('#', heading.Level).Append(' ').Append(Escape(heading.Text, startsLine: true)).Append('\n');
                break;
            case Paragraph paragraph:
                markdown.Append(Escape(paragraph.Text, startsLine: true)).Append('\n');
                break;
            case Statement statement:
                markdown.Append("- ").Append(statement.Word.Icon).Append(" **").Append(Escape(statement.Word.Word)).Append("** – ").Append(Escape(statement.Sentence)).Append('\n');
                if (statement.Remedy is { } remedy)
                {
                    markdown.Append("  What to do: ").Append(Escape(remedy)).Append('\n');
                }

                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                {
                    markdown.Append("- ").Append(Escape(item, startsLine: true)).Append('\n');
                }

                break;
            case Facts facts:
                foreach (var (name, text) in facts.Items)
                {
                    markdown.Append("- **").Append(Escape(name)).Append(":** ").Append(Escape(text)).Append('\n');
                }

                break;
            case Grid grid:
                Write(markdown, grid.Table);
                break;
            default:
                throw new ArgumentException($"no Markdown for {block.GetType().Name}", nameof(block));
        }
    }

    private static void Write(StringBuilder markdown, Table table)
    {
        Row(markdown, table.Columns.Select(c => Escape(c.Header)));
        Row(markdown, table.Columns.Select(c => c.IsRightAligned ? "---:" : "---"));
        foreach (var row in table.Rows)
        {
            Row(markdown, row.Select((cell, i) => string.Join("<br>", CellText.Human(cell, table.Columns[i]).Select(Escape))));
        }
    }

    private static void Row(StringBuilder markdown, IEnumerable<string> cells)
        => markdown.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
