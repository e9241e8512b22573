using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Two hundred weak experiments whose true effects have a known slope, and whose units are correlated the other way.</summary>
public class EffectCovarianceTests
{
    private const double Slope = 0.5;
    private const double UnitCorrelation = -0.5;

    [Fact]
    public void The_debiased_set_covers_the_planted_slope()
    {
        var share = Simulation.Share(Simulation.Short, 601, random => Estimate(random).SingleSlopeSets[0].Contains(Slope));
        Assert.InRange(share, 0.93 - (3 * Math.Sqrt(0.93 * 0.07 / Simulation.Short)), 0.97 + (3 * Math.Sqrt(0.97 * 0.03 / Simulation.Short)));
    }

    [Fact]
    public void The_naive_slope_is_pulled_towards_the_correlation_of_units()
    {
        var source = new SeededRandom(602);
        double[] naive = [.. Enumerable.Range(0, 200).Select(run => Estimate(source.Stream((ulong)run)).NaiveSingleSlopes[0].Value)];
        double[] debiased = [.. Enumerable.Range(0, 200).Select(run => Estimate(source.Stream((ulong)run)).SingleSlopes[0].Value)];

        // Noise 2/2000 against true variance 0.001: naive = (0.5·0.001 − 0.5·0.001)/(0.002) = 0.
        Assert.InRange(naive.Average(), -0.05, 0.05);
        Assert.InRange(debiased.Order().ElementAt(100), 0.4, 0.6);
    }

    private static EffectCovarianceResult Estimate(SeededRandom random)
    {
        const int Experiments = 200, Units = 2000;
        double latent = Math.Sqrt(0.001), noise = Math.Sqrt(2.0 / Units);
        var effects = new double[Experiments][];
        for (var i = 0; i < Experiments; i++)
        {
            double s = latent * random.NextNormal(), es = random.NextNormal(), ey = (UnitCorrelation * es) + (Math.Sqrt(1 - (UnitCorrelation * UnitCorrelation)) * random.NextNormal());
            effects[i] = [s + (noise * es), (Slope * s) + (0.3 * latent * random.NextNormal()) + (noise * ey)];
        }

        return EffectCovariance
            .Estimate(effects, [.. Enumerable.Repeat((double)Units, Experiments)], new[,] { { 1, UnitCorrelation }, { UnitCorrelation, 1 } }, 5000, Level.Of(0.95))
            .Value;
    }
}
