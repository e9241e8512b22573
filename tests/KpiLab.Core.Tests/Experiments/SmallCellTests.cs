using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Shares of few units: an exact test and score intervals take the place of the normal approximation, by a stated rule.</summary>
/// <remarks>
/// Reference values from SciPy 1.10: Fisher's mid-p from <c>scipy.stats.hypergeom</c> (tables no more probable than the observed one, less half of that), Miettinen and Nurminen's intervals by maximising the
/// likelihood under each null with <c>scipy.optimize.minimize_scalar</c> and solving for the ends with <c>brentq</c>.
/// </remarks>
public sealed class SmallCellTests
{
    [Fact]
    public void A_share_of_few_successes_is_tested_by_mid_p_and_shown_with_score_intervals()
    {
        var analysis = Shares(1, 30, 6, 28);
        var comparison = Assert.Single(analysis.Comparisons);
        var result = comparison.Result.Value;
        Assert.Equal("fisher_mid_p", result.Test.Method);
        Assert.Equal(0.02950350680035986, result.Test.PValue, 1e-12);
        Assert.Equal((6.0 / 28) - (1.0 / 30), result.Absolute.Value, 1e-12);
        Assert.Equal(0.014135030657913173, result.Absolute.Set.Lower, 1e-6);
        Assert.Equal(0.37002825694191804, result.Absolute.Set.Upper, 1e-6);
        Assert.Equal(0.09810645444993615, result.Relative.Value.Set.Lower, 1e-5);
        Assert.Equal(38.99971270003197, result.Relative.Value.Set.Upper, 1e-3);
        Assert.Equal(Verdict.Better, comparison.Verdict);
        var finding = analysis.Findings.Single(f => f.Code == "small-cells");
        Assert.Contains("Fisher's mid-p", finding.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(analysis.Findings, f => f.Code == "share-interval-impossible");
    }

    [Fact]
    public void Where_the_test_does_not_reject_the_interval_holds_zero()
    {
        // The score interval alone would begin at 0.0137; mid-p is 0.0824.
        var result = Assert.Single(Shares(0, 25, 4, 25).Comparisons).Result.Value;
        Assert.Equal(0.08239253148067739, result.Test.PValue, 1e-12);
        Assert.Equal(0, result.Absolute.Set.Lower);
        Assert.Equal(0.3487048015402438, result.Absolute.Set.Upper, 1e-6);
        Assert.Equal(Undefined.ZeroBaseline, result.Relative.Reason.Code);
    }

    [Fact]
    public void Corrected_intervals_are_score_intervals_at_their_own_level()
    {
        var scenario = new Scenario { IsShare = true, Correction = FamilyCorrection.Bonferroni }.Means(1.0 / 30, 6.0 / 28, 2.0 / 29).Units(30, 28, 29);
        var interval = Assert.Single(scenario.Analyse().Comparisons[0].Intervals);
        Assert.Equal(-0.015769725592483463, interval.Absolute.Set.Lower, 1e-6);
        Assert.Equal(0.3990527386895065, interval.Absolute.Set.Upper, 1e-6);
    }

    [Theory]
    [InlineData(50, 1000, 55, 1000, false)]
    [InlineData(5, 1000, 5, 1000, false)] // 5 expected
    [InlineData(4, 1000, 5, 1000, true)] // 4.5 expected
    [InlineData(996, 1000, 995, 1000, true)]
    [InlineData(10, 39, 20, 39, false)]
    [InlineData(9, 39, 20, 39, true)] // an arm of fewer than 40 units with fewer than 10 successes
    [InlineData(30, 39, 20, 39, true)] // … or failures
    [InlineData(9, 40, 20, 40, false)]
    public void The_rule_is_the_stated_one(int a, int of, int b, int ofB, bool small)
    {
        var analysis = Shares(a, of, b, ofB);
        Assert.Equal(small ? "fisher_mid_p" : "welch", analysis.Comparisons[0].Result.Value.Test.Method);
        Assert.Equal(small, analysis.Findings.Any(f => f.Code == "small-cells"));
    }

    [Fact]
    public void A_design_with_looks_keeps_the_normal_scores_that_its_bounds_are_made_for()
    {
        var analysis = new Scenario { IsShare = true, Design = Design.GroupSequential, PlannedUnits = 100, Looks = new LookPlan(2, "obrien_fleming") }.Means(1.0 / 30, 6.0 / 28).Units(30, 28).Analyse();
        Assert.Equal("welch", analysis.Comparisons[0].Result.Value.Test.Method);
    }

    private static Analysis Shares(int a, int of, int b, int ofB)
        => new Scenario { IsShare = true }.Means((double)a / of, (double)b / ofB).Units(of, ofB).Analyse();
}
