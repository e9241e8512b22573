namespace KpiLab.Definitions;

/// <summary>Every id that a definition names must be there.</summary>
internal static class References
{
    public static void Check(IReadOnlyList<FileReading> readings, DraftIndex index, WorkspaceSettings settings)
    {
        var known = new Dictionary<ReferenceTarget, (string Noun, SortedSet<string> Ids)>
        {
            [ReferenceTarget.Source] = ("source", index.Ids(DefinitionKind.Source)),
            [ReferenceTarget.Goal] = ("goal", index.Ids(DefinitionKind.Goal)),
            [ReferenceTarget.Metric] = ("metric", index.Ids(DefinitionKind.Metric)),
            [ReferenceTarget.MetricOrKpi] = ("kpi or metric", index.Ids(DefinitionKind.Kpi, DefinitionKind.Metric)),
            [ReferenceTarget.Connection] = ("connection", new SortedSet<string>(settings.Connections.Select(c => c.Name), StringComparer.Ordinal)),
        };
        foreach (var reference in readings.SelectMany(r => r.References).Distinct())
        {
            var (noun, ids) = known[reference.Target];
            if (ids.Contains(reference.Id) || reference.Place.Reading.IsFull)
            {
                continue;
            }

            var remedy = reference.Target == ReferenceTarget.Metric && index.Find(DefinitionKind.Kpi, reference.Id) is not null
                ? $"{reference.Id} is a kpi; name a metric, or write measure:"
                : Suggestion.DidYouMean(
                    reference.Id, ids, reference.Target == ReferenceTarget.Connection ? "define it under connections: in kpilab.yaml" : ids.Count == 0 ? "define it; none is defined yet" : $"define it, or name one of {Suggestion.List(ids)}");
            reference.Place.Problem(reference.Line, $"there is no {noun} {reference.Id}", remedy);
        }

        foreach (var goal in OwnAncestors(index))
        {
            goal.Place.Field("parent").Problem(goal.Written.LineOf("parent"), $"{goal.Id} is its own ancestor", "break the circle: one of the goals in it has another parent or none");
        }
    }

    // Each goal is walked once: what was met on an earlier walk is settled.
    private static List<Draft> OwnAncestors(DraftIndex index)
    {
        var circles = new List<Draft>();
        var walks = new Dictionary<Draft, int>(ReferenceEqualityComparer.Instance);
        foreach (var (goal, walk) in index.All.Where(d => d.Kind == DefinitionKind.Goal).Select((goal, walk) => (goal, walk)))
        {
            var at = goal;
            while (at is not null && walks.TryAdd(at, walk))
            {
                at = index.Find(DefinitionKind.Goal, at.Content.Text("parent"));
            }

            if (at is not null && walks[at] == walk)
            {
                for (var next = index.Find(DefinitionKind.Goal, at.Content.Text("parent")); ; next = index.Find(DefinitionKind.Goal, next!.Content.Text("parent")))
                {
                    circles.Add(next!);
                    if (ReferenceEquals(next, at))
                    {
                        break;
                    }
                }
            }
        }

        return circles;
    }
}
