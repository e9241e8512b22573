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
}
