using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.EndToEnd;

/// <summary>A month of governance as a person lives it: real processes, one after the other, on one workspace.</summary>
public sealed class GovernanceStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_the_first_apply_to_a_decided_review_that_moves_to_another_store()
    {
        var month = DateTime.UtcNow.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Workspace();
        await RunAsync(0, "apply");
        var audit = JsonNode.Parse((await RunAsync(1, "kpi", "audit", "--format", "json")).Output)!;
        Assert.Contains(audit["findings"]!.AsArray(), f => (string?)f!["code"] == "no-owner" && (string?)f["subject"] == "signups");
        await RunAsync(0, "kpi", "answer", "signups", "simple", "yes", "--reason", "A count");
        await RunAsync(0, "kpi", "pause", "visits", "--reason", "It grows by itself");
        await RunAsync(2, "kpi", "pause", "visits", "--reason", "Again");

        var page = Path.Combine(_folder.Path, "review.html");
        var review = JsonNode.Parse((await RunAsync(0, "review", "run", "--month", month, "--html", page, "--format", "json")).Output)!;
        Assert.Equal((1, false), ((int)review["version"]!, (bool)review["complete"]!));
        Assert.Contains("KpiLab monthly review", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var question in review["unanswered"]!.AsArray())
        {
            await RunAsync(0, "review", "answer", month, (string)question!, "Said in the meeting");
        }

        var shown = JsonNode.Parse((await RunAsync(0, "review", "show", month, "--format", "json")).Output)!;
        Assert.True((bool)shown["complete"]!);
        var advice = (string)shown["snapshot"]!["kpis"]![0]!["advice"]!;
        var against = advice == "Retire" ? "keep" : "retire";
        var refused = await RunAsync(2, "review", "decide", month, "kpi/signups", against);
        Assert.Contains("goes against the recommendation", refused.Error, StringComparison.Ordinal);
        await RunAsync(0, "review", "decide", month, "kpi/signups", against, "--reason", "The product is closed");

        await RunAsync(2, "deviation", "act", "signups@2020-01-06", "x");
        await RunAsync(2, "experiment", "decide", "nothing", "ship");
        await RunAsync(2, "review", "run", "--month", "2999-01");

        var file = Path.Combine(_folder.Path, "backup.jsonl.gz");
        await RunAsync(0, "export", file);
        using var other = new TemporaryFolder();
        other.Write("kpilab.yaml", "store: elsewhere.db\n");
        Assert.Equal(0, (await CommandLine.RunAsync(["import", file], folder: other.Path)).ExitCode);
        var moved = JsonNode.Parse((await CommandLine.RunAsync(["review", "show", month, "--format", "json"], folder: other.Path)).Output)!;
        Assert.Equal(against, (string?)moved["decisions"]![0]!["word"]);
        Assert.Equal(0, (await CommandLine.RunAsync(["audit", "verify"], folder: other.Path)).ExitCode);
        Assert.Equal(2, (await CommandLine.RunAsync(["import", file, "--key", new string('0', 64)], folder: other.Path)).ExitCode);
        Assert.Equal(0, (await RunAsync(0, "audit", "verify")).ExitCode);
    }

    private async Task<CommandLine.Result> RunAsync(int expected, params string[] arguments)
    {
        var result = await CommandLine.RunAsync(arguments, folder: _folder.Path);
        Assert.True(result.ExitCode == expected, $"{string.Join(' ', arguments)}: {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }

    private void Workspace()
    {
        var monday = DateOnly.FromDateTime(DateTime.UtcNow);
        monday = monday.AddDays(-(((int)monday.DayOfWeek + 6) % 7));
        _folder.Write("weekly.csv", "week,signups,visits\n" + string.Concat(Enumerable.Range(1, 20).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{monday.AddDays(7 * (i - 21)):yyyy-MM-dd},{100 + (i % 5)},{1000 + (20 * i)}\n"))));
        _folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        _folder.Write("kpis.yaml", """
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: goal
            id: grow
            level: enterprise
            outcome: revenue
            ---
            kind: kpi
            id: signups
            name: Sign-ups
            goal: grow
            team: growth
            tier: primary
            purpose: improve
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: signups}
            target: {value: 120, due: 2999-12-31}
            ---
            kind: kpi
            id: visits
            name: Website visits
            goal: grow
            team: growth
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: visits}
            """);
    }
}
