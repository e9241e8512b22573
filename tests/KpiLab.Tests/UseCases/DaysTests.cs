using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>The effect by day from the workspace to the report: its time zone, its looks, its definitions.</summary>
public sealed class DaysTests
{
    // A unit an hour from 1 February 0:00 UTC on, which is 1:00 in Berlin: 23 units until midnight there.
    [Theory]
    [InlineData("UTC", 24)]
    [InlineData("Europe/Berlin", 23)]
    public async Task Days_are_those_of_the_workspaces_time_zone(string zone, long first)
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("kpilab.yaml", $"store: .kpilab/store.db\ndefaults: {{time_zone: {zone}}}\n");
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.Equal(new DayPeriod(zone, 1), analysis.DayPeriod);
        Assert.Equal(Enumerable.Range(0, 17).Select(d => new DateOnly(2026, 2, 1).AddDays(d)), analysis.Days.Select(d => d.Day));
        Assert.Equal([first, first + 24, 400], new[] { analysis.Days[0], analysis.Days[1], analysis.Days[^1] }.Select(d => d.Units));
        var whole = analysis.Comparisons[0].Result.Value;
        Assert.Equal(whole.Absolute.Value, analysis.Days[^1].Absolute.Value.Value, 12);
        Assert.Equal(whole.Absolute.Set.Lower, analysis.Days[^1].Absolute.Value.Set.Lower, 12);
        Assert.Equal(whole.Relative.Value.Set.Upper, analysis.Days[^1].Relative.Value.Set.Upper, 12);
    }

    [Fact]
    public async Task An_analysis_knows_the_looks_before_it_and_its_body_does_not_change_with_them()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Now = new DateTimeOffset(2026, 2, 10, 8, 0, 0, TimeSpan.Zero);
        var first = await lab.AnalyzeAsync("checkout");
        Assert.Equal([1], first.Looks.Select(l => l.Number));
        workspace.Now = workspace.Now.AddDays(5);
        var again = await lab.AnalyzeAsync("checkout");
        Assert.Equal(first.Looks, again.Looks);
        Assert.Equal(first.ToJson(), again.ToJson());

        workspace.Rows(500);
        var second = await lab.AnalyzeAsync("checkout");
        Assert.Equal([(1, 400L), (2, 500L)], second.Looks.Select(l => (l.Number, l.Units)));
        var page = second.ToHtml();
        Assert.Contains("look 1</text>", page, StringComparison.Ordinal);
        Assert.Contains("look 2</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_an_analysis_shows_definitions_and_days_by_itself()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var analysis = await lab.AnalyzeAsync("checkout");
        Assert.Equal(["conversion", "spend"], analysis.Metrics.Select(m => m.Id));
        var page = analysis.ToHtml();
        Assert.Contains("Effect by day", page, StringComparison.Ordinal);
        Assert.Contains("<dd>converted</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_at_hand_have_days_where_a_column_says_when()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new { variant = i % 2 == 0 ? "old" : "new", spend = (i * 7) % 11, seen = new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i) }).ToList();
        var sentence = Experiment.Between("old", "new").On("spend");
        var lab = Lab.InMemory();
        Assert.Empty((await lab.AnalyzeAsync(rows, sentence)).Days);
        var analysis = await lab.AnalyzeAsync(rows, sentence.ExposedAt("seen"));
        Assert.Equal([24L, 48, 60], analysis.Days.Select(d => d.Units));
        Assert.Equal(analysis.Comparisons[0].Result.Value.Absolute.Value, analysis.Days[^1].Absolute.Value.Value, 12);
    }

    [Fact]
    public async Task A_sentence_has_a_hash_of_its_own_whatever_the_rows()
    {
        var sentence = Experiment.Between("old", "new").On("spend");
        async Task<string> Hash(Experiment experiment, int units)
            => (await Lab.InMemory().AnalyzeAsync(Enumerable.Range(0, units).Select(i => new { variant = i % 2 == 0 ? "old" : "new", spend = i, country = "DE" }), experiment)).DefinitionHash;
        var hash = await Hash(sentence, 20);
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, await Hash(Experiment.Between("old", "new").On("spend"), 30));
        Experiment[] others = [sentence.On("spend * 2"), sentence.BrokenDownBy("country"), sentence.AtAlpha(0.1), sentence.Planned(1, 1), sentence.AtLeast(new EffectSize(0.1, true)), Experiment.Between("old", "new").On("spend", direction: Direction.Decrease)];
        var hashes = new List<string> { hash };
        foreach (var other in others)
        {
            hashes.Add(await Hash(other, 20));
        }

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }
}
