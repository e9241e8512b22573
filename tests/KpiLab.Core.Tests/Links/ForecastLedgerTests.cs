using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Two years of looks: what a kept lead forecast at each, and how it was scored when the outcome came.</summary>
public sealed class ForecastLedgerTests
{
    [Fact]
    public void Over_24_months_every_forecast_is_stored_before_its_outcome_and_scored_by_it()
    {
        var world = LinkHistoryWorld.Values(1, 130, 0.9);
        var replay = LinkHistoryWorld.Replay(world, 104, 128);
        Assert.All(replay, r => Assert.Equal(LinkWord.Keep, r.Word));

        var ledger = replay[^1].Ledger;
        Assert.Equal(24, ledger.Scored.Count);
        Assert.Equal(LinkHistoryWorld.First.AddMonths(128), Assert.Single(ledger.Open).Period);
        for (var i = 0; i < 24; i++)
        {
            var scored = ledger.Scored[i];
            Assert.Equal(LinkHistoryWorld.First.AddMonths(103 + i), scored.Forecast.Made);
            Assert.Equal(LinkHistoryWorld.First.AddMonths(104 + i), scored.Forecast.Period);
            Assert.Equal(world.Outcome[104 + i], scored.Outcome);
        }

        // Strength .9 leaves 1 / (1 + .81) of the error, so that the skill is about .45; 24 forecasts tell it roughly.
        Assert.InRange(ledger.Skill.Value, 0.1, 0.75);
        var expected = 1 - (ledger.Scored.Sum(s => Math.Pow(s.Outcome - s.Forecast.Value, 2)) / ledger.Scored.Sum(s => Math.Pow(s.Outcome - s.Forecast.Baseline, 2)));
        Assert.Equal(expected, ledger.Skill.Value, 1e-12);
        Assert.InRange(ledger.Coverage95.Value, 0.79, 1);
        Assert.Equal(ledger.Scored.Count(s => Math.Abs(s.Outcome - s.Forecast.Value) <= s.Forecast.HalfWidth80) / 24.0, ledger.Coverage80.Value, 1e-12);
    }

    [Fact]
    public void A_forecast_is_the_same_whatever_comes_after_the_look()
    {
        var world = LinkHistoryWorld.Values(2, 130, 0.8);
        var other = (Lead: world.Lead.Take(110).Concat(Enumerable.Range(0, 20).Select(i => 50.0 * i)).ToArray(), Outcome: world.Outcome.Take(110).Concat(Enumerable.Range(0, 20).Select(i => -70.0 * i)).ToArray());
        var (one, two) = (Check(world, 110), Check(other, 110));

        Assert.Equal(LinkWord.Keep, one.Word);
        Assert.Equal(one.Ledger.NewForecasts, two.Ledger.NewForecasts);
        Assert.Equal(one.Verdict.Evidence.Value.Backtest.Value.Forecasts, two.Verdict.Evidence.Value.Backtest.Value.Forecasts);
    }

    [Fact]
    public void Intervals_of_many_worlds_cover_as_often_as_they_say()
    {
        // 40 worlds with 12 scored forecasts each: standard errors 1.8 and 1.0 points.
        int in80 = 0, in95 = 0, all = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var world = LinkHistoryWorld.Values(1000 + seed, 120, 0.7);
            var ledger = ForecastLedger.Empty;
            for (var months = 104; months <= 116; months++)
            {
                ledger = LedgerKeeper.Update(ledger, LinkHistoryWorld.Case(world, months).Series.Value, 1, 1, 1, forecasts: true, new LeadSettings());
            }

            all += ledger.Scored.Count;
            in80 += ledger.Scored.Count(s => s.Inside80 == true);
            in95 += ledger.Scored.Count(s => s.Inside95 == true);
        }

        Assert.Equal(480, all);
        Assert.InRange(in80 / (double)all, 0.80 - 0.055, 0.80 + 0.055);
        Assert.InRange(in95 / (double)all, 0.95 - 0.03, 0.95 + 0.03);
    }

    [Fact]
    public void A_link_that_is_not_kept_makes_no_forecasts()
    {
        var report = Check(LinkHistoryWorld.Values(5, 130, 0), 104);
        Assert.NotEqual(LinkWord.Keep, report.Word);
        Assert.Empty(report.Ledger.Open);
        Assert.Equal("The link has made no forecasts yet.", report.Ledger.Sentence);
    }

    [Fact]
    public void The_ledger_comes_back_from_the_journal_as_it_was_written()
    {
        var world = LinkHistoryWorld.Values(1, 130, 0.9);
        var first = Check(world, 104).Ledger;
        var second = LedgerKeeper.Update(first, LinkHistoryWorld.Case(world, 105).Series.Value, 12, 1, 1, forecasts: true, new LeadSettings());
        var entries = LedgerKeeper.Entries(first, "link/x", "h", "o").Concat(LedgerKeeper.Entries(second, "link/x", "h", "o"))
            .Select((e, i) => new JournalEntry($"{i}", e.Kind, e.Subject, i, e.Content, "", "", DateTimeOffset.UnixEpoch, "ana")).ToList();
        var read = LedgerKeeper.Read(entries.Where(e => e.Kind == LedgerKeeper.ForecastKind), entries.Where(e => e.Kind == LedgerKeeper.ScoreKind));

        Assert.Equal(second.Scored, read.Scored);
        Assert.Equal(second.Open, read.Open);
        Assert.Single(read.Scored);
    }

    private static LinkReport Check((double[] Lead, double[] Outcome) world, int months) => LinkChecker.Check([LinkHistoryWorld.Case(world, months)], LinkSettings.Default)[0];
}
