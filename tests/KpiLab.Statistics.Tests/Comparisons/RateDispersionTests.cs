using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Events and exposures of an arm from moments, and whether they scatter as a Poisson law says.</summary>
public class RateDispersionTests
{
    [Fact]
    public void With_equal_exposures_the_index_is_variance_over_mean()
    {
        // NumPy: x = [0,2,1,0,3,1,0,1,4,0]; x.var(ddof=1)/x.mean()
        var arm = EventArm.Of(JointMoments.Of([0, 2, 1, 0, 3, 1, 0, 1, 4, 0]), 0).Value;
        Assert.Equal(new EventRate(12, 10), arm.Rate);
        Properties.Close(1.6296296296296298, RateDispersion.Of(arm).Value.Index, 1e-12);
    }

    [Fact]
    public void With_exposures_of_their_own_the_index_and_p_are_those_of_the_formulas()
    {
        // NumPy and SciPy by the formulas in full; the share of 400,000 multinomial draws with as large a scatter is 0.795 for these six units.
        double[] x = [0, 2, 1, 5, 3, 1], w = [1, 2, 1.5, 3, 2.5, 1];
        var arm = EventArm.Of(JointMoments.Of(x, w), 0, 1).Value;
        Properties.Close(4.694214876033059, arm.Scatter, 1e-12);
        Properties.Close(0.19421487603305784, arm.Concentration, 1e-12);
        Properties.Close(0.48547008547008563, RateDispersion.Of(arm).Value.Index, 1e-12);
        Properties.Close(0.8225836422848624, RateDispersion.Of(arm).Value.PValue, 1e-10);
    }

    [Fact]
    public void Half_of_six_events_on_one_of_ten_thousand_units_is_no_chance()
    {
        double[] x = [3, 1, 1, 1, .. new double[9_996]];
        var dispersion = RateDispersion.Of(EventArm.Of(JointMoments.Of(x), 0).Value).Value;

        // Three pairs of events met, of fifteen, each with a chance of 1/10,000: P(Poisson(0.0015) ≥ 3) = 0.0015³/6 e^−0.0015.
        Properties.Close(Math.Pow(0.0015, 3) / 6, dispersion.PValue, 0.01);
    }

    [Fact]
    public void Without_two_events_on_two_units_scatter_does_not_show()
    {
        Assert.False(RateDispersion.Of(EventArm.Of(JointMoments.Of([7.0]), 0).Value).IsDefined);
        Assert.False(RateDispersion.Of(EventArm.Of(JointMoments.Of([1.0, 0, 0]), 0).Value).IsDefined);
    }

    [Fact]
    public void Values_that_cannot_be_counts_are_refused()
    {
        Assert.Equal(Undefined.OutsideDomain, EventArm.Of(JointMoments.Of([0.5, 2]), 0).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EventArm.Of(JointMoments.Of([0.5, 0.5, 1]), 0).Reason.Code); // they add up to a whole number, their squares do not
        Assert.Equal(Undefined.OutsideDomain, EventArm.Of(JointMoments.Of([-1.0, 1]), 0).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EventArm.Of(JointMoments.Of([1.0, 1], [0.0, 0]), 0, 1).Reason.Code);
    }

    [Fact]
    public void The_scatter_of_moments_is_that_of_the_units_and_does_not_depend_on_the_unit_of_exposure()
        => Properties.Hold(Units, c =>
        {
            var rate = c.X.Sum() / c.W.Sum();
            var arm = EventArm.Of(JointMoments.Of(c.X, c.W), 0, 1).Value;
            Properties.Close(c.X.Zip(c.W, (x, w) => Math.Pow(x - (rate * w), 2)).Sum(), arm.Scatter, 1e-9, c.X.Sum(x => x * x));
            var scaled = EventArm.Of(JointMoments.Of(c.X, Array.ConvertAll(c.W, w => 1000 * w)), 0, 1).Value;
            var (one, other) = (RateDispersion.Of(arm), RateDispersion.Of(scaled));
            Assert.Equal(one.IsDefined, other.IsDefined);
            if (one.IsDefined)
            {
                Properties.Close(one.Value.Index, other.Value.Index, 1e-8, 1);
                Assert.InRange(one.Value.PValue, 0, 1);
            }
        });

    private static FsCheck.Gen<(double[] X, double[] W)> Units
        => from n in Gen.Choose(2, 40)
           from x in Gen.ArrayOf(Gen.Choose(0, 6), n)
           from w in Gen.ArrayOf(Gen.Choose(1, 50), n)
           where x.Sum() > 0
           select (Array.ConvertAll(x, v => (double)v), Array.ConvertAll(w, v => v / 4.0));
}
