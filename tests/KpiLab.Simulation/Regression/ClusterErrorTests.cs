using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often clustered comparisons, logistic regression and the log-rank test reject when nothing differs.</summary>
public sealed class ClusterErrorTests
{
    [Fact]
    public void CR2_keeps_its_level_with_few_unequal_clusters_where_plain_errors_do_not() => Clusters(Simulation.Short);

    [Fact]
    public void CR2_keeps_its_level_in_the_long_run()
    {
        Simulation.SkipUnlessFull();
        Clusters(Simulation.Full);
    }

    [Fact]
    public void Cluster_sums_keep_the_level_with_thirty_clusters_an_arm()
        => Simulation.AssertNominal(0.05, Simulation.Short, 42, r =>
        {
            JointMoments Arm()
            {
                double[] counts = Simulation.Draw(30, () => 3 + r.NextInt(10));
                return ClusterDifference.Arm([.. counts.Select(n => (n * 0.7 * r.NextNormal()) + (Math.Sqrt(n) * r.NextNormal()))], counts);
            }

            return ClusterDifference.Contrast(Arm(), Arm()).Value.Rejects(Level.Of(0.95));
        });

    // 40 clusters with levels and effects of their own, whose units were randomised within them.
    [Fact]
    public void Crossed_clusters_keep_the_level_where_effects_differ_between_clusters()
        => Simulation.AssertNominal(0.05, Simulation.Short, 45, r =>
        {
            var clusters = new List<CrossedCluster>();
            for (var c = 0; c < 40; c++)
            {
                double level = 2 * r.NextNormal(), effect = 0.5 * r.NextNormal(), control = 0, treatment = 0;
                int units = 12 + r.NextInt(8), treated = 0;
                for (var unit = 0; unit < units; unit++)
                {
                    var isTreated = r.NextBernoulli(0.5);
                    treated += isTreated ? 1 : 0;
                    control += isTreated ? 0 : level + r.NextNormal();
                    treatment += isTreated ? level + effect + r.NextNormal() : 0;
                }

                clusters.Add(new CrossedCluster(control, units - treated, treatment, treated));
            }

            return CrossedClusters.Contrast(clusters, (long)clusters.Sum(c => c.ControlSize), (long)clusters.Sum(c => c.TreatmentSize)).Value.Rejects(Level.Of(0.95));
        });

    [Fact]
    public void The_standardised_risk_difference_covers()
    {
        // P(success) = logit⁻¹(−0.5 + 0.8 T + x), x standard normal. The average over x of the difference, by trapezoids over x from −12 to 12 in steps of 0.001, NumPy.
        const double truth = 0.1637339363;
        Simulation.AssertNominal(0.05, Simulation.Short, 43, r =>
        {
            double[] x = Simulation.Draw(500, r.NextNormal), t = [.. x.Select((_, i) => i % 2 == 0 ? 1.0 : 0)];
            bool[] y = [.. x.Zip(t, (v, w) => r.NextBernoulli(1 / (1 + Math.Exp(0.5 - (0.8 * w) - v))))];
            var risk = LogisticRegression.Fit(y, x.Select(_ => 1.0).ToArray(), t, x).Value.RiskDifference(1);
            return Math.Abs(risk.Value - truth) > 1.959963984540054 * risk.StandardError;
        });
    }

    [Fact]
    public void The_log_rank_test_keeps_its_level_under_censoring_and_ties()
        => Simulation.AssertNominal(0.05, Simulation.Short, 44, r =>
        {
            FollowUp[] Arm(int n) => [.. Enumerable.Range(0, n).Select(_ =>
            {
                double time = Math.Ceiling(10 * r.NextExponential()), end = Math.Ceiling(25 * r.NextDouble());
                return new FollowUp(Math.Min(time, end), time <= end);
            })];
            return LogRankTest.Test(Arm(80), Arm(120)).Value.Test.PValue <= 0.05;
        });

    private static void Clusters(int runs)
    {
        Simulation.AssertNominal(0.05, runs, 40, r => Rejects(r, ClusterCorrection.Cr2));
        Assert.True(Simulation.Share(runs, 41, r => Rejects(r, ClusterCorrection.Cr0)) > 0.065, "CR0 was expected to reject too often");
    }

    // Sixteen clusters of 4 to 12 units, half of them treated, intraclass correlation 0.2.
    private static bool Rejects(SeededRandom r, ClusterCorrection correction)
    {
        List<double> y = [], treatment = [];
        var cluster = new List<int>();
        for (var g = 0; g < 16; g++)
        {
            var level = 0.5 * r.NextNormal();
            for (var i = 4 + r.NextInt(9); i > 0; i--)
            {
                y.Add(level + r.NextNormal());
                treatment.Add(g % 2);
                cluster.Add(g);
            }
        }

        var fit = LeastSquares.Fit([.. y], y.Select(_ => 1.0).ToArray(), [.. treatment]).Value;
        return ClusterRobust.Of(fit, cluster).Value.Test(1, correction).Value.PValue <= 0.05;
    }
}
