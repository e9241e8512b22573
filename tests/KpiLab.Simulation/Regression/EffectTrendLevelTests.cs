using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often a trend of daily effects is found where there is none.</summary>
public sealed class EffectTrendLevelTests
{
    [Fact]
    public void A_lasting_effect_on_units_that_differ_lastingly_is_called_a_trend_as_often_as_the_level_says()
        => Simulation.AssertNominal(0.05, Simulation.Short, 41, r =>
        {
            const int days = 6, units = 150;
            var arms = new[] { Arm(r, units, days, 0), Arm(r, units, days, 0.4) };
            double[] effects = [.. Enumerable.Range(0, days).Select(d => Mean(arms[1], d) - Mean(arms[0], d))];
            double[][] covariance = [.. Enumerable.Range(0, days).Select(i => Enumerable.Range(0, days).Select(j => arms.Sum(a => Covariance(a, i, j) / units)).ToArray())];
            return EffectTrend.Fit([.. Enumerable.Range(0, days).Select(d => (double)d)], effects, covariance, Level.Of(0.95)).Value.Test.PValue <= 0.05;
        });

    // Each unit has a level of its own for all days, and days carry over into the next.
    private static double[][] Arm(SeededRandom random, int units, int days, double effect) => [.. Enumerable.Range(0, units).Select(_ =>
    {
        double own = 2 * random.NextNormal(), carried = random.NextNormal();
        return Enumerable.Range(0, days).Select(_ => effect + own + (carried = (0.6 * carried) + (0.8 * random.NextNormal()))).ToArray();
    })];

    private static double Mean(double[][] arm, int day) => arm.Average(u => u[day]);

    private static double Covariance(double[][] arm, int i, int j)
    {
        double a = Mean(arm, i), b = Mean(arm, j);
        return arm.Sum(u => (u[i] - a) * (u[j] - b)) / (arm.Length - 1);
    }
}
