using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Strata, regressions, panels, switched blocks, learned outcome models, ranks and resampling, as an experiment's plan asks for them.</summary>
internal static class StructureScenarios
{
    private static readonly Level Level = Level.Of(0.95);

    public static IReadOnlyList<MethodScenario> All { get; } =
    [
        Nominal("fixed effects, HC2", "12 strata of 14 to 20 units, sd 1 and 2", 2, 0.5, r => StratifiedEffects.Fit(
            [.. Enumerable.Range(0, 12).SelectMany(s => Stratum(r, s, s, 6 + (s % 5), 8 + (s % 3), 3 * r.NextNormal(), 0.5, 2))], 2).Value.Contrast(0, 1, CovarianceEstimator.Hc2).Value),
        Nominal("fixed effects, by cluster", "40 schools of 20, effects that differ", 3, 0.5, r => StratifiedEffects.Fit(
            [.. Enumerable.Range(0, 40).SelectMany(s => Stratum(r, s, s, 10, 10, 3 * r.NextNormal(), 0.5 + (0.8 * r.NextNormal()), 1))], 2).Value.ClusteredContrast(0, 1).Value),
        Nominal("Lin's regression, HC2", "60 and 140, one covariate", 1, 0.4, r => LinContrast.Of(Line(r, 60, 0, 2), Line(r, 140, 0.4, 2.05)).Value),
        Nominal("difference in differences", "80 units, four weeks before and after", 3, 0.7, r => PanelDifference.Contrast([.. Enumerable.Range(0, 80).Select(u => Panel(r, u % 2 == 1))]).Value),
        Nominal("switchback, by block", "40 and 40 blocks of 5 to 24 rows", 1, 0.5, r => ClusterDifference.Contrast(Blocks(r, 0), Blocks(r, 0.5)).Value),
        new("switchback, assignment re-drawn", "two regions of 8 blocks that trend, no effect", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 20, r =>
            MethodTrial.Of(RandomisedBlocks.Of([.. Region(r, 0), .. Region(r, 1)]).Value.PValue() <= 0.05)),
        Nominal("cross-fitted outcome model, ridge", "a step and a square, 400 units", 10, 0.3, r => Learned(r, new RidgeModel())),
        Nominal("cross-fitted outcome model, boosted trees", "a step and a square, 400 units", 40, 0.3, r => Learned(r, new BoostedTreesModel(1))),
        Nominal("rank effect, Brunner–Munzel", "normal, sd 1 and 2, 80 and 120", 1, (2 * Normal.Cdf(0.5 / Math.Sqrt(5))) - 1, r => RankContrast.Of(
            RankedArms.Of(MeanScenarios.Draw(80, r.NextNormal), MeanScenarios.Draw(120, () => 0.5 + (2 * r.NextNormal())))).Value),
        new("Poisson bootstrap, percentile", "exponential means, 150 and 150", MethodMeasure.Coverage, MethodPromise.Shown, 0.95, 10, r =>
            MethodTrial.Of(PoissonBootstrap.MeanDraws(ValueCounts.Of(MeanScenarios.Draw(150, r.NextExponential)), ValueCounts.Of(MeanScenarios.Draw(150, r.NextExponential)), r.NextInt(1_000_000), 400, threads: 1)
                .Absolute.Value.Set(BootstrapInterval.Percentile, Level).Value.Contains(0))),
    ];

    private static MethodScenario Nominal(string method, string shape, int cost, double truth, Func<SeededRandom, Contrast> draw)
        => new(method, shape, MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, cost, r =>
        {
            var set = draw(r).Absolute(Level).Set;
            return MethodTrial.Of(set.Contains(truth), set.Upper - set.Lower);
        });

    private static StratumCell[] Stratum(SeededRandom r, int stratum, int cluster, int control, int treatment, double level, double effect, double deviation) =>
    [
        new(stratum, cluster, 0, Moments.Of(MeanScenarios.Draw(control, () => level + r.NextNormal()))),
        new(stratum, cluster, 1, Moments.Of(MeanScenarios.Draw(treatment, () => level + effect + (deviation * r.NextNormal())))),
    ];

    // Slopes differ: with a covariate of mean zero the average effect is the difference of the constants.
    private static double[][] Line(SeededRandom r, int n, double effect, double slope)
    {
        var x = MeanScenarios.Draw(n, r.NextNormal);
        return [[.. x.Select(v => effect + (slope * v) + r.NextNormal())], x];
    }

    private static PanelCluster Panel(SeededRandom r, bool treated)
    {
        double level = 2 * r.NextNormal(), trend = r.NextNormal();
        PanelSum Weeks(double mean) => new(Enumerable.Range(0, 4).Sum(_ => mean + r.NextNormal()), 4);
        PanelSum before = Weeks(level), after = Weeks(level + 1 + trend + (treated ? 0.7 : 0)), none = new(0, 0);
        return treated ? new PanelCluster(none, none, before, after) : new PanelCluster(before, after, none, none);
    }

    private static JointMoments Blocks(SeededRandom r, double effect)
    {
        var rows = MeanScenarios.Draw(40, () => 5 + r.NextInt(20));
        return ClusterDifference.Arm([.. rows.Select(n => (n * (10 + effect + r.NextNormal())) + (Math.Sqrt(n) * r.NextNormal()))], rows);
    }

    // Half of the blocks drawn by lot, whatever the trend.
    private static IEnumerable<RandomisedBlock> Region(SeededRandom r, int region)
    {
        var treated = (bool[])[true, true, true, true, false, false, false, false];
        r.Shuffle(treated.AsSpan());
        return treated.Select((t, b) => 5 + r.NextInt(20) is var rows ? new RandomisedBlock(region, t, rows * ((0.4 * b) + r.NextExponential()), rows) : default);
    }

    private static Contrast Learned(SeededRandom r, IOutcomeModel model)
    {
        const int n = 400;
        double[] x = MeanScenarios.Draw(n, r.NextNormal), z = MeanScenarios.Draw(n, r.NextNormal);
        bool[] treated = [.. x.Select(_ => r.NextBernoulli(0.5))];
        double[] y = [.. Enumerable.Range(0, n).Select(i => (x[i] > 0 ? 2.0 : -2) + (z[i] * z[i]) + r.NextNormal() + (treated[i] ? 0.3 + (0.3 * x[i]) : 0))];
        var predicted = CrossFitting.Predict(model, [x, z], y, [.. x.Select(_ => r.NextUInt64())]).Value.Values;
        JointMoments Arm(bool arm)
        {
            int[] rows = [.. Enumerable.Range(0, n).Where(i => treated[i] == arm)];
            return JointMoments.Of(Array.ConvertAll(rows, i => y[i]), Array.ConvertAll(rows, i => predicted[i]));
        }

        return Cuped.Adjust(Arm(false), Arm(true), 0, 1).Value.Contrast;
    }
}
