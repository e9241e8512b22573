using System.Text.Json.Nodes;

namespace KpiLab.Testing;

/// <summary><c>experiment power</c> through the real entry point.</summary>
public sealed class PowerVerbTests
{
    private const string Definitions = """
        kind: source
        id: visits
        from: visits.csv
        unit: user
        ---
        kind: kpi
        id: spend
        name: Spend per visitor
        unit: currency
        direction: increase
        measure: {type: mean, source: visits, value: spend}
        ---
        kind: metric
        id: returns
        name: Returns
        unit: fraction
        direction: decrease
        measure: {type: proportion, source: visits, value: returned}
        ---
        kind: experiment
        id: shelf
        hypothesis: {kpi: spend, direction: increase, minimum_effect: 2%}
        exposures: {source: visits, variant: variant, exposed_at: at}
        variants:
          - {id: old, weight: 0.5, control: true}
          - {id: new, weight: 0.5}
        guardrails: [{kpi: returns, margin: 5pp}]
        plan: {design: group_sequential, units: 30000, power: 0.8, looks: {count: 3, spending: pocock}}
        """;

    private static readonly string[] Figures = ["experiment", "power", "--baseline", "10", "--sd", "5", "--traffic-per-day", "1000"];

    [Fact]
    public async Task Figures_on_the_command_line_take_the_place_of_data_and_plan()
    {
        using var folder = Workspace("{design: fixed}");
        var outcome = await Run.KpilabAsync(folder.Path, [.. Figures, "--units", "10000", "--format", "json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);

        // SciPy 1.10.1: see ExperimentPlannerTests.
        Assert.Equal(19622.1512733155, (double)outcome.Json["unitsNeeded"]!, 1e-5);
        Assert.Equal(0.5160052739761747, (double)outcome.Json["treatments"]![0]!["powerAtPlan"]!, 1e-9);
        Assert.Equal(20, (double)outcome.Json["daysNeeded"]!);
        Assert.Null(outcome.Json["baseline"]!["measuredOn"]);
        Assert.Equal("no-data", (string?)outcome.Json["guardrails"]![0]!["unitsNeeded"]!["undefined"]!["code"]);
    }

    [Fact]
    public async Task Data_of_the_experiment_are_read_without_becoming_a_look()
    {
        using var folder = Workspace();
        await Run.KpilabAsync(folder.Path, ["apply", "--actor", "ana"]);
        Rows(folder, 600);
        var outcome = await Run.KpilabAsync(folder.Path, ["experiment", "power", "shelf", "--format", "json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);

        // Control: spend 0, 2, 4, 6, 8 in turn, mean 4, population variance 8.
        Assert.Equal(4, (double)outcome.Json["baseline"]!["mean"]!, 1e-12);
        Assert.Equal(8.0 * 300 / 299, (double)outcome.Json["baseline"]!["unitVariance"]!, 1e-9);
        Assert.Equal(300, (long)outcome.Json["baseline"]!["measuredOn"]!);
        Assert.Equal(600, (long)outcome.Json["unitsSoFar"]!);
        // One side errs at 2.5 %; the effect is a third of a standard error.
        Assert.True((double)outcome.Json["treatments"]![0]!["running"]!["power"]! is > 0.025 and < 0.2);
        Assert.True((double)outcome.Json["guardrails"]![0]!["powerAtPlan"]! is > 0.99 and <= 1);
        Assert.Empty((JsonArray)(await Run.KpilabAsync(folder.Path, ["experiment", "show", "shelf", "--format", "json"])).Json["looks"]!);
    }

    [Fact]
    public async Task The_answer_is_told_in_words_and_drawn_on_a_page()
    {
        using var folder = Workspace();
        Rows(folder, 600);
        var page = Path.Combine(folder.Path, "power.html");
        var outcome = await Run.KpilabAsync(folder.Path, ["experiment", "power", "--simulate", "--runs", "200", "--seed", "3", "--html", page]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("with a power of 80 %", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("of 200 simulated experiments of 30,000 units with 3 looks found the effect (seed 3)", outcome.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("Pocock spending", outcome.Output, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(page);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("Spend per visitor: power by units", html, StringComparison.Ordinal);
        Assert.Equal(outcome.Output, (await Run.KpilabAsync(folder.Path, ["experiment", "power", "--simulate", "--runs", "200", "--seed", "3"])).Output);
    }

    [Fact]
    public async Task The_table_for_programs_has_a_row_for_each_treatment_and_guardrail()
    {
        using var folder = Workspace();
        Rows(folder, 600);
        var lines = (await Run.KpilabAsync(folder.Path, ["experiment", "power", "--format", "csv"])).Output.Split("\r\n");
        Assert.StartsWith("term,role,treatment,alpha,power,effect,units_needed,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("spend,primary,new,0.05,0.8,0.08,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("returns,guardrail_test,new,0.05,0.8,0.05,", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[3]);
    }

    [Theory]
    [InlineData("", "there is no baseline: the data cannot be read; give `--rate`")]
    [InlineData("--baseline 10", "--sd: is missing beside --baseline")]
    [InlineData("--sd 5", "--baseline: is missing beside --sd")]
    [InlineData("--rate 0.2", "--rate: spend is no share of units")]
    [InlineData("--effect 2", "--effect: 2 is read as a fraction of the control mean")]
    [InlineData("--effect much", "--effect: 'much' is not a size")]
    [InlineData("--power 1.2 --baseline 1 --sd 1", "--power: 1.2 is not a probability")]
    [InlineData("--traffic-per-day none", "--traffic-per-day: 'none' is not a number")]
    public async Task What_is_missing_or_wrong_is_said_in_a_sentence(string options, string sentence)
    {
        using var folder = Workspace();
        var outcome = await Run.KpilabAsync(folder.Path, ["experiment", "power", "shelf", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_minimum_effect_and_units_is_told_what_to_write()
    {
        using var folder = Workspace("{design: fixed}", "kpi: spend, direction: increase");
        var outcome = await Run.KpilabAsync(folder.Path, Figures);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("hypothesis.minimum_effect: is missing", outcome.Error, StringComparison.Ordinal);
    }

    private static TemporaryFolder Workspace(string? plan = null, string? hypothesis = null)
    {
        var folder = new TemporaryFolder();
        var text = plan is null ? Definitions : string.Join('\n', Definitions.Split('\n').Select(l => l.StartsWith("plan:", StringComparison.Ordinal) ? "plan: " + plan : l));
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("shelf.yaml", hypothesis is null ? text : text.Replace("kpi: spend, direction: increase, minimum_effect: 2%", hypothesis, StringComparison.Ordinal));
        return folder;
    }

    private static void Rows(TemporaryFolder folder, int units)
        => folder.Write("visits.csv", "user,variant,at,spend,returned\n" + string.Join('\n', Enumerable.Range(0, units).Select(i =>
            FormattableString.Invariant($"u{i},{(i % 2 == 0 ? "old" : "new")},2026-02-{1 + (i * 20 / units):00},{i / 2 % 5 * 2},{(i / 2 % 10 == 0 ? 1 : 0)}"))) + "\n");
}
