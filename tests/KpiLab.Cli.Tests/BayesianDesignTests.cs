using System.Globalization;
using System.Text;

namespace KpiLab.Testing;

/// <summary>A Bayesian plan from YAML and CSV to every output. Figures: gbstats 0.8.0, EffectBayesianABTest, 45 of 500 against 61 of 520 (oracle cases gb04 and gb05).</summary>
public sealed class BayesianDesignTests
{
    private static readonly string[] Analyze = ["experiment", "analyze", "shelf"];

    [Fact]
    public async Task A_flat_prior_agrees_with_gbstats_in_the_json()
    {
        using var folder = Workspace("{design: bayesian, lift: delta}");
        var outcome = await Run.KpilabAsync(folder.Path, [.. Analyze, "--format", "json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var comparison = outcome.Json["analysis"]!["comparisons"]![0]!;
        Assert.Equal(0.8943135028039311, (double)comparison["bayesian"]!["chanceToBeatControl"]!, 1e-9);
        Assert.Equal(0.30341880341880345, (double)comparison["relative"]!["estimate"]!, 1e-9);
        Assert.Equal(-0.17240966478645287, (double)comparison["relative"]!["confidenceSet"]!["lower"]!, 1e-9);
        Assert.Equal(0.7792472716240597, (double)comparison["relative"]!["confidenceSet"]!["upper"]!, 1e-9);
        Assert.Equal(-0.010030937084516113, (double)comparison["absolute"]!["confidenceSet"]!["lower"]!, 1e-9);
        Assert.Equal(0.02795639163013429, (double)comparison["bayesian"]!["expectedLoss"]!["keeping"]!, 1e-9);
        Assert.Equal(0.0006486993224419791, (double)comparison["bayesian"]!["expectedLoss"]!["shipping"]!, 1e-9);
        Assert.Equal("credible", (string?)comparison["bayesian"]!["interval"]);
        Assert.True((bool)outcome.Json["analysis"]!["bayesian"]!["prior"]!["flat"]!);
        Assert.Equal(0.975, (double)outcome.Json["analysis"]!["bayesian"]!["shipFrom"]!);
    }

    [Fact]
    public async Task A_relative_prior_agrees_with_gbstats_and_stands_in_the_plan()
    {
        using var folder = Workspace("{design: bayesian, lift: delta, prior: {sd: 30%}}");
        var outcome = await Run.KpilabAsync(folder.Path, [.. Analyze, "--format", "json"]);
        var comparison = outcome.Json["analysis"]!["comparisons"]![0]!;
        Assert.Equal(0.8343581272430232, (double)comparison["bayesian"]!["chanceToBeatControl"]!, 1e-9);
        Assert.Equal(0.1833478475722315, (double)comparison["relative"]!["estimate"]!, 1e-9);
        Assert.Equal(0.5532331579148005, (double)comparison["relative"]!["confidenceSet"]!["upper"]!, 1e-9);
        Assert.Equal(0.3, (double)outcome.Json["analysis"]!["plan"]!["prior"]!["standardDeviation"]!);
    }

    [Fact]
    public async Task Words_say_the_chance_and_never_call_a_p_value_a_probability()
    {
        using var folder = Workspace("{design: bayesian, units: 2000}");
        var page = Path.Combine(folder.Path, "report.html");
        var table = await Run.KpilabAsync(folder.Path, [.. Analyze, "--html", page]);
        var html = await File.ReadAllTextAsync(page);

        // gb04-absolute: 0.92413.
        Assert.Contains("chance to beat control 92.4 %", table.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("undecided", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not significant", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("p says how often", table.Output, StringComparison.Ordinal);
        Assert.Contains("Chances and prior", html, StringComparison.Ordinal);
        Assert.Contains("Chance to beat control: ", html, StringComparison.Ordinal);
        Assert.Contains("Chance to beat control", (await Run.KpilabAsync(folder.Path, [.. Analyze, "--format", "md"])).Output, StringComparison.Ordinal);
        var csv = (await Run.KpilabAsync(folder.Path, [.. Analyze, "--format", "csv"])).Output;
        Assert.Contains(",chance_to_beat_control,expected_loss_shipping,expected_loss_keeping\r\n", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Power_is_planned_for_the_posterior()
    {
        using var folder = Workspace("{design: bayesian, units: 20000, prior: {sd: 30%}}");
        var outcome = await Run.KpilabAsync(folder.Path, ["experiment", "power", "shelf", "--rate", "9%", "--effect", "20%", "--format", "json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal("bayesian", (string?)outcome.Json["design"]);
        Assert.Contains("the chance to beat the control reaches 97.5 %", outcome.Output, StringComparison.Ordinal);
        Assert.True((double)outcome.Json["treatments"]![0]!["powerAtPlan"]! is > 0.9 and < 1);
    }

    private static TemporaryFolder Workspace(string plan)
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("shelf.yaml", $$"""
            kind: source
            id: visits
            from: visits.csv
            unit: user
            ---
            kind: kpi
            id: bought
            name: Bought
            unit: fraction
            direction: increase
            measure: {type: proportion, source: visits, value: bought}
            ---
            kind: experiment
            id: shelf
            hypothesis: {kpi: bought, direction: increase, minimum_effect: 5%}
            exposures: {source: visits, variant: variant}
            variants:
              - {id: old, weight: 0.5, control: true}
              - {id: new, weight: 0.5}
            plan: {{plan}}
            """);
        var rows = new StringBuilder("user,variant,bought\n");
        foreach (var (variant, units, bought) in new[] { ("old", 500, 45), ("new", 520, 61) })
        {
            for (var i = 0; i < units; i++)
            {
                rows.Append(CultureInfo.InvariantCulture, $"{variant}{i},{variant},{(i < bought ? 1 : 0)}\n");
            }
        }

        folder.Write("visits.csv", rows.ToString());
        return folder;
    }
}
