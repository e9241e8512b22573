namespace KpiLab.Statistics.Tests;

public class NistUnivariateTests
{
    [Theory]
    [InlineData("Lew", 14.9, 15)]
    [InlineData("Lottery", 14.9, 15)]
    [InlineData("Mavro", 14.9, 13)]
    [InlineData("Michelso", 14.9, 13.5)]
    [InlineData("NumAcc1", 14.9, 15)]
    [InlineData("NumAcc2", 14.9, 14.5)]
    [InlineData("NumAcc3", 14.9, 9.3)]
    [InlineData("NumAcc4", 14.9, 8.2)]
    public void Mean_and_standard_deviation_have_the_certified_digits(string dataset, double meanDigits, double deviationDigits)
    {
        double[] values = [.. NistFiles.Rows("univariate", dataset).SelectMany(r => r)];

        var moments = Moments.Of(values);

        Assert.Equal(NistFiles.Certified(dataset, "n"), moments.Count);
        Assert.True(NistFiles.Digits(moments.Mean, NistFiles.Certified(dataset, "mean")) >= meanDigits, $"mean {moments.Mean:R}");
        Assert.True(
            NistFiles.Digits(moments.StandardDeviation, NistFiles.Certified(dataset, "sd")) >= deviationDigits, $"sd {moments.StandardDeviation:R}");
    }

    [Theory]
    [InlineData("Lew", 14.9)]
    [InlineData("Michelso", 13.5)]
    [InlineData("NumAcc3", 9.3)]
    [InlineData("NumAcc4", 8.2)]
    public void Joint_moments_have_the_same_digits(string dataset, double digits)
    {
        double[] values = [.. NistFiles.Rows("univariate", dataset).SelectMany(r => r)];

        var joint = JointMoments.Of(values, [.. values.Select(v => -v)]);

        Properties.Close(Moments.Of(values).CentredSumOfSquares, joint.CentredProduct(0, 0), 1e-15);
        Assert.True(NistFiles.Digits(Math.Sqrt(joint.Variance(1)), NistFiles.Certified(dataset, "sd")) >= digits);
        Assert.Equal(-joint.Variance(0), joint.Covariance(0, 1), 1e-15 * joint.Variance(0));
    }
}
