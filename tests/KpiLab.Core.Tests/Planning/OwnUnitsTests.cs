using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Power by simulation on the user's own units against loops that draw unit by unit, with formulas of their own.</summary>
public sealed class OwnUnitsTests
{
    private const int Runs = 4000;
    private const double Z = 1.959963984540054;

    private static readonly double[] Spend = Population(3000, r => r.NextBernoulli(0.3) ? Math.Exp(2 + (1.2 * r.NextNormal())) : 0);

    [Fact]
    public void A_mean_of_zeros_and_a_heavy_tail_has_the_power_of_a_loop_over_units()
    {
        var own = new OwnData(MeasureType.Mean, [Spend]) { MinimumEffect = new(0.25, true), PlannedUnits = 1600 };
        Within(Loop(r => Mean(Sample(r, Spend, 800, v => v), Sample(r, Spend, 800, v => 1.25 * v))), own, "multiplied by 1.25");
    }

    [Fact]
    public void Larger_arms_are_drawn_by_counts_and_find_as_often()
    {
        double[] bought = Population(500, r => r.NextInt(4));
        var own = new OwnData(MeasureType.Mean, [bought]) { MinimumEffect = new(0.05, true), PlannedUnits = 6000 };
        Within(Loop(r => Mean(Sample(r, bought, 3000, v => v), Sample(r, bought, 3000, v => 1.05 * v)), 2000), own, "multiplied");
    }

    [Fact]
    public void Values_below_zero_are_moved_instead()
    {
        double[] margin = Population(2000, r => r.NextNormal() - (0.5 * r.NextExponential()));
        var own = new OwnData(MeasureType.Mean, [margin]) { MinimumEffect = new(0.2, false), PlannedUnits = 800 };
        Within(Loop(r => Mean(Sample(r, margin, 400, v => v), Sample(r, margin, 400, v => v + 0.2))), own, "0.2 was added");
    }

    [Fact]
    public void A_share_has_the_power_of_binomial_counts()
    {
        double[] bought = [.. Enumerable.Range(0, 1000).Select(i => i < 200 ? 1.0 : 0)];
        var own = new OwnData(MeasureType.Proportion, [bought]) { MinimumEffect = new(0.06, false), PlannedUnits = 1000 };
        Within(Loop(r => Mean(Draw(500, () => r.NextBernoulli(0.2) ? 1 : 0), Draw(500, () => r.NextBernoulli(0.26) ? 1 : 0))), own, "became 1");
    }

    [Fact]
    public void A_ratio_has_the_power_of_its_delta_method_over_units()
    {
        double[] views = Population(1500, r => 1 + r.NextPoisson(3)), bought = Population(1500, r => r.NextPoisson(2));
        var own = new OwnData(MeasureType.Ratio, [bought, views]) { MinimumEffect = new(0.08, true), PlannedUnits = 1400 };
        Within(
            Loop(r =>
            {
                (double Ratio, double Variance) Arm(double factor)
                {
                    int[] drawn = [.. Enumerable.Range(0, 700).Select(_ => r.NextInt(1500))];
                    double top = drawn.Sum(u => factor * bought[u]), bottom = drawn.Sum(u => views[u]), ratio = top / bottom;
                    return (ratio, drawn.Sum(u => Math.Pow((factor * bought[u]) - (ratio * views[u]), 2)) / (bottom * bottom));
                }

                var (a, b) = (Arm(1), Arm(1.08));
                return (b.Ratio - a.Ratio) / Math.Sqrt(a.Variance + b.Variance);
            }),
            own,
            "numerator was multiplied by 1.08");
    }

    [Fact]
    public void A_covariate_helps_as_much_as_it_does_unit_by_unit()
    {
        double[] before = Population(2000, r => r.NextExponential()), spend = [.. before.Select((b, i) => (2 * b) + new SeededRandom(i).NextExponential())];
        var own = new OwnData(MeasureType.Mean, [spend, before]) { HasCovariate = true, MinimumEffect = new(0.06, true), PlannedUnits = 1200 };
        Within(
            Loop(r =>
            {
                (double Y, double X)[] Arm(double factor) => [.. Enumerable.Range(0, 600).Select(_ => r.NextInt(2000)).Select(u => (factor * spend[u], before[u]))];
                (double Y, double X)[] a = Arm(1), b = Arm(1.06);
                double my = a.Average(p => p.Y), mx = a.Average(p => p.X), ny = b.Average(p => p.Y), nx = b.Average(p => p.X);
                double sxy = 0, sxx = 0;
                foreach (var (y, x) in a)
                {
                    (sxy, sxx) = (sxy + ((y - my) * (x - mx)), sxx + ((x - mx) * (x - mx)));
                }

                foreach (var (y, x) in b)
                {
                    (sxy, sxx) = (sxy + ((y - ny) * (x - nx)), sxx + ((x - nx) * (x - nx)));
                }

                var slope = sxy / sxx;
                return Mean([.. a.Select(p => p.Y - (slope * p.X))], [.. b.Select(p => p.Y - (slope * p.X))]);
            }, 5 * Runs),
            own,
            "multiplied by 1.06",
            runs: 5 * Runs);
    }

    [Fact]
    public void A_quantile_has_the_power_of_intervals_between_order_statistics()
    {
        double[] wait = Population(4000, r => Math.Exp(0.8 * r.NextNormal()));
        var own = new OwnData(MeasureType.Quantile, [wait]) { Quantile = 0.9, MinimumEffect = new(0.18, true), PlannedUnits = 2000 };
        Within(
            Loop(r =>
            {
                // Between the order statistics n(q ± z √(q(1 − q)/n)): twice z standard errors.
                (double At, double Error) Arm(double factor)
                {
                    double[] sorted = [.. Sample(r, wait, 1000, v => factor * v).Order()];
                    double half = Z * Math.Sqrt(0.9 * 0.1 * 1000), low = 900 - half, high = 900 + half;
                    return (sorted[899], (sorted[(int)Math.Ceiling(high) - 1] - sorted[(int)Math.Floor(low) - 1]) / (2 * Z));
                }

                var (a, b) = (Arm(1), Arm(1.18));
                return (b.At - a.At) / Math.Sqrt((a.Error * a.Error) + (b.Error * b.Error));
            }),
            own,
            "multiplied by 1.18",
            slack: 0.01);
    }

    [Fact]
    public void A_share_in_clusters_has_the_power_of_drawing_whole_clusters()
    {
        var (values, clusters) = Shops(200, 15, 0.3, 1.2);
        var own = new OwnData(MeasureType.Proportion, [values]) { Clusters = clusters, MinimumEffect = new(0.09, false), PlannedUnits = 1500 };
        double share = values.Average(), turned = 0.09 / (1 - share);
        double[] sums = [.. Enumerable.Range(0, 200).Select(c => values.Where((_, u) => clusters[u] == c).Sum())];
        var answer = Within(
            Loop(r =>
            {
                double[] a = Draw(50, () => sums[r.NextInt(200)]), b = Draw(50, () => sums[r.NextInt(200)] is var yes ? yes + Enumerable.Range(0, 15 - (int)yes).Count(_ => r.NextBernoulli(turned)) : 0);
                return Mean(a, b);
            }),
            own,
            "by whole clusters");

        // One share a shop: the error of clusters of one size is that of their shares.
        var variance = Moments.Of([.. sums.Select(s => s / 15)]).Variance;
        Assert.Equal(variance * 15 / (share * (1 - share)), answer.Baseline.Clusters!.DesignEffect, 1e-9);
        Assert.Equal(2 * 200 * 15, answer.Treatments[0].Running!.Units);
        Assert.InRange(answer.Baseline.Clusters.Icc.Value, 0.05, 0.4);
        Assert.InRange(answer.Treatments[0].PowerAtPlan.Value, answer.Treatments[0].Simulated!.Result.Value.Power - 0.06, answer.Treatments[0].Simulated!.Result.Value.Power + 0.06);
    }

    [Fact]
    public void Looks_are_decided_by_the_bounds_of_their_design()
    {
        // Pocock's two looks: gsDesign(k = 2, test.type = 2, sfu = "Pocock") has 2.178 at both; spending after Lan and DeMets 2.157 and 2.201 (ldBounds).
        var own = new OwnData(MeasureType.Mean, [Spend])
        {
            Design = Design.GroupSequential, Looks = new LookPlan(2, "pocock"), MinimumEffect = new(0.25, true), PlannedUnits = 2000,
        };
        var source = new SeededRandom(99);
        var found = Enumerable.Range(0, Runs).Count(run =>
        {
            var r = source.Stream((ulong)run);
            double[] a = Sample(r, Spend, 500, v => v), b = Sample(r, Spend, 500, v => 1.25 * v);
            return Mean(a, b) > 2.157 || Mean([.. a, .. Sample(r, Spend, 500, v => v)], [.. b, .. Sample(r, Spend, 500, v => 1.25 * v)]) > 2.201;
        });
        Within(found / (double)Runs, own, "multiplied", slack: 0.005);
    }

    [Fact]
    public void A_posterior_is_read_as_often_as_its_formula_says()
    {
        var own = new OwnData(MeasureType.Mean, [Spend])
        {
            Design = Design.Bayesian, Prior = EffectPrior.Normal(0, 3, EffectScale.Absolute), MinimumEffect = new(0.25, true), PlannedUnits = 1600,
        };
        var source = new SeededRandom(7);
        var found = Enumerable.Range(0, Runs).Count(run =>
        {
            var r = source.Stream((ulong)run);
            double[] a = Sample(r, Spend, 800, v => v), b = Sample(r, Spend, 800, v => 1.25 * v);
            double difference = b.Average() - a.Average(), variance = Math.Pow(difference / Mean(a, b), 2);
            return difference / variance / Math.Sqrt((1 / variance) + (1 / 9.0)) > Z;
        });
        Within(found / (double)Runs, own, "multiplied");
    }

    [Fact]
    public void An_always_valid_experiment_is_simulated_on_its_units_too()
    {
        var result = new OwnData(MeasureType.Mean, [Spend]) { Design = Design.AlwaysValid, MinimumEffect = new(0.25, true), PlannedUnits = 6000 }
            .Answer(new PowerQuestion { Simulate = true, Runs = 1000 }).Treatments[0];
        Assert.Equal(3000, result.Simulated!.DrawnFrom);

        // Twenty looks find at least what one at the end does: |z| beyond the sequence's bound at 6,000 units.
        var critical = AsymptoticConfidenceSequence.Of(0.05, 6000, Alternative.TwoSided).Critical(6000, 0.05);
        var last = Loop(r => Mean(Sample(r, Spend, 3000, v => v), Sample(r, Spend, 3000, v => 1.25 * v)) + Z - critical, 2000);
        Assert.InRange(result.Simulated.Result.Value.Power, last - 0.05, last + 0.1);
    }

    [Fact]
    public void The_seed_fixes_the_result_and_given_figures_are_drawn_from_a_law()
    {
        var own = new OwnData(MeasureType.Mean, [Spend]) { MinimumEffect = new(0.25, true), PlannedUnits = 1600 };
        SimulatedDesign Of(long seed) => own.Answer(new PowerQuestion { Simulate = true, Runs = 500 }, seed).Treatments[0].Simulated!;
        Assert.Equal(Of(3), Of(3));
        Assert.NotEqual(Of(3).Result.Value.Power, Of(4).Result.Value.Power);
        var given = own.Answer(new PowerQuestion { Simulate = true, Runs = 500, Icc = 0.05, ClusterSize = 20 }).Treatments[0].Simulated!;
        Assert.Null(given.DrawnFrom);
        Assert.Contains("clusters were given", given.Drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_clusters_multiply_units_by_the_design_effect()
    {
        // Donner and Klar (2000): 1 + (m − 1) ICC = 1 + 19 × 0.02 = 1.38; SciPy's 51158.87279978818 units of a share of 0.2 against 0.21.
        var share = new PlanningCase { IsShare = true, MinimumEffect = new EffectSize(0.05, true) };
        var answer = share.Answer(new PowerQuestion { Rate = 0.2, Icc = 0.02, ClusterSize = 20 });
        Assert.Equal(51158.87279978818 * 1.38, answer.UnitsNeeded.Value, 1e-6);
        Assert.Contains(answer.Assumptions, a => a.Contains("multiply the variance of the primary KPI by 1.38", StringComparison.Ordinal));
        var error = Assert.Throws<InvalidInputException>(() => share.Answer(new PowerQuestion { Rate = 0.2, Icc = 2 }));
        Assert.Equal(["--cluster-size", "--icc"], error.Problems.Select(p => p.Field).Order(StringComparer.Ordinal));
    }

    private static PowerAnswer Within(double expected, OwnData own, string planted, double slack = 0, int runs = Runs)
    {
        var answer = own.Answer(new PowerQuestion { Simulate = true, Runs = runs }, seed: 12);
        var simulated = answer.Treatments[0].Simulated!;
        var result = simulated.Result.Value;
        Assert.Equal(own.Values[0].Length, simulated.DrawnFrom);
        Assert.Contains(planted, simulated.Drawn, StringComparison.Ordinal);
        Assert.InRange(expected, 0.15, 0.95);
        var allowed = (3 * Math.Sqrt(2) * result.MonteCarloError) + slack;
        Assert.True(Math.Abs(result.Power - expected) <= allowed, $"{result.Power} against {expected} ± {allowed}");
        return answer;
    }

    private static double Loop(Func<SeededRandom, double> z, int runs = Runs)
    {
        var source = new SeededRandom(20261122);
        return Enumerable.Range(0, runs).Count(run => z(source.Stream((ulong)run)) > Z) / (double)runs;
    }

    private static double Mean(double[] a, double[] b)
    {
        double ma = a.Average(), mb = b.Average();
        return (mb - ma) / Math.Sqrt((a.Sum(v => (v - ma) * (v - ma)) / a.Length / (a.Length - 1)) + (b.Sum(v => (v - mb) * (v - mb)) / b.Length / (b.Length - 1)));
    }

    private static double[] Sample(SeededRandom random, double[] population, int count, Func<double, double> planted) => Draw(count, () => planted(population[random.NextInt(population.Length)]));

    private static double[] Draw(int count, Func<double> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    private static double[] Population(int count, Func<SeededRandom, double> next)
    {
        var random = new SeededRandom(count);
        return Draw(count, () => next(random));
    }

    private static (double[] Values, int[] Clusters) Shops(int shops, int size, double share, double spread)
    {
        var random = new SeededRandom(31);
        var values = new List<double>();
        var clusters = new List<int>();
        for (var shop = 0; shop < shops; shop++)
        {
            var logit = Math.Log(share / (1 - share)) + (spread * random.NextNormal());
            for (var unit = 0; unit < size; unit++)
            {
                values.Add(random.NextBernoulli(1 / (1 + Math.Exp(-logit))) ? 1 : 0);
                clusters.Add(shop);
            }
        }

        return ([.. values], [.. clusters]);
    }
}
