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
}
