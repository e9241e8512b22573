using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>The effect by days since exposure, from files to the page. The numbers are by pandas and numpy: <c>novelty_reference.py</c> beside this file.</summary>
public sealed class NoveltyTests
{
    [Fact]
    public async Task Daily_effects_and_their_trend_agree_with_pandas()
    {
        var novelty = Assert.Single((await AnalyzeAsync()).Novelty);

        Assert.Equal("new", novelty.Treatment);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], novelty.Days.Select(d => d.Day));
        Assert.Equal((363L, 365L), (novelty.Days[8].ControlUnits, novelty.Days[8].TreatmentUnits));
        Near([3.84, 2.88, 1.92, 0.96, 0, 0, 0, 0, 0.010287180648326344], novelty.Days.Select(d => d.Absolute.Value));
        Near(
            [0.24545186196350885, 0.21188732996926388, 0.180958184842947, 0.15097344950732353, 0.13507632670119407, 0.135046636333388, 0.13271032392089174, 0.13180071536766647, 0.08541328961952882],
            novelty.Days.Select(d => d.Absolute.StandardError!.Value));
        var trend = novelty.Trend.Value;
        Near([2.28885133337529, 0.06386321709550324], [trend.Start.Value, trend.Start.StandardError!.Value]);
        Near([-0.3357355348986697, 0.014716815800403084], [trend.Slope.Value, trend.Slope.StandardError!.Value]);
    }

    [Fact]
    public async Task An_effect_that_fades_is_a_finding_and_stands_in_every_medium()
    {
        var analysis = await AnalyzeAsync();

        Assert.True(analysis.Novelty[0].Fades);
        var finding = Assert.Single(analysis.Findings, f => f.Code == "novelty");
        Assert.Equal("The effect of new on Minutes fades with the days since exposure: the line starts at +2.2889 a day and moves by -0.3357 a day over 9 days (p < 0.0001).", finding.Sentence);
        Assert.Equal(9, (int?)JsonNode.Parse(analysis.ToJson())!["novelty"]![0]!["trend"]!["days"]);
        Assert.Contains("the effect fades", analysis.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("Effect by days since exposure", analysis.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_effect_that_stays_is_none()
    {
        var analysis = await AnalyzeAsync("{type: mean, source: sessions, value: minutes, window: 0d..8d}", stays: true);

        Assert.False(analysis.Novelty[0].Fades);
        Assert.DoesNotContain(analysis.Findings, f => f.Code == "novelty");
    }

    [Fact]
    public async Task A_window_bounds_the_days_and_a_ratio_has_none()
    {
        Assert.Equal([0, 1, 2], (await AnalyzeAsync("{type: mean, source: sessions, value: minutes, window: 0d..3d}")).Novelty[0].Days.Select(d => d.Day));
        Assert.Empty((await AnalyzeAsync("{type: ratio, source: sessions, numerator: minutes, denominator: '1'}")).Novelty);
    }

    private static void Near(double[] expected, IEnumerable<double> actual) => Assert.All(expected.Zip(actual), e => Assert.Equal(e.First, e.Second, 1e-12));

    private static async Task<Analysis> AnalyzeAsync(string measure = "{type: mean, source: sessions, value: minutes}", bool stays = false)
    {
        using var workspace = new SmallWorkspace();
        var start = new DateTime(2026, 1, 1);
        StringBuilder units = new("user,variant,exposed_at\n"), events = new("user,at,minutes\n");
        for (var u = 0; u < 800; u++)
        {
            var exposed = start.AddHours(u * 7 % 240);
            units.Append(CultureInfo.InvariantCulture, $"{u},{(u % 2 == 1 ? "new" : "old")},{exposed:yyyy-MM-dd HH:mm:ss}\n");
            for (var k = 0; k < 8; k++)
            {
                var hour = ((u * 37) + (k * 53)) % 200;
                var gain = u % 2 == 0 ? 0 : stays ? 2 : Math.Max(0, 4 - (hour / 24));
                events.Append(CultureInfo.InvariantCulture, $"{u},{exposed.AddHours(hour):yyyy-MM-dd HH:mm:ss},{(((u * 13) + (k * 7)) % 5) + gain}\n");
            }
        }

        workspace.Write("exposures.csv", units.ToString());
        workspace.Write("sessions.csv", events.ToString());
        workspace.Write("definitions.yaml", $$"""
            kind: source
            id: exposures
            from: exposures.csv
            unit: user
            ---
            kind: source
            id: sessions
            from: sessions.csv
            unit: user
            time: at
            ---
            kind: kpi
            id: minutes
            name: Minutes
            unit: score
            direction: increase
            measure: {{measure}}
            ---
            kind: experiment
            id: player
            hypothesis: {statement: We believe., kpi: minutes, direction: increase}
            exposures: {source: exposures, variant: variant, exposed_at: exposed_at}
            variants:
              - {id: old, weight: 0.5, control: true}
              - {id: new, weight: 0.5}
            """);
        return await (await workspace.OpenAsync()).AnalyzeAsync("player");
    }
}
