using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Proportions and rates, exact and not.</summary>
internal static class ProportionScenarios
{
    private static readonly Level Level = Level.Of(0.95);

    public static IReadOnlyList<MethodScenario> All { get; } = [.. Differences(), .. Tests(), .. Singles(), .. Rates(), .. Events()];

    private static IEnumerable<MethodScenario> Differences()
    {
        foreach (var (name, n, pa, pb, hard) in new[] { ("10 and 12 %, 1,000 and 1,000", 1000, 0.10, 0.12, false), ("5 and 20 %, 40 and 40", 40, 0.05, 0.20, true) })
        {
            var promise = hard ? MethodPromise.Shown : MethodPromise.Nominal;
            (string, Func<Proportion, Proportion, Estimable<ConfidenceSet>>)[] methods =
            [
                ("Wald, difference", (a, b) => WaldDifference.Contrast(a, b).Select(c => c.Absolute(Level).Set)),
                ("Agresti–Caffo, difference", (a, b) => AgrestiCaffoDifference.Contrast(a, b).Select(c => c.Absolute(Level).Set)),
                ("Newcombe, difference", (a, b) => NewcombeDifference.Interval(a, b, Level).Select(e => e.Set)),
                ("Miettinen–Nurminen, difference", (a, b) => ScoreDifference.Interval(a, b, Level).Select(e => e.Set)),
            ];
            foreach (var (method, interval) in methods)
            {
                yield return new(method, name, MethodMeasure.Coverage, promise, 0.95, 2, r =>
                {
                    var set = interval(Draw(r, n, pa), Draw(r, n, pb));
                    return set.IsDefined ? MethodTrial.Of(set.Value.Contains(pb - pa), set.Value.Upper - set.Value.Lower) : new MethodTrial(0);
                });
            }
        }
    }

    private static IEnumerable<MethodScenario> Tests()
    {
        foreach (var (name, n, p) in new[] { ("10 %, 30 and 30, no effect", 30, 0.10), ("40 %, 25 and 25, no effect", 25, 0.40) })
        {
            (string, MethodPromise, int, Func<Proportion, Proportion, double>)[] methods =
            [
                ("pooled z", MethodPromise.Shown, 2, (a, b) => PooledProportionTest.Contrast(a, b) is { IsDefined: true } c ? c.Value.Test().PValue : 1),
                ("Fisher", MethodPromise.Guaranteed, 2, (a, b) => FisherExactTest.Test(a, b) is { IsDefined: true } f ? f.Value.TwoSided : 1),
                ("Fisher, mid-p", MethodPromise.Shown, 2, (a, b) => FisherExactTest.Test(a, b) is { IsDefined: true } f ? f.Value.MidP() : 1),
                ("Boschloo", MethodPromise.Guaranteed, 40, (a, b) => BoschlooTest.PValue(a, b) is { IsDefined: true } v ? v.Value : 1),
                ("Barnard", MethodPromise.Guaranteed, 40, (a, b) => BarnardTest.PValue(a, b) is { IsDefined: true } v ? v.Value : 1),
            ];
            foreach (var (method, promise, cost, test) in methods)
            {
                yield return new(method, name, MethodMeasure.FalsePositives, promise, 0.05, cost, r => MethodTrial.Of(test(Draw(r, n, p), Draw(r, n, p)) <= 0.05));
            }
        }
    }

    private static IEnumerable<MethodScenario> Singles()
    {
        foreach (var (name, n, p) in new[] { ("3 % of 60", 60, 0.03), ("30 % of 200", 200, 0.30) })
        {
            (string, MethodPromise, Func<Proportion, Estimable<ConfidenceSet>>)[] methods =
            [
                ("Wald, one proportion", MethodPromise.Shown, s => WaldInterval.Of(s, Level)),
                ("Wilson, one proportion", MethodPromise.Shown, s => WilsonInterval.Of(s, Level)),
                ("Jeffreys, one proportion", MethodPromise.Shown, s => JeffreysInterval.Of(s, Level)),
                ("Clopper–Pearson, one proportion", MethodPromise.Guaranteed, s => ClopperPearsonInterval.Of(s, Level)),
            ];
            foreach (var (method, promise, interval) in methods)
            {
                yield return new(method, name, MethodMeasure.Coverage, promise, 0.95, 1, r =>
                {
                    var set = interval(Draw(r, n, p)).Value;
                    return MethodTrial.Of(set.Contains(p), set.Upper - set.Lower);
                });
            }
        }
    }

    private static IEnumerable<MethodScenario> Rates()
    {
        yield return new("rate ratio, exact", "8 and 12 events expected", MethodMeasure.Coverage, MethodPromise.Guaranteed, 0.95, 2, r =>
        {
            var effect = PoissonRateRatio.Exact(new EventRate(r.NextPoisson(8), 1), new EventRate(r.NextPoisson(12), 1), Level);
            return effect.IsDefined ? MethodTrial.Of(effect.Value.Set.Contains(1.5), effect.Value.Set.Upper - effect.Value.Set.Lower) : new MethodTrial(1);
        });
        yield return new("rate ratio, score test", "200 and 200 events expected, no effect", MethodMeasure.FalsePositives, MethodPromise.Nominal, 0.05, 1, r =>
            MethodTrial.Of(PoissonRateRatio.Score(new EventRate(r.NextPoisson(200), 1), new EventRate(r.NextPoisson(200), 1)).Value.PValue <= 0.05));
    }

    // The comparisons of a plan, and what becomes of the exact one where events come in bursts of five.
    private static IEnumerable<MethodScenario> Events()
    {
        yield return new("rate ratio, mid-p", "30 and 90 events expected, exposures 1 : 3, no effect", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 2, r =>
        {
            var effect = PoissonRateRatio.MidP(new EventRate(r.NextPoisson(30), 1), new EventRate(r.NextPoisson(90), 3), Level);
            return MethodTrial.Of(effect.Value.Set.Contains(1), effect.Value.Set.Upper - effect.Value.Set.Lower);
        });
        yield return new("rate difference, score", "40 and 60 events expected", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 1, r =>
        {
            var effect = PoissonRateDifference.Interval(new EventRate(r.NextPoisson(40), 1), new EventRate(r.NextPoisson(60), 1), Level);
            return MethodTrial.Of(effect.Value.Set.Contains(20), effect.Value.Set.Upper - effect.Value.Set.Lower);
        });
        yield return new("rate ratio, exact test", "6 and 6 events expected, no effect", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 1, r => Rejects(r.NextPoisson(6), r.NextPoisson(6)));
        yield return new("rate ratio, exact test", "bursts of five, 100 and 100 events expected, no effect", MethodMeasure.FalsePositives, MethodPromise.Shown, 0.05, 1, r => Rejects(5 * r.NextPoisson(20), 5 * r.NextPoisson(20)));

        static MethodTrial Rejects(long a, long b)
            => MethodTrial.Of(PoissonRateRatio.ExactPValue(new EventRate(a, 1), new EventRate(b, 1)) is { IsDefined: true, Value: <= 0.05 });
    }

    private static Proportion Draw(SeededRandom random, int n, double p)
    {
        var successes = 0;
        for (var i = 0; i < n; i++)
        {
            successes += random.NextBernoulli(p) ? 1 : 0;
        }

        return new Proportion(successes, n);
    }
}
