using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class NormalPosteriorTests
{
    [Fact]
    public void A_small_expected_gain_keeps_its_digits()
        // mpmath 1.2.1, 60 digits: 0.05 (npdf(10) − 10 ncdf(−10))
        => Properties.Close(3.737280127294664e-26, new NormalPosterior(-0.5, 0.05).ExpectedGain, 1e-11);

    [Fact]
    public void Gain_minus_loss_is_the_mean_and_the_tails_add_up()
        => Properties.Hold(
            from mean in Properties.Signed(Properties.Magnitude(-3, 3))
            from sd in Properties.Magnitude(-3, 3)
            select new NormalPosterior(mean, sd),
            p =>
            {
                Properties.Close(p.Mean, p.ExpectedGain - p.ExpectedLoss, 1e-12, p.StandardDeviation);
                Properties.Close(1, p.ProbabilityAbove() + p.ProbabilityBelow(), 1e-14);
                Assert.Equal(p.ChanceToBeatControl(BetterWhen.Higher), new NormalPosterior(-p.Mean, p.StandardDeviation).ChanceToBeatControl(BetterWhen.Lower));
                Assert.Equal(p.LossOfShipping(BetterWhen.Higher), p.LossOfKeeping(BetterWhen.Lower));
                var interval = p.Interval(Examples.Ninety);
                Properties.Close(0.9, p.ProbabilityWithin(interval.Lower, interval.Upper), 1e-9);
            });

    [Fact]
    public void A_flat_prior_leaves_the_estimate_and_a_sharp_one_takes_over()
    {
        var flat = EffectPosterior.Combine(2, 0.5, EffectPrior.Flat).Value;
        Assert.Equal((2.0, 0.5), (flat.Mean, flat.StandardDeviation));

        var sharp = EffectPosterior.Combine(2, 0.5, EffectPrior.Normal(1, 1e-6, EffectScale.Absolute)).Value;
        Properties.Close(1, sharp.Mean, 1e-11);
        Properties.Close(1e-6, sharp.StandardDeviation, 1e-11);
    }

    [Fact]
    public void Equal_precisions_meet_half_way()
    {
        var posterior = EffectPosterior.Combine(3, 2, EffectPrior.Normal(1, 2, EffectScale.Absolute)).Value;
        Properties.Close(2, posterior.Mean, 1e-15);
        Properties.Close(Math.Sqrt(2), posterior.StandardDeviation, 1e-15);
    }

    [Fact]
    public void A_prior_means_the_same_on_either_scale()
    {
        // Control mean −4: a relative effect of 0.1 is an absolute one of 0.4.
        var contrast = WelchTest.Contrast(new Arm(400, -4, 9), new Arm(420, -3.2, 9.5)).Value;
        EffectPrior relative = EffectPrior.Normal(0.1, 0.2, EffectScale.Relative), absolute = EffectPrior.Normal(0.4, 0.8, EffectScale.Absolute);
        NormalPosterior a = EffectPosterior.Relative(contrast, relative).Value, b = EffectPosterior.Relative(contrast, absolute).Value;
        Properties.Close(a.Mean, b.Mean, 1e-14);
        Properties.Close(a.StandardDeviation, b.StandardDeviation, 1e-14);
        Properties.Close(EffectPosterior.Absolute(contrast, relative).Value.Mean, EffectPosterior.Absolute(contrast, absolute).Value.Mean, 1e-14);
    }

    [Fact]
    public void A_relative_prior_has_no_scale_over_a_control_mean_of_zero()
    {
        var contrast = WelchTest.Contrast(new Arm(400, 0, 9), new Arm(420, 1, 9.5)).Value;
        Assert.Equal(Undefined.ZeroBaseline, EffectPosterior.Absolute(contrast, EffectPrior.Normal(0, 0.3, EffectScale.Relative)).Reason.Code);
        Assert.True(EffectPosterior.Absolute(contrast, EffectPrior.Flat).IsDefined);
    }

    [Fact]
    public void A_region_of_equivalence_is_judged_by_where_the_interval_lies()
    {
        var posterior = new NormalPosterior(0.01, 0.01);
        var near = RegionOfEquivalence.Of(posterior, -0.05, 0.05, Examples.NinetyFive);
        Assert.Equal(RegionVerdict.Inside, near.Verdict);
        Properties.Close(1, near.Below + near.Within + near.Above, 1e-14);
        Assert.Equal(RegionVerdict.Outside, RegionOfEquivalence.Of(posterior, -0.1, -0.05, Examples.NinetyFive).Verdict);
        Assert.Equal(RegionVerdict.Undecided, RegionOfEquivalence.Of(posterior, -0.02, 0.02, Examples.NinetyFive).Verdict);
    }

    [Fact]
    public void Two_variants_are_ranked_as_their_difference_says()
        => Properties.Hold(
            from a in Properties.Signed(Properties.Magnitude(-2, 1))
            from b in Properties.Signed(Properties.Magnitude(-2, 1))
            from sa in Properties.Magnitude(-2, 1)
            from sb in Properties.Magnitude(-2, 1)
            select (A: new NormalPosterior(a, sa), B: new NormalPosterior(b, sb)),
            p =>
            {
                var difference = new NormalPosterior(p.B.Mean - p.A.Mean, Math.Sqrt((p.A.StandardDeviation * p.A.StandardDeviation) + (p.B.StandardDeviation * p.B.StandardDeviation)));
                var ranking = NormalRanking.Of([p.A, p.B]).Value;
                Properties.Close(difference.ProbabilityAbove(), ranking.ProbabilityBest[1], 1e-10, 1e-3);
                Properties.Close(difference.ExpectedGain, ranking.ExpectedLoss[0], 1e-9, 1e-3 * difference.StandardDeviation);
                Properties.Close(1, ranking.ProbabilityBest.Sum(), 1e-10);
            });
}
