using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Every test that is offered for a link has an answer for three years of weeks. What a thousand links cost is measured in the benchmarks.</summary>
public class EveryLinkTestTests
{
    [Fact]
    public void Every_test_of_a_link_of_156_weeks_has_an_answer()
    {
        var judged = Simulation.Share(100, 701, random =>
        {
            var x = Simulation.Draw(156, random.NextNormal);
            double[] y = [0, 0, .. x[..^2].Select(v => (0.45 * v) + random.NextNormal())];
            return All(x, y);
        });
        Assert.Equal(1, judged);
    }

    private static bool All(double[] x, double[] y)
    {
        var fit = LeadRegression.Fit(x, y, 2).Value;
        var design = StabilityDesign.Of(y[2..], x[..^2]).Value;
        var run = RollingOrigin.Run(x, y, new BacktestPlan(2, 2, FirstOrigin: 60, Season: 52)).Value;
        return Prewhitening.Correlate(x, y, 4, 12, 6).IsDefined
            && MovingAverage.Fit(x).IsDefined
            && LaggedCorrelation.Of(x, y, 2).IsDefined
            && Autocorrelation.LjungBox(y, 12).IsDefined
            && GrangerTest.Test(x, y, 4).IsDefined
            && TodaYamamotoTest.Test(x, y, 3).IsDefined
            && DistributedLag.Fit(x, y, 2, 6).IsDefined
            && DistributedLag.Search(x, y).IsDefined
            && NeweyWest.AutomaticBandwidth(fit).IsDefined
            && RegressionDiagnostics.DurbinWatson(fit).IsDefined
            && RegressionDiagnostics.BreuschGodfrey(fit, 4).IsDefined
            && RegressionDiagnostics.BreuschPagan(fit).IsDefined
            && AugmentedDickeyFuller.Search(x, 6, LagCriterion.Bic).IsDefined
            && AugmentedDickeyFuller.Search(y, 6, LagCriterion.Bic).IsDefined
            && KpssTest.Test(x).IsDefined
            && PhillipsPerronTest.Test(y).IsDefined
            && EngleGrangerTest.Test(y, x, 2).IsDefined
            && JohansenTest.Test(y, x, 2).IsDefined
            && BreakTest.Scan(design).IsDefined
            && FluctuationTest.RecursiveCusum(design).IsDefined
            && FluctuationTest.OlsMosum(design).IsDefined
            && BaiPerron.Segment(design).IsDefined
            && ForecastComparison.ClarkWest(run.Actual, run.Benchmark, run.WithLead).IsDefined
            && ForecastComparison.DieboldMariano(run.BenchmarkErrors, run.LeadErrors).IsDefined
            && ForecastComparison.GiacominiWhite(run.BenchmarkErrors, run.LeadErrors).IsDefined
            && TimeVaryingCoefficient.LocalLevel(x, y, 2).IsDefined
            && TimeVaryingCoefficient.Rolling(x, y, 2, 52).IsDefined
            && SeasonalTrendLoess.Decompose(y, 52).IsDefined;
    }
}
