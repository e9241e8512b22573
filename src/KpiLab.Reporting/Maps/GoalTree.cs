using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What a line of the goal tree is.</summary>
public enum TreeKind
{
    /// <summary>A goal.</summary>
    Goal,

    /// <summary>A KPI that serves the goal above it, or none.</summary>
    Kpi,

    /// <summary>A KPI or metric that is claimed to lead the KPI above it.</summary>
    Lead,
}

/// <summary>A line of the goal tree.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Of the goal or KPI.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">Level of a goal; tier and state of a KPI.</param>
/// <param name="Link">The link to the KPI above; null where it is none.</param>
/// <param name="Elsewhere">Where the KPI itself stands, when it does not stand here; null when this is its place.</param>
/// <param name="Children">What hangs below it.</param>
[TypeFormatterSource]
public sealed record TreeNode(TreeKind Kind, string Id, string Name, string Detail, MapLink? Link, string? Elsewhere, IReadOnlyList<TreeNode> Children);

/// <summary>Goals, the KPIs that serve them, and what leads those: goal → outcome → lead. Every goal, KPI and link has one place in it; what would stand twice is named where it leads, and refers to its place.</summary>
[TypeFormatterSource]
public sealed record GoalTree(IReadOnlyList<TreeNode> Roots)
{
    /// <summary>The tree of a map. Goals by priority, KPIs by tier, each then by id; what serves no goal stands at the end. Circles end where they close.</summary>
    public static GoalTree Of(KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new GoalTree(new GoalTreeBuilder(map).Build());
    }

    /// <summary>All lines, parents first, each with its depth and the line above it.</summary>
    public IEnumerable<(TreeNode Node, int Depth, TreeNode? Parent)> Lines()
    {
        var waiting = new Stack<(TreeNode Node, int Depth, TreeNode? Parent)>(Roots.Reverse().Select(r => (r, 0, (TreeNode?)null)));
        while (waiting.TryPop(out var line))
        {
            yield return line;
            foreach (var child in line.Node.Children.Reverse())
            {
                waiting.Push((child, line.Depth + 1, line.Node));
            }
        }
    }

    /// <summary>One row a line, parents first.</summary>
    public Table ToTable() => new(
        "Goals",
        [
            new("depth", "Depth", ColumnKind.Integer), new("kind", "Kind"), new("id", "Id"), new("name", "Name"), new("detail", "Detail"), new("parent", "Parent"), new("link", "Link"), new("word", "Verdict"),
            new("elsewhere", "Stands under"),
        ],
        [.. Lines().Select(l => (IReadOnlyList<object?>)
        [
            (long)l.Depth, Spelling.Snake(l.Node.Kind), l.Node.Id, l.Node.Name, l.Node.Detail, l.Parent?.Id, l.Node.Link?.Definition.Id,
            l.Node.Link is { } link ? MapWords.Snake(link) : null, l.Node.Elsewhere,
        ])]);

    /// <summary>The same with the branches drawn, for readers.</summary>
    public Table ToDrawing() => new(
        "Goals",
        [
            new("tree", "Goal → outcome → lead"), new("word", "Still leads?"), new("grades", "Grades", IsDetail: true), new("strength", "Effect", IsDetail: true), new("checked", "Checked", IsDetail: true),
            new("detail", "What it is", IsDetail: true), new("id", "Id", IsDetail: true),
        ],
        [.. Roots.SelectMany(r => Drawn(r, "", ""))]);

    /// <summary>The lines, nested.</summary>
    public JsonArray ToJsonArray() => new([.. Roots.Select(Json)]);

    /// <summary>As a nested list in Markdown.</summary>
    public string ToMarkdown() => string.Concat(Lines().Select(l =>
    {
        var name = MarkdownText.Escape(l.Node.Name);
        var told = l.Node.Link is { } link ? $"{MarkdownText.Escape(MapWords.Sentence(link))}: " : "";
        var where = l.Node.Elsewhere is { } place ? $" (stands under {MarkdownText.Escape(place)})" : "";
        return $"{new string(' ', l.Depth * 2)}- {told}{(l.Node.Kind == TreeKind.Goal ? $"**{name}**" : name)} `{l.Node.Id}`{(l.Node.Detail.Length > 0 ? ", " + MarkdownText.Escape(l.Node.Detail) : "")}{where}\n";
    }));

    private static IEnumerable<IReadOnlyList<object?>> Drawn(TreeNode node, string first, string rest)
    {
        var link = node.Link;
        yield return
        [
            first + node.Name + (node.Elsewhere is null ? "" : " ↗"), link is null ? null : MapWords.Word(link), link is null ? null : MapWords.Grades(link), link is null ? null : MapWords.Strength(link),
            link is null ? null : MapWords.Checked(link), node.Elsewhere is { } place ? $"stands under {place}" : node.Detail, node.Id,
        ];
        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            foreach (var row in Drawn(node.Children[i], rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  ")))
            {
                yield return row;
            }
        }
    }

    private static JsonNode Json(TreeNode node) => new JsonObject
    {
        ["kind"] = Spelling.Snake(node.Kind),
        ["id"] = node.Id,
        ["name"] = node.Name,
        ["detail"] = node.Detail,
        ["link"] = node.Link?.Definition.Id,
        ["elsewhere"] = node.Elsewhere,
        ["children"] = new JsonArray([.. node.Children.Select(Json)]),
    };
}
