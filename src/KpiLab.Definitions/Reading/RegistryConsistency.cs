namespace KpiLab.Definitions;

/// <summary>What goals and KPIs must say together.</summary>
internal static class RegistryConsistency
{
    public static void Check(Draft draft, DraftIndex index)
    {
        if (draft.Kind == DefinitionKind.Kpi)
        {
            OtherThanItself(draft, "successor", "takes its own place", "name the KPI that takes its place, or leave it out");
            OtherThanItself(draft, "paired_with", "is paired with itself", "name a KPI of engagement or conversion");
            KeyResult(draft, index);
            CounterMetrics(draft);
        }
    }

    private static void OtherThanItself(Draft draft, string field, string what, string remedy)
    {
        if (draft.Content.Text(field) == draft.Id && draft.Id.Length > 0)
        {
            draft.Place.Field(field).Problem(draft.Written.LineOf(field), $"{draft.Id} {what}", remedy);
        }
    }

    private static void KeyResult(Draft draft, DraftIndex index)
    {
        if (draft.Content.Text("key_result") is not { } named)
        {
            return;
        }

        var goal = index.Find(DefinitionKind.Goal, draft.Content.Text("goal"));
        if (draft.Content.Text("goal") is not null && goal is null)
        {
            return; // the goal itself is the problem, and is told
        }

        var known = goal?.Content.Map("okr")?.Maps("key_results").Select(r => r.Text("id")!).ToList() ?? [];
        if (!known.Contains(named))
        {
            draft.Place.Field("key_result").Problem(
                draft.Written.LineOf("key_result"),
                goal is null ? $"{draft.Id} has no goal, and so no key result {named}" : $"goal {goal.Id} has no key result {named}",
                goal is null ? "write goal:, whose okr: lists it" : Suggestion.DidYouMean(named, known, known.Count == 0 ? $"list it under okr: of {goal.Id}" : "name one of " + Suggestion.List(known)));
        }
    }

    private static void CounterMetrics(Draft draft)
    {
        var items = (draft.At("counter_metrics") as ListNode)?.Items ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is MapNode item && item.Text("kpi") == draft.Id)
            {
                draft.Place.Field("counter_metrics").Item(i).Field("kpi").Problem(item.LineOf("kpi"), $"{draft.Id} counters itself", "name what must not get worse while it is moved");
            }
        }
    }
}
