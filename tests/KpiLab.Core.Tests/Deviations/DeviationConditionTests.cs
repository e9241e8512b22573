using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

/// <summary>The language of thresholds, and what it finds in series.</summary>
public sealed class DeviationConditionTests
{
    [Theory]
    [InlineData("drop > 20% week over week", "RelativeChange { Threshold = 0.2, Up = False }", ChangeSpan.Week, 1)]
    [InlineData("DROP>20%", "RelativeChange { Threshold = 0.2, Up = False }", ChangeSpan.Period, 1)]
    [InlineData("rise by more than 12.5 % month over month", "RelativeChange { Threshold = 0.125, Up = True }", ChangeSpan.Month, 1)]
    [InlineData("rise > 150%", "RelativeChange { Threshold = 1.5, Up = True }", ChangeSpan.Period, 1)]
    [InlineData("drop > 2pp", "AbsoluteChange { Size = 0.02, Up = False }", ChangeSpan.Period, 1)]
    [InlineData("rise > 5 year over year", "AbsoluteChange { Size = 5, Up = True }", ChangeSpan.Year, 1)]
    [InlineData("below 0.3 for 2 weeks", "Beyond { Limit = 0.3, Above = False }", ChangeSpan.Period, 2)]
    [InlineData("< 99.85%", "Beyond { Limit = 0.9985, Above = False }", ChangeSpan.Period, 1)]
    [InlineData("above 65000 for 3 periods", "Beyond { Limit = 65000, Above = True }", ChangeSpan.Period, 3)]
    [InlineData("outside -5..45", "Outside { Low = -5, High = 45 }", ChangeSpan.Period, 1)]
    [InlineData("outside 35% .. 45% for 1 month", "Outside { Low = 0.35, High = 0.45 }", ChangeSpan.Period, 4)]
    public void A_threshold_is_read_as_it_is_meant(string text, string rule, ChangeSpan span, int weeks)
    {
        Assert.True(DeviationParser.TryParse(text, out var condition, out var problems), string.Join("; ", problems));
        Assert.Equal((rule, span, weeks), (condition.Rule!.ToString(), condition.Span, condition.HoldingPeriods(new SeriesCalendar(Cadence.Weekly))));
    }

    [Theory]
    [InlineData("outside forecast interval", 0.95)]
    [InlineData("outside the forecast interval 80%", 0.8)]
    public void A_forecast_interval_is_a_rule_without_numbers_of_its_own(string text, double level)
    {
        Assert.True(DeviationParser.TryParse(text, out var condition, out _));
        Assert.Equal((level, true), (condition.ForecastLevel, condition.Rule is null));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("drip > 20%", "`drip` begins no threshold")]
    [InlineData("drop", "does not say how large a drop must be")]
    [InlineData("drop > lots", "`lots` is no size of a drop")]
    [InlineData("drop > 0%", "a drop of 0% is none")]
    [InlineData("drop > 120%", "nothing that counts upwards drops by 120%")]
    [InlineData("drop > 20% week over month", "`week over month` compares two lengths")]
    [InlineData("drop > 20% soon", "`soon` cannot stand here")]
    [InlineData("below", "does not say beyond what")]
    [InlineData("below low", "`low` is no number")]
    [InlineData("below 3 week over week", "`week over week` belongs to a drop or a rise")]
    [InlineData("below 3 for two weeks", "`for two weeks` is no length of time")]
    [InlineData("below 3 for 0 weeks", "`for 0 weeks` is no length of time")]
    [InlineData("outside 45..35", "the band 45..35 does not rise")]
    [InlineData("outside 45", "`45` is no band")]
    [InlineData("outside forecast interval 90%", "there is no forecast interval of 90%")]
    public void What_cannot_be_read_is_said_with_what_to_write_instead(string text, string message)
    {
        Assert.False(DeviationParser.TryParse(text, out _, out var problems));
        Assert.Contains(problems, p => p.Message.Contains(message, StringComparison.Ordinal) && p.Remedy.Length > 5);
    }

    [Fact]
    public void Two_slips_are_told_at_once()
    {
        Assert.False(DeviationParser.TryParse("drop > lots week over month", out _, out var problems));
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void No_text_throws()
        => Prop.ForAll<string>(text => DeviationParser.TryParse(text ?? "", out _, out var problems) || problems.Count > 0).QuickCheckThrowOnFailure();

    [Fact]
    public void A_week_cannot_be_told_apart_in_monthly_values()
    {
        Assert.True(DeviationParser.TryParse("drop > 20% week over week for 2 days", out var condition, out _));
        Assert.Equal(2, condition.Misfits(Cadence.Monthly).Count());
        Assert.Single(condition.Misfits(Cadence.Weekly));
        Assert.Empty(condition.Misfits(Cadence.Daily));
        Assert.Equal((7, 2), (condition.SpanPeriods(new SeriesCalendar(Cadence.Daily)), condition.HoldingPeriods(new SeriesCalendar(Cadence.Daily))));
    }

    [Fact]
    public void Only_periods_that_end_on_or_after_the_day_count()
    {
        // Weeks of 5, 12, 19 and 26 January; the one of the 12th ends on the 18th.
        var series = Weekly([10, 4, 3, 12]);
        Assert.Equal(["2026-01-12", "2026-01-19"], Periods(series, "below 5", new DateOnly(2026, 1, 18)));
        Assert.Equal(["2026-01-19"], Periods(series, "below 5", new DateOnly(2026, 1, 19)));
        Assert.Equal(["2026-01-19"], Periods(series, "below 5 for 2 weeks", new DateOnly(2026, 1, 1)));
        Assert.Equal([2], Find(series, "below 5 for 2 weeks", new DateOnly(2026, 1, 19)).Select(c => c.Run));
    }

    [Fact]
    public void A_month_over_month_change_of_weekly_values_looks_four_weeks_back()
    {
        var series = Weekly([100, 50, 50, 50, 85, 40, 40, null, 68]);
        Assert.Equal(["2026-02-09", "2026-02-16"], Periods(series, "drop > 20% month over month", new DateOnly(2026, 2, 3)).Take(2));
        Assert.DoesNotContain("2026-02-02", Periods(series, "drop > 20% month over month", DateOnly.MinValue));
        Assert.Contains("2026-03-02", Periods(series, "drop > 20% month over month", DateOnly.MinValue));
    }

    [Fact]
    public void Without_further_words_the_crossings_are_those_of_the_rule()
        => Prop.ForAll<int[]>(values =>
        {
            var numbers = values.Select(v => v % 7 == 0 ? null : (double?)v).ToArray();
            var expected = new DeviationRule.RelativeChange(0.2).Triggered(numbers);
            return numbers.Length == 0 || Find(Weekly(numbers), "drop > 20%", DateOnly.MinValue).Select(c => (c.Period.DayNumber - new DateOnly(2026, 1, 5).DayNumber) / 7).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_drop_within_the_standard_errors_is_inside_noise()
    {
        // (100 − 75) / √(10² + 10²) = 1.768; with errors of 5 it is 3.536.
        var wide = Find(Weekly([100, 75], error: 10), "drop > 20%", DateOnly.MinValue)[0];
        Assert.Equal((25 / Math.Sqrt(200), "standard error", true), (wide.Score!.Value, wide.Noise, wide.IsInsideNoise));
        var narrow = Find(Weekly([100, 75], error: 5), "drop > 20%", DateOnly.MinValue)[0];
        Assert.Equal((25 / Math.Sqrt(50), false), (narrow.Score!.Value, narrow.IsInsideNoise));
    }

    [Fact]
    public void A_series_that_always_swings_so_far_is_inside_its_own_variation()
    {
        // Changes −30, +30, …: their median absolute deviation from their median (0 or ±30) is at least 30, and a drop of 30 is 0.67 of 1.4826 × 30.
        var swinging = Weekly([.. Enumerable.Range(0, 22).Select(i => (double?)(i % 2 == 0 ? 100 : 70))], error: 1);
        var last = Find(swinging, "drop > 20%", DateOnly.MinValue)[^1];
        Assert.Equal(("own variation", true), (last.Noise, last.IsInsideNoise));
        Assert.Equal(30 / (1.482602218505602 * 30), last.Score!.Value, 1e-9);
    }

    [Fact]
    public void Where_nothing_is_known_of_the_noise_nothing_is_said_of_it()
    {
        var crossing = Find(Weekly([100, 75]), "drop > 20%", DateOnly.MinValue)[0];
        Assert.Equal((null, null, false), (crossing.Score, crossing.Noise, crossing.IsInsideNoise));
    }

    [Fact]
    public void Two_weeks_below_a_limit_are_surer_than_one()
    {
        // Each is 1.5 errors below; their mean has an error smaller by √2: 1.5 · √2 = 2.12.
        var series = Weekly([10, 8.5, 8.5], error: 1);
        Assert.Equal(1.5, Find(series, "below 10", DateOnly.MinValue)[^1].Score!.Value, 1e-12);
        Assert.Equal(1.5 * Math.Sqrt(2), Find(series, "below 10 for 2 weeks", DateOnly.MinValue)[^1].Score!.Value, 1e-12);
    }

    [Fact]
    public void A_jump_out_of_a_quiet_past_is_outside_its_forecast_interval_and_a_usual_value_is_not()
    {
        var past = Enumerable.Range(0, 60).Select(i => (double?)(100 + ((i * 7919 % 13) - 6) / 6.0)).ToList();
        Assert.Empty(Find(Weekly([.. past, 100.2]), "outside forecast interval", new DateOnly(2027, 3, 1)));
        var jump = Assert.Single(Find(Weekly([.. past, 120]), "outside forecast interval", new DateOnly(2027, 3, 1)));
        Assert.Equal(("own forecast", false), (jump.Noise, jump.IsInsideNoise));
        Assert.InRange(jump.Reference, 100, 105);
    }

    [Fact]
    public void A_new_definition_is_no_drop_and_what_crossed_under_the_old_one_stays()
    {
        var series = Weekly([100, 70, 70, 30, 30, 20]);
        var changed = series with { Changes = [new SeriesChange(new DateOnly(2026, 1, 26), "another ledger", "h")] };
        Assert.Equal(["2026-01-12", "2026-01-26", "2026-02-09"], Periods(series, "drop > 20%", DateOnly.MinValue));
        Assert.Equal(["2026-01-12", "2026-02-09"], Periods(changed, "drop > 20%", DateOnly.MinValue));

        // What must hold for two weeks must do so under one definition.
        Assert.Equal(["2026-01-19", "2026-02-02", "2026-02-09"], Periods(changed, "below 75 for 2 weeks", DateOnly.MinValue));
    }

    [Fact]
    public void A_month_is_read_and_counts_on()
    {
        var month = Month.Parse("2026-12");
        Assert.Equal(("2026-12", "2027-01", "2026-11", new DateOnly(2026, 12, 31)), (month.ToString(), month.Next.ToString(), month.Previous.ToString(), month.LastDay));
        Assert.True(month.Holds(new DateOnly(2026, 12, 1)) && !month.Holds(new DateOnly(2027, 12, 1)));
        foreach (var text in new[] { "2026-13", "2026", "Oct 2026", "", "2026-10-01" })
        {
            Assert.Throws<InvalidInputException>(() => Month.Parse(text));
        }
    }

    private static IReadOnlyList<Crossing> Find(KpiSeries series, string when, DateOnly from)
    {
        Assert.True(DeviationParser.TryParse(when, out var condition, out _));
        return DeviationFinder.Find(series, condition, from);
    }

    private static string[] Periods(KpiSeries series, string when, DateOnly from) => [.. Find(series, when, from).Select(c => c.Period.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))];

    private static KpiSeries Weekly(IReadOnlyList<double?> values, double? error = null) => new(
        "k", "K", MetricUnit.Count, new SeriesCalendar(Cadence.Weekly), "UTC", DateTimeOffset.UnixEpoch,
        [.. values.Select((v, i) => new SeriesPoint(new DateOnly(2026, 1, 5).AddDays(7 * i), v, error))], [], [], []);
}
