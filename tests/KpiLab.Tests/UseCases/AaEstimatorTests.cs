using System.Globalization;
using System.Text;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Every estimator that a plan can name, measured on healthy data, or refused with its reason.</summary>
public sealed class AaEstimatorTests
{
    private const int Runs = 1000;

    // People of three countries in forty shops, with hours at risk and errors that come singly; weeks for panels; a time for switched blocks.
    private static string People(int people, long seed)
    {
        var random = new SeededRandom(seed);
        var text = new StringBuilder("id,shop,country,variant,turn,spend,before,errors,hours,phase,at\n");
        var turn = "old";
        for (var i = 0; i < people; i++)
        {
            turn = i % 12 != 0 ? turn : random.NextBernoulli(0.5) ? "new" : "old"; // by the hour
            double level = random.NextNormal(), before = level + (0.5 * random.NextNormal());
            var country = (string[])["de", "fr", "pl"];
            var spend = Math.Round(Math.Exp(0.5 * (level + random.NextNormal())) + (i % 3), 2);
            var hours = 1 + random.NextInt(8);
            var at = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(20 * (i / 4));
            text.Append(CultureInfo.InvariantCulture, $"{i},s{i % 40},{country[i % 3]},{(random.NextBernoulli(0.5) ? "new" : "old")},{turn},{spend},{before:0.###},{random.NextPoisson(0.05 * hours)},{hours},{(i / 40 % 2 == 0 ? "pre" : "post")},{at:yyyy-MM-ddTHH:mm:ss}Z\n");
        }

        return text.ToString();
    }

    private static string Definitions(string plan, string exposures, string kpi, bool unit) => $$"""
        kind: source
        id: people
        from: people.csv
        {{(unit ? "unit: id" : "columns: {id: integer, shop: text, country: text, variant: text, turn: text, spend: double, before: double, errors: integer, hours: integer, phase: text, at: timestamp}")}}
        ---
        kind: metric
        id: spend
        direction: increase
        measure: {type: mean, value: spend}
        ---
        kind: metric
        id: before
        direction: increase
        measure: {type: mean, value: before}
        ---
        kind: metric
        id: p75
        direction: increase
        measure: {type: quantile, value: spend, q: 0.75}
        ---
        kind: metric
        id: errors_per_hour
        direction: decrease
        measure: {type: ratio, numerator: errors, denominator: hours}
        ---
        kind: experiment
        id: test
        hypothesis: {kpi: {{kpi}}}
        exposures: {source: people, variant: {{(plan.Contains("switchback", StringComparison.Ordinal) ? "turn" : "variant")}}{{exposures}}}
        variants: [{id: old, control: true, weight: 0.5}, {id: new, weight: 0.5}]
        plan: { {{plan}} }
        """;

    private static async Task<AaAnalysis> Measure(string plan, string exposures = "", string kpi = "spend", bool unit = true, int people = 1200, string? by = null)
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("definitions.yaml", Definitions(plan, exposures, kpi, unit));
        workspace.Write("people.csv", People(people, 23));
        var lab = await workspace.OpenAsync();
        return await lab.AaAsync("test", new AaOptions(Runs, By: by));
    }

    private static void AssertNominal(AaAnalysis measured)
    {
        var rows = measured.Rows.Where(r => r.Subject is AaSubject.Comparison or AaSubject.Unadjusted).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.Equal(0, row.Undefined);
            Assert.InRange((double)row.Alarms / row.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
        }
    }

    [Theory]
    [InlineData("estimator: post_stratified, strata: [country]", true)]
    [InlineData("estimator: fixed_effects, strata: [country], errors: hc1", true)]
    [InlineData("estimator: regression, covariates: [{kpi: before}]", true)]
    [InlineData("covariates: [{kpi: before}], outcome_model: {type: ridge}", true)]
    [InlineData("methods: {spend: rank}", false)]
    public async Task Of_units_they_alarm_as_often_as_promised(string plan, bool beside)
    {
        var measured = await Measure(plan);
        AssertNominal(measured);
        Assert.Equal(beside, measured.Rows.Any(r => r.Subject == AaSubject.Unadjusted));
    }

    [Fact]
    public async Task The_bootstrap_alarms_about_as_often_as_promised()
    {
        // 300 log-normal units: the percentile interval is a little short by itself.
        var row = (await Measure("methods: {spend: bootstrap}", people: 300)).Rows.Single(r => r.Subject == AaSubject.Comparison);
        Assert.InRange((double)row.Alarms / row.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.06 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Fact]
    public async Task The_exact_Poisson_test_never_alarms_more_often_than_promised_where_events_come_singly()
    {
        var row = (await Measure("methods: {errors_per_hour: poisson}", kpi: "errors_per_hour")).Rows.Single(r => r.Subject == AaSubject.Comparison);
        Assert.InRange((double)row.Alarms / row.Runs, 0.01, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Fact]
    public async Task Few_events_are_re_randomised_by_the_rule_that_compares_them()
    {
        var row = (await Measure("alpha: 0.05", kpi: "errors_per_hour", people: 60)).Rows.Single(r => r.Subject == AaSubject.Comparison);
        Assert.InRange((double)row.Alarms / row.Runs, 0.005, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Fact]
    public async Task Within_shops_by_cluster_and_quantiles_by_cluster_alarm_as_often_as_promised()
    {
        AssertNominal(await Measure("estimator: fixed_effects, strata: [country]", ", cluster: shop", people: 2000));
        var quantile = (await Measure("alpha: 0.05", ", cluster: id", kpi: "p75", people: 1000, unit: false)).Rows.Single(r => r.Subject == AaSubject.Comparison);
        Assert.InRange((double)quantile.Alarms / quantile.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.06 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Fact]
    public async Task Blocks_of_a_switchback_are_assigned_as_wholes()
    {
        var measured = await Measure("switchback: {block: 1h}", ", exposed_at: at", unit: false, people: 1200);
        Assert.Equal("block", measured.By);
        Assert.Equal(100, measured.Assigned); // twelve rows an hour
        AssertNominal(measured);
    }

    [Fact]
    public async Task A_randomised_panel_is_assigned_by_unit()
    {
        var measured = await Measure("estimator: difference_in_differences, period: {column: phase, before: pre, after: post, randomised: true}", ", cluster: shop", unit: false, people: 4000, by: "shop");
        Assert.Equal(40, measured.Assigned);
        var row = measured.Rows.Single(r => r.Subject == AaSubject.Comparison);

        // Forty units: CR1 is known to reject a little too often.
        Assert.InRange((double)row.Alarms / row.Runs, 0.05 - (3 * Math.Sqrt(0.05 * 0.95 / Runs)), 0.065 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Theory]
    [InlineData("estimator: difference_in_differences, period: {column: phase, before: pre, after: post}", ", cluster: shop", null, "nobody was assigned by lot")]
    [InlineData("switchback: {block: 1h, assignment: paired}", ", exposed_at: at", null, "is paired")]
    [InlineData("switchback: {block: 1h, assignment: alternating}", ", exposed_at: at", null, "variants took turns")]
    [InlineData("switchback: {block: 1h}", ", exposed_at: at", "shop", "whose blocks were assigned")]
    public async Task What_cannot_be_assigned_anew_is_refused_with_the_reason(string plan, string exposures, string? by, string reason)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Measure(plan, exposures, unit: false, people: 100, by: by));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
