namespace KpiLab.Statistics.Tests;

public class AgreementTests
{
    private static readonly Level Level = Level.Of(0.95);

    [Fact]
    public void A_set_that_agrees_with_its_test_is_left_alone()
    {
        var set = ConfidenceSet.Between(-1, 2, Level);

        Assert.Same(set, set.Agreeing(0, rejected: false));
        Assert.Same(set, set.Agreeing(3, rejected: true));
    }

    [Theory]
    [InlineData(0.0, 2)]
    [InlineData(-1e-17, 2)]
    [InlineData(-2, 1e-17)]
    [InlineData(-2, 0)]
    [InlineData(0, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    public void A_rejected_value_is_left_out_by_moving_the_nearest_end(double lower, double upper)
    {
        var set = ConfidenceSet.Between(lower, upper, Level).Agreeing(0, rejected: true);

        Assert.False(set.Contains(0));
        Assert.True(set.Contains(lower == 0 ? double.Epsilon : upper == 0 ? -double.Epsilon : lower < 0 && -lower > upper ? lower : upper));
    }

    [Theory]
    [InlineData(1e-17, 2)]
    [InlineData(-2, -1e-17)]
    [InlineData(1e-17, double.PositiveInfinity)]
    public void A_value_that_is_not_rejected_is_taken_in(double lower, double upper)
    {
        var set = ConfidenceSet.Between(lower, upper, Level).Agreeing(0, rejected: false);

        Assert.True(set.Contains(0));
        Assert.True(set.Contains(lower) && set.Contains(upper));
    }

    [Theory]
    [InlineData(-1e-17, 3, false, 0, 3)]
    [InlineData(-3, 1e-17, false, -3, 0)]
    [InlineData(0, 3, true, -double.Epsilon, 3)]
    [InlineData(-3, 0, true, -3, double.Epsilon)]
    public void Rays_move_the_end_beside_the_value(double leftEnd, double rightStart, bool rejected, double newLeft, double newRight)
        => Assert.Equal(ConfidenceSet.TwoRays(newLeft, newRight, Level), ConfidenceSet.TwoRays(leftEnd, rightStart, Level).Agreeing(0, rejected));
}
