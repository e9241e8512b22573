using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>What must not change, and what must change along: units, order of the data, names of the arms.</summary>
public class ComparisonInvariances
{
    private static readonly Level Level95 = Level.Of(0.95);

    private static Gen<Proportion> Shares => from trials in Gen.Choose(1, 400) from successes in Gen.Choose(0, trials) select new Proportion(successes, trials);

    private static Gen<(Proportion Control, Proportion Treatment)> TwoShares => from a in Shares from b in Shares select (a, b);

    private static Gen<CrossedCluster[]> Clusters
        => from count in Gen.Choose(2, 30)
           from each in Gen.ArrayOf(
               from na in Gen.Choose(1, 9)
               from nb in Gen.Choose(1, 9)
               from a in Gen.Choose(-500, 500)
               from b in Gen.Choose(-500, 500)
               select new CrossedCluster(a / 10.0, na, b / 10.0, nb),
               count)
           select each;

    private static Estimable<Contrast> Crossed(IEnumerable<CrossedCluster> clusters)
    {
        var all = clusters.ToList();
        return CrossedClusters.Contrast(all, (long)all.Sum(c => c.ControlSize), (long)all.Sum(c => c.TreatmentSize));
    }

    [Fact]
    public void Crossed_clusters_keep_their_statistic_under_a_change_of_unit_and_origin()
        => Properties.Hold(
            from clusters in Clusters from scale in Properties.Magnitude(-3, 3) from origin in Gen.Choose(-100, 100) select (clusters, scale, origin),
            c =>
            {
                Estimable<Contrast> plain = Crossed(c.clusters), moved = Crossed(c.clusters.Select(x => new CrossedCluster(
                    c.scale * (x.Control + (c.origin * x.ControlSize)), x.ControlSize, c.scale * (x.Treatment + (c.origin * x.TreatmentSize)), x.TreatmentSize)));
                Assert.Equal(plain.IsDefined, moved.IsDefined);
                if (plain.IsDefined && plain.Value.StandardError > 1e-9)
                {
                    Properties.Close(c.scale * plain.Value.Difference, moved.Value.Difference, 1e-7, c.scale * 100);
                    Properties.Close(c.scale * plain.Value.StandardError, moved.Value.StandardError, 1e-6);
                }
            });

    [Fact]
    public void Crossed_clusters_do_not_depend_on_their_order_and_turn_with_the_arms()
        => Properties.Hold(Clusters, clusters =>
        {
            Estimable<Contrast> plain = Crossed(clusters), reversed = Crossed(clusters.Reverse()), turned = Crossed(clusters.Select(x => new CrossedCluster(x.Treatment, x.TreatmentSize, x.Control, x.ControlSize)));
            Assert.Equal(plain.IsDefined, turned.IsDefined);
            if (plain.IsDefined)
            {
                Properties.Close(plain.Value.StandardError, reversed.Value.StandardError, 1e-9);
                Properties.Close(-plain.Value.Difference, turned.Value.Difference, 1e-9, 1);
                Properties.Close(plain.Value.StandardError, turned.Value.StandardError, 1e-9);
                Assert.Equal(clusters.Length - 1, plain.Value.Test().DegreesOfFreedom!.Value, 9);
            }
        });

    [Fact]
    public void What_arms_share_of_their_clusters_cancels()
        => Properties.Hold(from clusters in Clusters from shared in Gen.ArrayOf(Gen.Choose(-1000, 1000), clusters.Length) select (clusters, shared), c =>
        {
            // Equal sizes in both arms of each cluster: then a level of the cluster is in both means alike.
            CrossedCluster[] even = [.. c.clusters.Select(x => x with { ControlSize = 3, TreatmentSize = 3 })];
            Estimable<Contrast> plain = Crossed(even), moved = Crossed(even.Select((x, i) => x with { Control = x.Control + (3 * c.shared[i]), Treatment = x.Treatment + (3 * c.shared[i]) }));
            if (plain.IsDefined && moved.IsDefined)
            {
                Properties.Close(plain.Value.Difference, moved.Value.Difference, 1e-9, 1000);
                Properties.Close(plain.Value.StandardError, moved.Value.StandardError, 1e-8, 1);
            }
        });

    [Fact]
    public void The_score_test_of_a_ratio_turns_with_the_arms_and_agrees_with_its_interval()
        => Properties.Hold(
            from shares in TwoShares from ratio in Properties.Magnitude(-1, 1) from alternative in Properties.Alternatives select (shares.Control, shares.Treatment, ratio, alternative),
            c =>
            {
                var turned = c.alternative switch { Alternative.Greater => Alternative.Less, Alternative.Less => Alternative.Greater, _ => Alternative.TwoSided };
                Estimable<TestResult> one = ScoreRiskRatio.Test(c.Control, c.Treatment, c.ratio, c.alternative), other = ScoreRiskRatio.Test(c.Treatment, c.Control, 1 / c.ratio, turned);
                if (one.IsDefined && other.IsDefined)
                {
                    Assert.InRange(one.Value.PValue, 0, 1);
                    Properties.Close(one.Value.PValue, other.Value.PValue, 1e-6, 1e-9);
                }

                var interval = ScoreRiskRatio.Interval(c.Control, c.Treatment, Level95);
                var test = ScoreRiskRatio.Test(c.Control, c.Treatment, c.ratio);
                if (interval.IsDefined && test.IsDefined && Math.Abs(test.Value.PValue - 0.05) > 1e-4)
                {
                    Assert.Equal(test.Value.PValue > 0.05, interval.Value.Set.Contains(c.ratio));
                }
            });

    [Fact]
    public void One_sided_score_tests_of_a_ratio_add_up()
        => Properties.Hold(from shares in TwoShares from ratio in Properties.Magnitude(-1, 1) select (shares.Control, shares.Treatment, ratio), c =>
        {
            if (ScoreRiskRatio.Test(c.Control, c.Treatment, c.ratio, Alternative.Greater) is { IsDefined: true, Value.PValue: var above }
                && ScoreRiskRatio.Test(c.Control, c.Treatment, c.ratio, Alternative.Less) is { IsDefined: true, Value.PValue: var below })
            {
                Assert.Equal(1, above + below, 9);
                Assert.Equal(2 * Math.Min(above, below), ScoreRiskRatio.Test(c.Control, c.Treatment, c.ratio).Value.PValue, 9);
            }
        });

    [Fact]
    public void Intervals_of_one_share_lie_in_zero_to_one_mirror_failures_and_contain_the_share()
        => Properties.Hold(from share in Shares from level in Properties.Levels select (share, level), c =>
        {
            var mirrored = new Proportion(c.share.Failures, c.share.Trials);
            foreach (var interval in (Func<Proportion, Level, Estimable<ConfidenceSet>>[])[ClopperPearsonInterval.Of, WilsonInterval.Of, JeffreysInterval.Of, AgrestiCoullInterval.Of, WaldInterval.Of])
            {
                Estimable<ConfidenceSet> one = interval(c.share, c.level), other = interval(mirrored, c.level);
                Assert.Equal(one.IsDefined, other.IsDefined);
                if (one.IsDefined)
                {
                    Properties.Close(one.Value.Lower, 1 - other.Value.Upper, 1e-7, 1);
                    Assert.True(one.Value.Lower <= one.Value.Upper);
                }
            }

            var exact = ClopperPearsonInterval.Of(c.share, c.level).Value;
            Assert.InRange(exact.Lower, 0, 1);
            Assert.InRange(exact.Upper, 0, 1);
            Assert.True(exact.Lower <= c.share.Value && exact.Upper >= c.share.Value);
        });

    [Fact]
    public void Students_test_is_the_analysis_of_variance_of_two_groups()
        => Properties.Hold(from a in Properties.Sample(3, 20) from b in Properties.Sample(3, 20) select (a, b), c =>
        {
            Moments a = Moments.Of(c.a), b = Moments.Of(c.b);
            var test = StudentTTest.Contrast(new Arm(a.Count, a.Mean, a.Variance), new Arm(b.Count, b.Mean, b.Variance));
            var anova = OneWayAnova.Test(a, b);
            Assert.Equal(test.IsDefined, anova.IsDefined);
            if (test.IsDefined && anova.Value.RSquared is > 1e-12 and < 1 - 1e-12)
            {
                Properties.Close(test.Value.Test().PValue, anova.Value.PValue, 1e-6, 1e-12);
            }
        });

    [Fact]
    public void A_log_lift_keeps_its_value_under_a_change_of_unit_and_a_delta_lift_too()
        => Properties.Hold(from arms in Properties.Arms(0) from scale in Properties.Magnitude(-3, 3) select (arms.Control, arms.Treatment, scale), c =>
        {
            Arm Scaled(Arm arm) => arm with { Mean = arm.Mean * c.scale, UnitVariance = arm.UnitVariance * c.scale * c.scale };
            Estimable<Contrast> plain = Contrast.Satterthwaite("t", c.Control, c.Treatment), scaled = Contrast.Satterthwaite("t", Scaled(c.Control), Scaled(c.Treatment));
            if (!plain.IsDefined || !scaled.IsDefined)
            {
                return;
            }

            foreach (var lift in (Func<Contrast, Estimable<Effect>>[])[x => DeltaLift.Effect(x, Level95), x => LogLift.Effect(x, Level95)])
            {
                Estimable<Effect> one = lift(plain.Value), other = lift(scaled.Value);
                Assert.Equal(one.IsDefined, other.IsDefined);
                if (one.IsDefined)
                {
                    Properties.Close(one.Value.Value, other.Value.Value, 1e-9, 1e-6);
                    Properties.Close(one.Value.Set, other.Value.Set, 1e-7, Math.Max(1e-6, Math.Abs(one.Value.Set.Upper - one.Value.Set.Lower)));
                }
            }
        });

    [Fact]
    public void Combined_p_values_do_not_depend_on_their_order_and_fall_with_each()
        => Properties.Hold(Gen.ArrayOf(Gen.Choose(1, 999), 6), thousandths =>
        {
            double[] p = [.. thousandths.Select(t => t / 1000.0)], reversed = [.. p.Reverse()], lower = [p[0] / 2, .. p[1..]];
            foreach (var combine in (Func<double[], double>[])[x => PValueCombination.Fisher(x).PValue, x => PValueCombination.Stouffer(x).Value.PValue, x => PValueCombination.Tippett(x).PValue, x => PValueCombination.Pearson(x).PValue])
            {
                Properties.Close(combine(p), combine(reversed), 1e-9, 1e-12);
                Assert.True(combine(lower) <= combine(p) + 1e-12);
            }
        });

    [Fact]
    public void An_imbalance_turns_with_the_arms_and_keeps_its_size_under_a_change_of_unit()
        => Properties.Hold(from a in Properties.Sample(3, 20) from b in Properties.Sample(3, 20) from scale in Properties.Magnitude(-2, 2) select (a, b, scale), c =>
        {
            Estimable<CovariateDifference> one = CovariateImbalance.Compare(Moments.Of(c.a), Moments.Of(c.b)), turned = CovariateImbalance.Compare(Moments.Of(c.b), Moments.Of(c.a)),
                scaled = CovariateImbalance.Compare(Moments.Of([.. c.a.Select(x => x * c.scale)]), Moments.Of([.. c.b.Select(x => x * c.scale)]));
            Assert.Equal(one.IsDefined, turned.IsDefined);
            if (one.IsDefined && scaled.IsDefined)
            {
                Properties.Close(one.Value.StandardisedDifference, -turned.Value.StandardisedDifference, 1e-9, 1e-9);
                Properties.Close(one.Value.StandardisedDifference, scaled.Value.StandardisedDifference, 1e-6, 1e-6);
            }
        });

    [Fact]
    public void An_association_does_not_depend_on_the_order_of_rows_or_columns()
        => Properties.Hold(Gen.ArrayOf(Gen.Choose(1, 200), 6), n =>
        {
            long[,] table = { { n[0], n[1], n[2] }, { n[3], n[4], n[5] } }, turned = { { n[3], n[4], n[5] }, { n[0], n[1], n[2] } }, across = { { n[2], n[0], n[1] }, { n[5], n[3], n[4] } };
            var one = AssociationTest.Test(table).Value;
            foreach (var other in new[] { AssociationTest.Test(turned).Value, AssociationTest.Test(across).Value })
            {
                Properties.Close(one.Test.PValue, other.Test.PValue, 1e-9, 1e-12);
                Properties.Close(one.CramersV, other.CramersV, 1e-9, 1e-12);
            }

            Assert.InRange(one.CramersV, 0, 1);
        });

    [Fact]
    public void A_quantile_difference_turns_with_the_arms_and_moves_with_the_values()
        => Properties.Hold(from a in Properties.Sample(30, 80) from b in Properties.Sample(30, 80) from q in Gen.Choose(20, 80) select (a, b, q), c =>
        {
            ValueCounts a = ValueCounts.Of(c.a), b = ValueCounts.Of(c.b), moved = ValueCounts.Of([.. c.b.Select(x => x + 1024)]);
            Estimable<Contrast> one = QuantileDifference.Contrast(a, b, c.q / 100.0), turned = QuantileDifference.Contrast(b, a, c.q / 100.0), up = QuantileDifference.Contrast(a, moved, c.q / 100.0);
            Assert.Equal(one.IsDefined, turned.IsDefined);
            if (one.IsDefined && up.IsDefined)
            {
                Properties.Close(one.Value.Difference, -turned.Value.Difference, 1e-9, 1e-6);
                Properties.Close(one.Value.StandardError, turned.Value.StandardError, 1e-9);
                Properties.Close(one.Value.Difference + 1024, up.Value.Difference, 1e-6, 1e4);
            }
        });
}
