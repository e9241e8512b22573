using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class ContrastProperties
{
    private static readonly Gen<(Contrast Contrast, Level Level, Alternative Alternative)> Questions =
        from arms in Properties.Arms(extreme: 3)
        from level in Properties.Levels
        from alternative in Properties.Alternatives
        select (WelchTest.Contrast(arms.Control, arms.Treatment).Value, level, alternative);

    [Fact]
    public void Absolute_set_lift_set_and_test_never_contradict_each_other() => Properties.Hold(
        from arms in Properties.Arms(extreme: 60)
        from level in Properties.Levels
        from alternative in Properties.Alternatives
        select (arms, level, alternative),
        c =>
        {
            var contrast = WelchTest.Contrast(c.arms.Control, c.arms.Treatment).Value;
            foreach (var level in LevelsAt(contrast.Test(c.alternative).PValue).Append(c.level))
            {
                var rejected = contrast.Test(c.alternative).PValue <= level.Alpha;
                Assert.Equal(rejected, contrast.Rejects(level, c.alternative));
                Assert.Equal(!rejected, contrast.Absolute(level, c.alternative).Set.Contains(0));
                if (contrast.Baseline.Mean != 0)
                {
                    Assert.Equal(!rejected, contrast.Relative(level, LiftMethod.Fieller, c.alternative).Value.Set.Contains(0));
                }
            }
        });

    [Fact]
    public void The_same_holds_for_adjusted_differences_with_any_covariance() => Properties.Hold(
        from arms in Properties.Arms(extreme: 3)
        from alternative in Properties.Alternatives
        from correlation in Gen.Choose(-1000, 1000)
        from mean in Properties.Signed(Properties.Magnitude(-4, 4))
        from spread in Properties.Magnitude(-2, 2)
        select (arms, alternative, baseline: new Baseline(
            mean, arms.Control.UnitVariance * spread * spread, arms.Control.UnitVariance * spread * correlation / 1000)),
        c =>
        {
            var contrast = Contrast.Satterthwaite("adjusted", c.arms.Control, c.arms.Treatment, c.baseline).Value;
            foreach (var level in LevelsAt(contrast.Test(c.alternative).PValue))
            {
                Assert.Equal(!contrast.Rejects(level, c.alternative), contrast.Relative(level, LiftMethod.Fieller, c.alternative).Value.Set.Contains(0));
            }
        });

    [Fact]
    public void A_lift_is_in_the_Fieller_set_exactly_when_its_own_test_does_not_reject_it() => Properties.Hold(
        from question in Questions
        from lift in Properties.Signed(Properties.Magnitude(-3, 3))
        select (question.Contrast, question.Level, question.Alternative, lift),
        c =>
        {
            var set = FiellerLift.Set(c.Contrast, c.Level, c.Alternative);
            if (!set.IsDefined)
            {
                Assert.True(c.Contrast.Baseline.Mean == 0 && c.Contrast.BaselineVariance == 0);
                return;
            }

            var variance = c.Contrast.Variance - (2 * c.lift * c.Contrast.BaselineCovariance) + (c.lift * c.lift * c.Contrast.BaselineVariance);
            var distance = c.Contrast.Difference - (c.lift * c.Contrast.Baseline.Mean);
            var critical = c.Contrast.Reference.Critical(c.Level, c.Alternative) * Math.Sqrt(Math.Max(0, variance));
            var excess = c.Alternative switch
            {
                Alternative.Greater => distance - critical,
                Alternative.Less => -distance - critical,
                _ => Math.Abs(distance) - critical,
            };
            var scale = Math.Abs(c.Contrast.Difference) + Math.Abs(c.lift * c.Contrast.Baseline.Mean) + critical;
            if (Math.Abs(excess) > 1e-6 * scale)
            {
                Assert.Equal(excess <= 0, set.Value.Contains(c.lift));
            }
        });

    [Fact]
    public void Swapping_the_arms_turns_the_difference_round() => Properties.Hold(Questions, c =>
    {
        var swapped = WelchTest.Contrast(c.Contrast.Treatment, c.Contrast.Control).Value;
        Assert.Equal(-c.Contrast.Difference, swapped.Difference);
        Properties.Close(c.Contrast.Test().PValue, swapped.Test().PValue, 1e-12);
        Properties.Close(c.Contrast.Test(Alternative.Greater).PValue, swapped.Test(Alternative.Less).PValue, 1e-12);
        var (forth, back) = (c.Contrast.Absolute(c.Level).Set, swapped.Absolute(c.Level).Set);
        Properties.Close(forth.Lower, -back.Upper, 1e-12, c.Contrast.StandardError);
        Properties.Close(forth.Upper, -back.Lower, 1e-12, c.Contrast.StandardError);
    });

    [Fact]
    public void A_change_of_unit_scales_the_difference_and_leaves_lift_and_test_alone() => Properties.Hold(
        from question in Questions
        from power in Gen.Choose(-200, 200)
        select (question.Contrast, question.Level, question.Alternative, unit: Math.Pow(2, power)),
        c =>
        {
            var scaled = WelchTest.Contrast(Scaled(c.Contrast.Control, c.unit), Scaled(c.Contrast.Treatment, c.unit)).Value;
            Assert.Equal(c.Contrast.Test(c.Alternative).PValue, scaled.Test(c.Alternative).PValue);
            Assert.Equal(c.Contrast.Absolute(c.Level).Set.Upper * c.unit, scaled.Absolute(c.Level).Set.Upper);
            var lift = c.Contrast.Relative(c.Level, LiftMethod.Fieller, c.Alternative);
            if (lift.IsDefined)
            {
                Assert.Equal(lift.Value, scaled.Relative(c.Level, LiftMethod.Fieller, c.Alternative).Value);
            }
        });

    [Fact]
    public void Turning_the_sign_of_the_metric_leaves_the_lift_alone() => Properties.Hold(Questions, c =>
    {
        var turned = WelchTest.Contrast(Scaled(c.Contrast.Control, -1), Scaled(c.Contrast.Treatment, -1)).Value;
        var lift = c.Contrast.Relative(c.Level);
        if (lift.IsDefined)
        {
            Assert.Equal(lift.Value, turned.Relative(c.Level).Value);
        }
    });

    [Fact]
    public void A_shift_of_both_arms_leaves_the_absolute_effect_alone() => Properties.Hold(
        from question in Questions
        from shift in Properties.Signed(Properties.Magnitude(-3, 3))
        select (question.Contrast, question.Level, shift),
        c =>
        {
            var (a, b) = (c.Contrast.Control, c.Contrast.Treatment);
            var moved = WelchTest.Contrast(a with { Mean = a.Mean + c.shift }, b with { Mean = b.Mean + c.shift }).Value;
            var size = Math.Abs(c.shift) + Math.Abs(a.Mean) + Math.Abs(b.Mean) + c.Contrast.StandardError;
            Properties.Close(c.Contrast.Absolute(c.Level).Set.Lower, moved.Absolute(c.Level).Set.Lower, 1e-12, size);
            Assert.Equal(c.Contrast.StandardError, moved.StandardError);
        });

    [Fact]
    public void A_higher_level_never_excludes_what_a_lower_one_includes() => Properties.Hold(
        from question in Questions
        from other in Properties.Levels
        from position in Gen.Choose(-300, 300)
        select (question.Contrast, Low: question.Level.Alpha > other.Alpha ? question.Level : other, High: question.Level.Alpha > other.Alpha ? other : question.Level, question.Alternative, position),
        c =>
        {
            var difference = c.Contrast.Difference + (c.position / 30.0 * c.Contrast.StandardError);
            if (c.Contrast.Absolute(c.Low, c.Alternative).Set.Contains(difference))
            {
                Assert.True(c.Contrast.Absolute(c.High, c.Alternative).Set.Contains(difference));
            }

            var lift = c.position / 30.0;
            if (FiellerLift.Set(c.Contrast, c.Low, c.Alternative) is { IsDefined: true } low && low.Value.Contains(lift))
            {
                Assert.True(FiellerLift.Set(c.Contrast, c.High, c.Alternative).Value.Contains(lift));
            }
        });

    [Fact]
    public void Units_counted_k_times_shrink_the_standard_error_by_the_duplication_law() => Properties.Hold(
        from a in Properties.Sample(2, 12)
        from b in Properties.Sample(2, 12)
        from k in Gen.Choose(2, 5)
        where Moments.Of(a).Variance > 0
        select (a, b, k),
        c =>
        {
            var once = WelchTest.Contrast(Moments.Of(c.a), Moments.Of(c.b)).Value;
            var often = WelchTest.Contrast(
                Moments.Of([.. Enumerable.Repeat(c.a, c.k).SelectMany(v => v)]), Moments.Of([.. Enumerable.Repeat(c.b, c.k).SelectMany(v => v)])).Value;

            // Σ(x − mean)² grows k times, and so does n: se² = CSS/(n(n − 1)) per arm
            double Squared(Arm arm) => arm.UnitVariance * (arm.Count - 1) / arm.Count / ((c.k * (double)arm.Count) - 1);
            Properties.Close(once.Difference, often.Difference, 1e-12, Math.Abs(once.Baseline.Mean) + Math.Abs(once.Treatment.Mean));
            Properties.Close(Squared(once.Control) + Squared(once.Treatment), often.Variance, 1e-9);
        });

    private static Arm Scaled(Arm arm, double unit) => new(arm.Count, arm.Mean * unit, arm.UnitVariance * unit * unit);

    /// <summary>Levels whose alpha is the p-value itself and its neighbours, where rounding could part set and test.</summary>
    private static IEnumerable<Level> LevelsAt(double p)
        => new[] { p * (1 - 1e-15), Math.BitDecrement(p), p, Math.BitIncrement(p), p * (1 + 1e-15) }.Where(a => a is > 0 and < 0.49).Select(Level.FromAlpha);
}
