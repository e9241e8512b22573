using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The blocks of a document as HTML.</summary>
internal static class Blocks
{
    private const int MostRestacked = 8;
    private const int LongestLine = 40;
    private const int ShortLine = 9;

    /// <summary>Any block but a heading, whose level is the page's to choose.</summary>
    public static void Write(Markup page, Block block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                page.Leaf("p", paragraph.Text);
                break;
            case Statement statement:
                Statement(page, statement);
                break;
            case Bullets bullets:
                List(page, bullets.Items);
                break;
            case Facts facts:
                FactList(page, facts);
                break;
            case Grid grid:
                Grid(page, grid.Table);
                break;
            default:
                throw new ArgumentException($"no page form for {block.GetType().Name}", nameof(block));
        }
    }

    /// <summary>The class of a judgement's colour.</summary>
    public static string Tone(Mark mark) => "t-" + Palette.Of(mark).Name;

    /// <summary>Icon and word.</summary>
    public static Markup Word(Markup page, Marked word)
        => page.Open("span", ("class", "word " + Tone(word.Mark))).Trusted(Icons.Svg(word.Mark)).Leaf("span", word.Word).Close();

    /// <summary>Text whose numbers carry their full value and their place in the JSON.</summary>
    public static Markup Shown(Markup page, ShownText text)
    {
        foreach (var part in text.Parts)
        {
            if (part.Pointer is null)
            {
                page.Text(part.Text);
            }
            else
            {
                page.Leaf("span", part.Text, ("class", part.Value is null ? null : "num"), ("data-json", part.Pointer), ("data-value", part.Value is { } v ? Markup.Full(v) : null));
            }
        }

        return page;
    }

    /// <summary>A judgement with its sentence and remedy.</summary>
    public static void Statement(Markup page, Statement statement, string tag = "div")
    {
        page.Open(tag, ("class", "statement " + Tone(statement.Word.Mark)));
        Word(page, statement.Word);
        Sentence(page.Open("p"), statement.Sentence);
        if (statement.Remedy is { Length: > 0 } remedy)
        {
            page.Text(" ").Open("span", ("class", "remedy")).Leaf("strong", "What to do:").Text(" ");
            Sentence(page, remedy).Close();
        }

        page.Close().CloseLine();
    }

    /// <summary>Whether the recommendation's word needs the variant's name: to act on one, or to tell one of several.</summary>
    public static bool IsAboutVariant(Analysis analysis)
        => analysis.Recommendation.Variant is not null
            && (analysis.Recommendation.Advice is ExperimentAdvice.Ship or ExperimentAdvice.Rollback
                || (analysis.Recommendation.Advice != ExperimentAdvice.Invalid && analysis.Recommendation.ByVariant.Count > 0));

    /// <summary>A sentence; what stands between backticks is code.</summary>
    public static Markup Sentence(Markup page, string sentence)
    {
        var parts = sentence.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            _ = i % 2 == 1 && i < parts.Length - 1 ? page.Leaf("code", parts[i]) : page.Text(i % 2 == 1 ? "`" + parts[i] : parts[i]);
        }

        return page;
    }

    /// <summary>A list of sentences.</summary>
    public static void List(Markup page, IEnumerable<string> items)
    {
        page.Open("ul");
        foreach (var item in items)
        {
            page.Leaf("li", item);
        }

        page.CloseLine();
    }

    /// <summary>Names and what they stand for.</summary>
    public static void FactList(Markup page, Facts facts)
    {
        page.Open("dl", ("class", "facts"));
        foreach (var (name, text) in facts.Items)
        {
            page.Leaf("dt", name).Leaf("dd", text);
        }

        page.CloseLine();
    }

    /// <summary>A table with its caption, in a container of its own that scrolls where the screen is too small; on a phone a row becomes a list of names and values, where it has few.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="table">The table.</param>
    /// <param name="isTitled">Whether its title stands right above it already.</param>
    public static void Grid(Markup page, Table table, bool isTitled = false)
    {
        var restacks = table.Columns.Count is > 2 and <= MostRestacked;
        StartTable(page, table.Title, restacks ? "restack" : null, isTitled);
        page.Open("thead").Open("tr");
        foreach (var column in table.Columns)
        {
            page.Leaf("th", column.Header, ("scope", "col"), ("class", column.IsRightAligned ? "r" : null));
        }

        page.Close().Close().Open("tbody");
        foreach (var row in table.Rows)
        {
            page.Open("tr");
            for (var c = 0; c < row.Count; c++)
            {
                page.Open(c == 0 ? "th" : "td", ("scope", c == 0 ? "row" : null), ("class", StyleOf(table.Columns[c])),
                    ("data-label", restacks && c > 0 ? table.Columns[c].Header : null));
                Cell(page, row[c], table.Columns[c]);
                page.Close();
            }

            page.CloseLine();
        }

        page.Close();
        EndTable(page);
    }

    // Numbers and moments stay on one line; what is made of several words may wrap.
    private static string? StyleOf(Column column) => column.Kind switch
    {
        ColumnKind.Integer or ColumnKind.Number => "r one",
        ColumnKind.Time or ColumnKind.Hash => "one",
        _ => column.IsRightAligned ? "r" : null,
    };

    /// <summary>Opens container, table and caption.</summary>
    public static void StartTable(Markup page, string caption, string? style = null, bool isTitled = false)
    {
        page.Open("div", ("class", "scroll"), ("role", "region"), ("aria-label", caption), ("tabindex", "0")).Open("table", ("class", style));
        if (!isTitled)
        {
            page.Leaf("caption", caption);
        }
    }

    /// <summary>Closes table and container.</summary>
    public static void EndTable(Markup page) => page.Close().CloseLine();

    private static void Cell(Markup page, object? cell, Column column)
    {
        if (cell is Marked word)
        {
            Word(page, word);
            return;
        }

        var lines = CellText.Human(cell, column);
        for (var i = 0; i < lines.Count; i++)
        {
            var isProse = column.Kind == ColumnKind.Text && lines[i].Length > LongestLine;
            var isShort = column.IsRightAligned && lines[i].Length <= ShortLine;
            page.Open("span", ("class", (i == 0 ? "line" : "line quiet") + (isProse ? " prose" : isShort ? " short" : "")));
            (isProse ? Sentence(page, lines[i]) : page.Text(lines[i])).Close();
        }
    }
}
