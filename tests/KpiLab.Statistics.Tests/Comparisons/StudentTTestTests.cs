namespace KpiLab.Statistics.Tests;

public class StudentTTestTests
{
    [Fact]
    public void Agrees_with_t_test_of_R_on_sleep()
    {
        var comparison = StudentTTest.Compare(
            Arm.Of(Moments.Of(Examples.SleepOne)), Arm.Of(Moments.Of(Examples.SleepTwo)), Examples.NinetyFive).Value;

        Examples.Equal(1.860813467486852835, comparison.Test.Statistic);
        Assert.Equal(18, comparison.Test.DegreesOfFreedom);
        Examples.Equal(0.079186714215938175, comparison.Test.PValue);
        Examples.Bounds(-0.203874032287598594, 3.363874032287598403, comparison.Absolute.Set);
    }

    [Fact]
    public void Pools_by_degrees_of_freedom()
        => Assert.Equal(((2 * 4.0) + (8 * 9.0)) / 10, StudentTTest.PooledVariance(new Arm(3, 0, 4), new Arm(9, 0, 9)), 12);

    [Fact]
    public void Arms_without_variance_are_refused()
        => Assert.Equal(Undefined.ZeroVariance, StudentTTest.Contrast(new Arm(10, 1, 0), new Arm(10, 2, 0)).Reason.Code);
}
