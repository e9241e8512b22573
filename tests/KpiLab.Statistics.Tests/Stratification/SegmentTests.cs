using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class SegmentTests
{
    // Hits of 18 players in their first 45 times at bat, season 1970: Efron and Morris (1975), JASA 70:311, table 1.
    private static readonly double[] Hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];

    [Fact]
    public void Interaction_agrees_with_oneway_test_of_R()
    {
        // R 4.2.2: oneway.test(weight ~ group, PlantGrowth); a group's mean is its effect
        Moments[] groups = [.. Examples.PlantGrowth.Select(g => Moments.Of(g))];
        var result = EffectInteraction.Test(
            [.. groups.Select(g => g.Mean)], [.. groups.Select(g => g.Variance / g.Count)], [.. groups.Select(g => g.Count - 1.0)]).Value;
        Examples.Equal(5.1809724081131892, result.Test.Statistic);
        Assert.Equal(2, result.Test.DegreesOfFreedom);
        Examples.Equal(17.128418616644129, result.DenominatorDegreesOfFreedom);
        Examples.Equal(0.017392821490170001, result.Test.PValue);
    }

    [Fact]
    public void Interaction_of_two_segments_is_the_t_test_of_the_difference_and_with_known_variances_cochrans_Q()
    {
        var cases = from e in Gen.ArrayOf(Properties.Signed(Properties.Magnitude(-1, 1)), 4)
                    from v in Gen.ArrayOf(Properties.Magnitude(-2, 1), 4)
                    from n in Gen.ArrayOf(Gen.Choose(3, 200), 4)
                    select (e, v, n);
        Properties.Hold(cases, c =>
        {
            var two = EffectInteraction.Test(c.e.AsSpan(0, 2), c.v.AsSpan(0, 2), [c.n[0], c.n[1]]).Value;
            var welch = WelchTest.Contrast(new Arm(c.n[0] + 1, c.e[0], c.v[0] * (c.n[0] + 1)), new Arm(c.n[1] + 1, c.e[1], c.v[1] * (c.n[1] + 1))).Value;
            Properties.Close(welch.DegreesOfFreedom!.Value, two.DenominatorDegreesOfFreedom, 1e-9);
            Properties.Close(welch.Test().PValue, two.Test.PValue, 1e-8);
            double[] known = [.. c.e.Select(_ => double.PositiveInfinity)];
            Properties.Close(EffectHeterogeneity.Of(c.e, c.v).Value.Q.PValue, EffectInteraction.Test(c.e, c.v, known).Value.Test.PValue, 1e-9);
        });
    }

    [Fact]
    public void Baseball_players_shrink_by_the_published_factor()
    {
        // Efron and Morris (1977), Scientific American 236:119: 0.265 + 0.212 (y − 0.265)
        double[] averages = Array.ConvertAll(Hits, h => h / 45);
        var mean = Hits.Sum() / 45 / 18;
        var shrunken = EffectShrinkage.Of(averages, Array.ConvertAll(Hits, _ => mean * (1 - mean) / 45), Examples.NinetyFive).Value;
        Assert.Equal(0.265, shrunken.Average, 3);
        Assert.All(shrunken.Segments, s => Assert.Equal(0.212, 1 - s.Shrinkage, 3));
        Assert.Equal(0.265 + (0.212 * (0.400 - 0.265)), shrunken.Segments[0].Effect.Value, 3);
    }

    [Fact]
    public void Shrunken_effects_lie_between_their_own_estimate_and_the_average_and_precise_ones_move_less()
    {
        var cases = from k in Gen.Choose(4, 15)
                    from e in Gen.ArrayOf(Properties.Signed(Properties.Magnitude(-1, 1)), k)
                    from v in Gen.ArrayOf(Properties.Magnitude(-3, 1), k)
                    select (e, v);
        Properties.Hold(cases, c =>
        {
            var all = EffectShrinkage.Of(c.e, c.v, Examples.NinetyFive).Value;
            for (var i = 0; i < c.e.Length; i++)
            {
                var s = all.Segments[i];
                Assert.InRange(s.Shrinkage, 0, 1);
                Assert.InRange(s.Effect.Value, Math.Min(c.e[i], all.Average) - 1e-9, Math.Max(c.e[i], all.Average) + 1e-9);
                Assert.All(all.Segments.Where((_, j) => c.v[j] > c.v[i]), other => Assert.True(other.Shrinkage >= s.Shrinkage - 1e-12));
            }

            // Paule and Mandel's equation, where it has a root
            var q = c.e.Select((e, i) => (e - all.Average) * (e - all.Average) / (c.v[i] + all.TauSquared)).Sum();
            Assert.True(all.TauSquared == 0 ? q <= c.e.Length - 1 : Math.Abs(q - (c.e.Length - 1)) < 1e-6 * c.e.Length);
        });
    }

    [Fact]
    public void A_mix_shift_is_worked_out_by_hand()
    {
        // shares ½ ½ → ¼ ¾, means 10 and 20 → 12 and 20: within ⅜·2, mix −¼·11 + ¼·20
        Stratum[] segments = [new(new(50, 10, 100), new(25, 12, 80)), new(new(50, 20, 100), new(75, 20, 90))];
        var result = MixShift.Decompose(segments, Examples.NinetyFive).Value;
        Assert.Equal(3, result.Total.Value, 12);
        Assert.Equal(0.75, result.Within.Value, 12);
        Assert.Equal(2.25, result.Mix.Value, 12);
    }

    [Fact]
    public void Parts_add_up_and_the_total_is_welch()
    {
        Properties.Hold(Segments, segments =>
        {
            var result = MixShift.Decompose(segments, Examples.NinetyFive).Value;
            var pooled = Stratum.Pooled(segments);
            Properties.Close(pooled.Difference, result.Within.Value + result.Mix.Value, 1e-9, 100);
            Properties.Close(result.Within.Value, result.Segments.Sum(s => s.Within), 1e-12, 100);
            Properties.Close(WelchTest.Contrast(pooled.Control, pooled.Treatment).Value.StandardError, result.Total.StandardError!.Value, 1e-12);

            // Where both arms have one mean in every segment there is no change within, and its error is that of the means alone.
            Stratum[] alike = [.. segments.Select(s => s with { Treatment = s.Treatment with { Mean = s.Control.Mean } })];
            Assert.Equal(0, MixShift.Decompose(alike, Examples.NinetyFive).Value.Within.Value, 12);
        });
    }

    [Fact]
    public void One_segment_has_no_mix_and_a_segment_of_one_arm_only_is_all_mix()
    {
        var one = MixShift.Decompose([new(new(10, 1, 9), new(12, 3, 11))], Examples.NinetyFive).Value;
        Assert.Equal((2, 0), (one.Within.Value, one.Mix.Value));
        Assert.Equal(one.Total.StandardError!.Value, one.Within.StandardError!.Value, 12);
        Assert.Equal(0, one.Mix.StandardError!.Value, 12);
        var extra = MixShift.Decompose([new(new(10, 1, 9), new(10, 1, 9)), new(default, new(10, 3, 9))], Examples.NinetyFive).Value;
        Assert.Equal(0, extra.Within.Value, 12);
        Assert.Equal(1, extra.Mix.Value, 12);
    }

    [Fact]
    public void A_paradox_is_called_by_its_name()
    {
        // treatment better by 0.2 and 0.3 in both segments, worse by 2.9 pooled: the case ps3 of the reference values
        Stratum[] simpson = [new(new(900, 5, 899), new(100, 5.2, 99)), new(new(100, 1, 99), new(900, 1.3, 899))];
        var reading = SimpsonAlarm.Check(simpson, Examples.NinetyFive).Value;
        Assert.Equal(SimpsonVerdict.Reversed, reading.Verdict);
        Assert.Equal((2, 2), (reading.Segments, reading.Against));
        Assert.True(reading.Mix.Value.Test.PValue < 1e-100);

        Stratum[] quiet = [new(new(500, 5, 499), new(500, 5.2, 499)), new(new(500, 1, 499), new(500, 1.3, 499))];
        Assert.Equal(SimpsonVerdict.None, SimpsonAlarm.Check(quiet, Examples.NinetyFive).Value.Verdict);

        Stratum[] faint = [new(new(6, 5, 50), new(5, 5.1, 40)), new(new(5, 1, 40), new(6, 1.1, 50))];
        Assert.Equal(SimpsonVerdict.Opposed, SimpsonAlarm.Check(faint, Examples.NinetyFive).Value.Verdict);
    }

    [Fact]
    public void Too_few_segments_are_refused()
    {
        Assert.Equal(Undefined.TooFewUnits, EffectInteraction.Test([1.0], [1], [5]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, EffectShrinkage.Of([1, 2, 3], [1, 1, 1], Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, SimpsonAlarm.Check([new(new(9, 1, 9), new(9, 2, 9))], Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, MixShift.Decompose([], Examples.NinetyFive).Reason.Code);
        Assert.Throws<ArgumentException>(() => EffectInteraction.Test([1, 2], [1, 1], [5]));
    }

    private static FsCheck.Gen<Stratum[]> Segments => Gen.ArrayOf(
        from na in Gen.Choose(0, 100)
        from nb in Gen.Choose(2, 100)
        from a in Gen.Choose(-100, 100)
        from b in Gen.Choose(-100, 100)
        from va in Properties.Magnitude(-1, 2)
        from vb in Properties.Magnitude(-1, 2)
        select new Stratum(na < 2 ? default : new Moments(na, a, va * (na - 1)), new Moments(nb, b, vb * (nb - 1))), 5)
        .Where(s => s.Sum(x => x.Control.Count) >= 2);
}
