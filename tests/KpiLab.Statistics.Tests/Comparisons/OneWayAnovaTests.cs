namespace KpiLab.Statistics.Tests;

public class OneWayAnovaTests
{
    [Theory] // the ceiling that data rounded to double allow, less 0.2
    [InlineData("SiRstvt", 12.9)]
    [InlineData("AtmWtAgt", 10.0)]
    [InlineData("SmLs01t", 14.8)]
    [InlineData("SmLs02t", 14.8)]
    [InlineData("SmLs03t", 14.8)]
    [InlineData("SmLs04t", 10.2)]
    [InlineData("SmLs05t", 10.0)]
    [InlineData("SmLs06t", 10.0)]
    [InlineData("SmLs07t", 4.2)]
    [InlineData("SmLs08t", 4.0)]
    [InlineData("SmLs09t", 4.0)]
    public void F_has_the_certified_digits(string dataset, double digits)
    {
        var rows = NistFiles.Rows("anova", dataset);
        double[][] groups = [.. Enumerable.Range(0, rows[0].Length).Select(j => rows.Select(r => r[j]).ToArray())];

        var result = OneWayAnova.Test(groups).Value;

        Assert.Equal(NistFiles.Certified(dataset, "dfB"), result.BetweenDegreesOfFreedom);
        Assert.Equal(NistFiles.Certified(dataset, "dfW"), result.WithinDegreesOfFreedom);
        Assert.True(NistFiles.Digits(result.F, NistFiles.Certified(dataset, "F")) >= digits, $"F {result.F:R}");
        Assert.True(NistFiles.Digits(result.RSquared, NistFiles.Certified(dataset, "r2")) >= digits - 1, $"R2 {result.RSquared:R}");
        Assert.True(NistFiles.Digits(result.ResidualStandardDeviation, NistFiles.Certified(dataset, "residual_sd")) >= digits - 1);
    }

    [Fact]
    public void Agrees_with_aov_of_R_on_PlantGrowth()
    {
        var result = OneWayAnova.Test(Examples.PlantGrowth).Value;

        Examples.Equal(3.766339999999998689, result.BetweenSumOfSquares);
        Examples.Equal(10.492089999999997474, result.WithinSumOfSquares);
        Examples.Equal(4.846087862380135114, result.F);
        Examples.Equal(0.015909958325622937, result.PValue);
        Assert.Equal((2, 27), (result.BetweenDegreesOfFreedom, result.WithinDegreesOfFreedom));
    }

    [Fact]
    public void Two_groups_give_the_square_of_students_t()
    {
        var t = StudentTTest.Contrast(Arm.Of(Moments.Of(Examples.SleepOne)), Arm.Of(Moments.Of(Examples.SleepTwo))).Value.Test();
        var result = OneWayAnova.Test(Examples.SleepOne, Examples.SleepTwo).Value;

        Examples.Equal(t.Statistic * t.Statistic, result.F);
        Examples.Equal(t.PValue, result.PValue);
    }

    [Fact]
    public void What_cannot_be_analysed_is_refused()
    {
        Assert.Equal(Undefined.TooFewUnits, OneWayAnova.Test((double[][])[[1, 2, 3]]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, OneWayAnova.Test((double[][])[[1, 2], []]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, OneWayAnova.Test((double[][])[[1], [2]]).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, OneWayAnova.Test((double[][])[[1, 1], [2, 2]]).Reason.Code);
    }
}
