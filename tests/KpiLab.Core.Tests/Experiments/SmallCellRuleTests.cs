using FsCheck;
using FsCheck.Fluent;
using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>The rule of small cells (docs/adr/0009): whom it applies to, and the error rate that it buys, over all tables.</summary>
public sealed class SmallCellRuleTests
{
    private static readonly Gen<(Proportion, Proportion)> Tables
        = from na in Gen.Choose(1, 400) from nb in Gen.Choose(1, 400) from a in Gen.Choose(0, na) from b in Gen.Choose(0, nb) select (new Proportion(a, na), new Proportion(b, nb));

    [Fact]
    public void The_rule_does_not_depend_on_which_arm_is_the_control_or_what_is_called_a_success()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20260917UL, 20260919UL), Prop.ForAll(Tables.ToArbitrary(), t =>
        {
            var ((a, b), applies) = (t, SmallCells.Applies(t.Item1, t.Item2));
            Assert.Equal(applies, SmallCells.Applies(b, a));
            Assert.Equal(applies, SmallCells.Applies(new Proportion(a.Failures, a.Trials), new Proportion(b.Failures, b.Trials)));
        }));

    [Fact]
    public void Where_the_rule_applies_difference_ratio_and_test_agree_about_no_effect()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260917UL, 20260919UL), Prop.ForAll(Tables.ToArbitrary(), t =>
        {
            var (a, b) = t;
            var contrast = WelchTest.Contrast(a.SampleArm, b.SampleArm);
            if (!SmallCells.Applies(a, b) || !contrast.IsDefined)
            {
                return;
            }

            var cells = new SmallCells(a, b);
            if (cells.Test() is { IsDefined: true, Value.PValue: var p })
            {
                Assert.Equal(p > 0.05, cells.Absolute(contrast.Value, Level.Of(0.95)).Set.Contains(0));
                if (cells.Relative(Level.Of(0.95)) is { IsDefined: true, Value.Set: var set })
                {
                    Assert.Equal(p > 0.05, set.Contains(0));
                }
            }
        }));

    // Over all tables of 45 against 60 units: the test that the rule chooses, mid-p or Welch's.
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void The_chosen_test_hardly_ever_passes_its_level(double share)
    {
        double rate = 0;
        for (var x = 0; x <= 45; x++)
        {
            for (var y = 0; y <= 60; y++)
            {
                Proportion a = new(x, 45), b = new(y, 60);
                var p = SmallCells.Applies(a, b) ? new SmallCells(a, b).Test().Match(t => t.PValue, _ => 1) : WelchTest.Contrast(a.SampleArm, b.SampleArm).Match(c => c.Test().PValue, _ => 1);
                rate += p <= 0.05 ? Binomial.Mass(x, 45, share) * Binomial.Mass(y, 60, share) : 0;
            }
        }

        Assert.InRange(rate, 0, 0.06); // mid-p may pass its level by a little (Lancaster 1961)
    }
}
