using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What a column holds; it decides alignment, formatting and whether CSV text must be defused.</summary>
public enum ColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Whole numbers (<see cref="long"/>).</summary>
    Integer,

    /// <summary>Numbers in full precision (<see cref="double"/>).</summary>
    Number,

    /// <summary>Yes or no (<see cref="bool"/>).</summary>
    Flag,

    /// <summary>Moments (<see cref="DateTimeOffset"/>), shown in UTC.</summary>
    Time,

    /// <summary>A hash: readers see its first twelve digits.</summary>
    Hash,

    /// <summary>Numbers already rounded for a reader, as text; right-aligned.</summary>
    Figure,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">For programs: lower_snake_case, broom's names where it has one (estimate, std_error, p_value, conf_low, …).</param>
/// <param name="Header">For readers.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsDetail">A terminal that is too narrow for all columns leaves it out.</param>
[TypeFormatterSource]
public sealed record Column(string Name, string Header, ColumnKind Kind = ColumnKind.Text, bool IsDetail = false)
{
    /// <summary>Whether values line up at the right.</summary>
    public bool IsRightAligned => Kind is ColumnKind.Integer or ColumnKind.Number or ColumnKind.Figure;

    /// <summary>Whether it holds p-values by their numbers: a reader sees <c>&lt; 0.0001</c>, a program all digits.</summary>
    internal bool IsPValue => Kind == ColumnKind.Number && (Name == "p_value" || Name.EndsWith("_p_value", StringComparison.Ordinal));
}

/// <summary>
/// The one table behind every output. A cell is null, or of its column's type: <see cref="string"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="bool"/>, <see cref="DateTimeOffset"/>; in tables for readers also a <see cref="Marked"/> word or a <see cref="Lines"/>.
/// </summary>
[TypeFormatterSource]
public sealed record Table : IShowable
{
    /// <summary>A table.</summary>
    /// <exception cref="ArgumentException">A row has not one cell a column, or a cell is not of its column's type.</exception>
    public Table(string title, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        Title = title;
        Columns = columns;
        Rows = rows;
        for (var r = 0; r < rows.Count; r++)
        {
            if (rows[r].Count != columns.Count)
            {
                throw new ArgumentException(Invariant($"row {r} has {rows[r].Count} cells for {columns.Count} columns"), nameof(rows));
            }

            for (var c = 0; c < columns.Count; c++)
            {
                if (!Fits(columns[c].Kind, rows[r][c]))
                {
                    throw new ArgumentException(Invariant($"row {r}: {columns[c].Name} holds a {rows[r][c]!.GetType().Name}, not a {columns[c].Kind}"), nameof(rows));
                }
            }
        }
    }

    /// <summary>What the table is about.</summary>
    public string Title { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The rows, one cell a column.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    private static bool Fits(ColumnKind kind, object? cell) => cell is null || kind switch
    {
        ColumnKind.Integer => cell is long,
        ColumnKind.Number => cell is double,
        ColumnKind.Flag => cell is bool,
        ColumnKind.Time => cell is DateTimeOffset,
        _ => cell is string or Marked or Lines,
    };
}

/// <summary>How good a word is; readers get an icon and a word, colour only in addition.</summary>
public enum Mark
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Must be acted on.</summary>
    Bad,

    /// <summary>Reads differently because of it.</summary>
    Caution,

    /// <summary>Neither good nor bad.</summary>
    Neutral,

    /// <summary>Could not be computed.</summary>
    Unknown,
}

/// <summary>A word with its icon.</summary>
[TypeFormatterSource]
public sealed record Marked(Mark Mark, string Word)
{
    /// <summary>One column wide in every terminal.</summary>
    public string Icon => Mark switch
    {
        Mark.Good => "✔",
        Mark.Bad => "✖",
        Mark.Caution => "▲",
        Mark.Neutral => "○",
        _ => "?",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Icon} {Word}";
}

/// <summary>A cell of several lines: a value, and below it what belongs to it.</summary>
public sealed record Lines(IReadOnlyList<string> Items)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Items);
}
