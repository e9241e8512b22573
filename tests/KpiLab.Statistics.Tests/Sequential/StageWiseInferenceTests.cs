using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class StageWiseInferenceTests
{
    private static readonly GroupSequentialDesign Design = new(SpendingFunction.ObrienFleming, 0.05);

    // NumPy and SciPy 1.10.1: tail probabilities by Simpson's rule on 6001 points a look, roots by brentq; bounds of gsDesign.
    [Theory]
    [InlineData(1, 4.0, 6.334248366623973e-05, 6.928203230275509, 3.5334460280488056, 10.322960432504795)]
    [InlineData(2, 2.8, 0.005214792837439481, 3.4266047541184244, 1.0235664770793482, 5.82800595094409)]
    [InlineData(3, 1.2, 0.2305793497231299, 1.1991279925358067, -0.7613480318927145, 3.1593369220421685)]
    public void Agrees_with_an_integration_on_6001_points(int look, double z, double p, double drift, double lower, double upper)
    {
        var bounds = Design.Bounds([1.0 / 3, 2.0 / 3, 1]).Take(look).ToList();
        var inference = StageWiseInference.Of(Design, bounds, z, Level.Of(0.95)).Value;

        Assert.Equal(p, inference.PValue, 1e-6);
        Assert.Equal(drift, inference.Drift, 2e-5);
        Assert.Equal(lower, inference.Set.Lower, 2e-5);
        Assert.Equal(upper, inference.Set.Upper, 2e-5);
    }

    [Fact]
    public void At_the_first_look_it_is_the_fixed_test()
    {
        var one = StageWiseInference.Of(Design, Design.Bounds([0.25]), 5, Level.Of(0.95)).Value.InUnits(0.2, 0.25);

        Assert.Equal(1.0, one.Value, 9);
        Assert.Equal(1 - (1.959963984540054 * 0.2), one.Set.Lower, 9);
        Assert.Equal(1 + (1.959963984540054 * 0.2), one.Set.Upper, 9);
    }

    [Fact]
    public void On_the_bound_the_p_value_is_what_was_spent()
    {
        var bounds = Design.Bounds([0.2, 0.45, 0.7]);
        foreach (var bound in bounds)
        {
            var inference = StageWiseInference.Of(Design, [.. bounds.Take(bound.Look)], bound.Bound, Level.Of(0.95)).Value;
            Properties.Close(bound.Spent, inference.PValue, 1e-7);
        }
    }

    [Fact]
    public void A_mirrored_outcome_has_the_mirrored_answer()
        => Properties.Hold(Gen.Choose(-500, 500), i =>
        {
            var z = i / 100.0;
            var bounds = Design.Bounds([0.5, 1]);
            var up = StageWiseInference.Of(Design, bounds, z, Level.Of(0.9)).Value;
            var down = StageWiseInference.Of(Design, bounds, -z, Level.Of(0.9)).Value;
            Assert.Equal(up.PValue, down.PValue, 1e-9);
            Assert.Equal(up.Drift, -down.Drift, 1e-7);
            Assert.Equal(up.Set.Lower, -down.Set.Upper, 1e-7);
            Assert.InRange(up.Drift, up.Set.Lower, up.Set.Upper);
            Assert.Equal(up.PValue <= 0.1, !up.Set.Contains(0));
        });

    [Fact]
    public void One_sided_designs_give_a_half_line_on_their_side()
    {
        var less = new GroupSequentialDesign(SpendingFunction.Pocock, 0.05, Alternative.Less);
        var inference = StageWiseInference.Of(less, less.Bounds([0.5, 1]), -2.4, Level.Of(0.95)).Value;

        Assert.True(inference.Drift < 0);
        Assert.Equal(double.NegativeInfinity, inference.Set.Lower);
        Assert.True(inference.Set.Upper < 0);
        Assert.True(inference.PValue < 0.05);
    }
}
