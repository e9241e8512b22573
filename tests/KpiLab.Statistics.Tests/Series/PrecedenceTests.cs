namespace KpiLab.Statistics.Tests;

public class PrecedenceTests
{
    private static double[] X => SeriesExamples.Lead;

    private static double[] Y => SeriesExamples.Outcome;

    [Fact]
    public void Granger_agrees_with_least_squares_of_numpy()
    {
        // numpy 1.24.2 lstsq on y[t−1], y[t−2], x[t−1], x[t−2]; scipy f.sf; Bartlett weights 1 − j/5, j = 1 … 4
        var r = GrangerTest.Test(X, Y, 2, 4).Value;
        SeriesExamples.Near(55.51720075342629, r.F.Statistic);
        Assert.Equal(2, r.F.DegreesOfFreedom);
        Assert.Equal(29, r.F.DenominatorDegreesOfFreedom);
        SeriesExamples.Near(99.23056266859976, r.Hac.Statistic, 1e-8);
        Assert.Equal(1.214415342498088e-10, r.F.PValue, 1e-16);
        Assert.Equal(0.94834471, r.LeadCoefficients[1], 8);
    }

    [Fact]
    public void Granger_does_not_depend_on_units() => Properties.Hold(SeriesExamples.Units, units =>
    {
        var expected = GrangerTest.F(X, Y, 2).Value.Statistic;
        SeriesExamples.Near(expected, GrangerTest.F(X.In(units), Y, 2).Value.Statistic, 1e-6);
        SeriesExamples.Near(expected, GrangerTest.F(X, Y.In(units), 2).Value.Statistic, 1e-6);
    });

    [Fact]
    public void Toda_Yamamoto_without_surplus_lags_is_Grangers_F()
    {
        var r = TodaYamamotoTest.Test(X, Y, 2, 0).Value;
        SeriesExamples.Near(GrangerTest.F(X, Y, 2).Value.Statistic, r.F.Statistic);
        SeriesExamples.Near(2 * r.F.Statistic, r.Wald.Statistic);
    }

    [Fact]
    public void A_long_run_multiplier_that_was_planted_is_found()
    {
        // y = 1 + 0.5 y[−1] + 2 x[−1] + noise: 2/(1 − 0.5) = 4.
        var random = new SeededRandom(7);
        var x = SeriesExamples.Autoregression(random, 2000, 0.5);
        var y = new double[2000];
        for (var t = 1; t < y.Length; t++)
        {
            y[t] = 1 + (0.5 * y[t - 1]) + (2 * x[t - 1]) + random.NextNormal();
        }

        var fit = DistributedLag.Fit(x, y, 1, 1).Value;
        Assert.InRange(fit.LongRunMultiplier.Value, 4 - (4 * fit.LongRunStandardError.Value), 4 + (4 * fit.LongRunStandardError.Value));
        Assert.InRange(fit.LongRunStandardError.Value, 0.02, 0.2);
        Assert.Equal(1, DistributedLag.Search(x, y, 1).Value.Best);
    }

    [Fact]
    public void A_lead_that_is_the_outcome_itself_is_refused_as_collinear()
        => Assert.Equal(SeriesReason.Collinear, GrangerTest.Test(Y, Y, 2).Reason.Code);

    [Fact]
    public void The_fast_fit_agrees_with_the_refined_one()
    {
        double[][] columns = [[.. X.Select(_ => 1.0)], X, [.. X.Select(v => v * v)]];
        var (fast, refined) = (Ols.Fit(Y, columns).Value, LeastSquares.Fit(Y, columns).Value);
        foreach (var estimator in Enum.GetValues<CovarianceEstimator>())
        {
            double[,] a = fast.Covariance(estimator), b = refined.Covariance(estimator).Value;
            for (var j = 0; j < 3; j++)
            {
                SeriesExamples.Near(refined.Coefficients[j], fast.Coefficients[j], 1e-8);
                SeriesExamples.Near(b[j, j], a[j, j], 1e-7);
            }
        }
    }

    [Fact]
    public void Durbin_Watson_is_exact_below_a_hundred_rows()
    {
        // scipy 1.10.1 quad of Imhof's integral over numpy's eigenvalues of MAM (0.1356 in two million draws)
        var test = RegressionDiagnostics.DurbinWatson(LeadRegression.Fit(X, Y, 2).Value).Value;
        SeriesExamples.Near(1.6720663677545275, test.Statistic);
        SeriesExamples.Near(0.135505368636692, test.PValue, 1e-7);
    }

    [Fact]
    public void Breusch_Godfrey_sees_autocorrelation_that_was_planted()
    {
        var random = new SeededRandom(11);
        double[] x = SeriesExamples.Autoregression(random, 300, 0), e = SeriesExamples.Autoregression(random, 300, 0.6);
        var fit = LeadRegression.Fit(x, [.. x.Zip(e, (a, b) => a + b)], 0).Value;
        Assert.True(RegressionDiagnostics.BreuschGodfrey(fit, 4).Value.PValue < 1e-10);
        Assert.True(RegressionDiagnostics.DurbinWatson(fit).Value.PValue < 1e-10);
        Assert.True(RegressionDiagnostics.JarqueBera([.. fit.Residuals]).Value.PValue > 1e-4);
    }
}
