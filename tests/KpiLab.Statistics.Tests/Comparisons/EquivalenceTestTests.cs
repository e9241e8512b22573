using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class EquivalenceTestTests
{
    [Fact]
    public void Agrees_with_ttost_ind_of_statsmodels()
    {
        // statsmodels 0.13.5, ttost_ind(usevar="unequal")
        var contrast = WelchTest.Contrast(new Arm(100, 10, 4), new Arm(110, 9.8, 4.4)).Value;

        var result = EquivalenceTest.Test(contrast, -0.5, 0.5, Examples.NinetyFive);

        Examples.Equal(0.14503862686698363, result.Lower.PValue);
        Examples.Equal(0.007064881088817245, result.Upper.PValue);
        Assert.Equal(result.Lower.PValue, result.PValue);
        Assert.False(result.IsEquivalent);
    }

    [Fact]
    public void Limits_must_be_ordered()
        => Assert.Throws<ArgumentException>(() => EquivalenceTest.Test(Examples.Sleep, 1, 1, Examples.NinetyFive));

    [Fact]
    public void A_relative_margin_tests_both_scaled_controls()
    {
        var result = EquivalenceTest.Test(Examples.Mileage, Margin.Relative(0.2), Examples.NinetyFive).Value;

        Examples.Equal(1 - 0.035776754127891594, result.Upper.PValue);
        Assert.Equal(Examples.Mileage.TestLift(Alternative.Greater, -0.2).Value, result.Lower);
    }

    [Fact]
    public void A_relative_margin_needs_a_control_mean()
        => Assert.Equal(
            Undefined.ZeroBaseline,
            EquivalenceTest.Test(WelchTest.Contrast(new Arm(9, 0, 1), new Arm(9, 0, 1)).Value, Margin.Relative(0.1), Examples.NinetyFive).Reason.Code);

    [Fact]
    public void Equivalence_means_that_the_interval_of_twice_the_error_rate_lies_within_the_margin() => Properties.Hold(
        from arms in Properties.Arms(extreme: 0)
        from margin in Properties.Magnitude(-3, 3)
        from level in Properties.Levels
        select (arms, margin, level),
        c =>
        {
            var contrast = WelchTest.Contrast(c.arms.Control, c.arms.Treatment).Value;
            var set = contrast.Absolute(Level.FromAlpha(2 * c.level.Alpha)).Set;
            var nearest = Math.Min(Math.Abs(set.Lower + c.margin), Math.Abs(set.Upper - c.margin));
            if (nearest > 1e-9 * c.margin)
            {
                Assert.Equal(set.IsWithin(-c.margin, c.margin), EquivalenceTest.Test(contrast, -c.margin, c.margin, c.level).IsEquivalent);
            }
        });
}
