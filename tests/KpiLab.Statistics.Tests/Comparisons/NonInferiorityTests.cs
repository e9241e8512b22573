using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class NonInferiorityTests
{
    private static readonly Level Level = Level.Of(0.95);

    [Fact]
    public void A_relative_margin_agrees_with_a_t_test_of_R_against_the_scaled_control()
    {
        // R 4.2.2: t.test(manual, 0.9 * automatic, alternative = "greater")
        var result = NonInferiority.Test(Examples.Mileage, Margin.Relative(0.1), BetterWhen.Higher, Level).Value;

        Examples.Equal(4.7541551383006251, result.Test.Statistic);
        Examples.Equal(17.167158240106868, result.Test.DegreesOfFreedom!.Value);
        Examples.Equal(8.9607042703940425e-05, result.Test.PValue);
        Assert.Equal(-0.1, result.Test.Null);
        Assert.True(result.IsNonInferior);
        Assert.False(result.IsInferior);
        Assert.True(result.Lift!.Set.IsAbove(-0.1));
        Examples.Equal(-0.1 * Examples.Mileage.Baseline.Mean, result.Limit);
    }

    [Fact]
    public void The_test_of_any_lift_agrees_with_R()
    {
        // R 4.2.2: t.test(manual, 1.2 * automatic, alternative = "greater")
        var test = Examples.Mileage.TestLift(Alternative.Greater, 0.2).Value;

        Examples.Equal(1.898473910603170500, test.Statistic);
        Examples.Equal(20.863809558985987991, test.DegreesOfFreedom!.Value);
        Examples.Equal(0.035776754127891594, test.PValue);
    }

    [Theory]
    [InlineData(BetterWhen.Higher, -0.5)]
    [InlineData(BetterWhen.Lower, 0.5)]
    public void An_absolute_margin_lies_on_the_side_of_the_loss(BetterWhen better, double limit)
    {
        // statsmodels 0.13.5, ttost_ind(usevar="unequal") of 10.0 (4.0, 100) and 9.8 (4.4, 110) with ±0.5
        var contrast = WelchTest.Contrast(new Arm(100, 10, 4), new Arm(110, 9.8, 4.4)).Value;
        var p = better == BetterWhen.Higher ? 0.14503862686698363 : 0.007064881088817245;

        var result = NonInferiority.Test(contrast, Margin.Absolute(0.5), better, Level).Value;

        Assert.Equal(limit, result.Limit);
        Examples.Equal(p, result.Test.PValue);
        Assert.Equal(p <= 0.05, result.IsNonInferior);
        Assert.Equal(p <= 0.05, !result.Effect.Set.Contains(limit));
        Assert.Null(result.Lift);
        Assert.Equal(1, result.Test.PValue + result.Reverse.PValue, 12);
    }

    [Fact]
    public void A_loss_beyond_the_margin_is_shown()
    {
        var contrast = WelchTest.Contrast(new Arm(1000, 10, 4), new Arm(1000, 9, 4)).Value;

        Assert.True(NonInferiority.Test(contrast, Margin.Absolute(0.5), BetterWhen.Higher, Level).Value.IsInferior);
        Assert.True(NonInferiority.Test(contrast, Margin.Relative(0.05), BetterWhen.Higher, Level).Value.IsInferior);
        Assert.True(NonInferiority.Test(contrast, Margin.Relative(0.05), BetterWhen.Lower, Level).Value.IsNonInferior);
    }

    [Fact]
    public void For_a_negative_control_mean_the_margin_is_a_share_of_its_size()
    {
        var contrast = WelchTest.Contrast(new Arm(1000, -10, 4), new Arm(1000, -10.3, 4)).Value;

        var result = NonInferiority.Test(contrast, Margin.Relative(0.05), BetterWhen.Higher, Level).Value;

        Assert.Equal(-0.5, result.Limit, 12);
        Assert.True(result.IsNonInferior);
        Assert.False(result.Lift!.Set.Contains(0.05));
    }

    [Fact]
    public void A_share_of_a_zero_control_mean_is_refused_but_an_amount_is_not()
    {
        var contrast = WelchTest.Contrast(new Arm(100, 0, 1), new Arm(100, 0.1, 1)).Value;

        Assert.Equal(Undefined.ZeroBaseline, NonInferiority.Test(contrast, Margin.Relative(0.05), BetterWhen.Higher, Level).Reason.Code);
        Assert.True(NonInferiority.Test(contrast, Margin.Absolute(0.3), BetterWhen.Higher, Level).IsDefined);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_margin_is_finite_and_not_negative(double size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Margin.Absolute(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => Margin.Relative(size));
    }

    [Fact]
    public void Set_and_verdict_agree_for_any_margin() => Properties.Hold(
        from arms in Properties.Arms(extreme: 2)
        from size in Properties.Magnitude(-3, 2)
        from better in Gen.Elements(BetterWhen.Higher, BetterWhen.Lower)
        from level in Properties.Levels
        select (arms, size, better, level),
        c =>
        {
            var contrast = WelchTest.Contrast(c.arms.Control, c.arms.Treatment).Value;
            var absolute = NonInferiority.Test(contrast, Margin.Absolute(c.size), c.better, c.level).Value;
            Assert.Equal(absolute.IsNonInferior, !absolute.Effect.Set.Contains(absolute.Limit));
            Assert.False(absolute.IsNonInferior && absolute.IsInferior);

            var relative = NonInferiority.Test(contrast, Margin.Relative(c.size), c.better, c.level);
            Assert.Equal(contrast.Baseline.Mean != 0, relative.IsDefined);
            if (relative.IsDefined)
            {
                Assert.Equal(relative.Value.IsNonInferior, !relative.Value.Lift!.Set.Contains(relative.Value.Test.Null));
            }
        });
}
