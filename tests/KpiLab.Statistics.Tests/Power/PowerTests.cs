using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class PowerTests
{
    [Fact]
    public void Proportions_agree_with_power_prop_test_of_R()
    {
        // R 4.2.2: power.prop.test(p1=.22, p2=.27, power=.85, sig.level=.03)$n; power.prop.test(p1=.22, p2=.27, n=500, sig.level=.03, strict=TRUE)$power
        Properties.Close(1519.837351209657, ProportionPower.SampleSizes(0.22, 0.27, 0.03, 0.85).Value.PooledNull, 1e-7);
        Properties.Close(0.369788679014287, ProportionPower.At(0.22, 0.27, 500, 0.03).Value, 1e-12);
    }

    [Fact]
    public void Non_inferiority_agrees_with_a_one_sided_power_t_test_of_R()
        // R 4.2.2: power.t.test(delta=0.4, sd=1.3, power=.9, alternative="one.sided", sig.level=.025)$n
        => Properties.Close(222.9340638979828, NonInferiorityPower.SampleSizes(1.3, 0.5, -0.1, BetterWhen.Higher, 0.025, 0.9).Value.StudentT, 1e-6);

    [Fact]
    public void A_loss_beyond_the_margin_is_never_shown_to_be_within_it()
        => Assert.Equal(Undefined.OutsideDomain, NonInferiorityPower.SampleSizes(1, 0.1, 0.2, BetterWhen.Lower, 0.025, 0.9).Reason.Code);

    [Fact]
    public void Size_effect_and_power_answer_one_another()
        => Properties.Hold(
            from effect in Properties.Magnitude(-2, 0)
            from ratio in Properties.Magnitude(-1, 0)
            from power in Gen.Choose(500, 990)
            from alternative in Properties.Alternatives
            from t in Gen.Elements(true, false)
            select (Plan: new TwoSamplePower(ratio, 0.05, alternative, t), Effect: alternative == Alternative.Less ? -effect : effect, Power: power / 1000.0),
            c =>
            {
                var n = c.Plan.Controls(c.Effect, c.Power).Value;
                if (n * (1 + c.Plan.Ratio) > 4)
                {
                    Properties.Close(c.Power, c.Plan.At(c.Effect, n), 1e-9);
                    Properties.Close(Math.Abs(c.Effect), c.Plan.DetectableEffect(n, c.Power).Value, 1e-8);
                }

                Assert.True(c.Plan.At(c.Effect, n * 2) > c.Plan.At(c.Effect, n) - 1e-12);
            });

    [Fact]
    public void Power_without_an_effect_is_alpha()
    {
        Properties.Close(0.05, new TwoSamplePower(1, 0.05, Alternative.TwoSided, true).At(0, 30), 1e-12);
        Properties.Close(0.01, new TwoSamplePower(2, 0.01, Alternative.Greater, false).At(0, 30), 1e-12);
        Properties.Close(0.05, new SamplePower(3, 2, 1, 0.05).At(0, 900), 1e-12);
    }

    [Fact]
    public void What_a_running_experiment_needs_gives_it_the_power()
    {
        var plan = new MidExperimentPower { StandardError = 0.02, Units = 10_000, MinimumEffect = 0.03, SequenceTuning = 5000 };
        var result = plan.Solve().Value;
        Properties.Close(0.8, plan.After(result.ScalingFactor!.Value), 1e-9);
        Properties.Close(result.ScalingFactor!.Value * 10_000, result.AdditionalUnits!.Value, 1e-14);
        Assert.Null((plan with { MinimumEffect = 0 }).Solve().Value.ScalingFactor);
        Assert.Equal(0, (plan with { MinimumEffect = 1 }).Solve().Value.ScalingFactor);
    }

    [Theory]
    [InlineData(0.04)]
    [InlineData(1)]
    public void Power_up_to_alpha_or_of_one_is_refused(double power)
        => Assert.Equal(Undefined.OutsideDomain, new TwoSamplePower(1, 0.05, Alternative.TwoSided, true).Controls(0.2, power).Reason.Code);
}
