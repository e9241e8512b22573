using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class SampleQuantileTests
{
    private static readonly ValueCounts Tied = ValueCounts.Of([1, 2, 2, 3, 3, 3, 7, 9, 9, 12, 15, 15, 15, 21]);

    [Theory]
    [InlineData(1, 2.0, 3.0, 7.0, 15.0)]
    [InlineData(2, 2.0, 3.0, 8.0, 15.0)]
    [InlineData(4, 1.4, 3.0, 7.0, 15.0)]
    [InlineData(5, 1.9, 3.0, 8.0, 15.6)]
    [InlineData(6, 1.5, 3.0, 8.0, 18.0)]
    [InlineData(7, 2.0, 3.0, 8.0, 15.0)]
    [InlineData(8, 1.7666666666666668, 3.0, 8.0, 16.4)]
    [InlineData(9, 1.8, 3.0, 8.0, 16.2)]
    public void Agrees_with_numpy_on_tied_values(int type, params double[] expected)
    {
        // NumPy: quantile(x, q, method=…) for q = 0.1, 0.37, 0.5, 0.9; its type 3 is not R's and is left to the reference cases.
        double[] shares = [0.1, 0.37, 0.5, 0.9];
        for (var i = 0; i < shares.Length; i++)
        {
            Properties.Close(expected[i], SampleQuantile.Of(Tied, shares[i], (QuantileType)type).Value, 1e-14);
        }
    }

    [Fact]
    public void Counts_and_raw_values_say_the_same()
        => Properties.Hold(
            from x in Properties.Sample(1, 80)
            from q in Gen.Choose(0, 1000)
            from copies in Gen.Choose(1, 5)
            from type in Gen.Choose(1, 9)
            select (X: x, Q: q / 1000.0, Copies: copies, Type: (QuantileType)type),
            c =>
            {
                var repeated = c.X.SelectMany(v => Enumerable.Repeat(v, c.Copies)).ToArray();
                var counts = ValueCounts.Of(c.X, [.. c.X.Select(_ => (long)c.Copies)]);
                var raw = ValueCounts.Of(repeated);
                Assert.Equal(raw.Count, counts.Count);
                var value = SampleQuantile.Of(counts, c.Q, c.Type).Value;
                Assert.Equal(SampleQuantile.Of(raw, c.Q, c.Type).Value, value);
                Assert.InRange(value, c.X.Min(), c.X.Max());
                Moments expected = Moments.Of(repeated), actual = counts.Moments();
                Properties.Close(expected.Mean, actual.Mean, 1e-14, expected.StandardDeviation);
                Properties.Close(expected.CentredSumOfSquares, actual.CentredSumOfSquares, 1e-12);
            });

    [Fact]
    public void Ten_million_units_cost_as_much_as_their_distinct_values()
    {
        var counts = ValueCounts.Of([0, 1, 2], [5_000_000, 3_000_000, 2_000_000]);
        Assert.Equal(0, SampleQuantile.Of(counts, 0.5, QuantileType.InverseCdf).Value);
        Assert.Equal(0.5, SampleQuantile.Of(counts, 0.5).Value);
        Assert.Equal(2, SampleQuantile.Of(counts, 0.9).Value);
        Assert.Equal(0.7, counts.Moments().Mean, 14);
    }

    [Fact]
    public void Order_statistic_interval_agrees_with_scipy()
    {
        // SciPy 1.10.1: binom.ppf(0.05, 14, 0.5) = 4, binom.ppf(0.95, 14, 0.5) + 1 = 11, coverage P(4 ≤ Bin ≤ 10)
        var interval = OrderStatisticInterval.Of(Tied, 0.5, Examples.Ninety).Value;
        Assert.Equal((4L, 11L), (interval.LowerRank!.Value, interval.UpperRank!.Value));
        Assert.Equal((3.0, 15.0), (interval.Lower, interval.Upper));
        Properties.Close(0.942626953125, interval.Coverage, 1e-14);
    }

    [Fact]
    public void Maritz_Jarrett_agrees_with_scipy()
    {
        // SciPy 1.10.1: mstats.mjci(x, [0.3, 0.5, 0.9])
        double[] expected = [1.38565524, 3.35147129, 3.08174958];
        double[] shares = [0.3, 0.5, 0.9];
        for (var i = 0; i < shares.Length; i++)
        {
            Assert.Equal(expected[i], MaritzJarrett.StandardError(Tied, shares[i]).Value, 8);
        }

        Assert.Equal(Undefined.TooFewUnits, MaritzJarrett.StandardError(Tied, 0.05).Reason.Code);
    }

    [Fact]
    public void Nothing_has_no_quantile() => Assert.Equal(Undefined.TooFewUnits, SampleQuantile.Of(ValueCounts.Of([]), 0.5).Reason.Code);
}
