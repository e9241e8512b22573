using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>A p-value over all looks is the smallest rate at which this look's is significant: the inverse of the nominal rate, remembered or not.</summary>
public class LookRuleTests
{
    private static readonly SpendingFunction[] Spendings = [SpendingFunction.ObrienFleming, SpendingFunction.Pocock, SpendingFunction.Power(2), SpendingFunction.HwangShihDecani(-4)];

    [Fact]
    public void The_nominal_rate_of_the_p_value_over_all_looks_is_the_p_value_of_the_look()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260917UL, 20260919UL),
            Prop.ForAll(
                (from spending in Gen.Elements(Spendings)
                 from looks in Gen.Choose(1, 5)
                 from isFinal in Gen.Elements(true, false)
                 from alternative in Gen.Elements(Alternative.TwoSided, Alternative.Greater)
                 from logs in Gen.ArrayOf(Gen.Choose(1, 4000), 6)
                 select (spending, looks, isFinal, alternative, logs)).ToArbitrary(),
                c =>
                {
                    double[] fractions = [.. Enumerable.Range(1, c.looks).Select(i => i / 6.0)];
                    var rule = LookRule.GroupSequential(c.spending, fractions, c.isFinal);
                    foreach (var nominal in c.logs.Select(e => Math.Exp(-e / 200.0)).Where(n => c.alternative == Alternative.TwoSided || n < 0.49)) // one-sided rates end at a half
                    {
                        var p = rule.PValue(nominal, c.alternative, 100);
                        Assert.InRange(p, nominal, 1);
                        if (p < 1)
                        {
                            Properties.Close(nominal, rule.Nominal(p, c.alternative, 100), 1e-7);
                        }
                    }
                }));

    [Fact]
    public void It_does_not_matter_what_was_asked_before()
    {
        double[] fractions = [0.2, 0.4, 0.6, 0.8, 1];
        var asked = LookRule.GroupSequential(SpendingFunction.ObrienFleming, fractions, isFinal: true);
        for (var e = 1; e < 40; e++)
        {
            asked.PValue(Math.Exp(-e / 3.0), Alternative.TwoSided, 100);
        }

        foreach (var p in new[] { 0.2, 0.04, 0.003, 1e-9 })
        {
            Assert.Equal(LookRule.GroupSequential(SpendingFunction.ObrienFleming, fractions, isFinal: true).PValue(p, Alternative.TwoSided, 100), asked.PValue(p, Alternative.TwoSided, 100));
            Assert.Equal(LookRule.GroupSequential(SpendingFunction.ObrienFleming, fractions, isFinal: true).PValue(p, Alternative.Greater, 100), asked.PValue(p, Alternative.Greater, 100));
        }
    }

    // Bounds by NumPy and SciPy 1.10.1, Simpson's rule on 6001 points a look and brentq, as in GroupSequentialDesignTests.
    [Theory]
    [InlineData("obrien_fleming", Alternative.TwoSided, new[] { 0.15, 0.5, 0.8 }, false, 2.2661931496224987)]
    [InlineData("obrien_fleming", Alternative.TwoSided, new[] { 0.15, 0.5, 0.8, 1.1 }, false, 2.0530187222000733)]
    [InlineData("pocock", Alternative.Greater, new[] { 0.3, 0.7 }, false, 1.9566917488386266)]
    [InlineData("pocock", Alternative.Greater, new[] { 0.3, 0.7, 0.9 }, true, 1.9433095319704647)]
    public void On_the_bound_of_five_per_cent_the_p_value_is_five_per_cent(string spending, Alternative alternative, double[] fractions, bool isFinal, double bound)
    {
        var rule = LookRule.GroupSequential(SpendingFunction.Parse(spending)!, fractions, isFinal);
        Assert.Equal(0.05, rule.PValue(Normal.Survival(bound) * (alternative == Alternative.TwoSided ? 2 : 1), alternative, 100), 1e-7);
    }
}
