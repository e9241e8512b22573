using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>
/// Gives every goal, KPI and link of a map one place. A KPI stands under the first KPI of its own goal that it leads, and else under its goal; a link always stands
/// under the KPI that it leads to, and refers to its lead where that stands somewhere else.
/// </summary>
internal sealed class GoalTreeBuilder
{
    private readonly KpiMap _map;
    private readonly Dictionary<string, MapKpi> _kpis;
    private readonly ILookup<string, MapLink> _into;
    private readonly ILookup<string, MapLink> _out;
    private readonly ILookup<string, GoalDefinition> _below;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _placed = new(StringComparer.Ordinal); // by KPI, the name of what it stands under
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public GoalTreeBuilder(KpiMap map)
    {
        _names = map.Goals.ToDictionary(g => g.Id, g => g.Name, StringComparer.Ordinal);
        _map = map with { Kpis = [.. map.Kpis.Select(k => k.Goal is { } goal && !_names.ContainsKey(goal) ? k with { Goal = null } : k)] };
        _kpis = _map.Kpis.ToDictionary(k => k.Id, StringComparer.Ordinal);
        _into = map.Links.ToLookup(l => l.Definition.To, StringComparer.Ordinal);
        _out = map.Links.ToLookup(l => l.Definition.From, StringComparer.Ordinal);
        _below = map.Goals.Where(g => g.Parent is not null).ToLookup(g => g.Parent!, StringComparer.Ordinal);
    }

    public List<TreeNode> Build()
    {
        var roots = Ordered(_map.Goals.Where(g => g.Parent is null || !_names.ContainsKey(g.Parent))).Select(Goal).ToList();

        // Goals that stand in a circle of parents hang from nothing: the circle is cut at the first.
        foreach (var goal in Ordered(_map.Goals))
        {
            if (!_seen.Contains(goal.Id))
            {
                roots.Add(Goal(goal));
            }
        }

        return [.. roots, .. Kpis(null)];
    }

    private static IEnumerable<GoalDefinition> Ordered(IEnumerable<GoalDefinition> goals) => goals.OrderBy(g => g.Priority ?? int.MaxValue).ThenBy(g => g.Id, StringComparer.Ordinal);

    private TreeNode Goal(GoalDefinition goal)
    {
        _seen.Add(goal.Id);
        List<TreeNode> children = [.. Kpis(goal.Id), .. Ordered(_below[goal.Id]).Where(g => !_seen.Contains(g.Id)).Select(Goal)];
        var due = goal.Due is { } day ? Invariant($", due {day:yyyy-MM-dd}") : "";
        return new TreeNode(TreeKind.Goal, goal.Id, goal.Name, Spelling.Words(goal.Level) + (goal.Outcome is { } outcome ? ", " + Spelling.Words(outcome) : "") + due, null, null, children);
    }

    // Outcomes first, each with what leads it; what is left then stands in a circle of links, which is cut at the first.
    private List<TreeNode> Kpis(string? goal)
    {
        List<MapKpi> mine = [.. _map.Kpis.Where(k => k.Goal == goal).OrderBy(Rank).ThenBy(k => k.Id, StringComparer.Ordinal)];
        var nodes = new List<TreeNode>();
        foreach (var kpi in mine.Where(k => !LeadsOwn(k)).Concat(mine.Where(LeadsOwn)))
        {
            if (_placed.TryAdd(kpi.Id, goal is null ? "no goal" : _names[goal]))
            {
                nodes.Add(new TreeNode(TreeKind.Kpi, kpi.Id, kpi.Name, Detail(kpi), null, null, Leads(kpi)));
            }
        }

        return nodes;
    }

    private List<TreeNode> Leads(MapKpi outcome)
    {
        var nodes = new List<TreeNode>();
        foreach (var link in _into[outcome.Id].OrderBy(l => Rank(_kpis[l.Definition.From])).ThenBy(l => l.Definition.Id, StringComparer.Ordinal))
        {
            var lead = _kpis[link.Definition.From];
            var isHere = (lead.Goal is null || lead.Goal == outcome.Goal) && _placed.TryAdd(lead.Id, outcome.Name);
            nodes.Add(new TreeNode(TreeKind.Lead, lead.Id, lead.Name, Detail(lead), link, isHere ? null : Place(lead), isHere ? Leads(lead) : []));
        }

        return nodes;
    }

    private bool LeadsOwn(MapKpi kpi) => _out[kpi.Id].Any(l => l.Definition.To != kpi.Id && _kpis[l.Definition.To].Goal == kpi.Goal);

    // One of another goal may have its place still to come; one without a goal has it already.
    private string Place(MapKpi kpi) => kpi.Goal is { } goal ? _names[goal] : _placed[kpi.Id];

    private static int Rank(MapKpi kpi) => kpi.IsMetric ? 99 : (int?)kpi.Tier ?? 98;

    private static string Detail(MapKpi kpi) => kpi.IsMetric ? "metric"
        : string.Join(", ", new[] { kpi.Tier is { } tier ? Spelling.Words(tier) : null, kpi.State is { } state and not KpiState.Active ? KpiLifeCycle.Word(state) : null }.OfType<string>());
}
