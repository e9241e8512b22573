using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Means, lifts, ratios and covariates.</summary>
internal static class MeanScenarios
{
    private static readonly Level Level = Level.Of(0.95);

    // A shape draws one value of an arm; the treatment's are drawn with `treated`.
    private sealed record Shape(string Name, int Control, int Treatment, double ControlMean, double TreatmentMean, bool IsHard, Func<SeededRandom, bool, double> Draw);

    private static readonly Shape[] Shapes =
    [
        new("normal, 100 and 100", 100, 100, 10, 10.5, false, (r, treated) => (treated ? 10.5 : 10) + (2 * r.NextNormal())),
        new("normal, 8 and 8", 8, 8, 10, 10.5, false, (r, treated) => (treated ? 10.5 : 10) + (2 * r.NextNormal())),
        new("unequal arms, 60 and 600, sd 3 and 1", 60, 600, 10, 10.2, false, (r, treated) => treated ? 10.2 + r.NextNormal() : 10 + (3 * r.NextNormal())),
        new("counts, Poisson, 500 and 500", 500, 500, 3, 3.3, false, (r, treated) => r.NextPoisson(treated ? 3.3 : 3)),
        new("rare binary, 2 %, 5,000 and 5,000", 5000, 5000, 0.02, 0.023, false, (r, treated) => r.NextBernoulli(treated ? 0.023 : 0.02) ? 1 : 0),
        new("5 % spend, log-normal, 2,000 and 2,000", 2000, 2000, 0.05 * Math.Exp(0.5), 0.055 * Math.Exp(0.5), true, (r, treated) => r.NextBernoulli(treated ? 0.055 : 0.05) ? Math.Exp(r.NextNormal()) : 0),
        new("5 % spend, log-normal, 20,000 and 20,000", 20_000, 20_000, 0.05 * Math.Exp(0.5), 0.055 * Math.Exp(0.5), false, (r, treated) => r.NextBernoulli(treated ? 0.055 : 0.05) ? Math.Exp(r.NextNormal()) : 0),
    ];

    public static IReadOnlyList<MethodScenario> All { get; } = [.. Shapes.SelectMany(Of), .. Structured()];

    private static IEnumerable<MethodScenario> Of(Shape shape)
    {
        var promise = shape.IsHard ? MethodPromise.Shown : MethodPromise.Nominal;
        var cost = Math.Max(1, shape.Control / 200);
        var difference = shape.TreatmentMean - shape.ControlMean;
        yield return new("Welch, difference", shape.Name, MethodMeasure.Coverage, promise, 0.95, cost, r => Holds(Contrast(shape, r).Absolute(Level), difference));
        yield return new("Welch, no effect", shape.Name, MethodMeasure.FalsePositives, promise, 0.05, cost, r => MethodTrial.Of(Null(shape, r).Rejects(Level)));
        foreach (var (name, method) in new[] { ("Fieller", LiftMethod.Fieller), ("delta method", LiftMethod.Delta), ("log ratio", LiftMethod.Log) })
        {
            // The delta and log intervals of a lift lean on the normal law of a ratio: at eight units nothing is promised.
            var lift = shape.Control < 20 && method != LiftMethod.Fieller ? MethodPromise.Shown : promise;
            yield return new($"lift, {name}", shape.Name, MethodMeasure.Coverage, lift, 0.95, cost, r =>
                Contrast(shape, r).Relative(Level, method) is { IsDefined: true } effect ? Holds(effect.Value, difference / shape.ControlMean) : new MethodTrial(0));
        }

        yield return new("flat posterior, credible interval", shape.Name, MethodMeasure.Coverage, shape.Control < 20 ? MethodPromise.Shown : promise, 0.95, cost, r =>
        {
            var contrast = Contrast(shape, r);
            var half = Normal.UpperQuantile(0.025) * EffectPosterior.Absolute(contrast, EffectPrior.Flat).Value.StandardDeviation;
            return MethodTrial.Of(Math.Abs(contrast.Difference - difference) <= half, 2 * half);
        });
    }

    private static IEnumerable<MethodScenario> Structured()
    {
        yield return new("CUPED, difference", "normal, correlation .7, 200 and 200", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 1, r =>
        {
            var adjusted = Cuped.Adjust(Correlated(r, 200, 0), Correlated(r, 200, 0.3), 0, 1).Value.Contrast;
            return Holds(adjusted.Absolute(Level), 0.3);
        });
        yield return new("ratio of sums, delta method", "clicks over impressions, 1,000 and 1,000", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 8, r =>
        {
            var contrast = RatioOfMeans.Contrast(Clicks(r, 1000, 0.10), Clicks(r, 1000, 0.11), 0, 1).Value;
            return Holds(contrast.Absolute(Level), 0.01);
        });
        yield return new("clusters, difference", "30 and 30 clusters of 20, intraclass correlation .2", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 6, r =>
        {
            var contrast = ClusterDifference.Contrast(Clusters(r, 30, 0).Sums, Clusters(r, 30, 0.2).Sums).Value;
            return Holds(contrast.Absolute(Level), 0.2);
        });
        yield return new("Welch, clusters ignored", "30 and 30 clusters of 20, intraclass correlation .2", MethodMeasure.Coverage, MethodPromise.Shown, 0.95, 6, r =>
        {
            var contrast = WelchTest.Contrast(Clusters(r, 30, 0).Units, Clusters(r, 30, 0.2).Units).Value;
            return Holds(contrast.Absolute(Level), 0.2);
        });
        yield return new("equivalence, two one-sided tests", "normal, the effect at the limit, 100 and 100", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 1, r =>
            MethodTrial.Of(EquivalenceTest.Test(WelchTest.Contrast(Normals(r, 100, 0, 1), Normals(r, 100, 0.5, 1)).Value, -0.5, 0.5, Level).IsEquivalent));
        yield return new("non-inferiority", "normal, the effect at the margin, 100 and 100", MethodMeasure.FalsePositives, MethodPromise.Nominal, 0.05, 1, r =>
            MethodTrial.Of(NonInferiority.Test(WelchTest.Contrast(Normals(r, 100, 10, 1), Normals(r, 100, 9.7, 1)).Value, Margin.Absolute(0.3), BetterWhen.Higher, Level).Value.IsNonInferior));
        yield return new("permutation test", "exponential, 40 and 40, no effect", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 10, r =>
        {
            double[] a = Draw(40, () => r.NextExponential()), b = Draw(40, () => r.NextExponential());
            return MethodTrial.Of(PermutationTest.MonteCarlo(a, b, r.NextInt(1_000_000), 999, 1).Value.TwoSidedAbsolute <= 0.05);
        });
        yield return new("bootstrap, BCa", "exponential means, 60 and 60", MethodMeasure.Coverage, MethodPromise.Shown, 0.95, 60, r =>
        {
            double[] a = Draw(60, () => r.NextExponential()), b = Draw(60, () => 1.2 * r.NextExponential());
            var set = Bootstrap.Mean(a, b, r.NextInt(1_000_000), Level, 1000, 1).Value.Bca;
            return set.IsDefined ? MethodTrial.Of(set.Value.Contains(0.2), set.Value.Upper - set.Value.Lower) : new MethodTrial(0);
        });
        foreach (var (n, effect) in new[] { (50, 0.5), (200, 0.25) })
        {
            var promised = new TwoSamplePower(1, 0.05, Alternative.TwoSided, WithT: true).At(effect, n);
            yield return new("power of the t test", Invariant($"normal, {n} and {n}, effect {effect} sd"), MethodMeasure.Power, MethodPromise.Nominal, promised, 1, r =>
                MethodTrial.Of(WelchTest.Contrast(Normals(r, n, 0, 1), Normals(r, n, effect, 1)).Value.Rejects(Level)));
        }
    }

    private static MethodTrial Holds(Effect effect, double truth) => MethodTrial.Of(effect.Set.Contains(truth), effect.Set.Upper - effect.Set.Lower);

    private static Contrast Contrast(Shape shape, SeededRandom random) => Between(
        Draw(shape.Control, () => shape.Draw(random, false)), Draw(shape.Treatment, () => shape.Draw(random, true)));

    // Both arms drawn as the control, the second as large as the treatment; an unequal spread is kept by centring the treatment.
    private static Contrast Null(Shape shape, SeededRandom random) => Between(
        Draw(shape.Control, () => shape.Draw(random, false)),
        Draw(shape.Treatment, () => shape.Name.StartsWith("unequal", StringComparison.Ordinal) ? shape.Draw(random, true) - 0.2 : shape.Draw(random, false)));

    private static Contrast Between(double[] control, double[] treatment) => WelchTest.Contrast(Moments.Of(control), Moments.Of(treatment)).Value;

    private static Moments Normals(SeededRandom random, int n, double mean, double sd) => Moments.Of(Draw(n, () => mean + (sd * random.NextNormal())));

    private static JointMoments Correlated(SeededRandom random, int n, double effect)
    {
        var before = Draw(n, random.NextNormal);
        return JointMoments.Of([.. before.Select(x => effect + (0.7 * x) + (Math.Sqrt(1 - 0.49) * random.NextNormal()))], before);
    }

    private static JointMoments Clicks(SeededRandom random, int n, double rate)
    {
        var impressions = Draw(n, () => 1 + random.NextPoisson(10 * Math.Exp((0.5 * random.NextNormal()) - 0.125)));
        return JointMoments.Of([.. impressions.Select(i => (double)random.NextPoisson(i * rate))], impressions);
    }

    private static (JointMoments Sums, Moments Units) Clusters(SeededRandom random, int clusters, double effect)
    {
        List<double> units = [];
        double[] sums = new double[clusters], counts = new double[clusters];
        for (var g = 0; g < clusters; g++)
        {
            var shared = Math.Sqrt(0.2) * random.NextNormal();
            for (var i = 0; i < 20; i++)
            {
                var value = effect + shared + (Math.Sqrt(0.8) * random.NextNormal());
                units.Add(value);
                sums[g] += value;
                counts[g]++;
            }
        }

        return (ClusterDifference.Arm(sums, counts), Moments.Of([.. units]));
    }

    internal static double[] Draw(int count, Func<double> next)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = next();
        }

        return values;
    }
}
