using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class PoissonRateRatioTests
{
    [Fact]
    public void Exact_test_and_interval_agree_with_poisson_test_of_R()
    {
        // R 4.2.2: poisson.test(c(11, 21), c(800, 3011)), the example of its help page; the first group is treatment
        EventRate control = new(21, 3011), treatment = new(11, 800);
        var effect = PoissonRateRatio.Exact(control, treatment, Examples.NinetyFive).Value;
        Examples.Equal(0.079668633033329522, PoissonRateRatio.ExactPValue(control, treatment).Value);
        Examples.Equal(0.056008659787699693, PoissonRateRatio.ExactPValue(control, treatment, Alternative.Greater).Value);
        Examples.Equal(1.9714880952380953, effect.Value);
        Examples.Bounds(0.85842640339163923, 4.2772659436540712, effect.Set);
    }

    [Fact]
    public void Without_a_control_event_the_ratio_is_infinite_and_its_interval_a_half_line()
    {
        // R 4.2.2: poisson.test(c(9, 0), c(10, 12))
        EventRate control = new(0, 12), treatment = new(9, 10);
        var effect = PoissonRateRatio.Exact(control, treatment, Examples.NinetyFive).Value;
        Examples.Equal(0.00082831566088376008, PoissonRateRatio.ExactPValue(control, treatment).Value);
        Assert.Equal(double.PositiveInfinity, effect.Value);
        Assert.Equal(ConfidenceShape.HalfLine, effect.Set.Shape);
        Examples.Equal(2.3685915742645589, effect.Set.Lower);
    }

    [Fact]
    public void Tests_of_another_ratio_agree_with_poisson_test_of_R()
    {
        // R 4.2.2: poisson.test(c(11, 21), c(800, 3011), r = 1.25), and its alternatives
        EventRate control = new(21, 3011), treatment = new(11, 800);
        Examples.Equal(0.22230330410111365, PoissonRateRatio.ExactPValue(control, treatment, nullRatio: 1.25).Value);
        Examples.Equal(0.15139657386978356, PoissonRateRatio.ExactPValue(control, treatment, Alternative.Greater, 1.25).Value);
        Examples.Equal(0.92096579903424303, PoissonRateRatio.ExactPValue(control, treatment, Alternative.Less, 1.25).Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonRateRatio.ExactPValue(control, treatment, nullRatio: 0));
    }

    [Theory]
    [InlineData(21, 3011, 11, 800, 0.9166020758605323, 4.058404252508526)]
    [InlineData(9, 500, 3, 1000, 0.036396895045003354, 0.5898825097985544)]
    [InlineData(0, 12, 9, 10, 3.038353178026973, double.PositiveInfinity)]
    [InlineData(9, 10, 0, 12, 0, 0.3291256616353513)]
    public void Mid_p_intervals_agree_with_SciPy(long y, double exposure, long yTreated, double exposureTreated, double lower, double upper)
    {
        // SciPy 1.10: brentq of binom.sf(y, n, p) + binom.pmf(y, n, p)/2 = 0.025 and of the other tail
        var set = PoissonRateRatio.MidP(new(y, exposure), new(yTreated, exposureTreated), Examples.NinetyFive).Value.Set;
        Properties.Close(lower, set.Lower, 1e-9);
        Properties.Close(upper, set.Upper, 1e-9);
    }

    [Fact]
    public void A_mid_p_interval_lies_within_the_exact_one_and_ends_where_the_mid_p_is_half_of_alpha()
    {
        Properties.Hold(Rates, c =>
        {
            var level = Level.Of(0.9);
            ConfidenceSet exact = PoissonRateRatio.Exact(c.A, c.B, level).Value.Set, mid = PoissonRateRatio.MidP(c.A, c.B, level).Value.Set, back = PoissonRateRatio.MidP(c.B, c.A, level).Value.Set;
            Assert.True(mid.Lower >= exact.Lower * (1 - 1e-9) && mid.Upper <= exact.Upper * (1 + 1e-9));
            Properties.Close(mid.Lower, 1 / back.Upper, 1e-9);
            if (mid.Lower > 0)
            {
                Properties.Close(0.05, PoissonRateRatio.MidPValue(c.A, c.B, Alternative.Greater, mid.Lower).Value, 1e-7);
            }
        });
    }

    [Fact]
    public void Swapped_arms_invert_the_ratio_and_its_limits()
    {
        Properties.Hold(Rates, c =>
        {
            var level = Level.Of(0.9);
            var forth = PoissonRateRatio.Exact(c.A, c.B, level).Value;
            var back = PoissonRateRatio.Exact(c.B, c.A, level).Value;
            Properties.Close(forth.Set.Lower, 1 / back.Set.Upper, 1e-9);
            Properties.Close(forth.Set.Upper, 1 / back.Set.Lower, 1e-9);
            Properties.Close(PoissonRateRatio.ExactPValue(c.A, c.B).Value, PoissonRateRatio.ExactPValue(c.B, c.A).Value, 1e-9);
            Properties.Close(PoissonRateRatio.Score(c.A, c.B).Value.PValue, PoissonRateRatio.Score(c.B, c.A).Value.PValue, 1e-9, 1e-300);
            Assert.True(PoissonRateRatio.MidPValue(c.A, c.B).Value <= PoissonRateRatio.ExactPValue(c.A, c.B).Value);
        });
    }

    [Fact]
    public void A_limit_is_the_ratio_at_which_the_tail_is_half_of_alpha()
    {
        Properties.Hold(Rates, c =>
        {
            var set = PoissonRateRatio.Exact(c.A, c.B, Level.Of(0.9)).Value.Set;
            if (set.Lower > 0)
            {
                var share = set.Lower * c.B.Exposure / ((set.Lower * c.B.Exposure) + c.A.Exposure);
                Properties.Close(0.05, Binomial.Survival(c.B.Events - 1, c.A.Events + c.B.Events, share), 1e-8);
            }
        });
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.5)]
    public void The_error_rate_of_the_exact_test_is_never_above_alpha(double exposure)
    {
        foreach (var mean in new[] { 0.5, 2, 7.0 })
        {
            double rejected = 0;
            for (var i = 0; i <= 60; i++)
            {
                for (var j = 0; j <= 90; j++)
                {
                    if (i + j > 0 && PoissonRateRatio.ExactPValue(new(i, 1), new(j, exposure)).Value <= 0.05)
                    {
                        rejected += Poisson.Mass(i, mean) * Poisson.Mass(j, mean * exposure);
                    }
                }
            }

            Assert.InRange(rejected, 0, 0.05);
        }
    }

    [Fact]
    public void Without_events_nothing_is_compared_and_exposures_must_be_positive()
    {
        Assert.Equal(Undefined.OutsideDomain, PoissonRateRatio.Exact(new(0, 1), new(0, 2), Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, PoissonRateRatio.ExactPValue(new(0, 1), new(0, 2)).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, PoissonRateRatio.Wald(new(0, 1), new(0, 2)).Reason.Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventRate(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventRate(-1, 1));
    }

    private static FsCheck.Gen<(EventRate A, EventRate B)> Rates
        => from i in Gen.Choose(0, 400)
           from j in Gen.Choose(0, 400)
           from ea in Properties.Magnitude(-2, 3)
           from eb in Properties.Magnitude(-2, 3)
           where i + j > 0
           select (new EventRate(i, ea), new EventRate(j, eb));
}
