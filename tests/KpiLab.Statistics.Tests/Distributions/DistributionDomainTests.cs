namespace KpiLab.Statistics.Tests;

public sealed class DistributionDomainTests
{
    [Fact]
    public void Quantiles_of_zero_and_one_are_the_ends_of_the_support()
    {
        Assert.Equal(double.NegativeInfinity, Normal.Quantile(0));
        Assert.Equal(double.PositiveInfinity, Normal.Quantile(1));
        Assert.Equal(double.PositiveInfinity, Normal.UpperQuantile(0));
        Assert.Equal(double.NegativeInfinity, StudentT.Quantile(0, 3.5));
        Assert.Equal(double.NegativeInfinity, StudentT.UpperQuantile(1, 3.5));
        Assert.Equal(0, ChiSquared.Quantile(0, 2));
        Assert.Equal(double.PositiveInfinity, ChiSquared.UpperQuantile(0, 2));
        Assert.Equal(0, FisherF.Quantile(0, 2, 3));
        Assert.Equal(double.PositiveInfinity, FisherF.Quantile(1, 2, 3));
        Assert.Equal(0, FisherF.UpperQuantile(1, 2, 3));
        Assert.Equal(0, BetaDistribution.Quantile(0, 2, 3));
        Assert.Equal(1, BetaDistribution.Quantile(1, 2, 3));
        Assert.Equal(1, BetaDistribution.UpperQuantile(0, 2, 3));
        Assert.Equal(double.PositiveInfinity, GammaDistribution.Quantile(1, 2, 3));
        Assert.Equal(0, Binomial.Quantile(0, 10, 0.3));
        Assert.Equal(10, Binomial.Quantile(1, 10, 0.3));
        Assert.Equal(0, Poisson.UpperQuantile(1, 4));
        Assert.Equal(long.MaxValue, Poisson.Quantile(1, 4));
    }

    [Fact]
    public void Beyond_the_support_all_mass_is_on_one_side()
    {
        Assert.Equal(1, Normal.Cdf(double.PositiveInfinity));
        Assert.Equal(0, StudentT.Survival(double.PositiveInfinity, 2));
        Assert.Equal(1, StudentT.Survival(double.NegativeInfinity, 2));
        Assert.Equal(0, ChiSquared.Cdf(-1, 2));
        Assert.Equal(1, FisherF.Survival(-1, 2, 3));
        Assert.Equal(0, FisherF.Survival(double.PositiveInfinity, 2, 3));
        Assert.Equal(1, BetaDistribution.Cdf(1.5, 2, 3));
        Assert.Equal(0, BetaDistribution.Cdf(-0.5, 2, 3));
        Assert.Equal(0, Binomial.Cdf(-1, 10, 0.5));
        Assert.Equal(1, Binomial.Cdf(10, 10, 0.5));
        Assert.Equal(1, Poisson.Survival(-1, 2));
    }

    [Fact]
    public void What_lies_outside_the_domain_is_refused_by_name_and_value()
    {
        Assert.Equal("p", Assert.Throws<ArgumentOutOfRangeException>(() => Normal.Quantile(1.5)).ParamName);
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Cdf(1, -2));
        Assert.Equal("df", refused.ParamName);
        Assert.Contains("df = -2", refused.Message, StringComparison.Ordinal);
        Assert.Equal("df", Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.Quantile(0.5, 0)).ParamName);
        Assert.Equal("df2", Assert.Throws<ArgumentOutOfRangeException>(() => FisherF.Cdf(1, 2, 0)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentOutOfRangeException>(() => BetaDistribution.Cdf(0.5, 2, -1)).ParamName);
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(() => GammaDistribution.Cdf(0.5, 2, -1)).ParamName);
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Cdf(0, -1, 0.5)).ParamName);
        Assert.Equal("mean", Assert.Throws<ArgumentOutOfRangeException>(() => Poisson.Cdf(0, -1)).ParamName);
    }

    [Fact]
    public void NaN_is_refused_as_not_a_number()
    {
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => Normal.Cdf(double.NaN)).ParamName);
        Assert.Equal("t", Assert.Throws<ArgumentException>(() => StudentT.Cdf(double.NaN, 3)).ParamName);
        Assert.Equal("df", Assert.Throws<ArgumentException>(() => StudentT.Cdf(0, double.NaN)).ParamName);
        Assert.Equal("p", Assert.Throws<ArgumentException>(() => BetaDistribution.Quantile(double.NaN, 1, 1)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentException>(() => FisherF.Survival(double.NaN, 1, 1)).ParamName);
    }
}
