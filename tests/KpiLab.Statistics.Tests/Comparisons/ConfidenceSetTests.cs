namespace KpiLab.Statistics.Tests;

public class ConfidenceSetTests
{
    private static readonly Level Level = Level.Of(0.9);

    [Fact]
    public void Infinite_ends_give_the_shape()
    {
        Assert.Equal(ConfidenceShape.Bounded, ConfidenceSet.Between(1, 1, Level).Shape);
        Assert.Equal(ConfidenceShape.HalfLine, ConfidenceSet.Between(1, double.PositiveInfinity, Level).Shape);
        Assert.Equal(ConfidenceShape.HalfLine, ConfidenceSet.Between(double.NegativeInfinity, 1, Level).Shape);
        Assert.Equal(ConfidenceSet.Everything(Level), ConfidenceSet.Between(double.NegativeInfinity, double.PositiveInfinity, Level));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    public void What_is_not_an_interval_is_refused(double lower, double upper)
        => Assert.Throws<ArgumentException>(() => ConfidenceSet.Between(lower, upper, Level));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void Rays_need_a_gap(double leftEnd, double rightStart)
        => Assert.Throws<ArgumentException>(() => ConfidenceSet.TwoRays(leftEnd, rightStart, Level));

    [Fact]
    public void Rays_hold_what_the_gap_does_not()
    {
        var rays = ConfidenceSet.TwoRays(-1, 2, Level);

        Assert.True(rays.Contains(-1) && rays.Contains(2) && rays.Contains(-1e9));
        Assert.False(rays.Contains(0));
        Assert.False(rays.IsAbove(-5) || rays.IsBelow(5) || rays.IsWithin(-5, 5));
    }

    [Fact]
    public void Position_is_strict()
    {
        var set = ConfidenceSet.Between(1, 2, Level);

        Assert.True(set.IsAbove(0.9) && set.IsBelow(2.1) && set.IsWithin(0.9, 2.1));
        Assert.False(set.IsAbove(1) || set.IsBelow(2) || set.IsWithin(1, 3) || set.IsWithin(0, 2));
    }
}
