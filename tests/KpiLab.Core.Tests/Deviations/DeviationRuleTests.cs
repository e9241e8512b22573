using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

/// <summary>What triggers, by hand.</summary>
public sealed class DeviationRuleTests
{
    [Fact]
    public void A_drop_of_exactly_the_threshold_triggers()
        => Assert.Equal([1, 3], new DeviationRule.RelativeChange(0.2).Triggered([100, 80, 70, 56]));

    [Fact]
    public void Nothing_is_compared_with_a_missing_value_or_zero()
        => Assert.Equal([3], new DeviationRule.RelativeChange(0.2).Triggered([100, null, 10, 0, -50]));

    [Fact]
    public void A_rise_is_a_change_upwards_in_the_size_of_what_was_there()
        => Assert.Equal([2], new DeviationRule.RelativeChange(0.5, Up: true).Triggered([-10, -8, -3, -2.5]));

    [Fact]
    public void A_limit_itself_is_not_beyond_it()
    {
        Assert.Equal([1], new DeviationRule.Beyond(5).Triggered([5, 4.9, 6]));
        Assert.Equal([2], new DeviationRule.Beyond(5, Above: true).Triggered([5, 4.9, 6]));
        Assert.Equal([0, 3], new DeviationRule.Outside(1, 2).Triggered([0.9, 1, 2, 2.1, null]));
    }

    [Fact]
    public void The_unit_of_a_value_does_not_change_which_drops_trigger()
        => Prop.ForAll<int[], PositiveInt>((values, unit) =>
        {
            var series = values.Select(v => (double?)v).ToArray();
            var scale = Math.Pow(2, unit.Get % 20);
            var rule = new DeviationRule.RelativeChange(0.25);
            return rule.Triggered(series).SequenceEqual(rule.Triggered([.. series.Select(v => v * scale)]));
        }).QuickCheckThrowOnFailure();
}
