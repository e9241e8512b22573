using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What is said of an edge: its judgement, and what belongs to it in a few words.</summary>
/// <param name="Word">The judgement; its icon and word carry what its colour says.</param>
/// <param name="Parts">Grades, effect, date; a part stays on one line where it fits.</param>
/// <param name="IsOpen">Drawn dashed: not to be relied on yet, or no longer.</param>
[TypeFormatterSource]
public sealed record EdgeLabel(Marked Word, IReadOnlyList<string> Parts, bool IsOpen)
{
    private const string Between = " · ";

    /// <summary>The parts in one line.</summary>
    public string Detail => string.Join(Between, Parts);

    /// <summary>The parts in as few lines as their order and the width allow.</summary>
    internal IReadOnlyList<string> Lines(double width)
    {
        var lines = new List<string>();
        foreach (var part in Parts.Select(SafeText.Visible))
        {
            if (lines.Count > 0 && TextFit.Width(lines[^1] + Between + part, SvgCanvas.Small) <= width)
            {
                lines[^1] += Between + part;
            }
            else
            {
                lines.AddRange(TextFit.Wrap(part, SvgCanvas.Small, width, 2));
            }
        }

        return lines;
    }
}

/// <summary>What a row of a drawn tree is.</summary>
public enum TreeRowKind
{
    /// <summary>A heading: a goal.</summary>
    Group,

    /// <summary>Something with its place here.</summary>
    Item,

    /// <summary>Something that has its place elsewhere, and is only named here.</summary>
    Mention,
}

/// <summary>A row of a drawn tree.</summary>
/// <param name="Parent">Index of the row that it hangs from, which stands above it; −1 for none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">Its name.</param>
/// <param name="Detail">A second, quieter line; empty for none.</param>
/// <param name="Edge">What is said of its way to the row that it hangs from; null for nothing.</param>
[TypeFormatterSource]
public sealed record TreeRow(int Parent, TreeRowKind Kind, string Label, string Detail, EdgeLabel? Edge);

/// <summary>A tree, row by row.</summary>
public sealed record TreePlot(string Title, string Description, IReadOnlyList<TreeRow> Rows) : Figure(Title, Description);

/// <summary>A node of a map.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Detail">A second, quieter line; empty for none.</param>
[TypeFormatterSource]
public sealed record MapNode(string Label, string Detail);

/// <summary>An edge of a map, between nodes by their index.</summary>
[TypeFormatterSource]
public sealed record MapEdge(int From, int To, EdgeLabel Label);

/// <summary>Nodes from left to right in the order in which one leads to the other. Where the width is too small, or edges run in a circle, the same is drawn as a tree.</summary>
/// <param name="Title">Title.</param>
/// <param name="Description">Description.</param>
/// <param name="Nodes">The nodes, those that belong together beside each other.</param>
/// <param name="Edges">The edges.</param>
/// <param name="Rows">The same as a tree.</param>
/// <param name="Apart">Names of what has no edge, told below.</param>
public sealed record FlowMap(
    string Title, string Description, IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges, IReadOnlyList<TreeRow> Rows, IReadOnlyList<string> Apart) : Figure(Title, Description);
