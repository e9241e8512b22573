using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class LinkScreenerTests
{
    private const int Periods = 160;

    private static readonly LagRange Lags = new(new Lag(1, PeriodUnit.Week), new Lag(4, PeriodUnit.Week));

    [Fact]
    public void The_one_lead_passes_and_the_others_do_not()
    {
        var (outcome, lead, _) = Worlds(1);
        var screen = Screen(outcome, [Input("lead", outcome, lead), .. Enumerable.Range(0, 10).Select(i => Input(Invariant($"noise{i}"), outcome, Noise(100 + i)))]);
        Assert.Equal("lead", Assert.Single(screen.Kept).Kpi);
        Assert.Equal((11, 2, 1), (screen.Family, screen.Candidates[0].Lag, screen.Candidates[0].Rank));
        Assert.Contains("lead passed", screen.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void None_may_pass()
    {
        var screen = Screen(Noise(1), [.. Enumerable.Range(0, 8).Select(i => Input(Invariant($"noise{i}"), Noise(1), Noise(200 + i)))]);
        Assert.Empty(screen.Kept);
        Assert.Contains("none passed", screen.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_noisy_copy_is_consolidated_with_both_p_values()
    {
        var random = new SeededRandom(9);
        var (outcome, lead, _) = Worlds(1);
        var screen = Screen(outcome, [Input("lead", outcome, lead), Input("copy", outcome, [.. lead.Select(v => v + (0.05 * random.NextNormal()))])]);
        Assert.Equal(2, screen.Candidates.Count(c => c.Word == ScreenWord.Passed));
        var twin = Assert.Single(screen.Candidates, c => c.RedundantWith is not null);
        Assert.NotEqual(twin.Kpi, twin.RedundantWith);
        Assert.True(twin.Encompassing is { Own: > 0.05, Other: > 0.05 });
        Assert.Single(screen.Kept);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(100, 7)]
    public void The_same_series_in_other_units_is_a_twin(double scale, double origin)
    {
        var (outcome, lead, _) = Worlds(1);
        var screen = Screen(outcome, [Input("lead", outcome, lead), Input("percent", outcome, [.. lead.Select(v => (v * scale) + origin)])]);
        Assert.Equal(2, screen.Candidates.Count(c => c.Word == ScreenWord.Passed));
        var twin = Assert.Single(screen.Candidates, c => c.RedundantWith is not null);
        Assert.Equal((1.0, 1.0), (twin.Encompassing!.Value.Own, twin.Encompassing.Value.Other));
        Assert.Single(screen.Kept);
    }

    [Fact]
    public void A_mechanical_candidate_is_set_apart_and_not_counted()
    {
        var (outcome, lead, _) = Worlds(1);
        var shared = new Finding("part-of-total", Severity.Warning, "The part moves its total.", "Declare it.");
        var screen = Screen(outcome, [Input("lead", outcome, lead), Input("part", outcome, outcome) with { Mechanical = [shared] }]);
        Assert.Equal(1, screen.Family);
        var part = screen.Candidates.Single(c => c.Kpi == "part");
        Assert.Equal(ScreenWord.Mechanical, part.Word);
        Assert.Null(part.Verdict);
        Assert.Equal("part", Assert.Single(screen.Findings).Subject);
    }

    [Fact]
    public void What_cannot_be_aligned_says_why()
    {
        var candidate = Assert.Single(Screen(Noise(1), [Input("x", Noise(1), Noise(2)) with { Series = new Undefined(SeriesRefusal.NoOverlap, "x ends before y begins") }]).Candidates);
        Assert.Equal((ScreenWord.Insufficient, "X ends before y begins."), (candidate.Word, candidate.Sentence));
    }

    [Fact]
    public void The_front_holds_what_no_other_beats_at_both()
    {
        var (outcome, lead, weak) = Worlds(1);
        KpiSensitivity Moved(int count) => new("k", 40, count, 1, 0.5, 0, 0, 0, 0, 0, 0);
        var screen = Screen(
            outcome,
            [
                Input("strong", outcome, lead) with { Sensitivity = Moved(4) },
                Input("weak", outcome, weak) with { Sensitivity = Moved(20) },
                Input("beaten", outcome, Noise(77)) with { Sensitivity = Moved(2) },
                Input("unknown", outcome, Noise(78)),
            ]);
        Assert.Equal(["strong", "weak"], screen.Candidates.Where(c => c.OnFront).Select(c => c.Kpi).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_brief_screen_lets_the_same_pass_with_the_same_numbers_and_backtests_few_others()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (outcome, lead, weak) = Worlds(seed);
            KpiSensitivity moved = new("k", 40, 4, 1, 0.5, 0, 0, 0, 0, 0, 0);
            List<ScreenInput> inputs =
            [
                Input("lead", outcome, lead), Input("weak", outcome, weak) with { Sensitivity = moved }, Input("moved", outcome, Noise(50)) with { Sensitivity = moved },
                .. Enumerable.Range(0, 8).Select(i => Input(Invariant($"noise{i}"), outcome, Noise(100 + i))),
            ];
            var (full, brief) = (Screen(outcome, inputs), Screen(outcome, inputs, brief: true));
            Assert.Equal(full.Kept.Select(Told), brief.Kept.Select(Told));
            Assert.Equal(full.Sentence, brief.Sentence);
            Assert.Equal(full.Candidates.Where(c => c.Sensitivity is not null).Select(Told).Order(), brief.Candidates.Where(c => c.Sensitivity is not null).Select(Told).Order());
            Assert.All(full.Candidates, c => Assert.NotNull(c.Skill));
            Assert.All(brief.Candidates.Where(c => c.Sensitivity is null), c => Assert.Equal(c.PValue <= 0.05, c.Skill is not null));
        }

        static (string, ScreenWord, int?, double?, double?, bool) Told(ScreenCandidate c) => (c.Kpi, c.Word, c.Rank, c.PValue, c.Skill, c.OnFront);
    }

    private static LinkScreen Screen(double[] outcome, IReadOnlyList<ScreenInput> inputs, bool brief = false)
    {
        Assert.Equal(Periods, outcome.Length);
        return LinkScreener.Screen(Metric("y"), Lags, DateTimeOffset.UnixEpoch, inputs, brief: brief);
    }

    private static ScreenInput Input(string id, double[] outcome, double[] lead) => new(
        Metric(id),
        new AlignedSeries(
            new SeriesCalendar(Cadence.Weekly), [.. Enumerable.Range(0, Periods).Select(t => new DateOnly(2023, 1, 2).AddDays(7 * t))], [.. outcome.Select(v => (double?)v)], [.. lead.Select(v => (double?)v)], [], 1, 4, []),
        [],
        null,
        null);

    // y follows the first with 0.6 and the second with 0.35 after two periods.
    private static (double[] Outcome, double[] Lead, double[] Weak) Worlds(int seed)
    {
        double[] lead = Noise(10 + seed), weak = Noise(20 + seed), y = new double[Periods];
        var random = new SeededRandom(seed);
        for (var t = 0; t < Periods; t++)
        {
            y[t] = (0.4 * (t > 0 ? y[t - 1] : 0)) + (t > 1 ? (0.6 * lead[t - 2]) + (0.35 * weak[t - 2]) : 0) + random.NextNormal();
        }

        return (y, lead, weak);
    }

    private static double[] Noise(int seed)
    {
        var random = new SeededRandom(seed);
        var x = new double[Periods];
        for (var t = 0; t < Periods; t++)
        {
            x[t] = (0.6 * (t > 0 ? x[t - 1] : 0)) + (0.8 * random.NextNormal());
        }

        return x;
    }

    private static MetricDefinition Metric(string id) => new(id, id, MetricUnit.Score, Direction.Increase, new Measure(MeasureType.Imported, id, Period: "week"));
}
