using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Experiments whose true effects have a known slope, and whose units are correlated otherwise: what grade C of a link rests on.</summary>
public class EffectSlopeTests
{
    private const double Slope = 0.5;

    // Two hundred weak tests: the noise of an effect has four times the variance of the true effects, and units are correlated the other way.
    [Theory]
    [InlineData(200, 2.0, -0.6, 0.0, false, 611)]
    [InlineData(200, 2.0, 0.6, 0.0, false, 612)]
    [InlineData(200, 1.0, 0.6, 0.3, true, 613)]
    public void The_set_of_two_hundred_weak_tests_covers_the_planted_slope(int experiments, double noise, double correlation, double own, bool unequal, long seed)
    {
        var runs = Runs;
        var share = Simulation.Share(runs, seed, random => Covers(Draw(random, experiments, Slope, noise, correlation, own, unequal)));
        Assert.InRange(share, 0.93 - Error(0.93, runs), 0.97 + Error(0.97, runs));
    }

    // With few experiments the set may be too wide, but not too narrow.
    [Theory]
    [InlineData(10, 0.3, 0.0, 0.0, true, 614)]
    [InlineData(10, 1.0, 0.6, 0.0, false, 615)]
    [InlineData(20, 0.7, -0.6, 0.3, true, 616)]
    [InlineData(50, 1.4, -0.6, 0.0, true, 617)]
    public void The_set_of_few_tests_covers_at_least_nominally(int experiments, double noise, double correlation, double own, bool unequal, long seed)
    {
        var runs = Runs;
        var share = Simulation.Share(runs, seed, random => Covers(Draw(random, experiments, Slope, noise, correlation, own, unequal)));
        Assert.InRange(share, 0.94 - Error(0.94, runs), 1);
    }

    // A lead that moves nothing gets grade C in at most 2.5 % of its corpora, although its units go with those of the outcome.
    [Theory]
    [InlineData(10, 0.45, 0.9, 618)]
    [InlineData(20, 0.7, 0.6, 619)]
    [InlineData(200, 2.0, 0.6, 620)]
    public void Correlated_units_alone_earn_no_grade(int experiments, double noise, double correlation, long seed)
    {
        var runs = Runs;
        var share = Simulation.Share(runs, seed, random => EffectSlope.Estimate(Draw(random, experiments, 0, noise, correlation, 0.3, true), Level.Of(0.95)) is { IsDefined: true } r && r.Value.Set.IsAbove(0));
        Assert.InRange(share, 0, 0.025 + Error(0.025, runs));
    }

    [Fact]
    public void The_naive_slope_fails_where_the_debiased_one_holds()
    {
        var source = new SeededRandom(621);
        EffectSlopeResult[] results = [.. Enumerable.Range(0, 150).Select(run => EffectSlope.Estimate(Draw(source.Stream((ulong)run), 200, Slope, 1, -0.5, 0.3, unequal: false), Level.Of(0.95))).Where(r => r.IsDefined).Select(r => r.Value)];

        // (0.5·1 − 0.5·1)/(1 + 1) = 0: nothing is left of the slope.
        Assert.InRange(results.Average(r => r.NaiveSlope), -0.03, 0.03);
        Assert.InRange(results.Select(r => r.Slope).Order().ElementAt(results.Length / 2), 0.42, 0.58);
        Assert.True(results.Count(r => r.Set.Contains(r.NaiveSlope)) < results.Length / 4);
    }

    private static int Runs => Environment.GetEnvironmentVariable("KPILAB_FULL") == "1" ? 10_000 : 600;

    private static double Error(double rate, int runs) => 3 * Math.Sqrt(rate * (1 - rate) / runs);

    private static bool Covers(NoisyEffects[] effects)
        => EffectSlope.Estimate(effects, Level.Of(0.95)) is var r && (!r.IsDefined || r.Value.Set.Contains(Slope));

    private static NoisyEffects[] Draw(SeededRandom random, int experiments, double slope, double noise, double correlation, double own, bool unequal)
    {
        var effects = new NoisyEffects[experiments];
        for (var i = 0; i < experiments; i++)
        {
            double size = noise * (unequal ? Math.Exp(0.5 * random.NextNormal()) : 1), s = random.NextNormal(), e = random.NextNormal();
            var f = (correlation * e) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal());
            effects[i] = new NoisyEffects(s + (size * e), (slope * s) + (own * random.NextNormal()) + (size * f), size, size, correlation);
        }

        return effects;
    }
}
