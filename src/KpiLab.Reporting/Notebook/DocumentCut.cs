namespace KpiLab.Reporting;

/// <summary>How much of a document is shown.</summary>
/// <param name="Rows">Of a table.</param>
/// <param name="Columns">Of a table.</param>
/// <param name="Items">Of a list.</param>
/// <param name="Characters">Of a text.</param>
/// <param name="Blocks">Of the document.</param>
internal sealed record DocumentCut(int Rows, int Columns, int Items, int Characters, int Blocks)
{
    /// <summary>From almost everything to a few words; the last one fits into a hundred kilobytes whatever is shown.</summary>
    public static IReadOnlyList<DocumentCut> Steps { get; } = [new(60, 40, 60, 4000, 300), new(20, 20, 20, 1000, 80), new(8, 10, 8, 300, 30), new(3, 6, 3, 100, 10)];

    /// <summary>The document, what was left out counted in words.</summary>
    public Document Of(Document document)
    {
        var blocks = document.Blocks.Take(Blocks).Select(Cut).ToList();
        if (document.Blocks.Count > Blocks)
        {
            blocks.Add(new Paragraph(Invariant($"… {document.Blocks.Count - Blocks} more parts; ToHtml() shows all.")));
        }

        return new Document(blocks);
    }

    private Block Cut(Block block) => block switch
    {
        Heading heading => heading with { Text = Text(heading.Text) },
        Paragraph paragraph => new Paragraph(Text(paragraph.Text)),
        Statement statement => new Statement(new Marked(statement.Word.Mark, Text(statement.Word.Word)), Text(statement.Sentence), statement.Remedy is null ? null : Text(statement.Remedy)),
        Bullets bullets => new Bullets([.. bullets.Items.Take(Items).Select(Text), .. More(bullets.Items.Count, Items)]),
        Facts facts => new Facts([.. facts.Items.Take(Items).Select(f => (Text(f.Name), Text(f.Text))), .. More(facts.Items.Count, Items).Select(m => ("…", m))]),
        Grid grid => new Grid(Cut(grid.Table)),
        _ => block,
    };

    private Table Cut(Table table)
    {
        var left = new List<string>();
        if (table.Rows.Count > Rows)
        {
            left.Add(Invariant($"{Rows} of {table.Rows.Count} rows"));
        }

        if (table.Columns.Count > Columns)
        {
            left.Add(Invariant($"{Columns} of {table.Columns.Count} columns"));
        }

        return new Table(
            Text(table.Title) + (left.Count == 0 ? "" : $" (the first {string.Join(" and ", left)}; ToTable() holds all)"),
            [.. table.Columns.Take(Columns).Select(c => c with { Header = Text(c.Header) })],
            [.. table.Rows.Take(Rows).Select(r => (IReadOnlyList<object?>)[.. r.Take(Columns).Select(Cell)])]);
    }

    private object? Cell(object? cell) => cell switch
    {
        string text => Text(text),
        Marked word => new Marked(word.Mark, Text(word.Word)),
        Lines lines => new Lines([.. lines.Items.Take(Items).Select(Text), .. More(lines.Items.Count, Items)]),
        _ => cell,
    };

    private string Text(string? text) => text is null ? "" : text.Length <= Characters ? text : text[..Characters] + "…";

    private static string[] More(int count, int shown) => count > shown ? [Invariant($"… {count - shown} more")] : [];
}
