using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Conventions of peers for proportions, and ratios of means: dualities of test and interval, symmetries, equality with plain formulas.</summary>
public class PeerInvariances
{
    private static Gen<(Proportion A, Proportion B, Level Level)> Tables => from na in Gen.Choose(5, 5000)
                                                                           from nb in Gen.Choose(5, 5000)
                                                                           from a in Gen.Choose(0, na)
                                                                           from b in Gen.Choose(0, nb)
                                                                           from level in Properties.Levels
                                                                           select (new Proportion(a, na), new Proportion(b, nb), level);

    [Fact]
    public void Tea_tasting_turns_with_its_arms_and_with_what_counts_as_success_and_its_interval_is_its_test_unclipped() => Properties.Hold(
        from t in Tables from pooled in Gen.Elements(true, false) from corrected in Gen.Elements(true, false) select (t, pooled, corrected),
        c =>
        {
            var (a, b, level) = c.t;
            var found = TeaTastingProportion.Compare(a, b, level, c.pooled, c.corrected);
            if (!found.IsDefined)
            {
                Assert.True(c.pooled ? a.Successes + b.Successes == 0 || a.Successes + b.Successes == a.Trials + b.Trials : (a.Successes == 0 || a.Successes == a.Trials) && (b.Successes == 0 || b.Successes == b.Trials));
                return;
            }

            var here = found.Value;
            var turned = TeaTastingProportion.Compare(b, a, level, c.pooled, c.corrected).Value;
            var failures = TeaTastingProportion.Compare(new(a.Trials - a.Successes, a.Trials), new(b.Trials - b.Successes, b.Trials), level, c.pooled, c.corrected).Value;
            foreach (var other in new[] { turned, failures })
            {
                Properties.Close(-here.Absolute.Value, other.Absolute.Value, 1e-9, 1);
                Properties.Close(here.Test.PValue, other.Test.PValue, 1e-7, 1e-12);
                Properties.Close(-here.Absolute.Set.Lower, other.Absolute.Set.Upper, 1e-9, 1);
            }

            // The correction never makes a difference clearer; the interval leaves out 0 exactly where the test says so.
            Assert.True(here.Test.PValue >= TeaTastingProportion.Compare(a, b, level, c.pooled, continuityCorrection: false).Value.Test.PValue - 1e-12);
            if (Math.Abs(here.Test.PValue - level.Alpha) > 1e-9)
            {
                Assert.Equal(here.Test.PValue < level.Alpha, !here.Absolute.Set.Contains(0));
            }

            if (here.Relative.IsDefined && a.Value < 1 && b.Value < 1 && !c.corrected)
            {
                // On the log scale the lift's interval is symmetric.
                var lift = here.Relative.Value;
                Properties.Close(2 * Math.Log(1 + lift.Value), Math.Log(1 + lift.Set.Lower) + Math.Log(1 + lift.Set.Upper), 1e-6, 1);
            }
        });

    [Fact]
    public void Gbstats_compares_shares_as_Welch_compares_their_zeros_and_ones_with_divisor_n() => Properties.Hold(Tables, t =>
    {
        var (a, b, level) = t;
        var found = GrowthBookProportion.Contrast(a, b);
        var constant = a.Successes == 0 || a.Successes == a.Trials || b.Successes == 0 || b.Successes == b.Trials;
        Assert.Equal(!constant, found.IsDefined);
        if (constant)
        {
            return;
        }

        double pa = a.Value, pb = b.Value, va = pa * (1 - pa) / a.Trials, vb = pb * (1 - pb) / b.Trials;
        Contrast here = found.Value, turned = GrowthBookProportion.Contrast(b, a).Value;
        Properties.Close(Math.Sqrt(va + vb), here.StandardError, 1e-12);
        Properties.Close(pb - pa, here.Difference, 1e-9, 1);
        Properties.Close(-here.Difference, turned.Difference, 1e-12, 1);
        Properties.Close(here.Test().PValue, turned.Test().PValue, 1e-9);
        if (Math.Abs(here.Test().PValue - level.Alpha) > 1e-9)
        {
            Assert.Equal(here.Test().PValue < level.Alpha, !here.Absolute(level).Set.Contains(0));
        }

        // Divisor n instead of n − 1: the larger arm sets the bounds of the ratio of errors to Welch's.
        double welch = WelchTest.Contrast(Of(a), Of(b)).Value.StandardError, ratio = Math.Pow(here.StandardError / welch, 2);
        double least = Math.Min(a.Trials, b.Trials), most = Math.Max(a.Trials, b.Trials);
        Assert.InRange(ratio, 1 - (1 / least) - 1e-12, 1 - (1 / most) + 1e-12);
        Assert.Null(GrowthBookConvention.Refuse(here));
    });

    [Fact]
    public void GrowthBook_refuses_what_does_not_vary_or_has_no_control_mean_and_nothing_else() => Properties.Hold(Properties.Arms(3), arms =>
    {
        var contrast = WelchTest.Contrast(arms.Control, arms.Treatment);
        if (!contrast.IsDefined)
        {
            return;
        }

        var refused = GrowthBookConvention.Refuse(contrast.Value)?.Code;
        var expected = arms.Control.UnitVariance <= 0 || arms.Treatment.UnitVariance <= 0 ? Undefined.ZeroVariance : arms.Control.Mean == 0 ? Undefined.ZeroBaseline : null;
        Assert.Equal(expected, refused);
    });

    [Fact]
    public void A_ratio_follows_the_units_of_both_its_parts_and_over_ones_it_is_a_mean() => Properties.Hold(
        from seed in Gen.Choose(1, 1_000_000) from na in Gen.Choose(3, 40) from nb in Gen.Choose(3, 40) from s in Properties.Magnitude(-3, 3) from v in Properties.Magnitude(-3, 3) select (seed, na, nb, s, v),
        c =>
        {
            var r = new SeededRandom(c.seed);
            double[][] Units(int n) => [[.. Enumerable.Range(0, n).Select(_ => r.NextNormal() + 2)], [.. Enumerable.Range(0, n).Select(_ => 1.0 + r.NextInt(5))]];
            double[][] a = Units(c.na), b = Units(c.nb);
            JointMoments Scaled(double[][] u) => JointMoments.Of(Array.ConvertAll(u[0], x => c.s * x), Array.ConvertAll(u[1], x => c.v * x));
            Contrast here = RatioOfMeans.Contrast(JointMoments.Of(a), JointMoments.Of(b), 0, 1).Value, there = RatioOfMeans.Contrast(Scaled(a), Scaled(b), 0, 1).Value;
            Properties.Close(here.Difference * c.s / c.v, there.Difference, 1e-8, c.s / c.v);
            Properties.Close(here.StandardError * c.s / c.v, there.StandardError, 1e-8);
            Properties.Close(here.Test().PValue, there.Test().PValue, 1e-6);

            double[] OnesOf(double[][] u) => Array.ConvertAll(u[0], _ => 1.0);
            Contrast mean = WelchTest.Contrast(Moments.Of(a[0]), Moments.Of(b[0])).Value, ratio = RatioOfMeans.Contrast(JointMoments.Of(a[0], OnesOf(a)), JointMoments.Of(b[0], OnesOf(b)), 0, 1).Value;
            Properties.Close(mean.Difference, ratio.Difference, 1e-9, 1);
            Properties.Close(mean.StandardError, ratio.StandardError, 1e-9);
        });

    private static Moments Of(Proportion p) => new(p.Trials, p.Value, p.Trials * p.Value * (1 - p.Value));
}
