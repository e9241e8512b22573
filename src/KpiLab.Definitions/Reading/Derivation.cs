namespace KpiLab.Definitions;

/// <summary>Writes out what a definition takes from others, so that its content says all that an analysis rests on.</summary>
internal static class Derivation
{
    public static void Complete(DraftIndex index, WorkspaceSettings settings)
    {
        foreach (var draft in index.All.Where(d => d is { IsSound: true, Kind: DefinitionKind.Metric }))
        {
            draft.Content["unit"] ??= Notation.Spelling(Domain.UnitOf(draft.Content.Map("measure")!.Text("type")!));
        }

        foreach (var draft in index.All.Where(d => d is { IsSound: true, Kind: DefinitionKind.Kpi }))
        {
            var metric = index.Find(DefinitionKind.Metric, draft.Content.Text("metric"));
            draft.Content["direction"] ??= metric?.Content.Text("direction");
            var unit = metric?.Content.Text("unit") ?? Notation.Spelling(Domain.UnitOf(draft.Content.Map("measure")?.Text("type") ?? ""));
            draft.Content["unit"] ??= unit;
            RemoveNull(draft, "direction");
        }

        foreach (var draft in index.All.Where(d => d is { IsSound: true, Kind: DefinitionKind.Experiment }))
        {
            var hypothesis = draft.Content.Map("hypothesis")!;
            if (!hypothesis.ContainsKey("direction") && index.MetricOrKpi(hypothesis.Text("kpi"))?.Content.Text("direction") is { } direction)
            {
                hypothesis["direction"] = direction;
            }

            var plan = draft.Content.Map("plan");
            if (plan is null)
            {
                draft.Content["plan"] = plan = [];
            }

            plan["alpha"] ??= settings.Defaults.Alpha;
        }
    }

    private static void RemoveNull(Draft draft, string name)
    {
        if (draft.Content.ContainsKey(name) && draft.Content[name] is null)
        {
            draft.Content.Remove(name);
        }
    }
}
