namespace KpiLab.Statistics;

/// <summary>Bootstrap of millions of units from their value counts: every unit is drawn Poisson(1) times.</summary>
/// <remarks>
/// Hanley and MacGibbon (2006), Comput. Methods Programs Biomed. 83:57; Chamandy et al. (2012). The number of times that k units of the same value are drawn is Poisson(k), exactly, so that
/// a resample costs one draw a distinct value. The mean is the drawn sum over the drawn count. The same seed gives the same result, whatever the number of threads.
/// </remarks>
public static class PoissonBootstrap
{
    /// <summary>Draws where nothing else is asked for.</summary>
    public const int DefaultResamples = 1_000;

    /// <summary>Difference of means.</summary>
    /// <returns>Undefined below two units an arm, and where no resample differs.</returns>
    public static Estimable<BootstrapResult> Mean(
        ValueCounts control, ValueCounts treatment, long seed, Level level, int resamples = DefaultResamples, int threads = 0)
    {
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            return Arms.TooFew(control.Count, treatment.Count, 2);
        }

        var samplers = new Dictionary<long, PoissonSampler>();
        TiedArm a = TiedArm.Of(control, samplers), b = TiedArm.Of(treatment, samplers);
        var replicates = Replicates.Run(resamples, seed, threads, () => 0, (random, _) => -a.Mean(random) + b.Mean(random));
        return BootstrapResult.Of(b.Centre - a.Centre, replicates, level, a.LeaveOneOut(control, -1), b.LeaveOneOut(treatment, 1));
    }

    /// <summary>Difference of means and relative difference, over the same draws.</summary>
    /// <returns>Undefined as <see cref="Mean"/>; the relative one also where the control's mean, or one of its resamples, is not positive.</returns>
    public static (Estimable<BootstrapDraws> Absolute, Estimable<BootstrapDraws> Relative) MeanDraws(
        ValueCounts control, ValueCounts treatment, long seed, int resamples = DefaultResamples, int threads = 0)
    {
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            var few = Arms.TooFew(control.Count, treatment.Count, 2);
            return (few, few);
        }

        var samplers = new Dictionary<long, PoissonSampler>();
        TiedArm a = TiedArm.Of(control, samplers), b = TiedArm.Of(treatment, samplers);
        var controls = new double[resamples];
        var differences = Replicates.Run(
            resamples, seed, threads, () => 0, (random, _, replicate) =>
            {
                var mean = a.Mean(random);
                controls[replicate] = mean;
                return b.Mean(random) - mean;
            });
        var absolute = BootstrapDraws.Of(b.Centre - a.Centre, differences, a.LeaveOneOut(control, -1), b.LeaveOneOut(treatment, 1));
        var relative = a.Centre > 0 && Array.TrueForAll(controls, c => c > 0)
            ? BootstrapDraws.Of(
                (b.Centre / a.Centre) - 1, [.. differences.Zip(controls, (d, c) => d / c)], a.LeaveOneOut(control, -b.Centre / (a.Centre * a.Centre)), b.LeaveOneOut(treatment, 1 / a.Centre))
            : NotPositive();
        return (absolute, relative);
    }

    /// <summary>Difference of quantiles and relative difference, over the same draws; without BCa.</summary>
    /// <returns>Undefined as <see cref="Quantile"/>; the relative one also where the control's quantile, or one of its resamples, is not positive.</returns>
    public static (Estimable<BootstrapDraws> Absolute, Estimable<BootstrapDraws> Relative) QuantileDraws(
        ValueCounts control, ValueCounts treatment, double q, long seed, int resamples = DefaultResamples, int threads = 0)
    {
        Domain.Probability(q);
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            var few = Arms.TooFew(control.Count, treatment.Count, 2);
            return (few, few);
        }

        var samplers = new Dictionary<long, PoissonSampler>();
        PoissonSampler[] a = Samplers(control, samplers), b = Samplers(treatment, samplers);
        var controls = new double[resamples];
        var differences = Replicates.Run(
            resamples, seed, threads, () => new long[Math.Max(a.Length, b.Length)], (random, drawn, replicate) =>
            {
                var below = Draw(control, a, q, random, drawn);
                controls[replicate] = below;
                return Draw(treatment, b, q, random, drawn) - below;
            });
        double x = SampleQuantile.Of(control, q, QuantileType.InverseCdf).Value, y = SampleQuantile.Of(treatment, q, QuantileType.InverseCdf).Value;
        return (
            BootstrapDraws.Of(y - x, differences),
            x > 0 && Array.TrueForAll(controls, c => c > 0) ? BootstrapDraws.Of((y / x) - 1, [.. differences.Zip(controls, (d, c) => d / c)]) : NotPositive());
    }

    private static Undefined NotPositive()
        => new(Undefined.ZeroBaseline, "the control's value, or that of one of its resamples, is not positive, so that nothing can be expressed relative to it");

    /// <summary>Difference of quantiles: the smallest value with at least the share q of the drawn units at or below it.</summary>
    /// <returns>Undefined below two units an arm, and where no resample differs; without a BCa interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1].</exception>
    public static Estimable<BootstrapResult> Quantile(
        ValueCounts control, ValueCounts treatment, double q, long seed, Level level, int resamples = DefaultResamples, int threads = 0)
    {
        Domain.Probability(q);
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            return Arms.TooFew(control.Count, treatment.Count, 2);
        }

        var samplers = new Dictionary<long, PoissonSampler>();
        PoissonSampler[] a = Samplers(control, samplers), b = Samplers(treatment, samplers);
        var replicates = Replicates.Run(
            resamples,
            seed,
            threads,
            () => new long[Math.Max(a.Length, b.Length)],
            (random, drawn) => -Draw(control, a, q, random, drawn) + Draw(treatment, b, q, random, drawn));
        var observed = SampleQuantile.Of(treatment, q, QuantileType.InverseCdf).Value - SampleQuantile.Of(control, q, QuantileType.InverseCdf).Value;
        var result = BootstrapResult.Of(observed, replicates, level);
        return result.Select(r => r with { Bca = new Undefined(Undefined.OutsideDomain, "the Poisson bootstrap of a quantile gives no BCa interval") });
    }

    internal static PoissonSampler Sampler(Dictionary<long, PoissonSampler> samplers, long count)
    {
        if (!samplers.TryGetValue(count, out var sampler))
        {
            samplers[count] = sampler = new PoissonSampler(count);
        }

        return sampler;
    }

    private static PoissonSampler[] Samplers(ValueCounts values, Dictionary<long, PoissonSampler> samplers)
    {
        var each = new PoissonSampler[values.Counts.Length];
        for (var i = 0; i < each.Length; i++)
        {
            each[i] = Sampler(samplers, values.Counts[i]);
        }

        return each;
    }

    private static double Draw(ValueCounts values, PoissonSampler[] samplers, double q, SeededRandom random, long[] drawn)
    {
        long total = 0;
        do
        {
            for (var i = 0; i < samplers.Length; i++)
            {
                total += drawn[i] = samplers[i].Next(random);
            }
        }
        while (total == 0);

        var rank = Math.Max(1, (long)Math.Ceiling(q * total * (1 - 1e-15)));
        var at = 0;
        for (var upTo = drawn[0]; upTo < rank && at < samplers.Length - 1; upTo += drawn[++at])
        {
        }

        return values.Values[at];
    }

    /// <summary>Distinct values grouped by how often they occur, so that one table serves a whole group.</summary>
    private sealed class TiedArm
    {
        private readonly (PoissonSampler Sampler, double[] Values)[] _groups;

        private TiedArm((PoissonSampler, double[])[] groups, double centre)
        {
            _groups = groups;
            Centre = centre;
        }

        /// <summary>The arm's mean, from which the values are measured.</summary>
        public double Centre { get; }

        public static TiedArm Of(ValueCounts values, Dictionary<long, PoissonSampler> samplers)
        {
            var centre = values.Moments().Mean;
            var byCount = new SortedDictionary<long, List<double>>();
            for (var i = 0; i < values.Values.Length; i++)
            {
                if (!byCount.TryGetValue(values.Counts[i], out var group))
                {
                    byCount[values.Counts[i]] = group = [];
                }

                group.Add(values.Values[i] - centre);
            }

            return new TiedArm([.. byCount.Select(g => (Sampler(samplers, g.Key), g.Value.ToArray()))], centre);
        }

        public double Mean(SeededRandom random)
        {
            long total = 0;
            double sum = 0;
            do
            {
                foreach (var (sampler, values) in _groups)
                {
                    foreach (var value in values)
                    {
                        var times = sampler.Next(random);
                        total += times;
                        sum += times * value;
                    }
                }
            }
            while (total == 0);
            return Centre + (sum / total);
        }

        public IReadOnlyList<(double Value, long Count)> LeaveOneOut(ValueCounts values, double factor)
        {
            var left = new (double, long)[values.Values.Length];
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = (factor * (Centre - ((values.Values[i] - Centre) / (values.Count - 1))), values.Counts[i]);
            }

            return left;
        }
    }
}
