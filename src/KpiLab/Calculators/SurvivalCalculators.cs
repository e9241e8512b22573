using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Times to an event, not all observed to their end.</summary>
internal static class SurvivalCalculators
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "kaplan_meier_logrank", "Survival curve of the control arm, and the log-rank test of the two arms", "docs/estimators/survival.md",
            """{"time": [1.7, 1.7, 8.3, 7.4, 5.7, 3.5], "event": [1, 0, 1, 1, 1, 1], "arm": [0, 1, 0, 1, 0, 1]}""",
            Read, i => KaplanMeier.Curve(i.Control, i.Level).Then(curve => LogRankTest.Test(i.Control, i.Treatment).Select(test => Output(curve, test))),
            static () => CalcJson.Default.SurvivalOutput),
    ];

    private static SurvivalInput Read(CalcInput input)
    {
        double[] time = input.Weights("time");
        bool[] events = input.Binary("event"), arm = input.Binary("arm");
        if (events.Length != time.Length || arm.Length != time.Length)
        {
            throw input.Refuse("time", Invariant($"has {time.Length} values beside {events.Length} of event and {arm.Length} of arm; write one of each a unit"));
        }

        FollowUp[] Units(bool treatment) => [.. time.Zip(events, (t, e) => new FollowUp(t, e)).Where((_, i) => arm[i] == treatment)];
        return new SurvivalInput(Units(false), Units(true), Level.FromAlpha(input.Alpha()));
    }

    private static SurvivalOutput Output(IReadOnlyList<SurvivalStep> curve, LogRankResult test) => new(
        [.. curve.Select(s => s.Risk.Time)],
        [.. curve.Select(s => s.Survival)],
        [.. curve.Select(s => s.StandardError.ValueOrNull())],
        [.. curve.Select(s => s.Interval.IsDefined ? s.Interval.Value.Ends() : null)],
        test.Test.Statistic,
        test.Test.PValue);

    private sealed record SurvivalInput(FollowUp[] Control, FollowUp[] Treatment, Level Level);
}

internal sealed record SurvivalOutput(
    double[] ControlEventTimes,
    double[] ControlSurvival,
    double?[] ControlGreenwoodSe,
    double[]?[] ControlLogLogCi,
    double LogrankChi2,
    double LogrankP);
