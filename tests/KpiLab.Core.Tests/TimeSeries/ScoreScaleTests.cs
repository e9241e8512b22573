using FsCheck;
using FsCheck.Fluent;
using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Scores lie on the scale of their rubric, ends included; what does not is named.</summary>
public sealed class ScoreScaleTests
{
    private static readonly Scoring OneToFive = new("How helpful was it?", 1, 5);

    [Fact]
    public void Values_off_the_scale_are_counted_and_the_last_of_them_named()
    {
        var finding = Assert.Single(ScoreScale.Hold(Series(1, 5, 3.2, null, 0.99, 37), OneToFive).Findings);
        Assert.Equal(("score-off-scale", Severity.Warning, "k"), (finding.Code, finding.Severity, finding.Subject));
        Assert.Equal("2 of 5 values lie outside the scale of its rubric, 1 to 5: 0.99 in the week of 2026-02-02, 37 in the week of 2026-02-09.", finding.Sentence);
        Assert.Empty(ScoreScale.Hold(Series(1, 5, null), OneToFive).Findings);
        Assert.Empty(ScoreScale.Hold(Series(), OneToFive).Findings);
    }

    [Fact]
    public void A_finding_is_there_exactly_where_a_value_is_off_the_scale_and_nothing_else_changes()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261122UL, 20261123UL),
            Prop.ForAll(Gen.Choose(0, 60).Select(v => v == 0 ? (double?)null : v / 10.0).ListOf().ToArbitrary(), drawn =>
            {
                var series = Series([.. drawn]);
                var held = ScoreScale.Hold(series, OneToFive);
                Assert.Equal(drawn.Any(v => v is < 1 or > 5), held.Findings.Count == 1);
                Assert.Equal(series.Points, held.Points);
            }));

    [Fact]
    public void Shares_sums_and_counts_of_scores_are_no_scores()
        => Assert.Equal([MeasureType.Mean, MeasureType.Quantile, MeasureType.Imported], Enum.GetValues<MeasureType>().Where(ScoreScale.Applies));

    private static KpiSeries Series(params double?[] values)
    {
        var calendar = new SeriesCalendar(Cadence.Weekly);
        var first = calendar.PeriodOf(new DateOnly(2026, 1, 5));
        return new KpiSeries("k", "K", MetricUnit.Score, calendar, "UTC", DateTimeOffset.UnixEpoch, [.. values.Select((v, i) => new SeriesPoint(calendar.FirstDay(first + i), v))], [], [], []);
    }
}
