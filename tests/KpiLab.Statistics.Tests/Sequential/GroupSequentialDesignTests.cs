using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class GroupSequentialDesignTests
{
    [Fact]
    public void Bounds_at_unplanned_looks_with_overrunning_agree_with_an_integration_on_6001_points()
    {
        // NumPy and SciPy 1.10.1: Simpson's rule on 6001 points a look, bounds by brentq.
        var bounds = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05).Bounds([0.15, 0.5, 0.8, 1.1]);

        Close([5.6696696016856665, 2.9625886065308014, 2.2661931496224987, 2.0530187222000733], bounds);
        Assert.Equal(0.05, bounds[^1].Spent, 15);
    }

    [Fact]
    public void A_last_look_that_comes_early_spends_all_that_is_left()
    {
        // The same; one-sided, Pocock type, final at 0.9.
        var design = new GroupSequentialDesign(SpendingFunction.Pocock, 0.05, Alternative.Greater);

        Close([2.037764180471316, 1.9566917488386266, 1.9433095319704647], design.Bounds([0.3, 0.7, 0.9], lastIsFinal: true));
    }

    [Fact]
    public void Power_and_expected_size_agree_with_an_integration_on_6001_points()
    {
        var design = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05);
        var crossing = design.Crossing(design.Bounds([1.0 / 3, 2.0 / 3, 1]), 3);

        double[] above = [0.02395013886712498, 0.4517130671847926, 0.37085584834888413], below = [2.6290573030189832e-08, 3.4860326704562954e-07, 2.6437238725207315e-07];
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(above[k], crossing.Above[k], 1e-5); // the reference took bounds of gsDesign, good to 1e-5
            Assert.Equal(below[k], crossing.Below[k], 1e-9);
        }

        Assert.Equal(0.8334620846321815, crossing.ExpectedFraction, 1e-5);
    }

    [Fact]
    public void Later_looks_change_no_earlier_bound_in_the_last_bit()
        => Properties.Hold(Cases, c =>
        {
            var all = c.Design.Bounds(c.Fractions);
            for (var k = 1; k < c.Fractions.Length; k++)
            {
                Assert.Equal(all.Take(k), c.Design.Bounds(c.Fractions.AsSpan(0, k)));
            }
        });

    [Fact]
    public void Crossing_probabilities_add_up_to_what_was_spent()
        => Properties.Hold(Cases, c =>
        {
            var bounds = c.Design.Bounds(c.Fractions, lastIsFinal: true);
            var crossing = c.Design.Crossing(bounds, 0);

            Properties.Close(c.Design.Alpha, crossing.Ever, 1e-8);
            var twoSided = c.Design.Alternative == Alternative.TwoSided;
            for (var k = 0; k < bounds.Count; k++)
            {
                Properties.Close(bounds[k].Increment, crossing.Above[k] * (twoSided ? 2 : 1), 1e-6, 1e-6);
            }
        });

    [Fact]
    public void More_alpha_means_lower_bounds_at_every_look()
        => Properties.Hold(Cases, c =>
        {
            var strict = (c.Design with { Alpha = c.Design.Alpha / 2 }).Bounds(c.Fractions);
            var loose = c.Design.Bounds(c.Fractions);
            for (var k = 0; k < loose.Count; k++)
            {
                Assert.True(loose[k].Bound <= strict[k].Bound, $"look {k + 1}: {loose[k].Bound} at {c.Design.Alpha}, {strict[k].Bound} at half of it");
                Assert.True(loose[k].NominalAlpha <= c.Design.Alpha * (1 + 1e-12));
            }
        });

    [Fact]
    public void One_look_at_the_end_is_the_fixed_test()
        => Assert.Equal(1.959963984540054, new GroupSequentialDesign(SpendingFunction.Pocock, 0.05).Bounds([1])[0].Bound, 12);

    [Fact]
    public void After_all_is_spent_nothing_can_be_significant_any_more()
    {
        var bounds = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05).Bounds([0.5, 1, 1.2]);

        Assert.Equal(double.PositiveInfinity, bounds[2].Bound);
        Assert.Equal(0, bounds[2].NominalAlpha);
        Assert.Equal(0, bounds[2].Increment);
    }

    [Fact]
    public void A_first_look_in_the_first_thousandth_has_a_bound_out_of_reach_and_spoils_nothing()
    {
        var bounds = new GroupSequentialDesign(SpendingFunction.ObrienFleming, 0.05).Bounds([0.001, 0.002, 1]);

        Assert.All(bounds.Take(2), b => Assert.True(b.Bound > 30));
        Assert.Equal(1.959963984540054, bounds[2].Bound, 9);
    }

    [Fact]
    public void Three_hundred_looks_spend_alpha_like_three()
    {
        var design = new GroupSequentialDesign(SpendingFunction.Power(2), 0.05);
        var bounds = design.Bounds(Enumerable.Range(1, 300).Select(k => k / 300.0).ToArray());

        Assert.Equal(0.05, design.Crossing(bounds, 0).Ever, 1e-7);
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.0, 0.5)]
    [InlineData(0.5, 0.4)]
    [InlineData(0.5, double.NaN)]
    public void Fractions_that_do_not_rise_are_refused(double first, double second)
        => Assert.Throws<ArgumentException>(() => new GroupSequentialDesign(SpendingFunction.Pocock, 0.05).Bounds([first, second]));

    [Fact]
    public void Spending_rises_from_nothing_to_all()
        => Properties.Hold(
            from spending in Functions
            from alpha in Properties.Magnitude(-4, -1)
            where alpha < 0.5
            from a in Gen.Choose(1, 998)
            from b in Gen.Choose(a + 1, 999)
            select (spending, alpha, a, b),
            c =>
            {
                double early = c.spending.Spent(c.a / 1000.0, c.alpha), late = c.spending.Spent(c.b / 1000.0, c.alpha);
                Assert.True(early >= 0 && early <= late && late <= c.alpha);
                Assert.Equal(0, c.spending.Spent(0, c.alpha));
                Assert.Equal(c.alpha, c.spending.Spent(1, c.alpha));
                Assert.True(c.spending.Spent(0.999999, c.alpha) > 0.99 * c.alpha || c.spending.Name.StartsWith("hwang", StringComparison.Ordinal));
            });

    internal static FsCheck.Gen<SpendingFunction> Functions => Gen.Elements(
        SpendingFunction.ObrienFleming, SpendingFunction.Pocock, SpendingFunction.Power(0.7), SpendingFunction.Power(3),
        SpendingFunction.HwangShihDecani(-4), SpendingFunction.HwangShihDecani(0), SpendingFunction.HwangShihDecani(2));

    private static FsCheck.Gen<(GroupSequentialDesign Design, double[] Fractions)> Cases
        => from spending in Functions
           from alternative in Gen.Elements(Alternative.TwoSided, Alternative.Greater, Alternative.Less)
           from alpha in Gen.Elements(0.2, 0.05, 0.01, 0.001)
           from count in Gen.Choose(1, 6)
           from steps in Gen.ArrayOf(Gen.Choose(1, 40), count)
           from end in Gen.Choose(80, 120)
           select (new GroupSequentialDesign(spending, alpha, alternative), Cumulative(steps, end / 100.0));

    private static double[] Cumulative(int[] steps, double end)
    {
        double total = steps.Sum(), sum = 0;
        return Array.ConvertAll(steps, s => (sum += s) / total * end);
    }

    private static void Close(double[] expected, IReadOnlyList<LookBound> bounds)
    {
        Assert.Equal(expected.Length, bounds.Count);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], bounds[k].Bound, 1e-9);
        }
    }
}
