namespace KpiLab.Statistics.Tests;

public class FixedEffectsTests
{
    private static readonly double[] Mileage = [.. Examples.Automatic[0], .. Examples.Manual[0]];
    private static readonly double[] Weight = [.. Examples.Automatic[1], .. Examples.Manual[1]];
    private static readonly double[] Power = [.. Examples.Automatic[2], .. Examples.Manual[2]];

    // cyl and carb of mtcars, automatic cars first
    private static readonly int[] Cylinders = [6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 8, 8, 8, 8, 6, 6, 4, 4, 4, 4, 4, 4, 4, 8, 6, 8, 4];
    private static readonly int[] Carburettors = [1, 2, 1, 4, 2, 2, 4, 4, 3, 3, 3, 4, 4, 4, 1, 2, 2, 4, 2, 4, 4, 1, 1, 2, 1, 1, 2, 2, 4, 6, 8, 2];

    [Fact]
    public void Slopes_and_errors_agree_with_lm_of_R_with_a_dummy_a_group()
    {
        // R 4.2.2: lm(mpg ~ wt + hp + factor(cyl), mtcars); HC from its definition with hatvalues()
        var fit = FixedEffects.Fit(Mileage, Cylinders, Weight, Power).Value;
        Examples.Equal(-3.1814040466796158, fit.Coefficients[0]);
        Examples.Equal(-0.023119809154454662, fit.Coefficients[1]);
        Assert.Equal((3, 27), (fit.Groups, fit.DegreesOfFreedom));
        double[] weight = [0.71960100213438916, 0.6366766734087399, 0.69312576932623327, 0.71678035152714215, 0.80907173566264889];
        double[] power = [0.011952196008800821, 0.0091663286460610359, 0.0099790346655583059, 0.010625922467137287, 0.012617526607301676];
        foreach (var (estimator, i) in Enum.GetValues<CovarianceEstimator>().Select((e, i) => (e, i)))
        {
            Examples.Equal(weight[i], fit.StandardError(0, estimator).Value);
            Examples.Equal(power[i], fit.StandardError(1, estimator).Value, 1e-10);
        }
    }

    [Fact]
    public void Clustered_errors_agree_with_R_and_count_the_groups_unless_they_lie_within_clusters()
    {
        // R 4.2.2, the same fit: CR1 by carb 0.77509 with all five coefficients; CR0 by cyl 0.92154, times G/(G − 1) (N − 1)/(N − 3) by the convention of xtreg
        var fit = FixedEffects.Fit(Mileage, Cylinders, Weight, Power).Value;
        Examples.Equal(-3.1814040466796158 / 0.77509011498787639, fit.ClusteredTest(0, Carburettors).Value.Statistic);
        Assert.Equal(5, fit.ClusteredTest(0, Carburettors).Value.DegreesOfFreedom);
        Examples.Equal(-3.1814040466796158 / (0.92154085698423605 * Math.Sqrt(3.0 / 2 * 31 / 29)), fit.ClusteredTest(0).Value.Statistic);
    }

    [Fact]
    public void Blocks_of_two_arms_give_the_average_of_the_blocks_differences()
    {
        // equal blocks, one unit an arm: the effect is the mean of the differences, and its t test is the paired one. R 4.2.2: t.test(extra ~ group, sleep, paired = TRUE): t = -4.0621277, p = 0.0028329
        double[] y = [.. Examples.SleepOne, .. Examples.SleepTwo], treatment = [.. Enumerable.Repeat(0.0, 10), .. Enumerable.Repeat(1.0, 10)];
        int[] person = [.. Enumerable.Range(0, 10), .. Enumerable.Range(0, 10)];
        var test = FixedEffects.Fit(y, person, treatment).Value.Test(0, CovarianceEstimator.Classical).Value;
        Assert.Equal(4.0621277, test.Statistic, 6);
        Assert.Equal(0.0028329, test.PValue, 6);
        Assert.Equal(9, test.DegreesOfFreedom);
    }

    [Fact]
    public void What_does_not_vary_within_groups_is_refused()
    {
        Assert.Contains("column 0", FixedEffects.Fit([1, 2, 3, 4], [1, 1, 2, 2], [0.1, 0.1, 0.7, 0.7]).Reason.Sentence, StringComparison.Ordinal);
        Assert.Equal(Undefined.TooFewUnits, FixedEffects.Fit([1, 2, 3], [1, 1, 2], [1.0, 2, 3]).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, FixedEffects.Fit([1, 2, 4, 4, 9], [1, 1, 2, 2, 3], [1.0, 2, 3, 5, 3]).Value.StandardError(0, CovarianceEstimator.Hc2).Reason.Code);
        Assert.Throws<ArgumentException>(() => FixedEffects.Fit([1, 2], [1], [1.0, 2]));
    }
}
