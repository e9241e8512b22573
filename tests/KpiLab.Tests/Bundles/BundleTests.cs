using System.Globalization;
using System.Text;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>An analysis is repeated from its sufficient statistics to the last bit, whatever its plan.</summary>
public sealed class BundleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpilab-bundle-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, string> Plans => new()
    {
        { "alpha: 0.05", "" },
        { "alpha: 0.1, covariates: [{kpi: before}], segments: [country, platform], correction: benjamini_hochberg", "" },
        { "alpha: 0.05, design: group_sequential, units: 4000, looks: {count: 4, spending: obrien_fleming}", "" },
        { "alpha: 0.05, design: always_valid, units: 4000", "" },
        { "alpha: 0.05, design: bayesian", "" },
        { "alpha: 0.05, lift: delta, segments: [country]", "" },
        { "alpha: 0.05, methods: {spend: bootstrap, p90: bootstrap}", "" },
        { "alpha: 0.05, strata: [country], estimator: post_stratified", "" },
        { "alpha: 0.05", ", cluster: shop" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task The_same_numbers_come_from_the_bundle_alone(string plan, string measure)
    {
        Write(plan, measure);
        var lab = await Lab.OpenAsync(_folder.FullName, new LabOptions(Actor: "ada", AsOf: DateTimeOffset.Parse("2026-11-01T00:00:00Z", CultureInfo.InvariantCulture)));
        var analysis = await lab.AnalyzeAsync("exp");
        var text = (await lab.BundleAsync("exp")).ToText();
        Assert.DoesNotContain("unit-17", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"\"\"", text, StringComparison.Ordinal);

        Directory.Delete(_folder.FullName, recursive: true);
        _folder.Create();
        var bundle = AnalysisBundle.Parse(text);
        var again = bundle.Analyze();
        Assert.Equal(analysis.ToJson(), again.ToJson());
        Assert.True(bundle.Matches(again));
        Assert.False(bundle.Matches(again with { Units = again.Units + 1 }));
    }

    [Fact]
    public async Task An_applied_experiment_keeps_its_registration_and_its_looks()
    {
        Write("alpha: 0.05, design: group_sequential, units: 8000, looks: {count: 4, spending: obrien_fleming}", "");
        var lab = await Lab.OpenAsync(_folder.FullName, new LabOptions(Actor: "ada"));
        await lab.ApplyAsync();
        await lab.AnalyzeAsync("exp");
        File.AppendAllText(Path.Combine(_folder.FullName, "d.csv"), "u9999,treat,2026-10-02T00:00:00Z,3,1,de,web,s1,1\n");
        var analysis = await lab.AnalyzeAsync("exp");
        var bundle = AnalysisBundle.Parse((await lab.BundleAsync("exp")).ToText());
        var again = bundle.Analyze();
        Assert.Equal(2, again.Look);
        Assert.Equal([1, 2], again.Looks.Select(l => l.Number));
        Assert.Equal(RegistrationState.Late, again.Registration.State);
        Assert.Equal(analysis.ToJson(), again.ToJson());
        Assert.Equal(2, (await lab.ExperimentRecordAsync("exp")).Looks.Count);
    }

    [Fact]
    public async Task A_plan_that_needs_units_one_by_one_is_refused()
    {
        Write("alpha: 0.05, covariates: [{kpi: before}], outcome_model: {type: ridge}", "");
        var lab = await Lab.OpenAsync(_folder.FullName);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.BundleAsync("exp"));
        Assert.Contains("reads units one by one", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"format\": 99}")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("{\"format\":1,\"cells\":{\"grains\":[[{\"variant\":0,\"segments\":[],\"units\":1,\"blocks\":[{\"count\":1,\"means\":[1],\"products\":[]}]}]]}}")]
    public void What_is_no_bundle_is_refused(string text) => Assert.Throws<InvalidInputException>(() => AnalysisBundle.Parse(text).Analyze());

    [Fact]
    public async Task The_notebook_holds_the_bundle_and_is_packed_where_it_is_long()
    {
        Write("alpha: 0.05, methods: {spend: bootstrap}", "");
        var lab = await Lab.OpenAsync(_folder.FullName);
        var small = await lab.BundleAsync("exp");
        var notebook = small.ToNotebook();
        Assert.StartsWith("# Sums \\<script\\>", notebook.Cells[0].Source, StringComparison.Ordinal);
        Assert.Contains("AnalysisBundle.Parse(\"\"\"\n{", notebook.Cells.Single(c => c.Id == "cells").Source, StringComparison.Ordinal);

        var data = new StringBuilder("user_id,variant,exposed_at,spend,before,country,platform,shop,active\n");
        for (var i = 0; i < 6000; i++)
        {
            data.Append(CultureInfo.InvariantCulture, $"unit-{i},{(i % 2 == 0 ? "control" : "treat")},2026-10-01T00:00:00Z,{Math.Sqrt(i)},1,de,web,s{i % 40},1\n");
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "d.csv"), data.ToString());
        var large = await lab.BundleAsync("exp");
        Assert.DoesNotContain("{", large.ToText(), StringComparison.Ordinal);
        Assert.True(large.Matches(AnalysisBundle.Parse(large.ToText()).Analyze()));
    }

    private void Write(string plan, string measure)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "kpilab.yaml"), "defaults: {time_zone: Europe/Berlin}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "defs.yaml"), $$$"""
            kind: source
            id: trials
            from: d.csv
            unit: user_id
            ---
            {kind: metric, id: spend, name: Spend, unit: currency, direction: increase, measure: {type: mean, source: trials, value: spend{{{measure}}} } }
            ---
            {kind: metric, id: before, name: Before, unit: currency, direction: increase, measure: {type: mean, source: trials, value: before}}
            ---
            {kind: metric, id: active, name: Active, unit: fraction, direction: increase, measure: {type: proportion, source: trials, value: active = 1}}
            ---
            {kind: metric, id: p90, name: Slow, unit: duration, direction: decrease, measure: {type: quantile, q: 0.9, source: trials, value: spend, cap: p99}}
            ---
            {kind: metric, id: share, name: Share, unit: ratio, direction: increase, measure: {type: ratio, source: trials, numerator: spend, denominator: before + 1}}
            ---
            kind: experiment
            id: exp
            name: Sums <script>
            hypothesis: {statement: We believe that it helps., kpi: spend, direction: increase, minimum_effect: 2%}
            owner: ada@example.org
            exposures: {source: trials, variant: variant, exposed_at: exposed_at}
            variants:
              - {id: control, weight: 0.5, control: true}
              - {id: treat, weight: 0.5}
            secondary: [active, p90, share]
            guardrails: [{kpi: active, margin: 3%}]
            plan: { {{{plan}}} }

            """);
        var data = new StringBuilder("user_id,variant,exposed_at,spend,before,country,platform,shop,active\n");
        for (var i = 0; i < 2000; i++)
        {
            var before = (i * 7919 % 101) / 7.0;
            var spend = Math.Round(before + (i * 104729 % 997 / 31.0) + (i % 2 * 0.8), 3);
            data.Append(CultureInfo.InvariantCulture, $"unit-{i},{(i % 2 == 0 ? "control" : "treat")},2026-10-0{1 + (i % 5)}T{i % 24:00}:00:00Z,{spend},{Math.Round(before, 3)},{(i % 3 == 0 ? "de" : "fr")},{(i % 5 < 2 ? "web" : "app")},s{i % 40},{(i * 31 % 7 < 3 ? 1 : 0)}\n");
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "d.csv"), data.ToString());
    }
}
