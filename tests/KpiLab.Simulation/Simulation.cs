using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often something happens over simulated experiments, each with a random stream of its own.</summary>
internal static class Simulation
{
    public const int Short = 2_000;
    public const int Full = 20_000;

    /// <summary>Long runs are asked for by KPILAB_FULL=1.</summary>
    public static void SkipUnlessFull()
        => Assert.SkipUnless(Environment.GetEnvironmentVariable("KPILAB_FULL") == "1", "20,000 runs a scenario; set KPILAB_FULL=1");

    public static double Share(int runs, long seed, Func<SeededRandom, bool> happens)
    {
        var count = 0;
        var source = new SeededRandom(seed);
        Parallel.For(
            0,
            runs,
            () => 0,
            (run, _, local) => local + (happens(source.Stream((ulong)run)) ? 1 : 0),
            local => Interlocked.Add(ref count, local));
        return (double)count / runs;
    }

    /// <summary>Within three Monte Carlo standard errors of the nominal rate.</summary>
    public static void AssertNominal(double nominal, int runs, long seed, Func<SeededRandom, bool> happens)
    {
        var share = Share(runs, seed, happens);
        var allowed = 3 * Math.Sqrt(nominal * (1 - nominal) / runs);
        Assert.True(Math.Abs(share - nominal) <= allowed, $"{share:P2} over {runs} runs, nominal {nominal:P2} ± {allowed:P2}");
    }

    public static double[] Draw(int count, Func<double> next)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = next();
        }

        return values;
    }

    public static Proportion Binomial(this SeededRandom random, int trials, double probability)
    {
        var successes = 0;
        for (var i = 0; i < trials; i++)
        {
            successes += random.NextBernoulli(probability) ? 1 : 0;
        }

        return new Proportion(successes, trials);
    }
}
