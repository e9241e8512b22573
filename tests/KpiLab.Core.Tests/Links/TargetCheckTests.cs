namespace KpiLab.Core.Tests;

public sealed class TargetCheckTests
{
    [Fact]
    public void A_target_at_the_usual_level_is_within_reach_and_one_far_beyond_is_not()
    {
        var (_, y) = LinkHistoryWorld.Values(3, 100, 0.3);
        var series = LinkHistoryWorld.Series("y", y.Select(v => (double?)(100 + v)), 100);
        var due = LinkHistoryWorld.First.AddMonths(105);
        var near = TargetCheck.Of(series, new Target(100, due), Direction.Increase, 1);
        var far = TargetCheck.Of(series, new Target(150, due), Direction.Increase, 1);
        var low = TargetCheck.Of(series, new Target(150, due), Direction.Decrease, 1);

        Assert.Equal((6, true, true), (near.Horizon, near.InInterval, near.InHistory));
        Assert.InRange(near.Probability.Value, 0.2, 0.8);
        Assert.Equal((false, false, 0.0), (far.InInterval, far.InHistory, far.Probability.Value));
        Assert.Contains("out of reach", far.Sentence, StringComparison.Ordinal);
        Assert.Equal((true, true, 1.0), (low.InInterval, low.InHistory, low.Probability.Value));
    }

    [Fact]
    public void A_target_without_a_date_or_with_one_that_has_come_or_is_too_far_is_not_forecast()
    {
        var series = LinkHistoryWorld.Series("y", LinkHistoryWorld.Values(3, 60, 0.3).Outcome.Select(v => (double?)v), 60);
        Assert.False(TargetCheck.Of(series, new Target(1, null), Direction.Increase, 1).Probability.IsDefined);
        Assert.False(TargetCheck.Of(series, new Target(1, LinkHistoryWorld.First.AddMonths(30)), Direction.Increase, 1).Probability.IsDefined);
        Assert.False(TargetCheck.Of(series, new Target(1, LinkHistoryWorld.First.AddMonths(200)), Direction.Increase, 1).Probability.IsDefined);
        Assert.NotNull(TargetCheck.Of(series, new Target(1, null), Direction.Increase, 1).Sentence);
    }

    [Fact]
    public void A_target_is_held_against_the_newest_definition_alone()
    {
        var (_, y) = LinkHistoryWorld.Values(3, 100, 0.3);
        KpiSeries Series(double before) => LinkHistoryWorld.Series("y", y.Select((v, i) => (double?)((i < 40 ? before : 100) + v)), 100);
        KpiSeries Changed(KpiSeries series) => series with { Changes = [new SeriesChange(LinkHistoryWorld.First.AddMonths(40), "another ledger", "h")] };
        var target = new Target(250, LinkHistoryWorld.First.AddMonths(105));
        var (seen, other) = (TargetCheck.Of(Changed(Series(300)), target, Direction.Increase, 1), TargetCheck.Of(Changed(Series(900)), target, Direction.Increase, 1));
        Assert.Equal((false, false), (seen.InHistory, seen.InInterval));
        Assert.EndsWith("it has never been that good since its definition changed.", seen.Sentence, StringComparison.Ordinal);
        Assert.Equal(other.Forecast.Value.Median, seen.Forecast.Value.Median);

        var (made, gate) = (new TargetChecks(), new LinkGateSettings());
        Assert.True(made.Of(Series(300), target, Direction.Increase, 1, gate).InHistory);
        Assert.False(made.Of(Changed(Series(300)), target, Direction.Increase, 1, gate).InHistory);
    }

    [Fact]
    public void A_target_that_was_judged_before_is_told_again_and_never_for_other_values_or_another_target()
    {
        var made = new TargetChecks();
        var (_, y) = LinkHistoryWorld.Values(3, 100, 0.3);
        var gate = new LinkGateSettings();
        KpiSeries Series(double shift) => LinkHistoryWorld.Series("y", y.Select(v => (double?)(100 + shift + v)), 100);
        var due = LinkHistoryWorld.First.AddMonths(105);
        var renamed = Series(0) with { Name = "Another name", Unit = MetricUnit.Fraction };
        var weekly = Series(0) with { Calendar = new SeriesCalendar(Cadence.Weekly) };
        var two = gate with { Seasons = 100 };
        foreach (var (other, thresholds) in new[] { (Series(0), gate), (renamed, gate), (weekly, gate), (Series(0), two) })
        {
            var (alone, shared) = (TargetCheck.Of(other, new Target(100, due), Direction.Increase, 1, thresholds), made.Of(other, new Target(100, due), Direction.Increase, 1, thresholds));
            Assert.Equal((alone.Probability, alone.Sentence, alone.Horizon), (shared.Probability, shared.Sentence, shared.Horizon));
        }

        foreach (var (shift, target, direction, seed) in new[]
        {
            (0.0, new Target(100, due), Direction.Increase, 1L), (1, new Target(100, due), Direction.Increase, 1), (0, new Target(101, due), Direction.Increase, 1),
            (0, new Target(100, due.AddMonths(1)), Direction.Increase, 1), (0, new Target(100, due), Direction.Decrease, 1), (0, new Target(100, due), Direction.Increase, 2),
            (0, new Target(100, due), Direction.Increase, 1),
        })
        {
            var (alone, shared) = (TargetCheck.Of(Series(shift), target, direction, seed, gate), made.Of(Series(shift), target, direction, seed, gate));
            Assert.Equal((alone.Probability.Value, alone.Sentence, alone.Forecast.Value.Median), (shared.Probability.Value, shared.Sentence, shared.Forecast.Value.Median));
            Assert.Same(target, shared.Target);
        }

        Assert.Same(made.Of(Series(0), new Target(100, due), Direction.Increase, 1, gate).Forecast.Value, made.Of(Series(0), new Target(100, due), Direction.Increase, 1, gate).Forecast.Value);
    }
}
