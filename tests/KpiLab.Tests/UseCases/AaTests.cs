using System.Globalization;
using System.Text;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Measured false-positive rates: right on healthy data, too high on data with a planted fault, whatever the number of threads.</summary>
public sealed class AaTests
{
    private const int Runs = 1000;

    // Users who come several times; 70 % spend nothing, the others a log-normal amount with the user's own level.
    private static string Visits(int users, long seed)
    {
        var random = new SeededRandom(seed);
        var text = new StringBuilder("visit,user,variant,spend,spend_before,bought,wait\n");
        var visit = 0;
        for (var user = 0; user < users; user++)
        {
            var variant = random.NextBernoulli(0.5) ? "new" : "old";
            double level = random.NextNormal(), visits = 1 + random.NextInt(9);
            for (var i = 0; i < visits; i++)
            {
                var spend = random.NextBernoulli(0.3) ? Math.Round(Math.Exp(1 + level + (0.6 * random.NextNormal())), 2) : 0;
                var before = Math.Round(Math.Max(0, level + 2 + random.NextNormal()), 2);
                text.Append(CultureInfo.InvariantCulture, $"{visit++},{user},{variant},{spend},{before},{(spend > 5 ? 1 : 0)},{Math.Round(Math.Exp(2 + (0.5 * level) + (0.5 * random.NextNormal())), 1)}\n");
            }
        }

        return text.ToString();
    }

    private static string Definitions(string exposures = "", string plan = "{design: fixed, correction: holm, covariates: [{kpi: spend_before}]}") => $$"""
        kind: source
        id: visits
        from: visits.csv
        unit: visit
        ---
        kind: kpi
        id: spend
        unit: currency
        direction: increase
        measure: {type: mean, source: visits, value: spend}
        ---
        kind: metric
        id: bought
        unit: fraction
        direction: increase
        measure: {type: proportion, source: visits, value: bought}
        ---
        kind: metric
        id: spend_before
        unit: currency
        direction: increase
        measure: {type: mean, source: visits, value: spend_before}
        ---
        kind: metric
        id: wait_p90
        unit: duration
        direction: decrease
        measure: {type: quantile, source: visits, value: wait, q: 0.9}
        ---
        kind: experiment
        id: visits_test
        hypothesis: {statement: We believe., kpi: spend, direction: increase, minimum_effect: 2%}
        exposures: {source: visits, variant: variant{{exposures}}}
        variants:
          - {id: old, weight: 0.5, control: true}
          - {id: new, weight: 0.5}
        secondary: [bought{{(exposures.Length == 0 ? ", wait_p90" : "")}}]
        guardrails: [{kpi: spend_before, margin: 5%}]
        plan: {{plan}}
        """;

    private static async Task<Lab> LabAsync(SmallWorkspace workspace, string definitions, int users = 4000, LabOptions? options = null)
    {
        workspace.Write("definitions.yaml", definitions);
        workspace.Write("visits.csv", Visits(users, 17));
        return await workspace.OpenAsync(options);
    }

    [Fact]
    public async Task Heavy_tailed_units_assigned_one_by_one_alarm_as_often_as_promised()
    {
        using var workspace = new SmallWorkspace();
        var measured = await (await LabAsync(workspace, Definitions())).AaAsync("visits_test", new AaOptions(Runs));

        Assert.Null(measured.By);
        Assert.All(measured.Rows, r => Assert.Equal(AaWord.AsPromised, r.Word));
        Assert.DoesNotContain(measured.Findings, f => f.Code == "aa-rate-high");
        Assert.Equal(["spend", "bought", "wait_p90", "spend_before"], measured.Rows.Where(r => r.Subject == AaSubject.Comparison).Select(r => r.Id));
        foreach (var row in measured.Rows.Where(r => r.Subject is AaSubject.Comparison or AaSubject.Unadjusted))
        {
            // Three Monte Carlo errors of a rate, and of the ratio to a standard deviation of 1,000 effects.
            Assert.InRange((double)row.Alarms / row.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
            Assert.InRange(row.ErrorRatio!.Value, 1 - (3 / Math.Sqrt(2.0 * Runs)), 1 + (3 / Math.Sqrt(2.0 * Runs)));
        }
    }

    [Fact]
    public async Task Visits_of_users_that_were_assigned_as_wholes_alarm_visibly_too_often()
    {
        using var workspace = new SmallWorkspace();
        var measured = await (await LabAsync(workspace, Definitions())).AaAsync("visits_test", new AaOptions(Runs, By: "user"));

        Assert.Equal("user", measured.By);
        Assert.Equal(4000, measured.Assigned);
        var bought = measured.Rows.Single(r => r is { Id: "bought", Subject: AaSubject.Unadjusted });
        Assert.Equal(AaWord.TooHigh, bought.Word);
        Assert.True((double)bought.Alarms / bought.Runs > 0.1);
        Assert.True(bought.ErrorRatio < 0.85);
        Assert.Equal(AaWord.TooHigh, measured.Rows.Single(r => r.Id == "wait_p90").Word);
        Assert.Contains(measured.Findings, f => f is { Code: "aa-rate-high", Severity: Severity.Critical, Subject: "wait_p90" });
        Assert.Equal(AaWord.TooHigh, measured.Rows.Single(r => r.Subject == AaSubject.SampleRatio).Word);
        Assert.Contains(measured.Findings, f => f is { Code: "aa-rate-high", Subject: "bought" } && f.Remedy.Contains("exposures.cluster", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_visits_analysed_by_user_alarm_as_often_as_promised()
    {
        using var workspace = new SmallWorkspace();
        var measured = await (await LabAsync(workspace, Definitions(", cluster: user"))).AaAsync("visits_test", new AaOptions(Runs));

        Assert.Equal("user", measured.By);
        Assert.All(measured.Rows, r => Assert.NotEqual(AaWord.TooHigh, r.Word));
        foreach (var row in measured.Rows.Where(r => r.Subject is AaSubject.Comparison or AaSubject.Unadjusted))
        {
            Assert.InRange((double)row.Alarms / row.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
        }
    }

    [Fact]
    public async Task A_rate_agrees_with_Welch_tests_of_shuffled_columns()
    {
        using var workspace = new SmallWorkspace();
        var lab = await LabAsync(workspace, Definitions(), users: 12); // so few and so skewed that the test is far from its level
        var measured = await lab.AaAsync("visits_test", new AaOptions(4000));
        var spend = Visits(12, 17).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => double.Parse(l.Split(',')[3], CultureInfo.InvariantCulture)).ToArray();
        var random = new SeededRandom(99);
        var alarms = 0;
        for (var run = 0; run < 4000; run++)
        {
            var treated = spend.ToLookup(_ => random.NextBernoulli(0.5));
            var test = WelchTest.Compare(Moments.Of([.. treated[false]]), Moments.Of([.. treated[true]]), Level.FromAlpha(0.05));
            alarms += test is { IsDefined: true, Value.Test.PValue: <= 0.05 } ? 1 : 0;
        }

        var own = measured.Rows.Single(r => r is { Id: "spend", Subject: AaSubject.Unadjusted });
        double rate = (double)own.Alarms / own.Runs, expected = alarms / 4000.0;
        Assert.InRange(rate, expected - (3 * Math.Sqrt(2 * expected * (1 - expected) / 4000)), expected + (3 * Math.Sqrt(2 * expected * (1 - expected) / 4000)));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_on_any_number_of_threads_and_another_seed_others()
    {
        using var workspace = new SmallWorkspace();
        var one = await (await LabAsync(workspace, Definitions(), 300, new LabOptions(Threads: 1))).AaAsync("visits_test", new AaOptions(60));
        var two = await (await LabAsync(workspace, Definitions(), 300, new LabOptions(Threads: 2))).AaAsync("visits_test", new AaOptions(60));
        var other = await (await LabAsync(workspace, Definitions(), 300, new LabOptions(Seed: 5))).AaAsync("visits_test", new AaOptions(60));

        Assert.Equal(one.ToJson(), two.ToJson());
        Assert.NotEqual(one.Rows[0].MeanEffect, other.Rows[0].MeanEffect);
    }

    [Fact]
    public async Task Of_more_units_than_asked_for_a_random_part_is_used_with_its_groups_whole()
    {
        using var workspace = new SmallWorkspace();
        var lab = await LabAsync(workspace, Definitions(", cluster: user"), 3000);
        var all = await lab.AaAsync("visits_test", new AaOptions(30));
        var part = await lab.AaAsync("visits_test", new AaOptions(30, Units: 5000));

        Assert.Equal(all.Units, all.UnitsUsed);
        Assert.Equal(all.Units, part.Units);
        Assert.InRange(part.UnitsUsed, 1500, 5000);
        Assert.InRange((double)part.UnitsUsed / part.Assigned, 0.9 * all.UnitsUsed / all.Assigned, 1.1 * all.UnitsUsed / all.Assigned);
        Assert.Contains(part.Findings, f => f.Code == "aa-part-of-units");
    }

    [Fact]
    public async Task Every_medium_tells_the_same()
    {
        using var workspace = new SmallWorkspace();
        var measured = await (await LabAsync(workspace, Definitions(), 200)).AaAsync("visits_test", new AaOptions(40));

        Assert.Equal(measured.Rows.Count, measured.ToTable().Rows.Count);
        Assert.Equal(measured.Rows.Count + 1, measured.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("How often nothing looked like something", measured.ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal(measured.Rows.Select(r => r.Alarms), measured.ToJsonBody()["rows"]!.AsArray().Select(r => (int)r!["alarms"]!));
        Assert.Contains(measured.Findings, f => f.Code == "aa-few-runs");
    }

    [Theory]
    [InlineData("{design: group_sequential, units: 4000, looks: {count: 4}}", "aa-one-look")]
    [InlineData("{design: always_valid, units: 4000}", "aa-one-look")]
    [InlineData("{design: bayesian}", "aa-few-runs")]
    public async Task Every_design_is_measured_at_one_look(string plan, string finding)
    {
        using var workspace = new SmallWorkspace();
        var measured = await (await LabAsync(workspace, Definitions(plan: plan), 800)).AaAsync("visits_test", new AaOptions(150));

        Assert.Contains(measured.Findings, f => f.Code == finding);
        Assert.All(measured.Rows.Where(r => r.Subject == AaSubject.Comparison), r => Assert.InRange((double)r.Alarms / r.Runs, 0, 0.12));
    }

    [Theory]
    [InlineData("ridge")]
    [InlineData("boosted_trees")]
    public async Task An_outcome_model_alarms_as_often_as_promised_and_narrows_the_errors(string model)
    {
        using var workspace = new SmallWorkspace();
        var lab = await LabAsync(workspace, Definitions(plan: $"{{design: fixed, covariates: [{{kpi: spend_before}}], outcome_model: {{type: {model}}}}}"), 1500);
        var measured = await lab.AaAsync("visits_test", new AaOptions(400));

        var (adjusted, plain) = (measured.Rows.Single(r => r is { Id: "spend", Subject: AaSubject.Comparison }), measured.Rows.Single(r => r is { Id: "spend", Subject: AaSubject.Unadjusted }));
        Assert.Equal(AaWord.AsPromised, adjusted.Word);
        Assert.True(adjusted.MeanStandardError < plain.MeanStandardError);
    }

    [Fact]
    public async Task Nonsense_is_refused_all_at_once()
    {
        using var workspace = new SmallWorkspace();
        var lab = await LabAsync(workspace, Definitions(), 50);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.AaAsync("visits_test", new AaOptions(1, Units: 0)));
        Assert.Equal(["--runs", "--units"], refused.Problems.Select(p => p.Field));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.AaAsync("visits_test", new AaOptions(By: "nowhere")));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.AaAsync("visits_test", new AaOptions(By: "variant")));
    }
}
