using System.Text.Json.Nodes;
using KpiLab.Data;

namespace KpiLab.Testing;

/// <summary><c>goal tree</c> and <c>link list</c> on the sample company: the map with what the record says of each link.</summary>
public sealed class MapVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MapVerbTests()
    {
        foreach (var file in SampleCompany.Files())
        {
            _folder.Write(file.Path, file.Text);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_map_shows_what_the_last_check_said_and_computes_nothing_anew()
    {
        Assert.Equal(0, (await RunAsync("apply")).ExitCode);
        Assert.All(await WordsAsync("2026-07-05"), w => Assert.Equal("not_checked", w.Value));
        Assert.Equal(0, (await RunAsync("link check activation_leads_paid --as-of 2026-07-01")).ExitCode);

        // The data go: what was stored still stands, and nothing is read to show it.
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true);
        Assert.Equal([("activation_leads_paid", "keep")], (await WordsAsync("2026-07-05")).Where(w => w.Value != "not_checked").Select(w => (w.Key, w.Value)));
        Assert.All(await WordsAsync("2026-06-30"), w => Assert.Equal("not_checked", w.Value));

        var tree = await RunAsync("goal tree --as-of 2026-07-05");
        Assert.True(tree.ExitCode == 0, tree.Error);
        Assert.Matches("└─ Free-trial activation rate +✔ keep", tree.Output);
        Assert.Contains("12 links: 1 keep, 11 not checked yet.", tree.Output, StringComparison.Ordinal);

        // 31 days are the workspace's limit; a changed lag makes the verdict one of an earlier definition.
        Assert.DoesNotContain("stale", (await RunAsync("link list --as-of 2026-08-01 --format md")).Output, StringComparison.Ordinal);
        Assert.Contains("2026-07-01, stale", (await RunAsync("link list --as-of 2026-08-02 --format md")).Output, StringComparison.Ordinal);
        var links = Path.Combine(_folder.Path, "links.yaml");
        await File.WriteAllTextAsync(links, (await File.ReadAllTextAsync(links, TestContext.Current.CancellationToken)).Replace("lag: 2w..10w", "lag: 3w..10w", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync("apply")).ExitCode);
        Assert.Contains("2026-07-01, earlier definition", (await RunAsync("link list --as-of 2026-07-05 --format md")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_and_list_write_the_same_page_and_the_same_flowchart()
    {
        await RunAsync("apply");
        foreach (var (command, file) in new[] { ("goal tree", "a.html"), ("link list", "b.html") })
        {
            Assert.Equal(0, (await RunAsync($"{command} --as-of 2026-07-05 --html {file}")).ExitCode);
        }

        string Body(string file) => File.ReadAllText(Path.Combine(_folder.Path, file)).Split("<footer")[0];
        Assert.Equal(Body("a.html"), Body("b.html"));
        Assert.Contains("id=\"link-activation_leads_paid\"", Body("a.html"), StringComparison.Ordinal);
        string Chart(string markdown) => markdown.Split("```mermaid")[1].Split("```")[0];
        var list = await RunAsync("link list --as-of 2026-07-05 --format md");
        Assert.Equal(Chart((await RunAsync("goal tree --as-of 2026-07-05 --format md")).Output), Chart(list.Output));
        Assert.Equal(12, Chart(list.Output).Split("not checked yet").Length - 1);
        Assert.Equal(13, (await RunAsync("link list --format csv")).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_list_of_KPIs_writes_the_dashboard_beside_its_table()
    {
        await RunAsync("apply");
        var list = await RunAsync("kpi list --as-of 2026-06-30 --format csv --html dash.html");
        Assert.True(list.ExitCode == 0, list.Error);
        Assert.Equal((await RunAsync("kpi list --format csv")).Output, list.Output);
        var page = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "dash.html"), TestContext.Current.CancellationToken);
        Assert.Equal(33, page.Split("class=\"card kpi\"").Length - 1);
        Assert.Contains("href=\"#link-activation_leads_paid\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_wrong_input()
    {
        var outcome = await RunAsync("goal tree --html nowhere/map.html");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--html", outcome.Error, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> WordsAsync(string asOf)
        => JsonNode.Parse((await RunAsync($"goal tree --as-of {asOf} --format json")).Output)!["links"]!.AsArray().ToDictionary(l => (string)l!["id"]!, l => (string)l!["word"]!);

    private Task<Outcome> RunAsync(string line) => Run.KpilabAsync(_folder.Path, line.Split(' '));
}
