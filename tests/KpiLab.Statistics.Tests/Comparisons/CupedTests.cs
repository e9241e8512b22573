using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class CupedTests
{
    private static readonly JointMoments Automatic = JointMoments.Of(Examples.Automatic);
    private static readonly JointMoments Manual = JointMoments.Of(Examples.Manual);

    [Fact]
    public void One_covariate_agrees_with_a_t_test_of_R_on_adjusted_values()
    {
        // R 4.2.2: th <- cov(mpg, wt)/var(wt); t.test(mpg − th wt) by am
        var result = Cuped.Adjust(Automatic, Manual, 0, 1).Value;

        Examples.Equal(-5.344471572722675923, result.Theta[0]);
        Examples.Equal(-0.012290548547312596, result.Contrast.Difference, 1e-10);
        Examples.Equal(21.850352001702379567, result.Contrast.DegreesOfFreedom!.Value);
        Examples.Equal(0.991539809800544125, result.Contrast.Test().PValue);
        Examples.Bounds(-2.389732459665713016, 2.365151362571087379, result.Contrast.Absolute(Examples.NinetyFive).Set);
        Examples.Equal(-0.867659376517227798, result.Correlation);
        Assert.Empty(result.Omitted);
        Assert.Equal(Examples.Mileage.Variance, result.Unadjusted.Variance, 12);
        Assert.Equal(1 - (result.Contrast.Variance / Examples.Mileage.Variance), result.VarianceReduction, 12);
    }

    [Fact]
    public void Several_covariates_agree_with_lm_of_R()
    {
        // R 4.2.2: th <- coef(lm(mpg ~ wt + hp + qsec))[-1]; t.test(mpg − X th) by am
        var result = Cuped.Adjust(Automatic, Manual, 0, 1, 2, 3).Value;

        Examples.Equal(-4.358797200162685570, result.Theta[0], 1e-10);
        Examples.Equal(-0.017822271605542488, result.Theta[1], 1e-10);
        Examples.Equal(0.510833694245057424, result.Theta[2], 1e-10);
        Examples.Equal(1.151081360110090657, result.Contrast.Difference, 1e-10);
        Examples.Equal(1.295532802746795609, result.Contrast.Test().Statistic, 1e-10);
        Examples.Equal(24.145708577636398218, result.Contrast.DegreesOfFreedom!.Value, 1e-10);
        Examples.Bounds(-0.682107828546553829, 2.984270548766735143, result.Contrast.Absolute(Examples.NinetyFive).Set, 1e-10);
        Examples.Equal(0.913656260147014843, result.Correlation, 1e-10);
    }

    [Fact]
    public void Adjusted_arms_are_centred_at_the_pooled_covariates_and_the_baseline_is_not_adjusted()
    {
        var result = Cuped.Adjust(Automatic, Manual, 0, 1).Value;

        var mean = ((19 * result.Contrast.Control.Mean) + (13 * result.Contrast.Treatment.Mean)) / 32;
        Assert.Equal((Automatic + Manual).Mean(0), mean, 11);
        Assert.Equal(Automatic.Mean(0), result.Contrast.Baseline.Mean);
    }

    [Fact]
    public void Covariates_that_are_constant_or_collinear_are_left_out_in_the_order_given()
    {
        double[] Sum(double[][] a) => [.. a[1].Zip(a[2], (x, y) => (2 * x) - (0.3 * y) + 7)];
        double[] Constant(double[][] a) => [.. a[0].Select(_ => 0.1)];
        var control = JointMoments.Of([.. Examples.Automatic, Sum(Examples.Automatic), Constant(Examples.Automatic)]);
        var treatment = JointMoments.Of([.. Examples.Manual, Sum(Examples.Manual), Constant(Examples.Manual)]);

        var result = Cuped.Adjust(control, treatment, 0, 6, 1, 2, 5, 3).Value;
        var without = Cuped.Adjust(Automatic, Manual, 0, 1, 2, 3).Value;

        Assert.Equal([0, 3], result.Omitted);
        Assert.Equal(0, result.Theta[0]);
        Assert.Equal(0, result.Theta[3]);
        Assert.Equal(without.Contrast.Difference, result.Contrast.Difference, 1e-10);
        Assert.Equal(without.Contrast.StandardError, result.Contrast.StandardError, 1e-10);
    }

    [Fact]
    public void Without_covariates_it_is_the_plain_comparison()
    {
        var result = Cuped.Adjust(Automatic, Manual, 0).Value;

        Assert.Equal(Examples.Mileage.Test().PValue, result.Contrast.Test().PValue, 1e-13);
        Assert.Equal(0, result.VarianceReduction);
        Assert.Equal(0, result.Correlation);
    }

    [Fact]
    public void A_covariate_that_predicts_perfectly_leaves_no_variance_to_compare_by()
    {
        double[] y = [1.1, 2.7, 3.2, 5.9], z = [2.3, 4.1, 4.4];

        var result = Cuped.Adjust(JointMoments.Of(y, [.. y.Select(v => (3 * v) - 1)]), JointMoments.Of(z, [.. z.Select(v => (3 * v) - 1)]), 0, 1);

        Assert.Equal(Undefined.ZeroVariance, result.Reason.Code);
    }

    [Fact]
    public void Too_few_units_and_empty_ratios_are_refused()
    {
        Assert.Equal(Undefined.TooFewUnits, Cuped.Adjust(JointMoments.Of([1], [2]), Manual, 0, 1).Reason.Code);
        Assert.Equal(
            Undefined.OutsideDomain,
            Cuped.Adjust(JointMoments.Of([1, 2], [0, 0]), JointMoments.Of([1, 2], [1, 2]), Estimand.Ratio(0, 1), []).Reason.Code);
    }

    [Fact]
    public void A_ratio_with_a_constant_denominator_is_adjusted_like_the_mean()
    {
        double[][] With(double[][] a) => [a[0], a[1], [.. a[0].Select(_ => 1.0)]];

        var ratio = Cuped.Adjust(
            JointMoments.Of(With(Examples.Automatic)), JointMoments.Of(With(Examples.Manual)), Estimand.Ratio(0, 2), [Estimand.Mean(1)], ThetaSource.PooledSample).Value;
        var mean = Cuped.Adjust(Automatic, Manual, 0, 1).Value;

        Assert.Equal(mean.Theta[0], ratio.Theta[0], 1e-12);
        Assert.Equal(mean.Contrast.Test().PValue, ratio.Contrast.Test().PValue, 1e-12);
    }

    [Fact]
    public void A_covariate_without_correlation_changes_nothing() => Properties.Hold(
        from a in Properties.Sample(2, 12)
        from b in Properties.Sample(2, 12)
        where Moments.Of(a).Variance > 0 && Moments.Of(b).Variance > 0
        select (a, b),
        c =>
        {
            // every value once with the covariate at 1 and once at −1, so that their covariance is zero
            JointMoments Balanced(double[] y) => JointMoments.Of(
                [.. y, .. y], [.. Enumerable.Repeat(1.0, y.Length), .. Enumerable.Repeat(-1.0, y.Length)]);

            var result = Cuped.Adjust(Balanced(c.a), Balanced(c.b), 0, 1).Value;

            Properties.Close(result.Unadjusted.Difference, result.Contrast.Difference, 1e-12, Math.Abs(result.Unadjusted.Baseline.Mean) + Math.Abs(result.Unadjusted.Treatment.Mean));
            Properties.Close(result.Unadjusted.Variance, result.Contrast.Variance, 1e-10);
        });

    [Fact]
    public void Neither_the_unit_nor_the_origin_nor_the_order_of_covariates_matters() => Properties.Hold(
        from seed in Gen.Choose(1, 1_000_000)
        from unit in Properties.Signed(Properties.Magnitude(-3, 3))
        from origin in Properties.Signed(Properties.Magnitude(-2, 2))
        select (seed, unit, origin),
        c =>
        {
            var random = new SeededRandom(c.seed);
            double[][] Arm(int n)
            {
                double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())], z = [.. x.Select(v => (0.5 * v) + random.NextNormal())];
                return [[.. x.Zip(z, (p, q) => 10 + p - q + random.NextNormal())], x, z, [.. x.Select(v => c.origin + (c.unit * v))]];
            }

            JointMoments a = JointMoments.Of(Arm(15)), b = JointMoments.Of(Arm(12));
            var (first, second) = (Cuped.Adjust(a, b, 0, 1, 2).Value.Contrast, Cuped.Adjust(a, b, 0, 2, 3).Value.Contrast);
            Properties.Close(first.Difference, second.Difference, 1e-8, 1);
            Properties.Close(first.Variance, second.Variance, 1e-8);
        });
}
