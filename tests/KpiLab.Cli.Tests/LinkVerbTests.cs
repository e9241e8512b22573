using System.Text.Json.Nodes;
using KpiLab.Data;
using KpiLab.Testing;

namespace KpiLab.Cli.Tests;

/// <summary><c>link check</c> and <c>link show</c> on the sample company.</summary>
public sealed class LinkVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-linkverb-").FullName;

    public LinkVerbTests()
    {
        foreach (var file in SampleCompany.Files())
        {
            var path = Path.Combine(_folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_check_prints_its_ladder_writes_its_page_and_is_shown_afterwards()
    {
        Assert.Equal(0, (await RunAsync("apply")).Code);
        var check = await RunAsync("link check activation_leads_paid --as-of 2026-07-01 --html page.html");
        Assert.Equal(0, check.Code);
        Assert.Contains("keep", check.Output, StringComparison.Ordinal);
        Assert.Contains("Would it have made forecasts better? Passed.", check.Output, StringComparison.Ordinal);
        Assert.Contains("What would change the word", check.Output, StringComparison.Ordinal);
        Assert.Contains("data-link=\"activation_leads_paid\"", File.ReadAllText(Path.Combine(_folder, "page.html")), StringComparison.Ordinal);

        var show = await RunAsync("link show activation_leads_paid");
        Assert.Equal(0, show.Code);
        Assert.Contains("Last check, looked from 2026-07-01", show.Output, StringComparison.Ordinal);
        Assert.Contains("Forecasts", show.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await RunAsync("link show activation_leads_paid --format json")).Output)!;
        Assert.Equal("keep", (string?)json["last"]!["word"]);
        Assert.Single(json["looks"]!.AsArray());
        Assert.Equal(2, (await RunAsync("link show activation_leads_paid --format csv")).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_kept_link_that_is_to_be_replaced_ends_with_one()
    {
        await RunAsync("apply");
        await RunAsync("link check webinars_lead_demos --as-of 2026-07-01");

        // The lead dies: what it says from now on has nothing to do with the outcome. A year later the full verdict is due.
        var file = Path.Combine(_folder, "data/weekly_kpis.csv");
        var rows = File.ReadAllLines(file);
        var column = Array.IndexOf(rows[0].Split(','), "first_response_hours");
        var kept = await RunAsync("link check response_leads_satisfaction --as-of 2026-07-01");
        Assert.Contains("keep", kept.Output, StringComparison.Ordinal);
        var random = new Statistics.SeededRandom(3);
        var more = new List<string>(rows);
        var next = DateOnly.Parse(rows[^1][..10], System.Globalization.CultureInfo.InvariantCulture).AddDays(7);
        for (var week = 0; week < 120; week++)
        {
            var cells = rows[1 + (week % 150)].Split(',');
            cells[0] = next.AddDays(7 * week).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            cells[column] = (6.5 + (0.8 * random.NextNormal())).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
            more.Add(string.Join(',', cells));
        }

        File.WriteAllLines(file, more);
        var lost = await RunAsync("link check response_leads_satisfaction --as-of 2028-10-10");
        Assert.Equal(1, lost.Code);
        Assert.Contains("replace", lost.Output, StringComparison.Ordinal);
        Assert.Contains("do not steer", lost.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_link_is_wrong_input_and_an_overview_covers_all()
    {
        var unknown = await RunAsync("link check nothing");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("there is no link nothing", unknown.Error, StringComparison.Ordinal);
        var all = await RunAsync("link check --as-of 2026-07-01 --format csv");
        Assert.Equal(13, all.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_kpis_page_says_whether_its_target_is_realistic()
    {
        var show = await RunAsync("kpi show new_paid_subscriptions --as-of 2026-07-01");
        Assert.Contains("Is the target realistic?", show.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await RunAsync("kpi show new_paid_subscriptions --as-of 2026-07-01 --format json")).Output)!;
        Assert.InRange((double)json["targetRealism"]!["probability"]!, 0, 1);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        var run = await Run.KpilabAsync(_folder, line.Split(' '));
        return (run.ExitCode, run.Output, run.Error);
    }
}
