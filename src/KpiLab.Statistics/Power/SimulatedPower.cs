namespace KpiLab.Statistics;

/// <summary>A power found by simulation.</summary>
/// <param name="Power">Share of the simulated experiments that rejected.</param>
/// <param name="MonteCarloError">Its standard error.</param>
/// <param name="Runs">How many there were.</param>
[TypeFormatterSource]
public sealed record SimulatedPowerResult(double Power, double MonteCarloError, int Runs) : IShowable;

/// <summary>Power of Welch's test on the distribution that the data have, by simulated experiments.</summary>
/// <remarks>
/// Arms are drawn with replacement from value counts: a value's count in an arm of n is Poisson with mean n times its share, so that a run costs one draw a distinct value and arms
/// are of size n on average. The same seed gives the same result, whatever the number of threads.
/// </remarks>
public static class SimulatedPower
{
    /// <summary>Power to find that every value is multiplied by 1 + <paramref name="lift"/>.</summary>
    /// <returns>Undefined without units in the population or below 2 an arm.</returns>
    public static Estimable<SimulatedPowerResult> OfLift(
        ValueCounts population, double lift, long controls, long treated, Level level, long seed, int runs = 2000, int threads = 0)
    {
        if (population.Count == 0 || Math.Min(controls, treated) < 2)
        {
            return Arms.TooFew(controls, treated, 2);
        }

        PoissonSampler[] a = Samplers(population, controls), b = Samplers(population, treated);
        var rejected = Replicates.Run(runs, seed, threads, () => 0, (random, _) =>
        {
            Moments control = Draw(population, a, 1, random), treatment = Draw(population, b, 1 + lift, random);
            return WelchTest.Contrast(control, treatment).Match(c => c.Test().PValue <= level.Alpha ? 1.0 : 0, _ => 0);
        });
        var power = rejected.Sum() / runs;
        return new SimulatedPowerResult(power, Math.Sqrt(power * (1 - power) / runs), runs);
    }

    private static PoissonSampler[] Samplers(ValueCounts population, long units)
    {
        var byMean = new Dictionary<long, PoissonSampler>();
        var each = new PoissonSampler[population.Counts.Length];
        for (var i = 0; i < each.Length; i++)
        {
            var count = population.Counts[i];
            if (!byMean.TryGetValue(count, out var sampler))
            {
                byMean[count] = sampler = new PoissonSampler((double)units * count / population.Count);
            }

            each[i] = sampler;
        }

        return each;
    }

    private static Moments Draw(ValueCounts population, PoissonSampler[] samplers, double factor, SeededRandom random)
    {
        // About the population's median, which costs no digits.
        var centre = population.OrderStatistic((population.Count + 1) / 2);
        long n = 0;
        double sum = 0, squares = 0;
        for (var i = 0; i < samplers.Length; i++)
        {
            var times = samplers[i].Next(random);
            var apart = population.Values[i] - centre;
            n += times;
            sum += times * apart;
            squares += times * apart * apart;
        }

        return n == 0 ? default : new Moments(n, factor * (centre + (sum / n)), factor * factor * Math.Max(0, squares - (sum * sum / n)));
    }
}
