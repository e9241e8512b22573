namespace KpiLab.Statistics.Tests;

public class ResamplingTests
{
    private static readonly double[] A = [12, 15, 11, 19, 22, 8];
    private static readonly double[] B = [18, 25, 17, 30, 21];

    [Fact]
    public void Exact_permutation_agrees_with_scipy()
    {
        // SciPy 1.10.1: permutation_test((b, a), difference of means, n_resamples=inf, alternative='greater'); two-sided share by itertools.combinations: 21 of 462
        var result = PermutationTest.Exact(A, B).Value;
        Properties.Close(7.7, result.Observed, 1e-14);
        Assert.Equal(462, result.Permutations);
        Properties.Close(0.023809523809523808, result.Greater, 1e-14);
        Properties.Close(21.0 / 462, result.TwoSidedAbsolute, 1e-14);
    }

    [Fact]
    public void Random_relabellings_come_near_the_exact_test_and_never_give_zero()
    {
        PermutationResult exact = PermutationTest.Exact(A, B).Value, random = PermutationTest.MonteCarlo(A, B, 5, 20_000).Value;
        Assert.Equal(20_001, random.Permutations);
        Assert.InRange(random.Greater, exact.Greater - (4 * 0.0011), exact.Greater + (4 * 0.0011));
        Assert.True(PermutationTest.MonteCarlo(Enumerable.Repeat(0.0, 50).ToArray(), Enumerable.Repeat(9.0, 50).ToArray(), 5, 100).Value.Greater > 0);
    }

    [Fact]
    public void Labels_without_a_difference_prove_nothing()
    {
        var result = PermutationTest.Exact([3, 3, 3], [3, 3]).Value;
        Assert.Equal((1.0, 1.0, 1.0), (result.Greater, result.Less, result.TwoSidedAbsolute));
    }

    [Fact]
    public void Too_many_relabellings_are_refused_by_name()
        => Assert.Contains("random", PermutationTest.Exact(new double[40], new double[40]).Reason.Sentence, StringComparison.Ordinal);

    [Fact]
    public void The_threads_do_not_show_in_the_result()
    {
        BootstrapResult one = Bootstrap.Quantile(A, B, 0.5, 3, Examples.Ninety, 500, threads: 1).Value, many = Bootstrap.Quantile(A, B, 0.5, 3, Examples.Ninety, 500, threads: 4).Value;
        Assert.Equal(one, many);
        ValueCounts a = ValueCounts.Of(A), b = ValueCounts.Of(B);
        Assert.Equal(PoissonBootstrap.Mean(a, b, 3, Examples.Ninety, 500, 1).Value, PoissonBootstrap.Mean(a, b, 3, Examples.Ninety, 500, 4).Value);
        Assert.NotEqual(one, Bootstrap.Quantile(A, B, 0.5, 4, Examples.Ninety, 500).Value);
    }

    [Fact]
    public void Bootstrap_of_means_has_the_analytic_standard_error()
    {
        var random = new SeededRandom(11);
        double[] a = [.. Enumerable.Range(0, 300).Select(_ => random.NextExponential())], b = [.. Enumerable.Range(0, 200).Select(_ => 2 * random.NextExponential())];
        var analytic = WelchTest.Contrast(Moments.Of(a), Moments.Of(b)).Value.StandardError;
        Assert.InRange(Bootstrap.Mean(a, b, 1, Examples.NinetyFive).Value.StandardError / analytic, 0.97, 1.03);
        Assert.InRange(PoissonBootstrap.Mean(ValueCounts.Of(a), ValueCounts.Of(b), 1, Examples.NinetyFive, 10_000).Value.StandardError / analytic, 0.97, 1.03);
    }

    [Fact]
    public void A_ratio_with_denominators_of_one_is_a_mean()
    {
        BootstrapResult mean = Bootstrap.Mean(A, B, 9, Examples.Ninety, 300).Value, ratio = Bootstrap.Ratio([.. A.Select(v => (v, 1.0))], [.. B.Select(v => (v, 1.0))], 9, Examples.Ninety, 300).Value;
        Properties.Close(mean.Percentile, ratio.Percentile, 1e-12);
        Properties.Close(mean.Bca.Value, ratio.Bca.Value, 1e-9);
    }

    [Fact]
    public void Arms_that_do_not_vary_are_refused()
        => Assert.Equal(Undefined.ZeroVariance, Bootstrap.Mean([4, 4, 4], [5, 5], 1, Examples.Ninety, 100).Reason.Code);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(950)]
    [InlineData(6000)]
    [InlineData(4_700_000)]
    public void Draws_follow_the_Poisson_law(double mean)
    {
        const int Draws = 40_000;
        var sampler = new PoissonSampler(mean);
        var random = new SeededRandom(2026);
        var bounds = new[] { 0.05, 0.2, 0.4, 0.6, 0.8, 0.95 }.Select(p => Poisson.Quantile(p, mean)).Distinct().ToArray();
        var counts = new int[bounds.Length + 1];
        for (var i = 0; i < Draws; i++)
        {
            var k = sampler.Next(random);
            var bin = 0;
            while (bin < bounds.Length && k > bounds[bin])
            {
                bin++;
            }

            counts[bin]++;
        }

        double statistic = 0, before = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var upTo = bin < bounds.Length ? Poisson.Cdf(bounds[bin], mean) : 1;
            var expected = Draws * (upTo - before);
            statistic += (counts[bin] - expected) * (counts[bin] - expected) / expected;
            before = upTo;
        }

        Assert.True(ChiSquared.Survival(statistic, counts.Length - 1) > 1e-3, $"chi-squared {statistic} over {counts.Length} bins");
    }
}
