namespace KpiLab.Statistics.Tests;

/// <summary>The conventions of tea-tasting and gbstats against values that those tools gave (oracle cases m02, m05).</summary>
public class LiftConventionTests
{
    private static readonly Contrast Example = WelchTest.Contrast(new Arm(120, 3.2, 1.44), new Arm(95, 3.55, 2.1)).Value;

    [Fact]
    public void Log_lift_is_the_exponential_of_an_interval_of_the_log_ratio()
    {
        // R 4.2.2: l <- log(3.55/3.2); s <- sqrt(1.44/120/3.2^2 + 2.1/95/3.55^2), Welch df of these two terms
        double a = 1.44 / 120 / (3.2 * 3.2), b = 2.1 / 95 / (3.55 * 3.55), df = (a + b) * (a + b) / ((a * a / 119) + (b * b / 94));
        var half = StudentT.UpperQuantile(0.025, df) * Math.Sqrt(a + b);

        var lift = Example.Relative(Examples.NinetyFive, LiftMethod.Log).Value;

        Examples.Equal((3.55 / 3.2) - 1, lift.Value);
        Examples.Bounds((3.55 / 3.2 * Math.Exp(-half)) - 1, (3.55 / 3.2 * Math.Exp(half)) - 1, lift.Set);
        Assert.Null(lift.StandardError);
    }

    [Fact]
    public void Log_lift_needs_means_of_one_sign()
    {
        Assert.Equal(Undefined.OutsideDomain, Lift(2, -1, LiftMethod.Log).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, Lift(2, 0, LiftMethod.Log).Reason.Code);
        Assert.Equal(Undefined.ZeroBaseline, Lift(0, 1, LiftMethod.Log).Reason.Code);
        Assert.Equal(0.5, Lift(-2, -3, LiftMethod.Log).Value.Value);
    }

    [Fact]
    public void Log_half_lines_follow_the_difference_through_a_negative_baseline()
    {
        var positive = Example.Relative(Examples.NinetyFive, LiftMethod.Log, Alternative.Greater).Value.Set;
        var negative = WelchTest.Contrast(new Arm(120, -3.2, 1.44), new Arm(95, -3.55, 2.1)).Value
            .Relative(Examples.NinetyFive, LiftMethod.Log, Alternative.Less).Value.Set;

        Assert.Equal(ConfidenceShape.HalfLine, positive.Shape);
        Assert.Equal(double.PositiveInfinity, positive.Upper);
        Assert.Equal(positive, negative);
    }

    [Fact]
    public void Delta_lift_divides_by_the_absolute_control_mean()
    {
        var contrast = WelchTest.Contrast(new Arm(2500, -4, 9), new Arm(2400, -3.7, 9.5)).Value;

        var lift = contrast.Relative(Examples.NinetyFive, LiftMethod.Delta).Value;

        Examples.Equal(0.3 / 4, lift.Value);
        Examples.Equal(Math.Sqrt((9.5 / 2400 / 16) + (9.0 / 2500 * 3.7 * 3.7 / 256)), lift.StandardError!.Value);
    }

    [Fact]
    public void Delta_lift_has_a_test_of_its_own_that_the_interval_agrees_with()
    {
        var level = Level.FromAlpha(DeltaLift.Test(Example).Value.PValue);
        var set = Example.Relative(level, LiftMethod.Delta).Value.Set;

        Assert.NotEqual(Example.Test().PValue, DeltaLift.Test(Example).Value.PValue);
        Assert.Equal(0, set.Lower, 1e-12);
    }

    [Theory]
    [InlineData(0, 1, 1, Undefined.ZeroBaseline)]
    [InlineData(1, 0, 1, Undefined.ZeroVariance)]
    [InlineData(1, 1, 0, Undefined.ZeroVariance)]
    public void Gbstats_refuses_an_arm_without_variance_and_a_zero_baseline(double mean, double va, double vb, string code)
    {
        var contrast = WelchTest.Contrast(new Arm(100, mean, va), new Arm(100, 1, vb)).Value;

        Assert.Equal(code, GrowthBookConvention.Refuse(contrast)!.Code);
        Assert.Equal(code, contrast.Relative(Examples.NinetyFive, LiftMethod.Delta).Reason.Code);
        Assert.Equal(code, DeltaLift.Test(contrast).Reason.Code);
    }

    private static Estimable<Effect> Lift(double control, double treatment, LiftMethod method)
        => WelchTest.Contrast(new Arm(100, control, 1), new Arm(100, treatment, 1)).Value.Relative(Examples.NinetyFive, method);
}
