namespace KpiLab.Statistics.Tests;

public class RatioOfMeansTests
{
    [Fact]
    public void Agrees_with_a_t_test_of_R_on_the_linearised_ratio()
    {
        // R 4.2.2, t.test on R + (disp − R hp)/mean(hp) by am
        var comparison = RatioOfMeans.Contrast(JointMoments.Of(Examples.Automatic), JointMoments.Of(Examples.Manual), 4, 2).Value
            .Compare(Examples.NinetyFive);

        Examples.Equal(1.8118883415435139, comparison.Control.Value);
        Examples.Equal(1.1315342631898120, comparison.Treatment.Value);
        Examples.Equal(-5.7601449291553015, comparison.Test.Statistic);
        Examples.Equal(29.648599522417602, comparison.Test.DegreesOfFreedom!.Value);
        Examples.Equal(2.8474674775096046e-06, comparison.Test.PValue);
        Examples.Bounds(-0.92169510582078484, -0.43901305088661885, comparison.Absolute.Set);
        Assert.True(comparison.Relative.Value.Set.IsBelow(0));
    }

    [Fact]
    public void A_constant_denominator_scales_the_mean()
    {
        double[] values = [3, 5, 4, 9], twos = [2, 2, 2, 2];

        var arm = RatioOfMeans.Arm(JointMoments.Of(values, twos), 0, 1).Value;

        Assert.Equal(5.25 / 2, arm.Mean, 14);
        Assert.Equal(Moments.Of(values).Variance / 4, arm.UnitVariance, 14);
    }

    [Fact]
    public void The_same_ratio_in_every_unit_has_no_variance_and_is_refused()
    {
        double[] d = [0.1, 0.7, 1.3, 2.9, 0.3], m = Array.ConvertAll(d, v => 0.3 * v);
        var moments = JointMoments.Of(m, d);

        Assert.Equal(0, RatioOfMeans.Arm(moments, 0, 1).Value.UnitVariance);
        Assert.Equal(Undefined.ZeroVariance, RatioOfMeans.Contrast(moments, moments, 0, 1).Reason.Code);
    }

    [Fact]
    public void A_mean_denominator_of_zero_is_refused()
        => Assert.Equal(Undefined.OutsideDomain, RatioOfMeans.Arm(JointMoments.Of([1, 2, 3], [-1, 0, 1]), 0, 1).Reason.Code);

    [Fact]
    public void No_units_are_too_few()
    {
        Assert.Equal(Undefined.TooFewUnits, RatioOfMeans.Arm(JointMoments.Empty(2), 0, 1).Reason.Code);
        Assert.Equal(
            Undefined.TooFewUnits, RatioOfMeans.Contrast(JointMoments.Of([1], [2]), JointMoments.Of([1, 2], [2, 1]), 0, 1).Reason.Code);
    }
}
