using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often tests for small and odd samples reject when nothing differs.</summary>
public sealed class SmallSampleErrorTests
{
    [Fact]
    public void Rank_tests_keep_their_level() => RankTests(Simulation.Short);

    [Fact]
    public void Rank_tests_keep_their_level_in_the_long_run()
    {
        Simulation.SkipUnlessFull();
        RankTests(Simulation.Full);
    }

    [Fact]
    public void Exact_tests_of_proportions_stay_below_their_level()
    {
        var tests = new Func<Proportion, Proportion, double>[]
        {
            (a, b) => FisherExactTest.Test(a, b).Value.TwoSided, (a, b) => BoschlooTest.PValue(a, b).Value, (a, b) => BarnardTest.PValue(a, b).Value,
        };
        foreach (var test in tests)
        {
            // Every table once; the experiments look theirs up.
            var rejects = new bool[36, 51];
            Parallel.For(0, 36, i =>
            {
                for (var j = 0; j <= 50; j++)
                {
                    rejects[i, j] = test(new(i, 35), new(j, 50)) <= 0.05;
                }
            });
            foreach (var share in new[] { 0.03, 0.2, 0.5 })
            {
                Guaranteed(Simulation.Short, 11, r => rejects[r.Binomial(35, share).Successes, r.Binomial(50, share).Successes]);
            }
        }
    }

    [Fact]
    public void The_exact_interval_of_a_rate_ratio_covers_at_least_its_level()
        => Guaranteed(Simulation.Short, 21, r =>
        {
            EventRate control = new(r.NextPoisson(6), 3), treatment = new(r.NextPoisson(8), 2);
            var interval = PoissonRateRatio.Exact(control, treatment, Level.Of(0.95));
            return interval.IsDefined && !interval.Value.Set.Contains(2);
        });

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(0.2, 1.5)]
    [InlineData(0.4, 0.6)]
    public void The_score_test_of_a_ratio_keeps_its_level_at_the_true_ratio(double share, double ratio)
        => Simulation.AssertNominal(0.05, Simulation.Short, 31, r =>
            ScoreRiskRatio.Test(r.Binomial(300, share), r.Binomial(260, share * ratio), ratio).Value.PValue <= 0.05);

    private static void RankTests(int runs)
    {
        // Equal normal arms; then unequal spreads and sizes, where Brunner and Munzel's null hypothesis still holds.
        Simulation.AssertNominal(0.05, runs, 1, r => MannWhitneyTest.Asymptotic(Arms(r, 60, 1, 50, 1), continuityCorrection: false).Value.PValue <= 0.05);
        Simulation.AssertNominal(0.05, runs, 2, r => BrunnerMunzelTest.Test(Arms(r, 60, 1, 40, 3)).Value.PValue <= 0.05);
        Guaranteed(runs, 3, r => MannWhitneyTest.Exact(Arms(r, 9, 1, 7, 1)).Value.PValue <= 0.05);
        Guaranteed(runs, 4, r => KolmogorovSmirnovTest.Exact(Arms(r, 30, 1, 25, 1)).Value.PValue <= 0.05);
    }

    private static RankedArms Arms(SeededRandom r, int na, double spreadA, int nb, double spreadB)
        => RankedArms.Of(Simulation.Draw(na, () => spreadA * r.NextNormal()), Simulation.Draw(nb, () => spreadB * r.NextNormal()));

    private static void Guaranteed(int runs, long seed, Func<SeededRandom, bool> happens)
    {
        var share = Simulation.Share(runs, seed, happens);
        Assert.InRange(share, 0, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / runs)));
    }
}
