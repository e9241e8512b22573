namespace KpiLab.Definitions.Tests;

public sealed class DefinitionPlanTests
{
    private const string Before = """
        kind: goal
        id: grow
        level: team
        ---
        kind: goal
        id: shrink
        level: team
        ---
        kind: metric
        id: tickets
        direction: decrease
        measure: {type: count}
        ---
        kind: kpi
        id: activation
        direction: increase
        measure: {type: proportion, value: activated}
        target: {value: 42%}
        ---
        kind: source
        id: trials
        from: trials.csv
        ---
        kind: experiment
        id: e
        hypothesis: {kpi: activation, minimum_effect: 2%}
        exposures: {source: trials, variant: arm}
        variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
        guardrails: [{kpi: tickets, margin: 3%}]
        plan: {segments: [country, platform]}
        """;

    [Fact]
    public void The_same_definitions_leave_nothing_to_do()
    {
        var plan = DefinitionPlan.Compare(Documents(Before), Documents(Before));
        Assert.True(plan.IsEmpty);
        Assert.Equal(["trials", "grow", "shrink", "tickets", "activation", "e"], plan.Unchanged.Select(d => d.Id));
    }

    [Fact]
    public void What_is_new_gone_or_other_is_told_field_by_field()
    {
        var after = Before
            .Replace("id: shrink", "id: thrive", StringComparison.Ordinal)
            .Replace("target: {value: 42%}", "target: {value: 45%, due: 2027-03-31}\nteam: growth", StringComparison.Ordinal)
            .Replace("weight: 0.5}, {id: new, weight: 0.5}", "weight: 0.4}, {id: new, weight: 0.3}, {id: newer, weight: 0.3}", StringComparison.Ordinal)
            .Replace("margin: 3%", "margin: 2%", StringComparison.Ordinal)
            .Replace("[country, platform]", "[platform, country]", StringComparison.Ordinal);
        var plan = DefinitionPlan.Compare(Documents(Before), Documents(after));
        Assert.False(plan.IsEmpty);
        Assert.Equal(["thrive"], plan.Added.Select(d => d.Id));
        Assert.Equal(["shrink"], plan.Removed.Select(d => d.Id));
        Assert.Equal(["trials", "grow", "tickets"], plan.Unchanged.Select(d => d.Id));
        Assert.Equal(
            ["target.value: 0.42 → 0.45", "target.due:  → 2027-03-31", "team:  → growth"],
            plan.Changed.Single(c => c.New.Id == "activation").Fields.Select(Show).OrderBy(f => f.StartsWith("team", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "variants[control].weight: 0.5 → 0.4",
                "variants[new].weight: 0.5 → 0.3",
                """variants[newer]:  → {"id":"newer","weight":0.3}""",
                "guardrails[tickets].margin: 3% → 2%",
                """plan.segments: ["country","platform"] → ["platform","country"]""",
            ],
            plan.Changed.Single(c => c.New.Id == "e").Fields.Select(Show));
    }

    [Fact]
    public void A_metric_that_became_a_kpi_is_removed_and_added()
    {
        var plan = DefinitionPlan.Compare(Documents(Before), Documents(Before.Replace("kind: metric", "kind: kpi", StringComparison.Ordinal)));
        Assert.Equal((DefinitionKind.Kpi, DefinitionKind.Metric), (plan.Added.Single().Kind, plan.Removed.Single().Kind));
    }

    private static string Show(FieldChange change) => $"{change.Path}: {Value(change.Old)} → {Value(change.New)}";

    private static string Value(System.Text.Json.Nodes.JsonNode? node)
        => node is null ? "" : node is System.Text.Json.Nodes.JsonValue ? node.ToString() : CanonicalJson.Serialize(node);

    private static IReadOnlyList<DefinitionDocument> Documents(string yaml) => DefinitionReader.Read([("a.yaml", yaml)]).OrThrow().Documents;
}
