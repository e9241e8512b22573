namespace KpiLab.Statistics.Tests;

public class WelchTestTests
{
    [Fact]
    public void Agrees_with_t_test_of_R_on_sleep()
    {
        var comparison = WelchTest.Compare(Moments.Of(Examples.SleepOne), Moments.Of(Examples.SleepTwo), Examples.NinetyFive).Value;

        Examples.Equal(0.75, comparison.Control.Value);
        Examples.Equal(2.33, comparison.Treatment.Value);
        Examples.Equal(0.849091017238762014, comparison.Absolute.StandardError!.Value);
        Examples.Equal(1.860813467486853057, comparison.Test.Statistic);
        Examples.Equal(17.776473516178498357, comparison.Test.DegreesOfFreedom!.Value);
        Examples.Equal(0.079394140187358173, comparison.Test.PValue);
        Examples.Bounds(-0.205483230711710180, 3.365483230711710405, comparison.Absolute.Set);
        Assert.Equal(0.95, comparison.Absolute.Set.Level.Value);
        Assert.Equal("welch", comparison.Test.Method);
    }

    [Fact]
    public void One_sided_tests_and_half_lines_agree_with_R()
    {
        var greater = Examples.Sleep.Absolute(Examples.Ninety, Alternative.Greater).Set;
        Examples.Equal(0.039697070093679086, Examples.Sleep.Test(Alternative.Greater).PValue);
        Examples.Equal(0.449835524143024246, greater.Lower);
        Assert.Equal(ConfidenceShape.HalfLine, greater.Shape);

        var less = Examples.Sleep.Test(Alternative.Less, 2.5);
        Examples.Equal(-1.08351163929614214, less.Statistic);
        Examples.Equal(0.14652972312252058, less.PValue);
        Assert.Equal(2.5, less.Null);
        Examples.Equal(3.05338149733160646, Examples.Sleep.Absolute(Examples.NinetyFive, Alternative.Less).Set.Upper);
    }

    [Fact]
    public void Agrees_with_scipy_on_unequal_variances()
    {
        // SciPy 1.10.1: ttest_ind_from_stats(21.4, sqrt(4.1), 7, 20.1, sqrt(88.3), 41, equal_var=False)
        var test = WelchTest.Contrast(new Arm(41, 20.1, 88.3), new Arm(7, 21.4, 4.1)).Value.Test();

        Examples.Equal(0.785448619878855, test.Statistic);
        Examples.Equal(0.43646326939279123, test.PValue);
    }

    [Fact]
    public void One_arm_without_variance_is_compared_with_the_other_arms_degrees_of_freedom()
    {
        var contrast = WelchTest.Contrast(new Arm(50, 3, 0), new Arm(12, 3.5, 2.4)).Value;

        Assert.Equal(11, contrast.DegreesOfFreedom!.Value, 12);
        Assert.Equal(Math.Sqrt(2.4 / 12), contrast.StandardError, 12);
    }

    [Theory]
    [InlineData(100, 0, 100, 0, Undefined.ZeroVariance)]
    [InlineData(1, 2, 100, 1, Undefined.TooFewUnits)]
    [InlineData(100, 2, 1, 1, Undefined.TooFewUnits)]
    [InlineData(0, 0, 0, 0, Undefined.TooFewUnits)]
    [InlineData(10, double.NaN, 10, 1, Undefined.OutsideDomain)]
    [InlineData(10, double.PositiveInfinity, 10, 1, Undefined.OutsideDomain)]
    [InlineData(10, -1, 10, 1, Undefined.OutsideDomain)]
    public void What_cannot_be_compared_is_refused_with_its_reason(long na, double va, long nb, double vb, string code)
    {
        var result = WelchTest.Compare(new Arm(na, 5, va), new Arm(nb, 6, vb), Examples.NinetyFive);

        Assert.False(result.IsDefined);
        Assert.Equal(code, result.Reason.Code);
    }

    [Fact]
    public void A_mean_that_is_not_finite_is_refused()
        => Assert.Equal(Undefined.OutsideDomain, WelchTest.Contrast(new Arm(9, double.NaN, 1), new Arm(9, 1, 1)).Reason.Code);

    [Fact]
    public void Tiny_tails_keep_their_digits()
    {
        // mpmath 1.2.1, 50 digits: regularised incomplete beta of t = 40, df = 198
        var p = WelchTest.Contrast(new Arm(100, 0, 1), new Arm(100, 40 * Math.Sqrt(0.02), 1)).Value.Test().PValue;

        Examples.Equal(1, p / 8.39074345436595178781807892668e-97, 1e-10);
    }
}
