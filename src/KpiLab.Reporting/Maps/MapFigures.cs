using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The map as figures.</summary>
public static class MapFigures
{
    /// <summary>Goals, the KPIs that serve them, and what leads those.</summary>
    public static TreePlot ToTreeFigure(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var kpis = map.Kpis.Count(k => !k.IsMetric);
        return new TreePlot(
            "Goals, KPIs, and what leads them",
            $"{FigureText.Counted(map.Goals.Count, "goal")}, {FigureText.Counted(kpis, "KPI")}, {FigureText.Counted(map.Links.Count, "link")}. Below each goal stand the KPIs that serve it, below each KPI those that are claimed to lead it. {Links(map)}",
            Rows(GoalTree.Of(map)));
    }

    /// <summary>The links from leading to lagging KPIs, with what the record says of each; KPIs without a link are named below.</summary>
    public static FlowMap ToFigure(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var linked = map.Links.SelectMany(l => (string[])[l.Definition.From, l.Definition.To]).ToHashSet(StringComparer.Ordinal);
        var goals = map.Goals.ToDictionary(g => g.Id, g => g.Name, StringComparer.Ordinal);

        // In the tree's order: those of a goal beside each other.
        List<string> order = [.. GoalTree.Of(map).Lines().Where(l => l.Node.Kind != TreeKind.Goal && l.Node.Elsewhere is null).Select(l => l.Node.Id)];
        var kpis = map.Kpis.ToDictionary(k => k.Id, StringComparer.Ordinal);
        List<MapKpi> nodes = [.. order.Where(linked.Contains).Select(id => kpis[id])];
        var index = nodes.Select((k, i) => (k.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        var only = map with { Goals = [], Kpis = [.. nodes.Select(k => k with { Goal = null })] };
        return new FlowMap(
            "What leads what",
            Links(map) + (nodes.Count > 0 ? " Each arrow runs from the leading KPI to the one that it is claimed to lead: " + string.Join("; ", map.Links.Select(l => $"{kpis[l.Definition.From].Name} to {kpis[l.Definition.To].Name}, {MapWords.Word(l).Word}")) + "." : ""),
            [.. nodes.Select(k => new MapNode(k.Name, k.Goal is { } goal && goals.TryGetValue(goal, out var name) ? name : k.IsMetric ? "metric" : ""))],
            [.. map.Links.Select(l => new MapEdge(index[l.Definition.From], index[l.Definition.To], Label(l)))],
            Rows(GoalTree.Of(only)),
            [.. order.Where(id => !linked.Contains(id)).Select(id => kpis[id].Name)]);
    }

    /// <summary>Both, with the names that pages know them by.</summary>
    internal static IEnumerable<(string Id, Figure Figure)> All(KpiMap map) => [("tree", map.ToTreeFigure()), ("map", map.ToFigure())];

    private static string Links(KpiMap map) => map.Links.Count == 0 ? "There are no links." : $"Of {FigureText.Counted(map.Links.Count, "link")}: {MapWords.Count(map.Links)}.";

    private static EdgeLabel Label(MapLink link) => new(MapWords.Word(link), [.. MapWords.Parts(link)], MapWords.IsOpen(link));

    private static List<TreeRow> Rows(GoalTree tree)
    {
        var rows = new List<TreeRow>();
        var open = new Stack<int>(); // the rows above, one a level
        foreach (var (node, depth, _) in tree.Lines())
        {
            while (open.Count > depth)
            {
                open.Pop();
            }

            rows.Add(new TreeRow(
                open.Count > 0 ? open.Peek() : -1,
                node.Kind == TreeKind.Goal ? TreeRowKind.Group : node.Elsewhere is null ? TreeRowKind.Item : TreeRowKind.Mention,
                node.Name,
                node.Elsewhere is { } place ? $"stands under {place}" : node.Detail,
                node.Link is { } link ? Label(link) : null));
            open.Push(rows.Count - 1);
        }

        return rows;
    }
}
