namespace KpiLab.Statistics.Tests;

public class LeastSquaresTests
{
    [Fact]
    public void Ancova_agrees_with_lm_of_R_and_its_sandwiches()
    {
        // R 4.2.2, lm(mpg ~ am + wt + hp, mtcars); HC from its definition with hatvalues()
        var fit = AncovaOls.Fit(Examples.Automatic[0], Examples.Automatic[1..3], Examples.Manual[0], Examples.Manual[1..3]).Value;

        Examples.Equal(34.002875122914069550, fit.Coefficients[0]);
        Examples.Equal(2.083710130323290777, fit.Coefficients[AncovaOls.Effect]);
        Examples.Equal(-2.878575413807187733, fit.Coefficients[2]);
        Examples.Equal(-0.037478725953382072, fit.Coefficients[3]);
        Errors(fit, 1.3764201523049441889, 1.2608336731336842185, 1.3478878933068401125, 1.3576027476874046318, 1.4667266760324906283);
        Examples.Equal(0.0096054221574033514, fit.StandardError(3, CovarianceEstimator.Classical).Value);
        Examples.Equal(0.0094869579021632511, fit.StandardError(3, CovarianceEstimator.Hc3).Value);
        Examples.Equal(0.14126823673653224, fit.Test(1, CovarianceEstimator.Classical).Value.PValue);
        Examples.Bounds(-0.73575873976905504, 4.90317900041563703, fit.Effect(1, CovarianceEstimator.Classical, Examples.NinetyFive).Value.Set);
        Assert.Equal(28, fit.DegreesOfFreedom);
        Assert.Equal(4, fit.Leverages.Sum(), 12);
    }

    [Fact]
    public void Lin_agrees_with_lm_of_R_on_centred_interactions()
    {
        // R 4.2.2, lm(mpg ~ am * I(wt − mean(wt)), mtcars)
        var fit = LinOls.Fit(Examples.Automatic[0], [Examples.Automatic[1]], Examples.Manual[0], [Examples.Manual[1]]).Value;

        Examples.Equal(-2.1677277883318369, fit.Coefficients[LinOls.Effect]);
        Errors(fit, 1.4188861624302334, 0.9652103275846865, 1.0318532434279251, 1.0482791063933719, 1.1494529934435644);
    }

    [Fact]
    public void Without_covariates_HC2_is_welch_without_its_degrees_of_freedom()
    {
        var fit = AncovaOls.Fit(Examples.SleepOne, [], Examples.SleepTwo, []).Value;

        Examples.Equal(Examples.Sleep.Difference, fit.Coefficients[1]);
        Examples.Equal(Examples.Sleep.StandardError, fit.StandardError(1, CovarianceEstimator.Hc2).Value);
    }

    [Fact]
    public void A_column_that_others_explain_is_refused_by_position()
    {
        double[] one = [1, 1, 1, 1, 1], x = [1, 2, 3, 4, 6], twice = [2, 4, 6, 8, 12], y = [3, 1, 4, 1, 5];

        Assert.Contains("column 2", LeastSquares.Fit(y, one, x, twice).Reason.Sentence, StringComparison.Ordinal);
        Assert.Contains("column 1", LeastSquares.Fit(y, one, new double[5]).Reason.Sentence, StringComparison.Ordinal);
        Assert.Equal(Undefined.TooFewUnits, LeastSquares.Fit([1.0], [1.0], [2.0]).Reason.Code);
    }

    [Fact]
    public void A_constant_covariate_is_refused()
        => Assert.Equal(Undefined.OutsideDomain, AncovaOls.Fit([1, 2, 4], [[3, 3, 3]], [2, 3, 7], [[3, 3, 3]]).Reason.Code);

    [Fact]
    public void Without_degrees_of_freedom_there_are_coefficients_but_no_errors()
    {
        var fit = LeastSquares.Fit([1.0, 3.0], [1.0, 1.0], [0.0, 1.0]).Value;

        Assert.Equal(2, fit.Coefficients[1], 12);
        Assert.Equal(Undefined.TooFewUnits, fit.StandardError(1, CovarianceEstimator.Hc1).Reason.Code);
        Assert.Equal(0, fit.ResidualStandardDeviation);
    }

    [Fact]
    public void A_unit_with_a_coefficient_of_its_own_has_no_HC2()
    {
        double[] one = [1, 1, 1, 1, 1], own = [0, 0, 0, 0, 1], y = [3, 1, 4, 1, 5];

        var fit = LeastSquares.Fit(y, one, own).Value;

        Assert.Equal(Undefined.OutsideDomain, fit.StandardError(1, CovarianceEstimator.Hc2).Reason.Code);
        Assert.True(fit.StandardError(1, CovarianceEstimator.Hc1).IsDefined);
    }

    [Fact]
    public void A_perfect_fit_has_no_test()
        => Assert.Equal(
            Undefined.ZeroVariance,
            LeastSquares.Fit([2, 4, 6, 8], [1, 2, 3, 4]).Value.Test(0, CovarianceEstimator.Classical).Reason.Code);

    [Fact]
    public void Columns_and_arms_must_fit()
    {
        Assert.Throws<ArgumentException>(() => LeastSquares.Fit([1, 2], [1.0]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Fit([1, 2]));
        Assert.Throws<ArgumentException>(() => AncovaOls.Fit([1, 2], [[1, 2]], [1, 2], []));
        Assert.Throws<ArgumentException>(() => LinOls.Fit([1, 2], [[1, 2]], [1, 2], [[1]]));
    }

    private static void Errors(LeastSquares fit, params double[] expected)
        => Assert.All(expected.Zip(Enum.GetValues<CovarianceEstimator>()), e => Examples.Equal(e.First, fit.StandardError(1, e.Second).Value));
}
