using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often intervals over strata and segments cover.</summary>
public sealed class SegmentCoverageTests
{
    private static readonly Level Level = Level.Of(0.95);

    [Fact]
    public void Post_stratification_covers_and_is_sharper() => PostStratified(Simulation.Short);

    [Fact]
    public void Post_stratification_covers_in_the_long_run()
    {
        Simulation.SkipUnlessFull();
        PostStratified(Simulation.Full);
    }

    [Fact]
    public void Within_and_mix_parts_of_a_shift_cover()
    {
        // Shares ½, ½ against ⅓, ⅔; means 0 and 4 against 1 and 4.5: within = 5/12 × 1 + 7/12 × ½, the rest is mix.
        const double within = (5.0 / 12) + (7.0 / 24), total = (1.0 / 3) + 3 - 2;
        MixShiftResult Draw(SeededRandom r) => MixShift.Decompose(Segments(r, 300, 0.5, [0, 4], 450, 2.0 / 3, [1, 4.5]), Level).Value;
        Simulation.AssertNominal(0.05, Simulation.Short, 31, r => !Draw(r).Within.Set.Contains(within));
        Simulation.AssertNominal(0.05, Simulation.Short, 32, r => !Draw(r).Mix.Set.Contains(total - within));
    }

    [Fact]
    public void Shrunken_intervals_cover_on_average_over_segments_and_are_nearer_the_truth()
    {
        // τ = 0.7, standard errors 0.5 to 1.5: Morris' intervals are approximate; his own simulations have 95 % within a point or so.
        var random = new SeededRandom(33);
        double covered = 0, count = 0, shrunken = 0, raw = 0;
        for (var run = 0; run < 2000; run++)
        {
            double[] variances = Simulation.Draw(10, () => Math.Pow(0.5 + random.NextDouble(), 2)), truth = Simulation.Draw(10, () => 2 + (0.7 * random.NextNormal()));
            double[] effects = [.. truth.Zip(variances, (t, v) => t + (Math.Sqrt(v) * random.NextNormal()))];
            var all = EffectShrinkage.Of(effects, variances, Level).Value.Segments;
            for (var i = 0; i < 10; i++)
            {
                covered += all[i].Effect.Set.Contains(truth[i]) ? 1 : 0;
                shrunken += Math.Pow(all[i].Effect.Value - truth[i], 2);
                raw += Math.Pow(effects[i] - truth[i], 2);
                count++;
            }
        }

        Assert.InRange(covered / count, 0.935, 0.975);
        Assert.InRange(shrunken / raw, 0.2, 0.7);
    }

    [Fact]
    public void Interaction_of_equal_effects_in_small_segments_is_found_as_often_as_the_level_says()
        => Simulation.AssertNominal(0.05, Simulation.Short, 34, r =>
        {
            Contrast[] segments = [.. new[] { 12, 30, 20 }.Select((n, i) => WelchTest.Contrast(
                Moments.Of(Simulation.Draw(n, () => (1 + i) * r.NextNormal())), Moments.Of(Simulation.Draw(n + 5, () => 1 + r.NextNormal()))).Value)];
            return EffectInteraction.Test(segments).Value.Test.PValue <= 0.05;
        });

    private static void PostStratified(int runs)
    {
        PostStratified Draw(SeededRandom r) => PostStratification.Compare(Segments(r, 200, 0.4, [0, 5], 150, 0.4, [1, 5.5])).Value;
        const double effect = (0.6 * 1) + (0.4 * 0.5);
        Simulation.AssertNominal(0.05, runs, 30, r => !Draw(r).Contrast.Absolute(Level).Set.Contains(effect));
        var one = Draw(new SeededRandom(1));
        Assert.InRange(one.Contrast.StandardError / one.Unadjusted.StandardError, 0.2, 0.7);
    }

    // Every unit falls into the second segment with the arm's share.
    private static Stratum[] Segments(SeededRandom r, int na, double shareA, double[] meansA, int nb, double shareB, double[] meansB)
    {
        Moments[] Arm(int n, double share, double[] means)
        {
            List<double>[] values = [[], []];
            for (var i = 0; i < n; i++)
            {
                var s = r.NextBernoulli(share) ? 1 : 0;
                values[s].Add(means[s] + r.NextNormal());
            }

            return [Moments.Of([.. values[0]]), Moments.Of([.. values[1]])];
        }

        var (a, b) = (Arm(na, shareA, meansA), Arm(nb, shareB, meansB));
        return [new Stratum(a[0], b[0]), new Stratum(a[1], b[1])];
    }
}
