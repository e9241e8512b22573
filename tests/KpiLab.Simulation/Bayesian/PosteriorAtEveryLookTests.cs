using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>What ADR 10 claims of looks: with a prior that effects come from, a chance means what it says also at the look that was stopped at; with a flat one, looks err like those at a test.</summary>
public sealed class PosteriorAtEveryLookTests
{
    private static readonly double[] Units = [200, 400, 600, 800, 1000];

    [Fact]
    public void Where_effects_come_from_the_prior_the_chance_holds_at_the_look_that_stopped() => Holds(5 * Simulation.Short);

    [Fact]
    public void Where_effects_come_from_the_prior_the_chance_holds_at_the_look_that_stopped_in_long_runs()
    {
        Simulation.SkipUnlessFull();
        Holds(5 * Simulation.Full);
    }

    [Fact]
    public void With_a_flat_prior_and_no_effect_five_looks_err_as_often_as_at_a_test()
    {
        // Armitage, McPherson and Rowe (1969), table 2: five looks at 5 %.
        const double FiveLooks = 0.142;
        Simulation.AssertNominal(FiveLooks, 5 * Simulation.Short, 23, random => Stop(random, 0, EffectPrior.Flat) is not null);
    }

    private static void Holds(int runs)
    {
        var prior = EffectPrior.Normal(0.02, 0.1, EffectScale.Absolute);
        double believed = 0, variance = 0;
        long right = 0, stopped = 0;
        var source = new SeededRandom(19);
        for (var run = 0; run < runs; run++)
        {
            var random = source.Stream((ulong)run);
            var effect = 0.02 + (0.1 * random.NextNormal());
            if (Stop(random, effect, prior) is { } chance)
            {
                stopped++;
                var sure = Math.Max(chance, 1 - chance);
                believed += sure;
                variance += sure * (1 - sure);
                right += effect > 0 == chance > 0.5 ? 1 : 0;
            }
        }

        Assert.True(stopped > runs / 20, $"only {stopped} of {runs} experiments stopped");
        Assert.True(Math.Abs(right - believed) <= 3 * Math.Sqrt(variance), $"{right} of {stopped} were right, {believed:0.0} ± {Math.Sqrt(variance):0.0} were believed to be");
    }

    // The chance at the first look that convinces; units of variance 2 an arm-pair, so that the standard error is √(2/n).
    private static double? Stop(SeededRandom random, double effect, EffectPrior prior)
    {
        double sum = 0, before = 0;
        foreach (var n in Units)
        {
            sum += ((n - before) * effect) + (Math.Sqrt(2 * (n - before)) * random.NextNormal());
            before = n;
            var chance = EffectPosterior.Combine(sum / n, Math.Sqrt(2 / n), prior).Value.ProbabilityAbove();
            if (chance is >= 0.975 or <= 0.025)
            {
                return chance;
            }
        }

        return null;
    }
}
