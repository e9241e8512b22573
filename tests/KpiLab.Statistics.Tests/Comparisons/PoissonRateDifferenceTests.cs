using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Score test and interval of a difference of rates.</summary>
/// <remarks>Reference values from SciPy 1.10: the likelihood maximised under each null by <c>optimize.minimize_scalar</c> of <c>stats.poisson.logpmf</c>, ends by <c>optimize.brentq</c>.</remarks>
public class PoissonRateDifferenceTests
{
    [Theory]
    [InlineData(21, 3011, 11, 800, -0.0003101156377905784, 0.017913246819970394)]
    [InlineData(9, 500, 3, 1000, -0.031411908746893806, -0.00517507412547102)]
    [InlineData(0, 12, 9, 10, 0.47350741617885517, 1.7106384658905573)]
    [InlineData(55, 1, 40, 1, -34.77096881701358, 4.1874727837514225)]
    public void Intervals_agree_with_a_likelihood_maximised_numerically(long y, double exposure, long yTreated, double exposureTreated, double lower, double upper)
    {
        var effect = PoissonRateDifference.Interval(new(y, exposure), new(yTreated, exposureTreated), Examples.NinetyFive).Value;
        Properties.Close(lower, effect.Set.Lower, 1e-6);
        Properties.Close(upper, effect.Set.Upper, 1e-6);
        Properties.Close((yTreated / exposureTreated) - (y / exposure), effect.Value, 1e-14);
    }

    [Fact]
    public void A_test_at_a_margin_agrees_with_a_likelihood_maximised_numerically()
        => Properties.Close(0.33634782964713794, PoissonRateDifference.Test(new(21, 3011), new(11, 800), 0.005, Alternative.Greater).Value.PValue, 1e-7);

    [Fact]
    public void Of_equal_rates_it_is_the_score_test_of_their_ratio()
        => Properties.Hold(Rates, c => Properties.Close(
            PoissonRateRatio.Score(c.A, c.B).Value.Statistic, PoissonRateDifference.Test(c.A, c.B).Value.Statistic, 1e-9, 1));

    [Fact]
    public void The_interval_holds_what_the_test_does_not_reject_and_swapped_arms_reverse_it()
        => Properties.Hold(Rates, c =>
        {
            var level = Level.Of(0.9);
            var set = PoissonRateDifference.Interval(c.A, c.B, level).Value.Set;
            var back = PoissonRateDifference.Interval(c.B, c.A, level).Value.Set;
            var width = set.Upper - set.Lower;
            Properties.Close(set.Lower, -back.Upper, 1e-9, width);
            Properties.Close(set.Upper, -back.Lower, 1e-9, width);
            foreach (var end in new[] { set.Lower, set.Upper })
            {
                Properties.Close(0.1, PoissonRateDifference.Test(c.A, c.B, end).Value.PValue, 1e-6);
            }
        });

    [Fact]
    public void One_sided_sets_are_half_lines_with_all_of_alpha_on_a_side()
    {
        EventRate control = new(21, 3011), treatment = new(11, 800);
        var two = PoissonRateDifference.Interval(control, treatment, Level.Of(0.9)).Value.Set;
        var greater = PoissonRateDifference.Interval(control, treatment, Level.Of(0.95), Alternative.Greater).Value.Set;
        Properties.Close(two.Lower, greater.Lower, 1e-12);
        Assert.Equal(double.PositiveInfinity, greater.Upper);
        Assert.Equal(double.NegativeInfinity, PoissonRateDifference.Interval(control, treatment, Level.Of(0.95), Alternative.Less).Value.Set.Lower);
    }

    [Fact]
    public void Without_an_event_nothing_is_compared()
        => Assert.Equal(Undefined.OutsideDomain, PoissonRateDifference.Interval(new(0, 3), new(0, 5), Examples.NinetyFive).Reason.Code);

    private static FsCheck.Gen<(EventRate A, EventRate B)> Rates
        => from i in Gen.Choose(0, 400)
           from j in Gen.Choose(0, 400)
           from ea in Properties.Magnitude(-2, 3)
           from eb in Properties.Magnitude(-2, 3)
           where i + j > 0
           select (new EventRate(i, ea), new EventRate(j, eb));
}
