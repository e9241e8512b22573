namespace KpiLab.Statistics;

/// <summary>What an arm of a simulated experiment is drawn from.</summary>
/// <param name="Mean">Mean of a unit.</param>
/// <param name="Variance">Its variance, after adjustment; ignored for shares.</param>
/// <param name="IsShare">Units are 0 or 1; else means are drawn as normal.</param>
public sealed record SimulatedArm(double Mean, double Variance, bool IsShare);

/// <summary>Power of a design with its looks, by simulated experiments that are decided as real ones are.</summary>
/// <remarks>
/// Units come in groups between looks. Shares: successes and failures of a group are Poisson, so that arms have their size on average. Otherwise a group's mean is normal and its sum of
/// squares scaled chi-square by Wilson and Hilferty (1931, PNAS 17:684): right for means of enough units, whatever the units' own law. The first look that rejects on the side of the
/// effect ends a run. The same seed gives the same result, whatever the number of threads.
/// </remarks>
public static class SimulatedLooks
{
    /// <summary>Runs the experiments.</summary>
    /// <param name="control">The control's law.</param>
    /// <param name="treatment">The treatment's law.</param>
    /// <param name="looks">Units of control and treatment at each look, rising.</param>
    /// <param name="rejects">Whether a look, by its position, rejects no effect.</param>
    /// <param name="seed">Fixes everything drawn.</param>
    /// <param name="runs">How many experiments; at least 2.</param>
    /// <param name="threads">At most so many at once; 0 for as many as there are processors.</param>
    /// <returns>Undefined below 2 units an arm at the first look.</returns>
    public static Estimable<SimulatedPowerResult> Run(
        SimulatedArm control, SimulatedArm treatment, IReadOnlyList<(long Controls, long Treated)> looks, Func<int, Contrast, bool> rejects, long seed, int runs = 2000, int threads = 0)
    {
        if (looks.Count == 0 || looks.Any(l => Math.Min(l.Controls, l.Treated) < 2))
        {
            return Arms.TooFew(looks.Count == 0 ? 0 : looks.Min(l => l.Controls), looks.Count == 0 ? 0 : looks.Min(l => l.Treated), 2);
        }

        var a = Groups(control, [.. looks.Select(l => l.Controls)]);
        var b = Groups(treatment, [.. looks.Select(l => l.Treated)]);
        var effect = Math.Sign(treatment.Mean - control.Mean);
        return Count(
            () => 0,
            (random, _) =>
            {
                Moments first = default, second = default;
                for (var look = 0; look < looks.Count; look++)
                {
                    first += a[look](random);
                    second += b[look](random);
                    var contrast = WelchTest.Contrast(first, second);
                    if (contrast.IsDefined && rejects(look, contrast.Value))
                    {
                        return effect == 0 || Math.Sign(contrast.Value.Difference) == effect;
                    }
                }

                return false;
            },
            seed,
            runs,
            threads);
    }

    /// <summary>How many of so many experiments of any kind find their effect.</summary>
    /// <typeparam name="TScratch">What one thread writes into.</typeparam>
    /// <param name="scratch">Makes it.</param>
    /// <param name="finds">One experiment from its own random stream: whether it finds the effect.</param>
    /// <param name="seed">Fixes everything drawn.</param>
    /// <param name="runs">How many experiments; at least 2.</param>
    /// <param name="threads">At most so many at once; 0 for as many as there are processors.</param>
    public static SimulatedPowerResult Count<TScratch>(Func<TScratch> scratch, Func<SeededRandom, TScratch, bool> finds, long seed, int runs, int threads = 0)
    {
        var power = Replicates.Run(runs, seed, threads, scratch, (random, local) => finds(random, local) ? 1.0 : 0).Sum() / runs;
        return new SimulatedPowerResult(power, Math.Sqrt(power * (1 - power) / runs), runs);
    }

    private static Func<SeededRandom, Moments>[] Groups(SimulatedArm arm, long[] units)
    {
        var each = new Func<SeededRandom, Moments>[units.Length];
        for (var i = 0; i < units.Length; i++)
        {
            var n = units[i] - (i == 0 ? 0 : units[i - 1]);
            each[i] = n <= 0 ? _ => default : arm.IsShare ? Shares(arm.Mean, n) : Means(arm, n);
        }

        return each;
    }

    private static Func<SeededRandom, Moments> Shares(double share, long n)
    {
        PoissonSampler ones = new(n * share), zeros = new(n * (1 - share));
        return random =>
        {
            double yes = ones.Next(random), no = zeros.Next(random), all = yes + no;
            return all == 0 ? default : new Moments((long)all, yes / all, yes * no / all);
        };
    }

    private static Func<SeededRandom, Moments> Means(SimulatedArm arm, long n)
    {
        double error = Math.Sqrt(arm.Variance / n), df = n - 1, spread = 2 / (9 * Math.Max(1, df));
        return random =>
        {
            var mean = arm.Mean + (error * random.NextNormal());
            var root = Math.Max(0, 1 - spread + (Math.Sqrt(spread) * random.NextNormal()));
            return new Moments(n, mean, df * arm.Variance * root * root * root);
        };
    }
}
