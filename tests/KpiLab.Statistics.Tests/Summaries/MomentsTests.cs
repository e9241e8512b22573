using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class MomentsTests
{
    private static readonly Gen<double[]> Samples = Properties.Sample(0, 20);

    [Fact]
    public void Nothing_has_no_moments()
    {
        Assert.Equal(default, Moments.Of([]));
        Assert.Equal(0, default(Moments).Variance);
        Assert.Equal(new Moments(1, 7, 0), Moments.Of([7]));
        Assert.Equal(0, Moments.Of([7]).StandardDeviation);
    }

    [Fact]
    public void Equal_values_have_no_variance_to_the_last_bit()
        => Assert.Equal(new Moments(1000, 0.1, 0), Moments.Of([.. Enumerable.Repeat(0.1, 1000)]));

    [Fact]
    public void A_spread_of_one_at_a_billion_keeps_its_digits()
    {
        // 1e9 ± 1: the mean and n exactly, by construction
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => 1e9 + ((i % 2 * 2) - 1))];

        Assert.Equal(new Moments(1000, 1e9, 1000), Moments.Of(values));
    }

    [Fact]
    public void A_sum_beyond_the_range_still_has_a_mean()
    {
        var moments = Moments.Of([1e308, 1.5e308, 1.7e308]);

        Properties.Close(1.4e308, moments.Mean, 1e-15);
        Assert.Equal(double.PositiveInfinity, moments.CentredSumOfSquares);
    }

    [Fact]
    public void Subnormal_and_signed_zero_values_are_summed()
    {
        Assert.Equal(double.Epsilon, Moments.Of([double.Epsilon, double.Epsilon]).Mean);
        Assert.Equal(new Moments(2, 0, 0), Moments.Of([0.0, -0.0]));
    }

    [Fact]
    public void A_value_that_is_not_a_number_spoils_the_moments_rather_than_hiding()
    {
        Assert.True(double.IsNaN(Moments.Of([1, double.NaN]).Mean));
        Assert.False(double.IsFinite(Moments.Of([1, double.PositiveInfinity]).Mean));
    }

    [Fact]
    public void Merging_is_commutative() => Properties.Hold(
        from a in Samples
        from b in Samples
        select (Moments.Of(a), Moments.Of(b)),
        c => Alike(c.Item1 + c.Item2, c.Item2 + c.Item1));

    [Fact]
    public void Merging_is_associative() => Properties.Hold(
        from a in Samples
        from b in Samples
        from c in Samples
        select (A: Moments.Of(a), B: Moments.Of(b), C: Moments.Of(c)),
        c => Alike(c.A + c.B + c.C, c.A + (c.B + c.C)));

    [Fact]
    public void Merging_is_taking_all_values_together() => Properties.Hold(
        from a in Samples
        from b in Samples
        select (a, b),
        c =>
        {
            Alike(Moments.Of([.. c.a, .. c.b]), Moments.Of(c.a) + Moments.Of(c.b));
            Assert.Equal(Moments.Of(c.a) + Moments.Of(c.b), Moments.Add(Moments.Of(c.a), Moments.Of(c.b)));
        });

    [Fact]
    public void Nothing_is_neutral() => Properties.Hold(Samples, values =>
    {
        var moments = Moments.Of(values);
        Assert.Equal(moments, moments + default(Moments));
        Assert.Equal(moments, default(Moments) + moments);
    });

    [Fact]
    public void Values_counted_k_times_multiply_count_and_squares() => Properties.Hold(
        from values in Samples
        from k in Gen.Choose(2, 6)
        select (values, k),
        c =>
        {
            var (once, often) = (Moments.Of(c.values), Moments.Of([.. Enumerable.Repeat(c.values, c.k).SelectMany(v => v)]));
            Assert.Equal(c.k * once.Count, often.Count);
            Properties.Close(once.Mean, often.Mean, 1e-15);
            Properties.Close(c.k * once.CentredSumOfSquares, often.CentredSumOfSquares, 1e-14);
        });

    [Fact]
    public void The_order_of_values_changes_nothing_beyond_the_last_bits() => Properties.Hold(Samples, values =>
    {
        var (forth, back) = (Moments.Of(values), Moments.Of([.. values.Reverse()]));
        Properties.Close(forth.Mean, back.Mean, 1e-15);
        Properties.Close(forth.CentredSumOfSquares, back.CentredSumOfSquares, 1e-14);
    });

    // One rounding of the mean moves the squares by n (ε mean)² and 2 ε |mean| √(n squares).
    private static void Alike(Moments expected, Moments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        var spread = Math.Sqrt(expected.CentredSumOfSquares / Math.Max(1, expected.Count));
        var noise = 1e-15 * Math.Abs(expected.Mean);
        Properties.Close(expected.Mean, actual.Mean, 1e-14, Math.Abs(expected.Mean) + spread);
        Assert.Equal(expected.CentredSumOfSquares, actual.CentredSumOfSquares, (1e-13 * expected.CentredSumOfSquares) + (100 * expected.Count * noise * (noise + spread)));
    }
}
