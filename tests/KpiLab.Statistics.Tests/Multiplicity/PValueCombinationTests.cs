namespace KpiLab.Statistics.Tests;

public sealed class PValueCombinationTests
{
    [Fact]
    public void Methods_agree_with_scipy_far_into_the_tail()
    {
        // SciPy 1.10.1, stats.combine_pvalues([1e-40, 1e-3, 0.7], method)
        double[] p = [1e-40, 1e-3, 0.7];
        Agree(198.7356678853654, 3.5261457316210756e-40, PValueCombination.Fisher(p));
        Agree(9.166447713603565, 2.4443156206959673e-20, PValueCombination.Stouffer(p).Value);
        Agree(1e-40, 3e-40, PValueCombination.Tippett(p));
        Agree(-2.409946609319039, 0.12159319495197084, PValueCombination.Pearson(p));
    }

    [Fact]
    public void One_p_value_is_its_own_combination()
    {
        double[] p = [0.037];
        foreach (var test in new[] { PValueCombination.Fisher(p), PValueCombination.Stouffer(p).Value, PValueCombination.Tippett(p), PValueCombination.Pearson(p) })
        {
            Assert.Equal(0.037, test.PValue, 1e-14);
        }
    }

    [Fact]
    public void Zeros_and_ones_have_limits_where_these_exist()
    {
        Assert.Equal((double.PositiveInfinity, 0.0), (PValueCombination.Fisher([0, 0.5]).Statistic, PValueCombination.Fisher([0, 0.5]).PValue));
        Assert.Equal((double.NegativeInfinity, 1.0), (PValueCombination.Pearson([1, 0.5]).Statistic, PValueCombination.Pearson([1, 0.5]).PValue));
        Assert.Equal(1, PValueCombination.Tippett([1, 1]).PValue);
        Assert.Equal(Undefined.OutsideDomain, PValueCombination.Stouffer([0, 1]).Reason.Code);
    }

    [Fact]
    public void Nothing_cannot_be_combined()
    {
        Assert.Throws<ArgumentException>(() => PValueCombination.Fisher([]));
        Assert.Throws<ArgumentException>(() => PValueCombination.Stouffer([double.NaN]));
    }

    private static void Agree(double statistic, double p, TestResult actual)
    {
        Assert.Equal(statistic, actual.Statistic, 1e-12 * Math.Abs(statistic));
        Assert.Equal(p, actual.PValue, 1e-12 * p);
    }
}
