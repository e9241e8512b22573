namespace KpiLab.Definitions.Tests;

/// <summary>The fields that govern goals and KPIs, as written and as read.</summary>
public sealed class RegistryFieldsTests
{
    private const string Whole = """
        kind: goal
        id: brand
        level: department
        type: awareness
        priority: 1
        horizon: strategic
        milestones: [{name: Half way, due: 2027-06-30, kpi: aov, value: 55}]
        okr:
          objective: A premium brand
          key_results:
            - {id: price, name: Average price, from: 60, to: 100}
            - {id: cost}
        consensus: {who: [ann@example.org, The board], on: 2026-01-15}
        ---
        kind: kpi
        id: aov
        goal: brand
        direction: increase
        status: trial
        status_reason: New this quarter.
        successor: conversion
        contributors: [marketing, product]
        decision_rights: May change prices by 5 %.
        resources: Two people.
        provenance: The order system.
        target: {value: 60, due: 2027-12-31, previous: 50, parts: [{name: e-mail, value: 20}, {name: web, value: 40}]}
        benchmark: {own_past: 50, competitors: 55, industry: 58, elsewhere: 70}
        band: {low: 45}
        counter_metrics: [{kpi: conversion, tolerance: 3%}]
        readiness: {state: partial, change: Tag the orders, priority: high}
        scored: {rubric: Five for delighted, scale: {from: 1, to: 5}}
        paired_with: conversion
        vanity: false
        appraisal: true
        key_result: price
        ---
        kind: kpi
        id: conversion
        direction: increase
        """;

    [Fact]
    public void Every_field_of_a_goal_and_a_kpi_is_read()
    {
        var set = Read(Whole).OrThrow();
        var goal = Assert.Single(set.Goals);
        Assert.Equal((GoalType.Awareness, 1, GoalHorizon.Strategic), (goal.Type!.Value, goal.Priority!.Value, goal.Horizon!.Value));
        Assert.Equal(new Milestone("Half way", new DateOnly(2027, 6, 30), "aov", 55), Assert.Single(goal.Milestones));
        Assert.Equal("A premium brand", goal.Okr!.Objective);
        Assert.Equal([new KeyResult("price", "Average price", 60, 100), new KeyResult("cost", "Cost", null, null)], goal.Okr.KeyResults);
        Assert.Equal(["ann@example.org", "The board"], goal.Consensus!.Who);
        Assert.Equal(new DateOnly(2026, 1, 15), goal.Consensus.On);

        var kpi = set.Kpis[0];
        Assert.Equal((KpiState.Trial, "New this quarter.", "conversion"), (kpi.Status, kpi.StatusReason, kpi.Successor));
        Assert.Equal(["marketing", "product"], kpi.Contributors);
        Assert.Equal(("May change prices by 5 %.", "Two people.", "The order system."), (kpi.DecisionRights, kpi.Resources, kpi.Provenance));
        Assert.Equal((60, 50), (kpi.Target!.Value, kpi.Target.Previous));
        Assert.Equal([new TargetPart("e-mail", 20), new TargetPart("web", 40)], kpi.Target.Parts);
        Assert.Equal(new AcceptableBand(45, null), kpi.Band);
        Assert.Equal(new CounterMetric("conversion", new EffectSize(0.03, IsRelative: true)), Assert.Single(kpi.CounterMetrics));
        Assert.Equal(new Readiness(ReadinessState.Partial, "Tag the orders", ReadinessPriority.High), kpi.Readiness);
        Assert.Equal(new Scoring("Five for delighted", 1, 5), kpi.Scored);
        Assert.Equal(("conversion", false, true, "price"), (kpi.PairedWith, kpi.Vanity!.Value, kpi.Appraisal, kpi.KeyResult));
    }

    [Fact]
    public void A_kpi_that_says_nothing_of_its_life_is_active_and_its_content_is_as_before()
    {
        var set = Read("kind: kpi\nid: a\ndirection: increase\nstatus: active\nappraisal: false\n").OrThrow();
        Assert.Equal(KpiState.Active, set.Kpis[0].Status);
        Assert.Equal(Read("kind: kpi\nid: a\ndirection: increase\n").OrThrow().Documents[0].ContentHash, set.Documents[0].ContentHash);
    }

    [Theory]
    [InlineData("parts: [{name: e-mail, value: 20}", "parts: [{name: e-mail, value: 21}", "target.parts: the parts add up to 61, more than the target of 60")]
    [InlineData("{name: e-mail, value: 20}", "{name: web, value: 20}", "target.parts: web is listed twice")]
    [InlineData("key_result: price", "key_result: prise", "goal brand has no key result prise; did you mean price?")]
    [InlineData("key_result: price", "key_result: price\nkeyresult: x", "a kpi has no such field")]
    [InlineData("band: {low: 45}", "band: {low: 45, high: 45}", "band.high: 45 is not above low: 45")]
    [InlineData("band: {low: 45}", "band: {}", "band: the band has no limit")]
    [InlineData("paired_with: conversion", "paired_with: aov", "aov is paired with itself")]
    [InlineData("successor: conversion", "successor: aov", "aov takes its own place")]
    [InlineData("successor: conversion", "successor: convursion", "there is no kpi or metric convursion")]
    [InlineData("{kpi: conversion, tolerance: 3%}", "{kpi: aov, tolerance: 3%}", "counter_metrics[1].kpi: aov counters itself")]
    [InlineData("{kpi: conversion, tolerance: 3%}", "{kpi: conversion}", "counter_metrics[1].tolerance: is missing")]
    [InlineData("scale: {from: 1, to: 5}", "scale: {from: 5, to: 1}", "scored.scale.to: 1 is not above from: 5")]
    [InlineData("- {id: cost}", "- {id: price}", "okr.key_results: price is listed twice")]
    [InlineData("status: trial", "status: dead", "is not one of candidate, trial, active, paused, retired")]
    [InlineData("consensus: {who: [ann@example.org, The board], on: 2026-01-15}", "consensus: {on: 2026-01-15}", "consensus.who: is missing")]
    public void What_cannot_be_meant_is_told_with_its_line(string written, string instead, string told)
    {
        var problem = Assert.Single(Read(Whole.Replace(written, instead, StringComparison.Ordinal)).Problems);
        Assert.Contains(told, problem.ToString(), StringComparison.Ordinal);
        Assert.True(problem.Line > 0);
    }

    [Fact]
    public void Parts_may_leave_some_of_the_target_open() => Assert.Empty(Read(Whole.Replace("{name: web, value: 40}", "{name: web, value: 10}", StringComparison.Ordinal)).Problems);

    [Fact]
    public void The_governance_of_a_workspace_is_read_over_its_defaults()
    {
        var settings = Read("governance: {profile: strict, consensus_gate: true, secondary: {to: 4}, execution_rate: 90%}\n", "kpilab.yaml").OrThrow().Settings.Governance;
        Assert.Equal((AuditProfile.Strict, true, false, 3, 4, 0.9), (settings.Profile, settings.ConsensusGate, settings.ReadinessGate, settings.FewestSecondary, settings.MostSecondary, settings.ExecutionRate));
        Assert.Equal(GovernanceSettings.Default.ReviewDays, settings.ReviewDays);
        Assert.Contains("governance.secondary.to: is below from", Assert.Single(Read("governance: {secondary: {from: 9}}\n", "kpilab.yaml").Problems).ToString(), StringComparison.Ordinal);
    }

    private static DefinitionReading Read(string yaml, string file = "all.yaml") => DefinitionReader.Read([(file, yaml)]);
}
