using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A goal, a KPI that serves it, or a KPI that is claimed to lead that one.</summary>
/// <param name="Kind"><c>goal</c>, <c>kpi</c>, or <c>lead</c> for a leading indicator.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">Level of a goal, tier of a KPI, lag and link of a lead.</param>
/// <param name="Children">What hangs below it.</param>
public sealed record TreeNode(string Kind, string Id, string Name, string Detail, IReadOnlyList<TreeNode> Children);

/// <summary>Goals, the KPIs that serve them, and the leading indicators of those: goal → outcome → lead.</summary>
public sealed record GoalTree(IReadOnlyList<TreeNode> Roots)
{
    /// <summary>Builds the tree; KPIs without a goal stand at its end. What hangs in a circle is shown once.</summary>
    public static GoalTree Of(DefinitionSet definitions)
    {
        var known = definitions.Goals.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var roots = definitions.Goals.Where(g => g.Parent is null || !known.Contains(g.Parent)).Select(g => Goal(g, definitions, []));
        var stray = definitions.Kpis.Where(k => k.Goal is null || !known.Contains(k.Goal)).Select(k => Kpi(k, definitions));
        return new GoalTree([.. roots, .. stray]);
    }

    /// <summary>One row a node, parents first.</summary>
    public Table ToTable() => new(
        "Goals",
        [new("depth", "Depth", ColumnKind.Integer), new("kind", "Kind"), new("id", "Id"), new("name", "Name"), new("detail", "Detail"), new("parent", "Parent")],
        [.. Roots.SelectMany(r => Rows(r, 0, null))]);

    /// <summary>The same with the branches drawn.</summary>
    public Table ToDrawing() => new(
        "Goals",
        [new("tree", "Goal → outcome → lead"), new("kind", "Kind"), new("id", "Id"), new("detail", "Detail")],
        [.. Roots.SelectMany(r => Drawn(r, "", ""))]);

    /// <summary>The same, nested.</summary>
    public string ToJson() => JsonText.Of(new JsonArray([.. Roots.Select(Json)]));

    private static TreeNode Goal(GoalDefinition goal, DefinitionSet definitions, HashSet<string> above)
    {
        HashSet<string> path = [.. above, goal.Id];
        return new TreeNode("goal", goal.Id, goal.Name, Spelling.Words(goal.Level),
        [
            .. definitions.Goals.Where(g => g.Parent == goal.Id && !path.Contains(g.Id)).Select(g => Goal(g, definitions, path)),
            .. definitions.Kpis.Where(k => k.Goal == goal.Id).Select(k => Kpi(k, definitions)),
        ]);
    }

    private static TreeNode Kpi(KpiDefinition kpi, DefinitionSet definitions)
        => new("kpi", kpi.Id, kpi.Name, kpi.Tier is { } tier ? Spelling.Words(tier) : "", Leads(kpi.Id, definitions, [kpi.Id]));

    private static List<TreeNode> Leads(string outcome, DefinitionSet definitions, HashSet<string> below)
        => [.. definitions.Links.Where(l => l.To == outcome && !below.Contains(l.From)).Select(l => new TreeNode(
            "lead", l.From, definitions.Metric(l.From)?.Name ?? l.From, $"by {l.Lag}, {l.Id}", Leads(l.From, definitions, [.. below, l.From])))];

    private static IEnumerable<IReadOnlyList<object?>> Rows(TreeNode node, long depth, string? parent)
        => node.Children.SelectMany(c => Rows(c, depth + 1, node.Id)).Prepend([depth, node.Kind, node.Id, node.Name, node.Detail, parent]);

    private static IEnumerable<IReadOnlyList<object?>> Drawn(TreeNode node, string first, string rest)
    {
        yield return [first + node.Name, node.Kind, node.Id, node.Detail];
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
        ["kind"] = node.Kind,
        ["id"] = node.Id,
        ["name"] = node.Name,
        ["detail"] = node.Detail,
        ["children"] = new JsonArray([.. node.Children.Select(Json)]),
    };
}
