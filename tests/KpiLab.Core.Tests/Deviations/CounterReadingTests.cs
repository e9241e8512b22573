namespace KpiLab.Core.Tests;

/// <summary>Counter metrics over two quarters, by values worked out by hand.</summary>
public sealed class CounterReadingTests
{
    private static readonly CounterMetric Relative = new("conversion", new EffectSize(0.03, IsRelative: true));

    [Fact]
    public void A_fall_beyond_the_tolerance_is_told_with_its_error()
    {
        // Quarters of 3 months: 99, 100, 101 and 89, 90, 91: means 100 and 90, a tenth less. Around their means: −1, 0, 1 twice; squares 4, on 4 degrees of freedom 1;
        // neighbours' products within a quarter 0, so no memory: √(2 · 1 / 3) / 100.
        var reading = CounterReading.Of("price", Relative, Series(Cadence.Monthly, 99, 100, 101, 89, 90, 91), Direction.Increase, Last(6))!;
        Assert.Equal((3, 100.0, 90.0), (reading.Periods, reading.Before, reading.Now));
        Assert.Equal(-0.1, reading.Change, 1e-12);
        Assert.Equal(0.00816496580927726, reading.StandardError!.Value, 1e-12);
        Assert.True(reading.IsBeyond);
        Assert.False(reading.IsInsideNoise);
    }

    [Theory]
    [InlineData(Direction.Increase, 98, false)]
    [InlineData(Direction.Increase, 96, true)]
    [InlineData(Direction.Decrease, 96, false)]
    [InlineData(Direction.Decrease, 104, true)]
    [InlineData(Direction.Maintain, 96, true)]
    [InlineData(Direction.Maintain, 104, true)]
    public void What_is_worse_follows_the_direction_of_the_counter_metric(Direction direction, double now, bool beyond)
        => Assert.Equal(beyond, CounterReading.Of("price", Relative, Series(Cadence.Quarterly, 100, now), direction, Last(6))!.IsBeyond);

    [Fact]
    public void An_absolute_tolerance_is_in_the_metric_s_own_unit_and_what_swings_is_inside_noise()
    {
        // 0.2, 0.5, 0.3 and 0.1, 0.4, 0.2: means 1/3 and 0.2333, a tenth less in points; the swing within a quarter is larger.
        var points = new CounterMetric("conversion", new EffectSize(0.05, IsRelative: false));
        var reading = CounterReading.Of("price", points, Series(Cadence.Monthly, 0.2, 0.5, 0.3, 0.1, 0.4, 0.2), Direction.Increase, Last(6))!;
        Assert.Equal(-0.1, reading.Change, 1e-12);
        Assert.True(reading.IsBeyond);
        Assert.True(reading.IsInsideNoise);
    }

    [Fact]
    public void Two_whole_quarters_are_needed_and_later_periods_are_not_seen()
    {
        Assert.Null(CounterReading.Of("price", Relative, Series(Cadence.Monthly, 1, 2, 3, 4, 5), Direction.Increase, Last(6)));
        Assert.Null(CounterReading.Of("price", Relative, Series(Cadence.Monthly, 1, 2, null, 4, 5, 6), Direction.Increase, Last(6)));
        Assert.Equal(2, CounterReading.Of("price", Relative, Series(Cadence.Monthly, 1, 1, 1, 2, 2, 2, 9, 9, 9), Direction.Increase, Last(6))!.Now);
    }

    [Fact]
    public void Quarters_of_different_definitions_are_not_compared()
    {
        KpiSeries Changed(int month, params double?[] values) => Series(Cadence.Monthly, values) with { Changes = [new SeriesChange(new DateOnly(2026, month, 1), "another ledger", "h")] };
        Assert.Null(CounterReading.Of("price", Relative, Changed(4, 100, 100, 100, 50, 50, 50), Direction.Increase, Last(6)));
        Assert.Equal((50, 25), CounterReading.Of("price", Relative, Changed(4, 100, 100, 100, 50, 50, 50, 25, 25, 25), Direction.Increase, Last(9)) is { } r ? (r.Before, r.Now) : default);
        Assert.NotNull(CounterReading.Of("price", Relative, Changed(7, 100, 100, 100, 50, 50, 50, 25, 25, 25), Direction.Increase, Last(6)));
    }

    private static DateOnly Last(int months) => new DateOnly(2026, 1, 1).AddMonths(months).AddDays(-1);

    private static KpiSeries Series(Cadence cadence, params double?[] values)
    {
        var calendar = new SeriesCalendar(cadence, DayOfWeek.Monday);
        var first = calendar.PeriodOf(new DateOnly(2026, 1, 1));
        return new KpiSeries("conversion", "Conversion", MetricUnit.Fraction, calendar, "UTC", DateTimeOffset.UnixEpoch, [.. values.Select((v, i) => new SeriesPoint(calendar.FirstDay(first + i), v))], [], [], []);
    }
}
