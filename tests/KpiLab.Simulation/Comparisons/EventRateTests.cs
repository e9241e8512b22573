using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Rates of events as a plan compares them: levels where events come singly, and what bursts do.</summary>
public sealed class EventRateTests
{
    private static readonly Level Level = Level.Of(0.95);

    public static TheoryData<double, double, double> Shapes => new() { { 4, 1, 1 }, { 8, 3, 1.6 }, { 12, 0.25, 1 }, { 60, 1, 1.25 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Exact_intervals_cover_and_exact_tests_err_as_guaranteed(double events, double exposure, double ratio) => Guaranteed(events, exposure, ratio, Simulation.Short);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Exact_intervals_cover_and_exact_tests_err_as_guaranteed_in_the_long_run(double events, double exposure, double ratio)
    {
        Simulation.SkipUnlessFull();
        Guaranteed(events, exposure, ratio, Simulation.Full);
    }

    [Theory]
    [InlineData(60, 1, 1)]
    [InlineData(60, 3, 1.3)]
    [InlineData(40, 0.5, 1)]
    public void Mid_p_and_score_intervals_are_nominal_at_moderate_counts(double events, double exposure, double ratio)
    {
        Simulation.AssertNominal(0.95, Simulation.Short, 31, r => PoissonRateRatio.MidP(Draw(r, events, 1, 1), Draw(r, events, exposure, ratio), Level).Value.Set.Contains(ratio));
        Simulation.AssertNominal(0.95, Simulation.Short, 32, r => PoissonRateDifference.Interval(Draw(r, events, 1, 1), Draw(r, events, exposure, ratio), Level).Value.Set.Contains((ratio - 1) * events));
    }

    // Units with exposures of 1 to 5, few and many events: the alarm's p-value, which a finding needs to be below 1 %.
    [Theory]
    [InlineData(400, 0.02)]
    [InlineData(400, 0.3)]
    [InlineData(60, 4)]
    public void Scatter_alarms_seldom_where_events_come_singly(int units, double rate)
    {
        var share = Simulation.Share(Simulation.Short, 41, r => RateDispersion.Of(Arm(r, units, rate, 1), Arm(r, units, rate, 1)) is { IsDefined: true, Value.PValue: < 0.01 });
        Assert.True(share <= 0.015 + (3 * Math.Sqrt(0.015 * 0.985 / Simulation.Short)), $"{share:P2}");
    }

    [Fact]
    public void Bursts_are_found_and_would_have_misled()
    {
        Assert.True(Simulation.Share(Simulation.Short, 42, r => RateDispersion.Of(Arm(r, 400, 0.1, 3), Arm(r, 400, 0.1, 3)) is { IsDefined: true, Value: { Index: >= 1.2, PValue: < 0.01 } }) > 0.99);
        Assert.True(Simulation.Share(Simulation.Short, 43, r => Rejects(Arm(r, 400, 0.1, 3).Rate, Arm(r, 400, 0.1, 3).Rate)) > 0.15);
    }

    private static void Guaranteed(double events, double exposure, double ratio, int runs)
    {
        var covered = Simulation.Share(runs, 11, r => PoissonRateRatio.Exact(Draw(r, events, 1, 1), Draw(r, events, exposure, ratio), Level) is not { IsDefined: true } e || e.Value.Set.Contains(ratio));
        Assert.True(covered >= 0.95 - (3 * Math.Sqrt(0.95 * 0.05 / runs)), $"covered {covered:P2}");
        var rejected = Simulation.Share(runs, 12, r => Rejects(Draw(r, events, 1, 1), Draw(r, events, exposure, 1)));
        Assert.True(rejected <= 0.05 + (3 * Math.Sqrt(0.95 * 0.05 / runs)), $"rejected {rejected:P2}");
    }

    private static bool Rejects(EventRate a, EventRate b) => PoissonRateRatio.ExactPValue(a, b) is { IsDefined: true, Value: <= 0.05 };

    private static EventRate Draw(SeededRandom r, double events, double exposure, double ratio) => new(r.NextPoisson(events * exposure * ratio), exposure);

    private static EventArm Arm(SeededRandom r, int units, double rate, int burst)
    {
        var exposure = Simulation.Draw(units, () => 1 + r.NextInt(5));
        return EventArm.Of(JointMoments.Of([.. exposure.Select(w => (double)(burst * r.NextPoisson(w * rate / burst)))], exposure), 0, 1).Value;
    }
}
