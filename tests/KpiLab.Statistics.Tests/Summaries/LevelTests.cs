namespace KpiLab.Statistics.Tests;

public class LevelTests
{
    [Theory]
    [InlineData(0.95, 0.05)]
    [InlineData(0.9, 0.1)]
    [InlineData(0.99, 0.01)]
    [InlineData(0.999, 0.001)]
    [InlineData(0.8, 0.2)]
    public void Level_and_alpha_are_the_decimals_that_a_person_writes(double level, double alpha)
    {
        Assert.Equal(alpha, Level.Of(level).Alpha);
        Assert.Equal(level, Level.FromAlpha(alpha).Value);
        Assert.Equal(Level.Of(level), Level.FromAlpha(alpha));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(95)]
    [InlineData(double.NaN)]
    public void A_level_lies_strictly_between_zero_and_one(double level)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Level.Of(level));
        Assert.Throws<ArgumentOutOfRangeException>(() => Level.FromAlpha(level));
    }

    [Fact]
    public void A_tiny_alpha_is_kept() => Assert.Equal(1e-200, Level.FromAlpha(1e-200).Alpha);

    [Fact]
    public void The_default_is_95_percent()
    {
        Assert.Equal(0.05, default(Level).Alpha);
        Assert.Equal("95%", Level.Of(0.95).ToString());
    }
}
