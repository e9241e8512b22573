namespace KpiLab.Definitions.Tests;

public sealed class NormalisationTests
{
    private const string Kpi = """
        kind: kpi
        id: a
        name: Activation
        direction: increase
        unit: fraction
        measure: {type: proportion, source: trials, value: activated and country = 'DE', window: 0d..14d}
        target: {value: 42%, due: 2027-03-31}
        thresholds: [{when: drop > 20%, action: Call, within: 2d}]
        """;

    private const string Experiment = """
        kind: experiment
        id: e
        hypothesis: {kpi: activation, minimum_effect: 2pp}
        exposures: {source: trials, variant: variant, exposed_at: seen_at}
        variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
        guardrails: [{kpi: tickets, margin: 3%}]
        plan: {starts: 2026-09-01, covariates: [{kpi: revenue, window: -14d..0d}]}
        """;

    [Theory]
    [InlineData("target: {value: 42%, due: 2027-03-31}", "target: {due: \"2027-03-31\", value: 0.42}")]
    [InlineData("target: {value: 42%", "target: {value: 42.0 %")]
    [InlineData("target: {value: 42%", "target: {value: '4.2e-1'")]
    [InlineData("name: Activation", "name: 'Activation' # a comment")]
    [InlineData("name: Activation", "name: >-\n  Activation")]
    [InlineData("unit: fraction\n", "")]
    [InlineData("within: 2d", "within: 48h")]
    [InlineData("within: 2d", "severity: warning, within: 2d")]
    [InlineData("window: 0d..14d", "window: 0h..2w")]
    [InlineData("direction: increase", "direction: increase\npublic: false\nteam: null\nowner:")]
    [InlineData("kind: kpi\nid: a\nname: Activation\n", "# first\n%YAML 1.2\n---\nname: Activation\nid: a\nkind: kpi\n\n")]
    [InlineData("{type: proportion, source: trials, value: activated and country = 'DE', window: 0d..14d}", "\n  window: 0d..14d\n  value: |\n    activated and country = 'DE'\n  source: trials\n  type: proportion")]
    public void What_means_the_same_has_the_same_hash(string written, string otherwise)
        => Assert.Equal(Hash(Kpi, DefinitionKind.Kpi), Hash(Replace(Kpi, written, otherwise), DefinitionKind.Kpi));

    [Theory]
    [InlineData("minimum_effect: 2pp", "minimum_effect: 0.02, absolute: true")]
    [InlineData("minimum_effect: 2pp", "direction: increase, minimum_effect: 2 pp")]
    [InlineData("margin: 3%", "margin: 0.03")]
    [InlineData("margin: 3%", "margin: 3.0%, absolute: false")]
    [InlineData("plan: {", "plan: {alpha: 5%, design: fixed, correction: holm, lift: fieller, compare: with_control, ")]
    [InlineData("starts: 2026-09-01", "starts: 2026-09-01T02:00+02:00")]
    [InlineData("{id: control, control: true, weight: 0.5}", "{id: control, value: control, weight: 50%, control: \"true\"}")]
    [InlineData("window: -14d..0d", "window: -2w..0d")]
    [InlineData("id: e\n", "id: e\nname: E\n")]
    public void What_means_the_same_in_an_experiment_has_the_same_hash(string written, string otherwise)
        => Assert.Equal(Hash(Experiment, DefinitionKind.Experiment), Hash(Replace(Experiment, written, otherwise), DefinitionKind.Experiment));

    [Theory]
    [InlineData("minimum_effect: 2pp", "minimum_effect: 2%")]
    [InlineData("margin: 3%", "margin: 3.1%")]
    [InlineData("margin: 3%", "margin: 0.03, absolute: true")]
    [InlineData("plan: {", "plan: {alpha: 0.01, ")]
    [InlineData("plan: {", "plan: {correction: none, ")]
    [InlineData("starts: 2026-09-01", "starts: 2026-09-02")]
    [InlineData("id: new", "id: new, value: New")]
    [InlineData("weight: 0.5}, {id: new, weight: 0.5}", "weight: 0.4}, {id: new, weight: 0.6}")]
    public void What_means_something_else_has_another_hash(string written, string otherwise)
        => Assert.NotEqual(Hash(Experiment, DefinitionKind.Experiment), Hash(Replace(Experiment, written, otherwise), DefinitionKind.Experiment));

    [Fact]
    public void The_workspaces_alpha_is_part_of_an_experiments_content()
    {
        var strict = DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("kpilab.yaml", "defaults: {alpha: 0.01}"), ("a.yaml", Experiment)]).OrThrow();
        Assert.Equal(0.01, strict.Experiment("e")!.Plan.Alpha);
        Assert.NotEqual(Hash(Experiment, DefinitionKind.Experiment), strict.Document(DefinitionKind.Experiment, "e")!.ContentHash);
        Assert.Equal(
            strict.Document(DefinitionKind.Experiment, "e")!.ContentHash, Hash(Replace(Experiment, "plan: {", "plan: {alpha: 0.01, "), DefinitionKind.Experiment));
    }

    [Fact]
    public void The_content_is_in_contract_spelling_with_defaults_left_out()
        => Assert.Equal(
            """{"exposures":{"exposed_at":"seen_at","source":"trials","variant":"variant"},"guardrails":[{"kpi":"tickets","margin":"3%"}],"hypothesis":{"absolute":true,"direction":"increase","kpi":"activation","minimum_effect":0.02},"id":"e","kind":"experiment","plan":{"alpha":0.05,"covariates":[{"kpi":"revenue","window":"-14d..0d"}],"starts":"2026-09-01"},"variants":[{"control":true,"id":"control","weight":0.5},{"id":"new","weight":0.5}]}""",
            CanonicalJson.Serialize(Read(Experiment).Document(DefinitionKind.Experiment, "e")!.Content));

    [Theory]
    [InlineData("7%", 0.07)]
    [InlineData("0.1%", 0.001)]
    [InlineData("33.3%", 0.333)]
    [InlineData("12.34%", 0.1234)]
    public void A_percentage_is_the_fraction_that_a_person_would_write(string written, double fraction)
        => Assert.Equal(fraction, Read(Replace(Kpi, "value: 42%", $"value: {written}")).Kpis.Single(k => k.Id == "a").Target!.Value);

    [Fact]
    public void Rounded_thirds_are_planned_shares_that_add_up_to_one()
    {
        var set = Read(Replace(Experiment, "weight: 0.5}, {id: new, weight: 0.5}", "weight: 0.333}, {id: new, weight: 0.333}, {id: newer, weight: 0.333}"));
        Assert.All(set.Experiment("e")!.Variants, v => Assert.Equal(1.0 / 3, v.Weight!.Value, 1e-15));
    }

    [Fact]
    public void A_kpi_takes_unit_and_direction_from_its_metric()
    {
        var kpi = Read("kind: kpi\nid: a\nmetric: revenue\n").Kpis.Single(k => k.Id == "a");
        Assert.Equal((MetricUnit.Currency, Direction.Increase, "A"), (kpi.Unit, kpi.Direction, kpi.Name));
    }

    [Fact]
    public void A_hypothesis_takes_the_direction_of_its_kpi()
        => Assert.Equal(Direction.Decrease, Read(Replace(Replace(Experiment, "kpi: activation, minimum_effect: 2pp", "kpi: tickets"), "guardrails: [{kpi: tickets, margin: 3%}]\n", "")).Experiment("e")!.Hypothesis.Direction);

    private static string Replace(string text, string written, string otherwise)
    {
        Assert.Contains(written, text, StringComparison.Ordinal);
        return text.Replace(written, otherwise, StringComparison.Ordinal);
    }

    private static DefinitionSet Read(string yaml) => DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", yaml)]).OrThrow();

    private static string Hash(string yaml, DefinitionKind kind) => Read(yaml).Documents.Single(d => d.Kind == kind && d.Id is "a" or "e").ContentHash;
}
