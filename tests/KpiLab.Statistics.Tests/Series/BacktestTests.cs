using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class BacktestTests
{
    private static double[] X => SeriesExamples.Lead;

    private static double[] Y => SeriesExamples.Outcome;

    [Fact]
    public void Shuffling_everything_after_an_origin_changes_no_forecast_from_it()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from origin in Gen.Choose(16, 34)
            from horizon in Gen.Choose(1, 2)
            select (seed, origin, horizon),
            c =>
            {
                var plan = new BacktestPlan(2, 2, 2, c.horizon, 15, 4);
                var before = RollingOrigin.Run(X, Y, plan).Value;
                var random = new SeededRandom(c.seed);
                double[] x = [.. X], y = [.. Y];
                for (var t = c.origin; t < x.Length; t++)
                {
                    (x[t], y[t]) = (random.NextNormal() * 50, random.NextNormal() * 50);
                }

                var after = RollingOrigin.Run(x, y, plan).Value;
                for (var i = 0; i <= c.origin - plan.FirstOrigin && i < before.Targets.Count; i++)
                {
                    Assert.Equal(before.Benchmark[i], after.Benchmark[i]);
                    Assert.Equal(before.WithLead[i], after.WithLead[i]);
                    Assert.Equal(before.Naive[i], after.Naive[i]);
                    Assert.Equal(before.SeasonalNaive[i], after.SeasonalNaive[i]);
                }
            });

    [Fact]
    public void Each_forecast_is_that_of_a_regression_on_the_rows_before()
    {
        var run = RollingOrigin.Run(X, Y, new BacktestPlan(1, 2, FirstOrigin: 20)).Value;
        Assert.Equal(16, run.Targets.Count);
        Assert.Equal(21, run.Targets[0]);
        double[] ones = [.. Enumerable.Repeat(1.0, 18)];
        var fit = LeastSquares.Fit(Y[2..20], ones, Y[1..19], X[0..18]).Value;
        SeriesExamples.Near(fit.Coefficients[0] + (fit.Coefficients[1] * Y[19]) + (fit.Coefficients[2] * X[18]), run.WithLead[0], 1e-8);
        Assert.True(run.Skill.Value > 0.5, run.Skill.ToString());
        Assert.True(ForecastComparison.ClarkWest(run.Actual, run.Benchmark, run.WithLead).Value.Test.PValue < 0.01);
    }

    [Fact]
    public void Skill_does_not_depend_on_units() => Properties.Hold(SeriesExamples.Units, units =>
    {
        var plan = new BacktestPlan(1, 2, FirstOrigin: 24);
        var expected = RollingOrigin.Run(X, Y, plan).Value.Skill.Value;
        SeriesExamples.Near(expected, RollingOrigin.Run(X.In(units), Y.In(units), plan).Value.Skill.Value, 1e-5);
    });

    [Fact]
    public void A_lead_that_is_not_known_at_the_origin_is_refused()
        => Assert.False(RollingOrigin.Run(X, Y, new BacktestPlan(1, 1, Horizon: 2, FirstOrigin: 20)).IsDefined);

    [Fact]
    public void Diebold_Mariano_at_one_step_is_the_t_test_of_the_loss_difference()
    {
        // With h = 1 the correction √((n−1)/n) turns the divisor n into n − 1.
        double[] e1 = [1, -2, 0.5, 3, -1, 0.2, 2], e2 = [0.5, -1, 1, 2, -2, 0.1, 1];
        var d = e1.Zip(e2, (a, b) => (a * a) - (b * b)).ToArray();
        var m = Moments.Of(d);
        SeriesExamples.Near(m.Mean / Math.Sqrt(m.Variance / m.Count), ForecastComparison.DieboldMariano(e1, e2).Value.Statistic);
        SeriesExamples.Near(-ForecastComparison.DieboldMariano(e1, e2).Value.Statistic, ForecastComparison.DieboldMariano(e2, e1).Value.Statistic);
        Assert.Equal(Undefined.ZeroVariance, ForecastComparison.DieboldMariano(e1, e1).Reason.Code);
    }

    [Fact]
    public void Perfect_calls_of_direction_are_significant_and_one_sided_signs_refused()
    {
        double[] actual = [1, -1, 2, -2, 1, -3, 2, -1, 1, -1, 3, -2];
        Assert.True(ForecastComparison.PesaranTimmermann(actual, actual).Value.Test.PValue < 0.001);
        Assert.Equal(1, ForecastComparison.PesaranTimmermann(actual, actual).Value.HitRate, 12);
        Assert.False(ForecastComparison.PesaranTimmermann([1, 2, 3, 4.5], [1, 2, -1, 1]).IsDefined);
    }

    [Fact]
    public void A_conformal_interval_takes_the_ranked_error_and_is_open_with_too_few()
    {
        double[] forecast = new double[9], actual = [1, -2, 3, -4, 5, -6, 7, -8, 9];
        var interval = SplitConformal.Calibrate(forecast, actual, 0.2).Value;
        Assert.Equal(8, interval.Rank);
        Assert.Equal(8, interval.HalfWidth);
        var (coverage, score) = SplitConformal.Score(interval, forecast, actual, 0.2).Value;
        Assert.Equal(8.0 / 9, coverage, 12);
        Assert.Equal(16 + (10.0 / 9), score, 12);
        Assert.Equal(double.PositiveInfinity, SplitConformal.Calibrate(forecast, actual, 0.05).Value.HalfWidth);
    }
}
