using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class OptimalProxyTests
{
    [Fact]
    public void With_errors_of_one_size_it_is_the_proxy_of_the_effect_covariance()
    {
        // EffectCovariance is held to the oracle; where all experiments are of one size both are the same.
        double[][] effects = [[0.5, 0.1, 0.3], [-0.4, 0.3, -0.1], [0.9, -0.6, 0.4], [0.2, 0.8, 0.1], [-0.7, -0.2, -0.5], [0.1, 0.4, 0.2]];
        double[,] unit = { { 1, 0.3, 0.2 }, { 0.3, 2, 0.1 }, { 0.2, 0.1, 1.5 } };
        var old = EffectCovariance.Estimate(effects, Enumerable.Repeat(200.0, 6).ToList(), unit, 100, Level.Of(0.95)).Value;
        double[,] error = new double[3, 3], next = new double[3, 3];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                (error[i, j], next[i, j]) = (unit[i, j] * 2 / 200, unit[i, j] * 2 / 100);
            }
        }

        var proxy = OptimalProxy.Estimate(effects, Enumerable.Repeat(error, 6).ToList(), next).Value;
        Assert.All(old.RawWeights.Value.Zip(proxy.Weights), p => Assert.Equal(p.First, p.Second, 1e-12));
        Assert.Equal(old.Quality.Value, proxy.Quality, 1e-12);
        Assert.All(old.SingleQuality.Zip(proxy.SingleQuality), p => Assert.Equal(p.First.Value, p.Second.Value, 1e-12));
        Assert.True(proxy.QualityError.Value > 0);
    }

    [Fact]
    public void Worked_by_hand_for_one_lead_without_errors()
    {
        // Λ = [[(1+4+1)/3, (2+4+1)/3], [·, (4+4+1)/3]] = [[2, 7/3], [·, 3]]; with an error variance of 1: w = (7/3)/3, quality = (7/3)/√9.
        var none = new double[2, 2];
        var proxy = OptimalProxy.Estimate([[1, 2], [2, 2], [1, 1]], [none, none, none], new double[,] { { 1, 0 }, { 0, 1 } }).Value;
        Assert.Equal(7.0 / 9, proxy.Weights[0], 1e-12);
        Assert.Equal(7.0 / 9, proxy.Quality, 1e-12);
        Assert.Equal(7.0 / 9, proxy.SingleQuality[0].Value, 1e-12);
    }

    [Fact]
    public void A_quality_that_passes_1_by_moments_is_kept_told_of_and_bounded()
    {
        // As above with an error variance of ½ of the outcome: Λ = [[2, 7/3], [·, 2.5]], no covariance as (7/3)² > 2 · 2.5. Without noise of the next experiment: quality = (7/3)/√5 = 1.043.
        var outcome = new double[,] { { 0, 0 }, { 0, 0.5 } };
        var proxy = OptimalProxy.Estimate([[1, 2], [2, 2], [1, 1]], [outcome, outcome, outcome], new double[2, 2]).Value;
        Assert.Equal(7.0 / 3 / Math.Sqrt(5), proxy.Quality, 1e-12);
        Assert.True(proxy.IsImproper);
        Assert.Equal(1, proxy.Bounded);
        Assert.Equal(1, proxy.BoundedSingle[0].Value);
        Assert.Equal(7.0 / 6, proxy.Weights[0], 1e-12);
    }

    [Fact]
    public void Nothing_but_errors_is_undefined_and_unfitting_input_is_refused()
    {
        var large = new double[,] { { 9, 0 }, { 0, 9 } };
        Assert.Equal(Undefined.ZeroVariance, OptimalProxy.Estimate([[1, 2], [2, 2], [1, 1]], [large, large, large], large).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, OptimalProxy.Estimate([[1, 2], [2, 2]], [large, large], large).Reason.Code);
        Assert.Throws<ArgumentException>(() => OptimalProxy.Estimate([[1, 2, 3]], [large], large));
    }

    [Fact]
    public void Weights_follow_the_units_and_quality_forgets_units_and_which_arm_was_the_treatment() => Properties.Hold(
        from seed in Gen.Choose(1, 1_000_000)
        from a in Properties.Signed(Properties.Magnitude(-2, 2))
        from b in Properties.Signed(Properties.Magnitude(-2, 2))
        select (Seed: seed, A: a, B: b),
        c =>
        {
            var r = new SeededRandom(c.Seed);
            double[][] effects = [.. Enumerable.Range(0, 12).Select(_ => r.NextNormal() is var s ? new[] { s, (0.7 * s) + (0.3 * r.NextNormal()) } : [])];
            double[,] error = { { 0.04, 0.01 }, { 0.01, 0.02 } }, scaled = { { 0.04 * c.A * c.A, 0.01 * c.A * c.B }, { 0.01 * c.A * c.B, 0.02 * c.B * c.B } };
            var here = OptimalProxy.Estimate(effects, [.. effects.Select(_ => error)], error);
            var there = OptimalProxy.Estimate([.. effects.Select(d => new[] { c.A * d[0], c.B * d[1] })], [.. effects.Select(_ => scaled)], scaled);
            var turned = OptimalProxy.Estimate([.. effects.Select((d, i) => i % 2 == 0 ? d : [-d[0], -d[1]])], [.. effects.Select(_ => error)], error);
            Assert.Equal(here.IsDefined, there.IsDefined);
            if (here.IsDefined)
            {
                Assert.Equal(1, there.Value.Weights[0] * c.A / c.B / here.Value.Weights[0], 1e-7);
                Assert.Equal(1, there.Value.Quality / here.Value.Quality, 1e-7);
                Assert.Equal(here.Value.Quality, turned.Value.Quality, 1e-9);
            }
        });
}
