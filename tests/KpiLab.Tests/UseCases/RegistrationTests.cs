using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>The way of a request: validate, plan, apply, analyse; what counts as registered, and what counts as a new look.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task Applied_before_the_first_exposure_is_registered()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Now = workspace.Now.AddMonths(3);
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.Equal(RegistrationState.Registered, analysis.Registration.State);
        Assert.Equal("ann@example.org", analysis.Registration.Actor);
        Assert.False(analysis.Recommendation.Exploratory);
    }

    [Fact]
    public async Task Applied_after_the_first_exposure_is_late()
    {
        using var workspace = new SmallWorkspace();
        workspace.Now = workspace.Now.AddMonths(3);
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.Equal(RegistrationState.Late, analysis.Registration.State);
        Assert.True(analysis.Recommendation.Exploratory);
    }

    [Fact]
    public async Task Never_applied_is_unregistered_and_analysing_registers_nothing()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        Assert.Equal(RegistrationState.Unregistered, (await lab.AnalyzeAsync("checkout")).Registration.State);
        Assert.Equal(RegistrationState.Unregistered, (await lab.AnalyzeAsync("checkout")).Registration.State);
        Assert.False(Directory.Exists(Path.Combine(workspace.Folder, ".kpilab")), "analysing made a store");
    }

    [Fact]
    public async Task A_file_is_analysed_as_unregistered_even_when_its_experiment_was_applied()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync(Path.Combine(workspace.Folder, "definitions.yaml"));
        Assert.Equal(RegistrationState.Unregistered, analysis.Registration.State);
        Assert.Null(analysis.Look);
    }

    [Fact]
    public async Task Rewording_the_statement_keeps_the_registration_but_a_new_minimum_effect_does_not()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Now = workspace.Now.AddMonths(3);
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(statement: "We still believe."));
        Assert.Empty((await lab.ApplyAsync()).Registrations);
        Assert.Equal(RegistrationState.Registered, (await lab.AnalyzeAsync("checkout")).Registration.State);
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        Assert.Single((await lab.ApplyAsync()).Registrations);
        Assert.Equal(RegistrationState.Late, (await lab.AnalyzeAsync("checkout")).Registration.State);
    }

    [Fact]
    public async Task An_amendment_is_told_in_every_report_of_the_experiment()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain((await lab.AnalyzeAsync("checkout", cancellation: TestContext.Current.CancellationToken)).Findings, f => f.Code == "terms-amended");
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        var analysis = await lab.AnalyzeAsync("checkout", cancellation: TestContext.Current.CancellationToken);
        var told = Assert.Single(analysis.Findings, f => f.Code == "terms-amended");
        Assert.Contains("version 2", told.Sentence, StringComparison.Ordinal);
        foreach (var report in (string[])[analysis.ToHtml(), analysis.ToMarkdown(), analysis.ToJson()])
        {
            Assert.Contains("they were amended once", report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Terms_that_change_after_a_look_are_late_whatever_the_exposure_times_say()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        Assert.Equal(RegistrationState.Registered, (await lab.AnalyzeAsync("checkout")).Registration.State);
        workspace.Now = workspace.Now.AddDays(1);
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        await lab.ApplyAsync(); // still before the exposures that the data claim
        Assert.Equal(RegistrationState.Late, (await lab.AnalyzeAsync("checkout")).Registration.State);
    }

    [Fact]
    public async Task A_planned_start_in_the_future_of_units_that_are_already_there_registers_nothing()
    {
        using var workspace = new SmallWorkspace(plan: "{design: fixed, starts: 2030-01-01}");
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(plan: "{design: fixed, starts: 2030-01-01}").Replace(", exposed_at: exposed_at", ""));
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        Assert.Equal(RegistrationState.Late, (await lab.AnalyzeAsync("checkout")).Registration.State);
    }

    [Fact]
    public async Task A_moment_before_the_first_exposure_finds_no_units_and_says_so()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync(new LabOptions(AsOf: new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero)));
        Assert.Contains((await lab.AnalyzeAsync("checkout")).Findings, f => f.Code == "no-units");
    }

    [Fact]
    public async Task The_store_keeps_what_was_applied_when_the_file_changes()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "50%"));
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.Equal(new EffectSize(0.02, true), analysis.Hypothesis.MinimumEffect);
        Assert.Contains(analysis.Findings, f => f.Code == "definition-edited");
        Assert.Contains((DefinitionKind.Experiment, "checkout"), (await lab.RegistryAsync()).Unapplied);
    }

    [Fact]
    public async Task The_same_data_are_the_same_look_and_new_data_a_new_one()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var first = await lab.AnalyzeAsync("checkout");
        var second = await lab.AnalyzeAsync("checkout");
        Assert.Equal((1, 1), (first.Look, second.Look));
        Assert.Equal(first.ToJson(), second.ToJson());
        workspace.Rows(600);
        Assert.Equal(2, (await lab.AnalyzeAsync("checkout")).Look);
        Assert.Equal([1, 2], (await lab.ExperimentRecordAsync("checkout")).Looks.Select(l => l.Number));
    }

    [Fact]
    public async Task Applying_twice_changes_nothing_and_the_audit_trail_holds()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        Assert.Equal(4, (await lab.ApplyAsync()).Definitions.Count);
        var rows = (await lab.AuditLogAsync()).Count;
        Assert.Empty((await lab.ApplyAsync()).Definitions);
        Assert.Equal(rows, (await lab.AuditLogAsync()).Count);
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task As_of_leaves_later_exposures_out_but_dates_no_look()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync(new LabOptions(AsOf: new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero)));
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.InRange(analysis.Units, 90, 97); // one unit an hour for four days
        Assert.Equal(workspace.Now, Assert.Single((await lab.ExperimentRecordAsync("checkout")).Looks).At, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once()
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions().Replace("kpi: conversion", "kpi: convertion").Replace("variant: variant", "varriant: variant"));
        var lab = await workspace.OpenAsync();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => lab.ApplyAsync());
        Assert.True(error.Problems.Count >= 2, error.Message);
        Assert.All(error.Problems, p => Assert.Equal("definitions.yaml", p.File));
        Assert.False(Directory.Exists(Path.Combine(workspace.Folder, ".kpilab")), "a refused apply made a store");
    }

    [Fact]
    public async Task A_column_that_does_not_exist_is_named()
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions().Replace("value: converted", "value: convertd"));
        var lab = await workspace.OpenAsync();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => lab.AnalyzeAsync("checkout"));
        Assert.Contains("convertd", error.Message);
        Assert.Contains("converted", error.Message); // did you mean
    }

    [Fact]
    public async Task The_example_of_init_validates_applies_and_analyses()
    {
        using var workspace = new SmallWorkspace();
        var folder = Path.Combine(workspace.Folder, "new");
        Assert.Equal(["kpilab.yaml", ".gitignore", "experiments.yaml", "data/signups.csv"], Lab.Init(folder));
        Assert.Empty(Lab.Init(folder));
        var lab = await Lab.OpenAsync(folder, new LabOptions(workspace, "ann@example.org"));
        Assert.Empty((await lab.ValidateAsync()).Problems);
        await lab.ApplyAsync();
        Assert.Equal(8, (await lab.AnalyzeAsync("new_onboarding")).Units);
    }
}
