using FsCheck;
using FsCheck.Fluent;
using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Teams on the dashboard: where their KPIs moved from quarter to quarter, what speaks for each and what against it.</summary>
public sealed class DashboardTeamTests
{
    private static readonly DateOnly Today = new(2026, 7, 6); // a Monday: the week of 29 June is over

    [Theory]
    [InlineData(Direction.Increase, null, null, KpiMovement.Better)]
    [InlineData(Direction.Decrease, null, null, KpiMovement.Worse)]
    [InlineData(Direction.Maintain, null, null, KpiMovement.Unknown)] // nothing says how far it may go
    [InlineData(Direction.Maintain, 90.0, 120.0, KpiMovement.Steady)]
    [InlineData(Direction.Maintain, null, 105.0, KpiMovement.Worse)]
    public void A_quarter_ten_above_the_one_before_is_better_or_worse_by_the_direction_and_steady_within_the_band_and_without_a_band_not_judged(Direction direction, double? low, double? high, KpiMovement movement)
        => Assert.Equal(movement, Of("k", Levels(100, 110, swing: 1), direction, band: low is null && high is null ? null : new AcceptableBand(low, high)).Movement);

    [Fact]
    public void What_noise_alone_would_do_is_steady_and_less_than_two_quarters_tell_nothing()
    {
        // Swings of ±10 around 100 and 101: the error of the difference is about 4.
        Assert.Equal(KpiMovement.Steady, Of("k", Levels(100, 101, swing: 10), Direction.Increase).Movement);
        Assert.Equal(KpiMovement.Steady, Of("k", Levels(100, 100, swing: 0), Direction.Increase).Movement);
        Assert.Equal(KpiMovement.Unknown, Of("k", [.. Levels(100, 110, swing: 1).Skip(1)], Direction.Increase).Movement);
        var holed = Levels(100, 110, swing: 1);
        holed[5] = null;
        Assert.Equal(KpiMovement.Unknown, Of("k", holed, Direction.Increase).Movement);
    }

    [Fact]
    public void Strengths_have_something_for_them_and_nothing_against_them_and_teams_hold_only_what_is_in_use()
    {
        var dashboard = KpiDashboard.Of(
            new DateTimeOffset(2026, 7, 6, 9, 0, 0, TimeSpan.Zero), 3, [],
            [
                Of("met", Levels(100, 100, swing: 0), Direction.Increase, team: "growth", target: 90),
                Of("better", Levels(100, 110, swing: 1), Direction.Increase, team: "growth", target: 900),
                Of("worse", Levels(100, 110, swing: 1), Direction.Decrease, team: "growth", target: 200), // meets its target, and moves away from it
                Of("plain", Levels(100, 101, swing: 10), Direction.Increase, team: "growth"),
                Of("stale", [.. Levels(100, 110, swing: 1), null, null], Direction.Increase),
                Of("paused", Levels(100, 110, swing: 1), Direction.Increase, team: "growth", state: KpiState.Paused),
            ],
            new KpiMap(default, [], [], []));

        Assert.Equal(["growth", null], dashboard.Teams.Select(t => t.Team));
        var growth = dashboard.Teams[0];
        Assert.Equal(["better", "met", "plain", "worse"], growth.Kpis.Select(k => k.Kpi.Id));
        Assert.Equal(["better", "met"], growth.Strengths.Select(k => k.Kpi.Id));
        Assert.Equal(["worse"], growth.Weaknesses.Select(k => k.Kpi.Id));
        Assert.Equal((0, 2, 1, 1), (growth.Moved(KpiMovement.Unknown), growth.Moved(KpiMovement.Steady), growth.Moved(KpiMovement.Better), growth.Moved(KpiMovement.Worse)));
        Assert.Equal([KpiSign.MovedBetter], growth.Kpis[0].For);
        Assert.Equal([KpiSign.TargetMet], growth.Kpis[1].For);
        Assert.Equal([KpiSign.TargetMet], growth.Kpis[3].For);
        Assert.Equal([KpiSign.MovedWorse], growth.Kpis[3].Against);
        Assert.Equal([KpiSign.NoCurrentData], Assert.Single(dashboard.Teams[1].Weaknesses).Against);
        Assert.Equal(KpiMovement.Unknown, dashboard.Teams[1].Kpis[0].Movement); // its last quarter is not the last one any more
    }

    [Fact]
    public void The_other_direction_or_the_mirrored_values_turn_better_into_worse_and_a_shift_or_scale_changes_nothing()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261122UL, 20261123UL),
            Prop.ForAll(Gen.Choose(-300, 300).Select(v => (double?)v).ListOf(26).ToArbitrary(), drawn =>
            {
                double?[] values = [.. drawn];
                var movement = Of("k", values, Direction.Increase).Movement;
                var turned = movement switch { KpiMovement.Better => KpiMovement.Worse, KpiMovement.Worse => KpiMovement.Better, _ => movement };
                Assert.Equal(turned, Of("k", values, Direction.Decrease).Movement);
                Assert.Equal(turned, Of("k", [.. values.Select(v => -v)], Direction.Increase).Movement);
                Assert.Equal(movement, Of("k", [.. values.Select(v => v + 1024)], Direction.Increase).Movement);
                Assert.Equal(movement, Of("k", [.. values.Select(v => v * 4)], Direction.Increase).Movement);
            }));

    // Thirteen weeks around each level.
    private static double?[] Levels(double before, double now, double swing) => [.. Enumerable.Range(0, 26).Select(i => (double?)((i < 13 ? before : now) + (i % 2 == 0 ? swing : -swing)))];

    private static DashboardKpi Of(string id, IReadOnlyList<double?> values, Direction direction, string? team = null, double? target = null, AcceptableBand? band = null, KpiState state = KpiState.Active)
    {
        var calendar = new SeriesCalendar(Cadence.Weekly);
        var last = calendar.PeriodOf(Today) - 1;
        var series = new KpiSeries(
            id, id, MetricUnit.Score, calendar, "UTC", new DateTimeOffset(2026, 7, 6, 9, 0, 0, TimeSpan.Zero), [.. values.Select((v, i) => new SeriesPoint(calendar.FirstDay(last - values.Count + 1 + i), v))], [], [], []);
        var kpi = new KpiDefinition(
            id, id, MetricUnit.Score, direction, null, null, null, team, null, null, null, false, null, null, null, Cadence.Weekly, target is { } value ? new Target(value, null) : null, new Dictionary<string, double>(), []) { Band = band };
        return DashboardKpi.Of(kpi, new KpiStanding(state, null, null, default, ""), series, Today);
    }
}
