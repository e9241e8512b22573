using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Intervals of stratified, regression and panel estimators cover as they say.</summary>
public sealed class StructureCoverageTests
{
    private static readonly Level Level = Level.Of(0.95);

    [Fact]
    public void Fixed_effects_cover_within_unequal_strata()
        => Simulation.AssertNominal(0.05, Simulation.Short, 71, r =>
        {
            var cells = new List<StratumCell>();
            for (var s = 0; s < 12; s++)
            {
                var level = 3 * r.NextNormal();
                cells.Add(new StratumCell(s, 0, 0, Arm(r, 6 + (s % 5), level, 1)));
                cells.Add(new StratumCell(s, 0, 1, Arm(r, 8 + (s % 3), level + 0.5, 2)));
            }

            return Misses(StratifiedEffects.Fit(cells, 2).Value.Contrast(0, 1, CovarianceEstimator.Hc2).Value, 0.5);
        });

    [Fact]
    public void Fixed_effects_by_cluster_cover_with_forty_schools()
        => Simulation.AssertNominal(0.05, Simulation.Short, 72, r =>
        {
            var cells = new List<StratumCell>();
            for (var s = 0; s < 40; s++)
            {
                double level = 3 * r.NextNormal(), effect = 0.5 + (0.8 * r.NextNormal());
                cells.Add(new StratumCell(s, s, 0, Arm(r, 10, level, 1)));
                cells.Add(new StratumCell(s, s, 1, Arm(r, 10, level + effect, 1)));
            }

            return Misses(StratifiedEffects.Fit(cells, 2).Value.ClusteredContrast(0, 1).Value, 0.5);
        });

    [Fact]
    public void Lin_s_regression_covers_with_unequal_arms()
        => Simulation.AssertNominal(0.05, Simulation.Short, 73, r =>
        {
            double[][] Units(int n, double effect, double slope)
            {
                var x = Simulation.Draw(n, r.NextNormal);
                return [[.. x.Select(v => effect + (slope * v) + r.NextNormal())], x];
            }

            // Slopes differ, so that the average effect of the units at hand is 0.4 + 0.05 x̄; with x̄ of 0 expected the truth is 0.4.
            return Misses(LinContrast.Of(Units(60, 0, 2), Units(140, 0.4, 2.05)).Value, 0.4);
        });

    [Fact]
    public void Panels_cover_with_dependent_observations()
        => Simulation.AssertNominal(0.05, Simulation.Short, 74, r =>
        {
            var clusters = new List<PanelCluster>();
            for (var u = 0; u < 80; u++)
            {
                double level = 2 * r.NextNormal(), trend = r.NextNormal();
                PanelSum Weeks(double mean) => new(Enumerable.Range(0, 4).Sum(_ => mean + r.NextNormal()), 4);
                PanelSum before = Weeks(level), after = Weeks(level + 1 + trend + (u % 2 * 0.7)), none = new(0, 0);
                clusters.Add(u % 2 == 0 ? new PanelCluster(before, after, none, none) : new PanelCluster(none, none, before, after));
            }

            return Misses(PanelDifference.Contrast(clusters).Value, 0.7);
        });

    [Fact]
    public void Switched_blocks_cover_where_hours_differ_and_rows_of_a_block_depend()
        => Simulation.AssertNominal(0.05, Simulation.Short, 75, r =>
        {
            JointMoments Blocks(double effect)
            {
                double[] counts = Simulation.Draw(40, () => 5 + r.NextInt(20));
                return ClusterDifference.Arm([.. counts.Select(n => (n * (10 + effect + r.NextNormal())) + (Math.Sqrt(n) * r.NextNormal()))], counts);
            }

            return Misses(ClusterDifference.Contrast(Blocks(0), Blocks(0.5)).Value, 0.5);
        });

    private static Moments Arm(SeededRandom r, int n, double mean, double deviation) => Moments.Of(Simulation.Draw(n, () => mean + (deviation * r.NextNormal())));

    private static bool Misses(Contrast contrast, double truth) => !contrast.Absolute(Level).Set.Contains(truth);
}
