using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(MetricUnit.Fraction, 0.00898, 0.0088, "churn was 0.898 % in the period from 2026-05-04 (above 0.88%; held against 0.88 %)")]
    [InlineData(MetricUnit.Count, 25, 22.5, "churn was 25 in the period from 2026-05-04 (above 0.88%; held against 22.5)")]
    [InlineData(null, 0.5, 0.25, "churn was 0.5 in the period from 2026-05-04 (above 0.88%; held against 0.25)")]
    public void What_crossed_a_threshold_is_told_in_the_unit_of_its_kpi(MetricUnit? unit, double value, double reference, string told)
        => Assert.Equal(told, DeviationOutputs.Crossed("churn", "above 0.88%", value, reference, new DateOnly(2026, 5, 4), unit));

    [Theory]
    [InlineData(0.5, "50 %")]
    [InlineData(0.4235, "42.35 %")]
    [InlineData(-0.1, "-10 %")]
    public void Shares_are_percentages(double share, string expected) => Assert.Equal(expected, FigureText.Share(share));

    [Theory]
    [InlineData(1234567.891, "1,234,570")]
    [InlineData(0.00012345678, "0.000123457")]
    [InlineData(0, "0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e-9, "1E-09")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Plain_numbers_keep_six_significant_digits(double value, string expected) => Assert.Equal(expected, FigureText.Significant(value));

    [Theory]
    [InlineData(0.00001, "< 0.0001")]
    [InlineData(0.0124, "0.0124")]
    public void A_column_of_p_values_does_not_repeat_their_name(double p, string expected) => Assert.Equal(expected, FigureText.PValue(p));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1_234_567, "1.23 MB")]
    [InlineData(999_999, "1 MB")]
    public void Sizes_are_short(long bytes, string expected) => Assert.Equal(expected, FigureText.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 unit")]
    [InlineData(20100, "20,100 units")]
    public void Counts_agree_with_their_noun(long count, string expected) => Assert.Equal(expected, FigureText.Counted(count, "unit"));
}

public sealed class EffectWordsTests
{
    private static readonly Level Level95 = Level.Of(0.95);

    // The standard error 0.0123 shows as 1.23 %: two decimals.
    [Fact]
    public void Each_shape_of_a_confidence_set_reads_in_words_with_its_level()
    {
        Assert.Equal("+1.00 % to +9.00 % (95 %)", Words(ConfidenceSet.Between(0.01, 0.09, Level95)));
        Assert.Equal("at least +3.00 % (95 %)", Words(ConfidenceSet.Between(0.03, double.PositiveInfinity, Level95)));
        Assert.Equal("at most +8.00 % (90 %)", Words(ConfidenceSet.Between(double.NegativeInfinity, 0.08, Level.Of(0.9))));
        Assert.Equal("no value can be excluded (95 %)", Words(ConfidenceSet.Everything(Level95)));
        Assert.EndsWith("-5.00 % to +80.00 % (99.5 %)", Words(ConfidenceSet.TwoRays(-0.05, 0.8, Level.Of(0.995))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.02, true, MetricUnit.Fraction, "2 % of the control mean")]
    [InlineData(0.02, false, MetricUnit.Fraction, "2 pp")]
    [InlineData(0.5, false, MetricUnit.Currency, "0.5")]
    public void A_size_says_what_it_is_relative_to(double value, bool isRelative, MetricUnit unit, string expected)
        => Assert.Equal(expected, EffectWords.Size(new EffectSize(value, isRelative), unit));

    [Theory]
    [InlineData("the control mean is zero", "The control mean is zero.")]
    [InlineData("Done.", "Done.")]
    public void A_reason_becomes_a_sentence(string reason, string expected) => Assert.Equal(expected, EffectWords.Sentence(new Undefined("x", reason)));

    [Theory]
    [InlineData(Verdict.Better, "✔ better")]
    [InlineData(Verdict.Worse, "✖ worse")]
    [InlineData(Verdict.Different, "▲ different")]
    [InlineData(Verdict.NotSignificant, "○ not significant")]
    [InlineData(Verdict.Undefined, "? not computable")]
    public void A_verdict_is_an_icon_and_a_word(Verdict verdict, string expected) => Assert.Equal(expected, EffectWords.Verdict(verdict).ToString());

    private static string Words(ConfidenceSet set) => EffectWords.RelativeSet(new Effect(0.05, 0.0123, set));
}
