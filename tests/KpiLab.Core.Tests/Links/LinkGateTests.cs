using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class LinkGateTests
{
    [Theory]
    [InlineData(39, "there are 39 periods; 40 are the least for lags up to 6")]
    [InlineData(40, null)]
    public void Forty_periods_are_the_least(int periods, string? reason) => Assert.Equal(reason, LinkGate.Refusal(Link(periods))?.Sentence);

    [Fact]
    public void Three_cycles_of_a_season_are_needed()
        => Assert.Equal("there are 100 periods; 156 are the least for lags up to 6 and a season of 52", LinkGate.Refusal(Link(100) with { Season = 52 })?.Sentence);

    [Fact]
    public void A_tenth_of_the_periods_may_miss_a_value_in_either_series()
    {
        var link = Link(60);
        Assert.Null(LinkGate.Refusal(link with { Lead = Holes(link.Lead, 3, 13, 23), Outcome = Holes(link.Outcome, 33, 43, 53) }));
        Assert.Equal(
            "7 of 60 periods miss a value; at most 10 % may",
            LinkGate.Refusal(link with { Lead = Holes(link.Lead, 3, 13, 23), Outcome = Holes(link.Outcome, 33, 43, 50, 53) })?.Sentence);
    }

    [Fact]
    public void A_gap_of_six_periods_is_not_bridged()
    {
        var link = Link(80);
        Assert.Null(LinkGate.Refusal(link with { Lead = Holes(link.Lead, 10, 11, 12, 13, 14) }));
        Assert.Equal(
            "there is a gap of 6 periods; the longest that may be bridged is 5",
            LinkGate.Refusal(link with { Lead = Holes(link.Lead, 10, 11, 12, 13, 14, 15) })?.Sentence);
    }

    [Fact]
    public void A_series_must_take_five_values_and_change_ten_times()
    {
        var link = Link(50);
        Assert.Equal("the lead takes only 2 different values; 5 are the least", LinkGate.Refusal(link with { Lead = [.. link.Lead.Select((_, t) => (double?)(t % 2))] })?.Sentence);
        Assert.Equal("the outcome changes 9 times; 10 are the least", LinkGate.Refusal(link with { Outcome = [.. link.Outcome.Select((_, t) => (double?)(t / 5))] })?.Sentence);
    }

    [Fact]
    public void Gaps_are_bridged_on_the_straight_line_and_ends_with_the_nearest_value()
        => Assert.Equal([2.0, 2, 3, 4, 5, 1, 1], LinkGate.Bridge([null, 2, null, null, 5, 1, null], 7));

    private static LinkSeries Link(int periods) => new(
        [.. Enumerable.Range(0, periods).Select(t => (double?)Math.Sin(t * t))],
        [.. Enumerable.Range(0, periods).Select(t => (double?)Math.Cos(t * t))],
        [],
        new LeadWindow(1, 6),
        1,
        1);

    private static double?[] Holes(IReadOnlyList<double?> series, params int[] at) => [.. series.Select((v, t) => at.Contains(t) ? null : v)];
}
