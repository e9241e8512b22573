using System.Text.Json.Nodes;

namespace KpiLab.Testing;

public sealed class KpiSeriesTests
{
    private const string Definitions = """
        kind: source
        id: orders
        from: orders.csv
        unit: user
        time: at
        ---
        kind: kpi
        id: spend
        name: Spend per buyer
        cadence: weekly
        unit: currency
        direction: increase
        measure: {type: mean, source: orders, value: amount}
        """;

    [Theory]
    [InlineData("table", "2026-01-05")]
    [InlineData("md", "| 2026-01-05 |")]
    [InlineData("csv", "2026-01-05,3,")]
    public async Task A_series_prints_in_every_format(string format, string expected)
    {
        using var folder = Folder();
        var outcome = await Run.KpilabAsync(folder.Path, ["kpi", "series", "spend", "--format", format]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_is_looked_at_from_an_earlier_moment_by_another_cadence()
    {
        // The week of 5 January: a 1 and 2, b 3, mean 3; the next one is not over on the 14th. All of January: a 6, b 3, c 6.
        using var folder = Folder();
        var outcome = await Run.KpilabAsync(folder.Path, ["kpi", "series", "spend", "--as-of", "2026-01-14", "--format", "json"]);
        var points = JsonNode.Parse(outcome.Output)!["points"]!.AsArray();
        Assert.Equal([3.0], points.Select(p => (double)p!["value"]!));
        outcome = await Run.KpilabAsync(folder.Path, ["kpi", "series", "spend", "--as-of", "2026-02-01", "--cadence", "monthly", "--format", "json"]);
        Assert.Equal(5, (double)JsonNode.Parse(outcome.Output)!["points"]![0]!["value"]!, 1e-12);
    }

    [Fact]
    public async Task A_remark_is_recorded_and_shown_and_the_series_written_to_a_file()
    {
        using var folder = Folder();
        var outcome = await Run.KpilabAsync(folder.Path, ["kpi", "annotate", "spend", "2026-01-06", "Sale"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("Noted on 2026-01-06 of spend, remark 1", outcome.Output, StringComparison.Ordinal);
        outcome = await Run.KpilabAsync(folder.Path, ["kpi", "series", "spend", "--csv", Path.Combine(folder.Path, "out.csv")]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("Sale", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("Sale", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kpi series spent", "there is no KPI or metric spent; did you mean spend?")]
    [InlineData("kpi series spend --from yesterday", "`yesterday` is no day")]
    [InlineData("kpi series spend --from 2026-02-01 --to 2026-01-01", "2026-02-01 is after 2026-01-01")]
    [InlineData("kpi annotate spend 6.1.2026 Sale", "`6.1.2026` is no day")]
    [InlineData("kpi annotate spent 2026-01-06 Sale", "there is no KPI or metric spent")]
    public async Task What_cannot_be_done_is_refused_with_exit_code_2(string command, string expected)
    {
        using var folder = Folder();
        var outcome = await Run.KpilabAsync(folder.Path, command.Split(' '));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        folder.Write("orders.csv", "user,at,amount\na,2026-01-05,1\na,2026-01-06,2\nb,2026-01-07,3\na,2026-01-13,3\nc,2026-01-20,6\n");
        folder.Write("kpis.yaml", Definitions);
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        return folder;
    }
}
