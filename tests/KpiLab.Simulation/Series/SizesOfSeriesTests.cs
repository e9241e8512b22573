using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often tests of series reject a null that holds, at a nominal 5 %.</summary>
public class SizesOfSeriesTests
{
    [Fact]
    public void Granger_rejects_independent_autoregressions_at_its_level()
        => Simulation.AssertNominal(0.05, Simulation.Short, 501, random =>
            GrangerTest.F(Autoregression(random, 300, 0.6), Autoregression(random, 300, 0.4), 2).Value.PValue <= 0.05);

    [Fact]
    public void Correlation_rejects_independent_autoregressions_far_too_often_and_Haugh_does_not()
    {
        var naive = Simulation.Share(Simulation.Short, 502, random =>
            LaggedCorrelation.Of(Autoregression(random, 200, 0.8), Autoregression(random, 200, 0.8), 1).Value.Pearson.Test.PValue <= 0.05);
        Assert.True(naive > 0.2, $"{naive:P1}");
        Simulation.AssertNominal(0.05, Simulation.Short, 503, random =>
            Prewhitening.Correlate(Autoregression(random, 300, 0.8), Autoregression(random, 300, 0.8), 1, 6, 6).Value.HaughOneSided.PValue <= 0.05);
    }

    [Fact]
    public void Dickey_Fuller_rejects_random_walks_at_its_level()
        => Simulation.AssertNominal(0.05, Simulation.Short, 504, random =>
        {
            var sum = 0.0;
            return AugmentedDickeyFuller.Test(Simulation.Draw(250, () => sum += random.NextNormal()), 1).Value.PValue <= 0.05;
        });

    [Fact]
    public void The_supremum_of_break_statistics_rejects_a_stable_link_at_its_level()
        => Simulation.AssertNominal(0.05, Simulation.Short, 505, random =>
        {
            var x = Simulation.Draw(300, random.NextNormal);
            double[] y = [.. x.Select(v => v + random.NextNormal())];
            return StabilityDesign.Of(y, x).Then(d => BreakTest.Scan(d)).Value.SupremumPValue <= 0.05;
        });

    [Fact]
    public void Diebold_Mariano_rejects_equal_forecasts_at_its_level()
        => Simulation.AssertNominal(0.05, Simulation.Short, 506, random =>
            ForecastComparison.DieboldMariano(Simulation.Draw(100, random.NextNormal), Simulation.Draw(100, random.NextNormal)).Value.PValue <= 0.05);

    [Fact]
    public void Clark_West_seldom_praises_a_lead_that_says_nothing()
    {
        // Clark and West (2007), table 1: sizes from 0.03 to 0.10 at a nominal 0.10.
        var share = Simulation.Share(500, 507, random =>
        {
            var run = RollingOrigin.Run(Autoregression(random, 120, 0.6), Autoregression(random, 120, 0.4), new BacktestPlan(1, 1, FirstOrigin: 60)).Value;
            return ForecastComparison.ClarkWest(run.Actual, run.Benchmark, run.WithLead).Value.Test.PValue <= 0.10;
        });
        Assert.InRange(share, 0.02, 0.10 + (3 * Math.Sqrt(0.1 * 0.9 / 500)));
    }

    [Fact]
    public void Durbin_Watson_rejects_white_residuals_at_its_level()
        => Simulation.AssertNominal(0.05, Simulation.Short / 4, 508, random =>
            RegressionDiagnostics.DurbinWatson(LeadRegression.Fit(Simulation.Draw(40, random.NextNormal), Simulation.Draw(40, random.NextNormal), 0).Value).Value.PValue <= 0.05);

    private static double[] Autoregression(SeededRandom random, int periods, double phi)
    {
        var state = random.NextNormal() / Math.Sqrt(1 - (phi * phi));
        return Simulation.Draw(periods, () => state = (phi * state) + random.NextNormal());
    }
}
