using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class ComparisonFamilyTests
{
    // Two-sided p-values of z = 3, 2.2 and 0.5 are 0.0027, 0.0278 and 0.617: at 0.05 Holm rejects the first (3p) and not the second (2p).
    private static readonly double[] OneRejected = [3, 2.2, 0.5];

    [Fact]
    public void Bonferroni_intervals_are_sets_at_alpha_over_m()
    {
        var decisions = Decide(OneRejected, FamilyCorrection.Bonferroni);
        Assert.All(decisions, d => Assert.Equal(0.05 / 3, d.Interval.PlainAlpha));
        Assert.Equal([true, false, false], decisions.Select(d => d.Rejected));
        var interval = decisions[0].Interval.Build(Around(3));
        Near(3 - 2.3939797998185104, interval.Set.Lower); // qnorm(1 - 0.05/6)
        Assert.Equal(IntervalPromise.Simultaneous, interval.Promise);
        Assert.Equal(0.95, interval.Coverage.Value);
    }

    [Fact]
    public void No_correction_leaves_every_comparison_to_itself()
    {
        var decisions = Decide(OneRejected, FamilyCorrection.None);
        Assert.Equal([true, true, false], decisions.Select(d => d.Rejected));
        Assert.All(decisions, d => Assert.Equal((0.05, IntervalPromise.Marginal), (d.Interval.PlainAlpha!.Value, d.Interval.Promise)));
    }

    [Fact]
    public void Holm_bound_of_a_rejected_comparison_is_zero_itself_while_others_stand()
    {
        var decisions = Decide(OneRejected, FamilyCorrection.Holm);
        Assert.Equal([true, false, false], decisions.Select(d => d.Rejected));

        var first = decisions[0].Interval.Build(Around(3));
        Assert.Equal((0.0, true, true), (first.Set.Lower, first.ExcludesZero, first.EndsAtZero));
        Near(3 + 2.3939797998185104, first.Set.Upper); // nothing rejected downwards: Bonferroni's end

        // The other two lower ends profit: alpha/2 on one side, shared by the two that are left.
        var second = decisions[1].Interval.Build(Around(2.2));
        Near(2.2 - 2.2414027276049464, second.Set.Lower); // qnorm(1 - 0.05/4)
        Near(2.2 + 2.3939797998185104, second.Set.Upper);
        Assert.False(second.ExcludesZero);
        Near(3 - 2.3939797998185104, decisions[0].Bonferroni!.Build(Around(3)).Set.Lower);
    }

    [Fact]
    public void Holm_bounds_once_all_are_rejected_are_those_of_Bonferroni_stopped_at_zero()
    {
        var decisions = Decide([3, 2.2], FamilyCorrection.Holm);
        Assert.All(decisions, d => Assert.True(d.Rejected));
        var first = decisions[0].Interval.Build(Around(3));
        Near(3 - 2.2414027276049464, first.Set.Lower);
        Assert.False(first.EndsAtZero);
        var second = decisions[1].Interval.Build(Around(2.2)); // 2.2 − 2.24 is below zero
        Assert.Equal((0.0, true, true), (second.Set.Lower, second.ExcludesZero, second.EndsAtZero));
    }

    [Fact]
    public void One_sided_Holm_bounds_spend_alpha_on_their_side()
    {
        double[] z = [3, 0.5];
        var members = z.Select(x => FamilyMember.Of(Normal.Survival(x), x)).ToArray();
        var decisions = ComparisonFamily.Decide(members, FamilyCorrection.Holm, 0.05, Alternative.Greater);
        var first = decisions[0].Interval.Build(Around(3));
        Assert.Equal((0.0, double.PositiveInfinity), (first.Set.Lower, first.Set.Upper));
        var second = decisions[1].Interval.Build(Around(0.5));
        Near(0.5 - 1.6448536269514715, second.Set.Lower); // qnorm(0.95): one of two is left
        Assert.Equal(double.PositiveInfinity, second.Set.Upper);

        var mirrored = ComparisonFamily.Decide(members, FamilyCorrection.Holm, 0.05, Alternative.Less)[1].Interval.Build(Around(-0.5));
        Near(-0.5 + 1.6448536269514715, mirrored.Set.Upper);
        Assert.Equal(double.NegativeInfinity, mirrored.Set.Lower);
    }

    [Fact]
    public void Holm_marks_what_only_the_test_rejects_when_directions_are_mixed()
    {
        // Rejected by the two-sided test with the help of the first, which points the other way.
        var decisions = Decide([5, -2.1], FamilyCorrection.Holm);
        Assert.Equal([true, true], decisions.Select(d => d.Rejected));
        Assert.Equal([false, true], decisions.Select(d => d.RejectedByTestOnly));
        Assert.False(decisions[1].Interval.Build(Around(-2.1)).ExcludesZero);
    }

    [Fact]
    public void False_coverage_intervals_are_for_what_was_selected()
    {
        double[] z = [4, 3, 2.6, 0.3, -0.2];
        var hochberg = Decide(z, FamilyCorrection.BenjaminiHochberg);
        Assert.Equal([true, true, true, false, false], hochberg.Select(d => d.Rejected));
        Assert.All(hochberg.Take(3), d => Assert.Equal((3 * 0.05 / 5, IntervalPromise.FalseCoverageRate), (d.Interval.PlainAlpha!.Value, d.Interval.Promise)));
        Assert.All(hochberg.Skip(3), d => Assert.Equal((0.05, IntervalPromise.Marginal), (d.Interval.PlainAlpha!.Value, d.Interval.Promise)));

        // 1 + 1/2 + 1/3 + 1/4 + 1/5 = 137/60; R: p.adjust(2 * pnorm(-abs(z)), "BY") = 0.00072, 0.0154, 0.0355, 1, 1.
        var yekutieli = Decide(z, FamilyCorrection.BenjaminiYekutieli);
        Assert.Equal([true, true, true, false, false], yekutieli.Select(d => d.Rejected));
        Near(3 * 0.05 / 5 * 60 / 137, yekutieli[0].Interval.PlainAlpha!.Value);
    }

    [Fact]
    public void A_family_of_one_is_not_corrected()
    {
        foreach (var correction in Enum.GetValues<FamilyCorrection>())
        {
            var only = Assert.Single(Decide([2.5], correction));
            Near(0.012419330651552270, only.AdjustedP); // 2*pnorm(-2.5)
            Near(2.5 - 1.959963984540054, only.Interval.Build(Around(2.5)).Set.Lower);
        }
    }

    [Fact]
    public void An_interval_leaves_out_zero_exactly_when_its_comparison_is_rejected() => Prop.ForAll(Effects, z =>
    {
        foreach (var correction in Enum.GetValues<FamilyCorrection>())
        {
            var decisions = Decide(z, correction);
            for (var i = 0; i < z.Length; i++)
            {
                var interval = decisions[i].Interval.Build(Around(z[i]));
                var notSelected = correction is FamilyCorrection.BenjaminiHochberg or FamilyCorrection.BenjaminiYekutieli && !decisions[i].Rejected;
                if (!notSelected)
                {
                    Assert.Equal(decisions[i].Rejected && !decisions[i].RejectedByTestOnly, interval.ExcludesZero);
                }

                Assert.True(interval.Set.Lower <= z[i] && z[i] <= interval.Set.Upper);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Holm_intervals_agree_with_the_test_whenever_rejections_point_one_way() => Prop.ForAll(Effects, z =>
    {
        var decisions = Decide(z, FamilyCorrection.Holm);
        var directions = z.Where((_, i) => decisions[i].Rejected).Select(Math.Sign).Distinct().Count();
        Assert.True(directions > 1 || decisions.All(d => !d.RejectedByTestOnly));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Holm_intervals_never_end_before_those_of_the_marginal_level() => Prop.ForAll(Effects, z =>
    {
        var holm = Decide(z, FamilyCorrection.Holm);
        for (var i = 0; i < z.Length; i++)
        {
            var bonferroni = holm[i].Bonferroni!.Build(Around(z[i])).Set;
            var marginal = Around(z[i])(Level.Of(0.95));
            var set = holm[i].Interval.Build(Around(z[i])).Set;
            // Either the end pays no more than Bonferroni's, or it is zero itself.
            Assert.True(set.Lower == 0 || (set.Lower >= bonferroni.Lower - 1e-12 && set.Lower <= marginal.Lower + 1e-12), $"z = {string.Join(", ", z)}, {i}: {set}");
            Assert.True(set.Upper == 0 || (set.Upper <= bonferroni.Upper + 1e-12 && set.Upper >= marginal.Upper - 1e-12), $"z = {string.Join(", ", z)}, {i}: {set}");
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decisions_follow_the_order_given() => Prop.ForAll(Effects, z =>
    {
        foreach (var correction in Enum.GetValues<FamilyCorrection>())
        {
            Assert.Equal(Decide(z, correction).Reverse(), Decide(z.Reverse().ToArray(), correction));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reversing_all_effects_mirrors_the_intervals() => Prop.ForAll(Effects, z =>
    {
        var here = Decide(z, FamilyCorrection.Holm);
        var there = Decide(z.Select(x => -x).ToArray(), FamilyCorrection.Holm);
        for (var i = 0; i < z.Length; i++)
        {
            Assert.Equal(here[i].Interval.Reversed(), there[i].Interval);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lift_whose_baseline_is_in_doubt_keeps_its_uncut_set()
    {
        var rule = Decide(OneRejected, FamilyCorrection.Holm)[0].Interval;
        var interval = rule.Build(level => ConfidenceSet.TwoRays(-3, -1, level));
        Assert.Equal((ConfidenceShape.TwoRays, -3.0, -1.0, false), (interval.Set.Shape, interval.Set.Lower, interval.Set.Upper, interval.ExcludesZero));
        Assert.Equal(ConfidenceShape.Everything, rule.Build(ConfidenceSet.Everything).Set.Shape);
    }

    [Fact]
    public void Bad_alphas_and_p_values_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ComparisonFamily.Decide([new(0.5, 1)], FamilyCorrection.Holm, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ComparisonFamily.Decide([new(0.5, 1)], FamilyCorrection.Holm, 0.5, Alternative.Less));
        Assert.Throws<ArgumentException>(() => ComparisonFamily.Decide([new(double.NaN, 1)], FamilyCorrection.Holm, 0.05));
        Assert.Empty(ComparisonFamily.Decide([], FamilyCorrection.Holm, 0.05));
    }

    private static Arbitrary<double[]> Effects => Gen.Choose(-4500, 4500).Select(x => x / 1000.0).ArrayOf()
        .Where(z => z.Length > 0).Select(z => z.Length <= 12 ? z : z[..12]).ToArbitrary();

    private static IReadOnlyList<FamilyDecision> Decide(double[] z, FamilyCorrection correction)
        => ComparisonFamily.Decide([.. z.Select(x => FamilyMember.Of(Math.Min(1, 2 * Normal.Survival(Math.Abs(x))), x))], correction, 0.05);

    /// <summary>Normal sets of an estimate with standard error 1.</summary>
    private static Func<Level, ConfidenceSet> Around(double z)
        => level => ConfidenceSet.Between(z - Normal.UpperQuantile(level.Alpha / 2), z + Normal.UpperQuantile(level.Alpha / 2), level);

    private static void Near(double expected, double actual) => Assert.True(Math.Abs(actual - expected) <= 1e-12, $"{actual:R}, expected {expected:R}");
}
