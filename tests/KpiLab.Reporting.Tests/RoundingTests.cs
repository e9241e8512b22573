using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(0.01902, 0.004936, "+0.01902")] // 0.004936 → 0.00494: five decimals
    [InlineData(0.01902, 0.0123, "+0.0190")]
    [InlineData(1.5, 0.09996, "+1.500")] // the error rounds up to 0.100: three decimals, not four
    [InlineData(-1.2456, 2.193, "−1.25")]
    [InlineData(45678.9, 12345, "+45,700")]
    [InlineData(-45678.9, 123.4, "−45,679")]
    [InlineData(0.0004, 0.5, "0.000")] // neither plus nor minus before a zero
    [InlineData(-0.0004, 0.5, "0.000")]
    [InlineData(7, 0.0001234, "+7.000000")]
    public void An_effect_shows_the_decimals_that_give_its_standard_error_three_digits(double effect, double standardError, string expected)
        => Assert.Equal(expected, Rounding.Signed(effect, Rounding.Decimals(effect, standardError, null)));

    [Fact]
    public void Without_a_standard_error_the_width_of_the_interval_decides()
    {
        // A quarter of the width, 0.012, needs four decimals; in percent, two.
        var set = ConfidenceSet.Between(0.022, 0.070, Level.Of(0.95));
        Assert.Equal(4, Rounding.Decimals(0.046, null, set));
        Assert.Equal(2, Rounding.Decimals(0.046, null, set, 100));
    }

    [Theory]
    [InlineData(0.00009, "p < 0.0001")]
    [InlineData(0, "p < 0.0001")]
    [InlineData(1e-300, "p < 0.0001")]
    [InlineData(0.0001, "p = 0.000100")]
    [InlineData(0.000116, "p = 0.000116")]
    [InlineData(0.0499, "p = 0.0499")]
    [InlineData(0.09999, "p = 0.100")]
    [InlineData(0.57, "p = 0.570")]
    [InlineData(0.9993, "p > 0.999")]
    [InlineData(1, "p > 0.999")]
    public void A_p_value_is_rounded_by_one_rule(double p, string expected) => Assert.Equal(expected, Rounding.PValue(p));

    [Theory]
    [InlineData(0.5, "50%")]
    [InlineData(0.4235, "42.35%")]
    [InlineData(-0.1, "−10%")]
    public void Shares_are_percentages(double share, string expected) => Assert.Equal(expected, Rounding.Share(share));

    [Theory]
    [InlineData(1234567.891, "1,234,570")]
    [InlineData(0.00012345678, "0.000123457")]
    [InlineData(0, "0")]
    [InlineData(1e-9, "1E−09")]
    public void Plain_numbers_keep_six_significant_digits(double value, string expected) => Assert.Equal(expected, Rounding.Significant(value, 6));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1_234_567, "1.23 MB")]
    [InlineData(999_999, "1 MB")]
    public void Sizes_are_short(long bytes, string expected) => Assert.Equal(expected, Rounding.Bytes(bytes));
}

public sealed class EffectWordsTests
{
    private static readonly Level Level95 = Level.Of(0.95);

    [Fact]
    public void Each_shape_of_a_confidence_set_reads_in_words()
    {
        Assert.Equal("+1.00 to +9.00% (95%)", Words(0.05, ConfidenceSet.Between(0.01, 0.09, Level95)));
        Assert.Equal("at least +3.00% (95%)", Words(0.05, ConfidenceSet.Between(0.03, double.PositiveInfinity, Level95)));
        Assert.Equal("at most +8.00% (90%)", Words(0.05, ConfidenceSet.Between(double.NegativeInfinity, 0.08, Level.Of(0.9))));
        Assert.Equal("no value can be excluded (95%)", Words(0.05, ConfidenceSet.Everything(Level95)));
        Assert.Equal("everything except −5.0% to +80.0% (95%)", Words(1.2, ConfidenceSet.TwoRays(-0.05, 0.8, Level95)));
    }

    [Fact]
    public void Differences_of_shares_are_percentage_points()
        => Assert.Equal("+1.90 pp", EffectWords.Value(new Effect(0.019, 0.0123, ConfidenceSet.Everything(Level95)), UnitWords.Of(MetricUnit.Fraction)));

    [Theory]
    [InlineData(Verdict.Better, "✔ better")]
    [InlineData(Verdict.Worse, "✖ worse")]
    [InlineData(Verdict.Different, "▲ different")]
    [InlineData(Verdict.NotSignificant, "○ not significant")]
    [InlineData(Verdict.Undefined, "? not computable")]
    public void A_verdict_is_an_icon_and_a_word(Verdict verdict, string expected) => Assert.Equal(expected, EffectWords.Verdict(verdict).ToString());

    private static string Words(double value, ConfidenceSet set) => EffectWords.Interval(new Effect(value, null, set), UnitWords.Relative);
}
