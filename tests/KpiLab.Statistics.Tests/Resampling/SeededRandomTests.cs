namespace KpiLab.Statistics.Tests;

public class SeededRandomTests
{
    [Fact]
    public void Xoshiro_gives_its_authors_output()
    {
        // the reference C code of Blackman and Vigna from the state 1, 2, 3, 4
        var random = SeededRandom.FromState(1, 2, 3, 4);

        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625];
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void SplitMix_gives_its_published_output()
    {
        // the reference C code of Vigna from the seed 1234567
        ulong state = 1234567;

        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => SeededRandom.SplitMix64(ref state)).ToArray());
    }

    [Fact]
    public void A_stream_depends_on_seed_and_number_only()
    {
        var fresh = new SeededRandom(7);
        var used = new SeededRandom(7);
        _ = Enumerable.Range(0, 100).Sum(_ => used.NextDouble());

        Assert.Equal(fresh.Stream(3).NextUInt64(), used.Stream(3).NextUInt64());
        Assert.Equal(4, new[] { fresh.Stream(3), fresh.Stream(4), new SeededRandom(8).Stream(3), fresh.Stream(3).Stream(3) }.Select(s => s.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Neighbouring_streams_are_not_correlated()
    {
        const int n = 20_000;
        double[] x = [.. Enumerable.Range(0, n).Select(i => new SeededRandom(1).Stream((ulong)i).NextNormal())];

        var joint = JointMoments.Of(x[..^1], x[1..]);

        Assert.InRange(joint.Mean(0), -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
        Assert.InRange(joint.Variance(0), 1 - (4 * Math.Sqrt(2.0 / n)), 1 + (4 * Math.Sqrt(2.0 / n)));
        Assert.InRange(joint.Covariance(0, 1), -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
    }

    [Fact]
    public void Uniform_numbers_stay_in_their_range()
    {
        var random = new SeededRandom(5);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.InRange(random.NextDouble(), 0, 1 - Math.Pow(2, -53));
            Assert.InRange(random.NextOpenDouble(), double.Epsilon, 1 - Math.Pow(2, -53));
            Assert.InRange(random.NextInt(3), 0, 2);
            Assert.InRange(random.NextLong(long.MaxValue), 0, long.MaxValue - 1);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextLong(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextPoisson(-1));
    }

    [Fact]
    public void Integers_come_equally_often()
    {
        var random = new SeededRandom(6);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.NextInt(6)]++;
        }

        var statistic = counts.Sum(c => (c - 10_000.0) * (c - 10_000.0) / 10_000);
        Assert.InRange(ChiSquared.Survival(statistic, 5), 1e-4, 1);
    }

    [Fact]
    public void Normal_exponential_and_Poisson_numbers_have_their_moments()
    {
        const int n = 100_000;
        var random = new SeededRandom(9);
        double[] Draw(Func<double> draw) => [.. Enumerable.Range(0, n).Select(_ => draw())];

        var error = 4 / Math.Sqrt(n);
        double[] normal = Draw(random.NextNormal);
        Assert.InRange(Moments.Of(normal).Mean, -error, error);
        Assert.InRange(normal.Average(v => v * v * v * v), 3 - (error * Math.Sqrt(96)), 3 + (error * Math.Sqrt(96)));
        Assert.InRange(normal.Count(v => v > 1.959963984540054) / (double)n, 0.025 - (error * 0.16), 0.025 + (error * 0.16));
        var exponential = Moments.Of(Draw(random.NextExponential));
        Assert.InRange(exponential.Mean, 1 - error, 1 + error);
        Assert.InRange(exponential.Variance, 1 - (error * Math.Sqrt(8)), 1 + (error * Math.Sqrt(8)));
        var poisson = Moments.Of(Draw(() => random.NextPoisson(2.5)));
        Assert.InRange(poisson.Mean, 2.5 - (error * Math.Sqrt(2.5)), 2.5 + (error * Math.Sqrt(2.5)));
        Assert.InRange(poisson.Variance, 2.5 - (error * 4), 2.5 + (error * 4));
        Assert.InRange(Draw(() => random.NextBernoulli(0.3) ? 1 : 0).Average(), 0.3 - (error * 0.46), 0.3 + (error * 0.46));
    }

    [Fact]
    public void A_shuffle_keeps_the_values_and_reaches_every_order()
    {
        var random = new SeededRandom(11);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(letters);
            var order = new string(letters);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, orders.Count);
        Assert.InRange(ChiSquared.Survival(orders.Values.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000), 23), 1e-4, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(257)]
    [InlineData(int.MaxValue)]
    public void Many_whole_numbers_at_once_are_those_drawn_one_by_one(int bound)
    {
        var (one, many) = (new SeededRandom(11), new SeededRandom(11));
        var drawn = new int[1_000];
        many.NextInts(drawn, bound);
        Assert.Equal(Enumerable.Range(0, drawn.Length).Select(_ => one.NextInt(bound)), drawn);
        Assert.Equal(one.NextUInt64(), many.NextUInt64());
        Assert.Throws<ArgumentOutOfRangeException>(() => many.NextInts(drawn, 0));
    }

    [Fact]
    public void A_generator_that_becomes_a_stream_draws_as_the_stream_does()
    {
        var (parent, reused) = (new SeededRandom(12), new SeededRandom(0));
        for (ulong number = 0; number < 50; number++)
        {
            var stream = parent.Stream(number);
            reused.BecomeStream(parent, number);
            Assert.Equal(stream.NextNormal(), reused.NextNormal()); // leaves a spare one
            Assert.Equal(stream.Stream(2).NextUInt64(), reused.Stream(2).NextUInt64());
            Assert.Equal(stream.NextUInt64(), reused.NextUInt64());
        }
    }
}
