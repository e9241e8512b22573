using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Intervals and p-values from the same resamples.</summary>
public sealed class BootstrapDrawsTests
{
    private static readonly double[] A = [.. Enumerable.Range(0, 60).Select(i => (double)((i * 37 % 41) + (i * i % 7)))];
    private static readonly double[] B = [.. Enumerable.Range(0, 65).Select(i => (double)((i * 29 % 41) + (i * i % 5) + 4))];

    // NumPy, 200,000 Poisson resamples (default_rng(1)): standard error 2.1490, percentiles −0.528 and 7.910, reflected −0.559 and 7.879. Three Monte Carlo errors of 4,000 draws are allowed.
    [Fact]
    public void Means_agree_with_NumPy_within_Monte_Carlo_error()
    {
        var (absolute, relative) = PoissonBootstrap.MeanDraws(ValueCounts.Of(A), ValueCounts.Of(B), 7, 4000);
        Assert.Equal(3.6756410256410277, absolute.Value.Observed, 1e-12);
        Assert.Equal(0.1669481162289641, relative.Value.Observed, 1e-12);
        Assert.Equal(2.149, absolute.Value.StandardError, 0.075);
        Near(-0.528, 7.910, absolute.Value.Set(BootstrapInterval.Percentile, Level.Of(0.95)).Value);
        Near(-0.559, 7.879, absolute.Value.Set(BootstrapInterval.Basic, Level.Of(0.95)).Value);
        Near(-0.528, 7.910, absolute.Value.Set(BootstrapInterval.Bca, Level.Of(0.95)).Value);
    }

    [Fact]
    public void The_draws_are_those_of_the_bootstrap_with_the_same_seed()
    {
        var level = Level.Of(0.9);
        var expected = PoissonBootstrap.Mean(ValueCounts.Of(A), ValueCounts.Of(B), 3, level, 500).Value;
        var draws = PoissonBootstrap.MeanDraws(ValueCounts.Of(A), ValueCounts.Of(B), 3, 500).Absolute.Value;
        Assert.Equal(expected.Percentile, draws.Set(BootstrapInterval.Percentile, level).Value);
        Assert.Equal(expected.Basic, draws.Set(BootstrapInterval.Basic, level).Value);
        Assert.Equal(expected.Bca.Value, draws.Set(BootstrapInterval.Bca, level).Value);
        var quantile = PoissonBootstrap.Quantile(ValueCounts.Of(A), ValueCounts.Of(B), 0.7, 3, level, 500).Value;
        var (absolute, relative) = PoissonBootstrap.QuantileDraws(ValueCounts.Of(A), ValueCounts.Of(B), 0.7, 3, 500);
        Assert.Equal(quantile.Percentile, absolute.Value.Set(BootstrapInterval.Percentile, level).Value);
        Assert.False(absolute.Value.Set(BootstrapInterval.Bca, level).IsDefined);
        Assert.True(relative.IsDefined);
    }

    [Fact]
    public void The_p_value_and_the_intervals_tell_the_same()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from shift in Gen.Choose(0, 30)
            from kind in Gen.Elements(BootstrapInterval.Percentile, BootstrapInterval.Basic, BootstrapInterval.Bca)
            select (seed, shift, kind),
            c =>
            {
                var random = new SeededRandom(c.seed);
                double[] a = [.. Enumerable.Range(0, 20).Select(_ => random.NextNormal())], b = [.. Enumerable.Range(0, 20).Select(_ => random.NextNormal() + (c.shift / 20.0))];
                var draws = PoissonBootstrap.MeanDraws(ValueCounts.Of(a), ValueCounts.Of(b), c.seed, 199, threads: 1).Absolute.Value;
                var p = draws.PValue(c.kind);
                Assert.True(p.IsDefined);
                foreach (var alpha in new[] { 0.05, 0.2, 0.5 })
                {
                    if (Math.Abs(p.Value - alpha) > 1e-6)
                    {
                        Assert.Equal(p.Value < alpha, !draws.Set(c.kind, Level.FromAlpha(alpha)).Value.Contains(0));
                    }
                }
            });

    [Fact]
    public void Undefined_where_nothing_varies_or_nothing_can_be_relative()
    {
        Assert.Equal(Undefined.ZeroVariance, PoissonBootstrap.MeanDraws(ValueCounts.Of([2, 2]), ValueCounts.Of([3, 3]), 1, 50).Absolute.Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, PoissonBootstrap.MeanDraws(ValueCounts.Of([2]), ValueCounts.Of([3, 4]), 1, 50).Absolute.Reason.Code);
        Assert.Equal(Undefined.ZeroBaseline, PoissonBootstrap.MeanDraws(ValueCounts.Of([-1, 1, 0]), ValueCounts.Of([3, 4]), 1, 50).Relative.Reason.Code);
    }

    private static void Near(double lower, double upper, ConfidenceSet set)
    {
        Assert.Equal(lower, set.Lower, 0.3);
        Assert.Equal(upper, set.Upper, 0.3);
    }
}
