using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class SampleRatioTestTests
{
    [Fact]
    public void Chi_square_agrees_with_R_on_unequal_weights()
    {
        // R: chisq.test(c(120, 80, 300), p = c(.2, .2, .6))
        var result = SampleRatioTest.ChiSquare([120, 80, 300], [1, 1, 3]).Value;
        Assert.Equal(8, result.Test.Statistic, 1e-12);
        Assert.Equal(0.018315638888734179, result.Test.PValue, 1e-14);
        Assert.Equal(2, result.Test.DegreesOfFreedom);
        Assert.Equal([100.0, 100.0, 300.0], result.Rows.Select(r => r.Expected));
        Assert.Equal([0.2, 0.2, 0.6], result.Rows.Select(r => r.PlannedShare));
    }

    [Fact]
    public void A_p_value_far_below_machine_epsilon_keeps_its_digits()
    {
        // Expected 650 each: 2 · 650²/650 = 1300. Tail by the incomplete gamma function in 40 digits.
        var result = SampleRatioTest.ChiSquare([1300, 0], [1, 1]).Value;
        Assert.Equal(1300, result.Test.Statistic, 1e-9);
        Assert.Equal(1.130372844149274244508e-284, result.Test.PValue, 1e-296);
    }

    [Fact]
    public void A_variant_of_weight_zero_counts_in_the_total_only()
    {
        // 100 of 300 units belong to no planned variant: expected 150 each, (100 − 150)²/150 twice.
        var result = SampleRatioTest.ChiSquare([100, 100, 100], [1, 1, 0]).Value;
        Assert.Equal(2 * 2500.0 / 150, result.Test.Statistic, 1e-12);
        Assert.Equal(1, result.Test.DegreesOfFreedom);
        Assert.Equal(0, result.Rows[2].Expected);
    }

    [Fact]
    public void Without_units_nothing_is_amiss() => Assert.Equal(1, SampleRatioTest.ChiSquare([0, 0], [0.5, 0.5]).Value.Test.PValue);

    [Fact]
    public void One_planned_variant_has_no_ratio()
    {
        Assert.Equal(Undefined.OutsideDomain, SampleRatioTest.ChiSquare([10, 10], [1, 0]).Reason.Code);
        Assert.False(SampleRatioTest.ChiSquare([], []).IsDefined);
        Assert.Throws<ArgumentException>(() => SampleRatioTest.ChiSquare([10], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => SampleRatioTest.ChiSquare([10, -1], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => SampleRatioTest.ChiSquare([10, 1], [0.5, double.NaN]));
    }

    [Fact]
    public void Only_the_ratio_of_weights_matters() => Prop.ForAll(
        Gen.Choose(0, 5000).ArrayOf(3).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (units, scale) =>
        {
            long[] observed = [.. units];
            var one = SampleRatioTest.ChiSquare(observed, [1, 2, 3]).Value.Test;
            var other = SampleRatioTest.ChiSquare(observed, [scale, 2.0 * scale, 3.0 * scale]).Value.Test;
            Assert.Equal(one.Statistic, other.Statistic, 1e-9 * (1 + one.Statistic));
        }).QuickCheckThrowOnFailure();
}

public sealed class BinomialTestTests
{
    [Theory]
    [InlineData(52, 83, 0.5, 0.027534178012294647)] // R: binom.test
    [InlineData(3, 40, 0.2, 0.047869463388393055)]
    [InlineData(0, 10, 0.1, 0.61257951100000052)]
    [InlineData(500_700, 1_000_000, 0.5, 0.16181294960110151)]
    [InlineData(3, 1000, 0.5, 3.110894301402977020e-293)] // 40-digit sum
    [InlineData(310, 600, 0.3, 2.40552499584729232752e-28)] // 40-digit sum
    [InlineData(0, 0, 0.5, 1)]
    public void Exact_p_agrees_with_its_definition(long k, long n, double share, double expected)
        => Assert.Equal(expected, BinomialTest.Exact(k, n, share), 1e-11 * expected);

    [Fact]
    public void Exact_p_equals_the_plain_sum_over_all_counts() => Prop.ForAll(
        Gen.Choose(1, 60).SelectMany(n => Gen.Choose(0, n), (n, k) => (n, k)).ToArbitrary(), Gen.Choose(1, 99).ToArbitrary(), (counts, percent) =>
        {
            var (n, k) = counts;
            var p = percent / 100.0;
            var mass = new double[n + 1];
            for (var j = 0; j <= n; j++)
            {
                mass[j] = Choose(n, j) * Math.Pow(p, j) * Math.Pow(1 - p, n - j);
            }

            var sum = mass.Where(m => m <= mass[k] * (1 + 1e-7)).Sum();
            Assert.Equal(Math.Min(1, sum), BinomialTest.Exact(k, n, p), 1e-11 * sum);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Exact_p_of_a_fair_share_does_not_care_which_variant_is_counted()
    {
        foreach (var k in new long[] { 0, 1, 4_999_000, 4_999_999, 5_000_000 })
        {
            Assert.Equal(BinomialTest.Exact(k, 10_000_000, 0.5), BinomialTest.Exact(10_000_000 - k, 10_000_000, 0.5));
        }
    }

    [Fact]
    public void Counts_and_shares_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BinomialTest.Exact(11, 10, 0.5));
        Assert.Throws<ArgumentException>(() => BinomialTest.Exact(1, 10, 0));
        Assert.Throws<ArgumentException>(() => BinomialTest.NormalApproximation(1, 10, double.NaN, true));
    }

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
