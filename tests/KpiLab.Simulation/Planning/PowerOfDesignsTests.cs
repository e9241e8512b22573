using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Power formulas against experiments drawn unit by unit and decided as an analysis decides: every design with every measure, within 0.01.</summary>
public sealed class PowerOfDesignsTests
{
    private const int ShortRuns = 20_000;
    private const int FullRuns = 200_000;
    private const double Alpha = 0.05;

    private static readonly Dictionary<string, Measure> Measures = new(StringComparer.Ordinal)
    {
        ["mean"] = new(400, 0.2, UnitNoise.OfMean(1), (r, n, e) => Draw(n, () => [e + r.NextNormal()]), (a, b) => WelchTest.Contrast(a.Marginal(0), b.Marginal(0))),
        ["share"] = new(500, 0.07, UnitNoise.OfProportions(0.2, 0.27), (r, n, e) => Draw(n, () => [r.NextBernoulli(0.2 + e) ? 1 : 0]), (a, b) => WelchTest.Contrast(a.Marginal(0), b.Marginal(0))),
        ["ratio"] = new(400, 0.1, UnitNoise.OfMean(0.25), (r, n, e) => Draw(n, () => 1 + r.NextInt(3) is var views ? [((0.5 + e) * views) + r.NextNormal(), views] : []), (a, b) => RatioOfMeans.Contrast(a, b, 0, 1)),
        ["adjusted mean"] = new(400, 0.16, UnitNoise.OfMean(1).Adjusted(0.36), (r, n, e) => Draw(n, () => r.NextNormal() is var x ? [e + (0.6 * x) + (0.8 * r.NextNormal()), x] : []), (a, b) => Cuped.Adjust(a, b, 0, 1).Select(c => c.Contrast)),
        ["mean of clusters"] = new(1000, 0.17, UnitNoise.OfMean(1).Clustered(10, 0.1), (r, n, e) => Draw(n / 10, () =>
        {
            double level = e + (Math.Sqrt(0.1) * r.NextNormal()), sum = 0;
            for (var unit = 0; unit < 10; unit++)
            {
                sum += level + (Math.Sqrt(0.9) * r.NextNormal());
            }

            return [sum, 10];
        }), ClusterDifference.Contrast),
    };

    private static readonly Dictionary<string, DesignOf> Designs = new(StringComparer.Ordinal)
    {
        ["fixed"] = new(1, _ => RejectionRule.Fixed, (_, _) => LookRule.Fixed),
        ["group-sequential, O'Brien-Fleming, 5 looks"] = new(5, _ => RejectionRule.GroupSequential(SpendingFunction.ObrienFleming, 5), (k, _) => Look(SpendingFunction.ObrienFleming, k, 5)),
        ["group-sequential, Pocock, 2 looks"] = new(2, _ => RejectionRule.GroupSequential(SpendingFunction.Pocock, 2), (k, _) => Look(SpendingFunction.Pocock, k, 2)),
        ["always valid, at the end"] = new(1, units => RejectionRule.AlwaysValid(units, Alpha), (_, units) => LookRule.AlwaysValid(Alpha, units)),
        ["bayesian"] = new(1, _ => RejectionRule.Fixed, (_, _) => LookRule.Fixed) { PriorDeviation = 0.15 },
    };

    public static TheoryData<string, string> Scenarios
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var design in Designs.Keys)
            {
                foreach (var measure in Measures.Keys)
                {
                    data.Add(design, measure);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_formula_is_within_a_hundredth_of_simulation(string design, string measure) => Compare(design, measure, ShortRuns);

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Scenarios))]
    public void The_formula_is_within_a_hundredth_of_many_simulations(string design, string measure)
    {
        Simulation.SkipUnlessFull();
        Compare(design, measure, FullRuns);
    }

    private static void Compare(string designName, string measureName, int runs)
    {
        var (design, measure) = (Designs[designName], Measures[measureName]);
        double units = 2.0 * measure.UnitsPerArm;
        var plan = new PowerPlan(measure.Noise) { Alpha = Alpha };
        plan = plan with { Rule = design.PriorDeviation is { } sd ? RejectionRule.Posterior(0, sd, plan.StandardError(1)) : design.Rule(units) };
        var formula = plan.Power(measure.Effect, units);
        var rules = Enumerable.Range(1, design.Looks).Select(k => design.RuleAt(k, units)).ToList();
        var nominal = rules.Select((r, k) => r.Nominal(Alpha, Alternative.TwoSided, units * (k + 1) / design.Looks)).ToList();
        var simulated = Simulation.Share(runs, 20261122, random =>
        {
            JointMoments? a = null, b = null;
            for (var k = 0; k < design.Looks; k++)
            {
                var more = measure.UnitsPerArm / design.Looks;
                JointMoments control = measure.Draw(random, more, 0), treated = measure.Draw(random, more, measure.Effect);
                (a, b) = (a is null ? control : a + control, b is null ? treated : b + treated);
                var contrast = measure.Contrast(a, b).Value;
                var found = design.PriorDeviation is { } prior
                    ? EffectPosterior.Combine(contrast.Difference, contrast.StandardError, EffectPrior.Normal(0, prior, EffectScale.Absolute)).Value.ProbabilityBelow() <= Alpha / 2
                    : rules[k].Prepare(contrast).Test().PValue <= nominal[k] && contrast.Difference > 0;
                if (found)
                {
                    return true;
                }
            }

            return false;
        });

        // The formula's own tolerance, and what chance adds to a simulation of this length.
        var allowed = 0.01 + (2 * Math.Sqrt(formula * (1 - formula) / runs));
        Assert.InRange(formula, 0.25, 0.97); // or nothing is compared
        Assert.True(Math.Abs(formula - simulated) <= allowed, $"formula {formula:P2}, {simulated:P2} of {runs} runs, allowed {allowed:P2}");
    }

    private static LookRule Look(SpendingFunction spending, int look, int looks)
        => LookRule.GroupSequential(spending, [.. Enumerable.Range(1, look).Select(k => (double)k / looks)], look == looks);

    private static JointMoments Draw(int rows, Func<double[]> next)
    {
        var drawn = new double[rows][];
        for (var i = 0; i < rows; i++)
        {
            drawn[i] = next();
        }

        // Plain sums about 0: values are near it.
        var k = drawn[0].Length;
        double[] sums = new double[k], products = new double[k * (k + 1) / 2];
        foreach (var row in drawn)
        {
            for (int i = 0, at = 0; i < k; i++)
            {
                sums[i] += row[i];
                for (var j = 0; j <= i; j++)
                {
                    products[at++] += row[i] * row[j];
                }
            }
        }

        return JointMoments.FromShiftedSums(rows, new double[k], sums, products);
    }

    private sealed record Measure(
        int UnitsPerArm, double Effect, UnitNoise Noise, Func<SeededRandom, int, double, JointMoments> Draw, Func<JointMoments, JointMoments, Estimable<Contrast>> Contrast);

    private sealed record DesignOf(int Looks, Func<double, RejectionRule> Rule, Func<int, double, LookRule> RuleAt)
    {
        public double? PriorDeviation { get; init; }
    }
}
