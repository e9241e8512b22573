namespace KpiLab.Definitions;

/// <summary>Every id that a definition names must be there.</summary>
internal static class References
{
    public static void Check(IReadOnlyList<FileReading> readings, DraftIndex index, WorkspaceSettings settings)
    {
        foreach (var reference in readings.SelectMany(r => r.References).Distinct())
        {
            var (noun, ids) = reference.Target switch
            {
                ReferenceTarget.Source => ("source", index.Ids(DefinitionKind.Source)),
                ReferenceTarget.Goal => ("goal", index.Ids(DefinitionKind.Goal)),
                ReferenceTarget.Metric => ("metric", index.Ids(DefinitionKind.Metric)),
                ReferenceTarget.Connection => ("connection", [.. settings.Connections.Select(c => c.Name).Order(StringComparer.Ordinal)]),
                _ => ("kpi or metric", index.Ids(DefinitionKind.Kpi, DefinitionKind.Metric)),
            };
            if (ids.Contains(reference.Id))
            {
                continue;
            }

            var remedy = reference.Target == ReferenceTarget.Metric && index.Find(DefinitionKind.Kpi, reference.Id) is not null
                ? $"{reference.Id} is a kpi; name a metric, or write measure:"
                : Suggestion.DidYouMean(
                    reference.Id, [.. ids], ids.Count == 0 ? $"define it: none is defined yet" : $"define it, or name one of {Suggestion.List(ids)}");
            reference.Place.Problem(reference.Line, $"there is no {noun} {reference.Id}", remedy);
        }

        foreach (var goal in index.All.Where(d => d.Kind == DefinitionKind.Goal && IsOwnAncestor(d, index)))
        {
            goal.Place.Field("parent").Problem(goal.Written.LineOf("parent"), $"{goal.Id} is its own ancestor", "break the circle: one of the goals in it has another parent or none");
        }
    }

    private static bool IsOwnAncestor(Draft goal, DraftIndex index)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = goal; at?.Content.Text("parent") is { } parent && seen.Add(parent); at = index.Find(DefinitionKind.Goal, parent))
        {
            if (parent == goal.Id)
            {
                return true;
            }
        }

        return false;
    }
}
