using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Findings where a number means something else than it seems to at first reading.</summary>
public sealed class ReadingCheckTests
{
    // Adjusted p of Holm: 2 × 1e-9 and 0.0357 (the larger p itself); the second is rejected with the first's help, which points the other way.
    [Fact]
    public void Significance_by_Holms_test_alone_is_told()
    {
        var analysis = new Scenario { Deviation = 5 }.Means(10, 10.6, 9.8515).Analyse();
        var second = analysis.Comparisons.Single(c => c.Treatment == "treatment_2");
        Assert.Equal(Verdict.Worse, second.Verdict);
        Assert.True(second.RejectedByTestOnly);
        Assert.Contains("comparisons of its family are significant in both directions", analysis.Findings.Single(f => f.Code == "significant-by-test-only").Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(new Scenario().Means(10, 10.6, 10.1485).Analyse().Findings, f => f.Code == "significant-by-test-only");
    }

    [Theory]
    [InlineData(LiftMethod.Delta, -10, true)]
    [InlineData(LiftMethod.Delta, 10, false)]
    [InlineData(LiftMethod.Fieller, -10, false)]
    public void A_negative_control_mean_is_told_where_the_lift_divides_by_its_size(LiftMethod lift, double control, bool told)
    {
        var analysis = new Scenario { Lift = lift }.Means(control, control + 1).Analyse();
        Assert.Equal(told, analysis.Findings.Any(f => f is { Code: "negative-control-mean", Severity: Severity.Info }));
    }

    [Theory]
    [InlineData(0.02, 0.03, 60, true)] // 1 of 50 and so on: the change may not fall by more than 2 points
    [InlineData(0.98, 0.97, 60, true)]
    [InlineData(0.40, 0.45, 60, false)]
    [InlineData(0.02, 0.03, 60_000, false)]
    public void An_interval_that_a_share_has_no_room_for_is_told(double control, double treatment, long units, bool told)
    {
        var analysis = new Scenario { IsShare = true }.Means(control, treatment).Units(units, units).Analyse();
        var finding = analysis.Findings.FirstOrDefault(f => f.Code == "share-interval-impossible");
        Assert.Equal(told, finding is not null);
        if (finding is not null)
        {
            Assert.Contains("(treatment against control)", finding.Sentence, StringComparison.Ordinal);
            Assert.Contains("two_proportion_difference_ci", finding.Remedy, StringComparison.Ordinal);
        }
    }
}
