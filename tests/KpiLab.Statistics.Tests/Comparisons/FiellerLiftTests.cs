namespace KpiLab.Statistics.Tests;

public class FiellerLiftTests
{
    [Fact]
    public void A_clear_baseline_gives_a_bounded_set_as_a_root_search_in_R_does()
    {
        // R 4.2.2, uniroot on |mb − (1 + r) ma| − q √(vb + (1 + r)² va), mtcars mpg by am
        var effect = Examples.Mileage.Relative(Examples.NinetyFive).Value;

        Assert.Equal(ConfidenceShape.Bounded, effect.Set.Shape);
        Examples.Equal(0.42251027057656887, effect.Value);
        Examples.Bounds(0.17783597667341863, 0.70052609938038768, effect.Set, 1e-10);
        Assert.Null(effect.StandardError);
    }

    [Fact]
    public void A_baseline_near_zero_gives_two_rays_and_says_so_beforehand()
    {
        // R 4.2.2, the same on sleep: 0.75 hours of extra sleep in the first group, standard error 0.57
        var all = Examples.Sleep.Relative(Examples.NinetyFive).Value;
        var ninety = Examples.Sleep.Relative(Examples.Ninety).Value.Set;

        Assert.False(Examples.Sleep.BaselineDiffersFromZero(Examples.NinetyFive));
        Assert.Equal(ConfidenceShape.TwoRays, all.Set.Shape);
        Examples.Equal(2.10666666666666691, all.Value);
        Examples.Bounds(-5.9625671743959128, -0.1360118229794485, all.Set, 1e-10);
        Assert.True(all.Set.Contains(0));
        Assert.Equal(ConfidenceShape.TwoRays, ninety.Shape);
        Examples.Bounds(-10.786329369223971, 0.075225654561810656, ninety, 1e-10);
        Assert.False(ninety.Contains(0));
    }

    [Fact]
    public void Noise_alone_leaves_everything_possible()
        => Assert.Equal(
            ConfidenceShape.Everything,
            WelchTest.Contrast(new Arm(20, 0.1, 4), new Arm(20, 0.2, 4)).Value.Relative(Examples.NinetyFive).Value.Set.Shape);

    [Fact]
    public void A_one_sided_alternative_gives_a_half_line()
    {
        var greater = Examples.Mileage.Relative(Level.Of(0.975), LiftMethod.Fieller, Alternative.Greater).Value.Set;
        var less = Examples.Mileage.Relative(Level.Of(0.975), LiftMethod.Fieller, Alternative.Less).Value.Set;

        Assert.Equal(ConfidenceShape.HalfLine, greater.Shape);
        Examples.Equal(0.17783597667341863, greater.Lower, 1e-10);
        Examples.Equal(0.70052609938038768, less.Upper, 1e-10);
        Assert.Equal(double.NegativeInfinity, less.Lower);
    }

    [Fact]
    public void With_a_negative_baseline_a_greater_difference_is_a_smaller_lift()
    {
        var contrast = WelchTest.Contrast(new Arm(2500, -4, 9), new Arm(2400, -3.7, 9.5)).Value;

        var lift = contrast.Relative(Examples.NinetyFive, LiftMethod.Fieller, Alternative.Greater).Value;

        Assert.True(contrast.Absolute(Examples.NinetyFive, Alternative.Greater).Set.IsAbove(0));
        Assert.Equal(-0.075, lift.Value, 12);
        Assert.True(lift.Set.IsBelow(0));
        Assert.Equal(double.NegativeInfinity, lift.Set.Lower);
    }

    [Fact]
    public void A_noiseless_baseline_divides_the_absolute_interval()
    {
        var contrast = WelchTest.Contrast(new Arm(30, 8, 0), new Arm(30, 9, 5)).Value;
        var absolute = contrast.Absolute(Examples.NinetyFive).Set;

        Examples.Bounds(absolute.Lower / 8, absolute.Upper / 8, contrast.Relative(Examples.NinetyFive).Value.Set);
    }

    [Fact]
    public void A_covariate_adjusted_difference_uses_its_covariance_with_the_unadjusted_control_mean()
    {
        // R 4.2.2, uniroot on |D − rA| − q √(var D − 2r cov(D, A) + r² var A), mpg adjusted for weight
        var adjusted = Cuped.Adjust(JointMoments.Of(Examples.Automatic), JointMoments.Of(Examples.Manual), 0, 1).Value.Contrast;

        var effect = adjusted.Relative(Examples.NinetyFive).Value;

        Examples.Equal(-0.00071676004419563943, effect.Value, 1e-9);
        Examples.Bounds(-0.13824205522456856077, 0.14064352703011365198, effect.Set, 1e-9);
    }

    [Fact]
    public void A_control_mean_of_exactly_zero_has_no_lift_but_a_set()
    {
        var contrast = WelchTest.Contrast(new Arm(100, 0, 1), new Arm(100, 1, 1)).Value;

        Assert.Equal(Undefined.ZeroBaseline, contrast.Relative(Examples.NinetyFive).Reason.Code);
        Assert.Equal(ConfidenceShape.TwoRays, FiellerLift.Set(contrast, Examples.NinetyFive).Value.Shape);
        Assert.True(contrast.Absolute(Examples.NinetyFive).Set.IsAbove(0));
    }

    [Fact]
    public void A_control_of_zeros_only_has_neither()
    {
        var contrast = WelchTest.Contrast(new Arm(100, 0, 0), new Arm(100, 1, 1)).Value;

        Assert.Equal(Undefined.ZeroBaseline, contrast.Relative(Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.ZeroBaseline, FiellerLift.Set(contrast, Examples.NinetyFive).Reason.Code);
    }

    [Fact]
    public void A_baseline_exactly_at_its_critical_value_gives_a_half_line()
    {
        // A = q se(A) with q the upper 2.5 % point, so that the quadratic term vanishes
        var q = StudentT.UpperQuantile(0.025, 30);
        var contrast = WelchTest.Contrast(new Arm(4, q, 4), new Arm(4, 50, 4)).Value.WithDegreesOfFreedom(30);

        var set = contrast.Relative(Examples.NinetyFive).Value.Set;

        Assert.Equal(ConfidenceShape.HalfLine, set.Shape);
        Assert.Equal(double.PositiveInfinity, set.Upper);
        var r = set.Lower;
        Examples.Equal(q * Math.Sqrt(1 + ((1 + r) * (1 + r))), Math.Abs(50 - ((1 + r) * q)), 1e-9);
    }

    [Fact]
    public void A_one_sided_set_below_half_confidence_is_refused()
        => Assert.Equal(
            Undefined.OutsideDomain, Examples.Mileage.Relative(Level.Of(0.3), LiftMethod.Fieller, Alternative.Greater).Reason.Code);

    [Fact]
    public void A_lift_beyond_the_range_of_floating_point_is_refused()
        => Assert.Equal(
            Undefined.OutsideDomain,
            WelchTest.Contrast(new Arm(10, 1e-300, 0), new Arm(10, 1e100, 1)).Value.Relative(Examples.NinetyFive).Reason.Code);
}
