using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Answer to one point of the checklist.</summary>
public enum CheckAnswer
{
    /// <summary>A field decides it: met.</summary>
    Met,

    /// <summary>A field decides it: not met.</summary>
    NotMet,

    /// <summary>No field decides it: a person must say.</summary>
    Asked,
}

/// <summary>How a metric relates to its goal.</summary>
public enum KpiClass
{
    /// <summary>It is an outcome, or another KPI of the goal is known to depend on it: keep.</summary>
    Tied,

    /// <summary>A lead whose link was checked and holds: keep while it does.</summary>
    Proxy,

    /// <summary>A lead that is not checked, stale, or no longer predicts.</summary>
    UnprovenProxy,

    /// <summary>It serves no goal, or is vanity without a pair: drop or de-emphasise.</summary>
    Noise,

    /// <summary>A state that is watched, or a drill-down.</summary>
    Context,
}

/// <summary>One of the nine points.</summary>
/// <param name="Name">The criterion.</param>
/// <param name="Answer">Whether it is met.</param>
/// <param name="Because">What decided it, or the question to answer.</param>
[TypeFormatterSource]
public sealed record CheckPoint(string Name, CheckAnswer Answer, string Because);

/// <summary>The nine points of a KPI (SMART, and actionable, simple, reliable, balanced), and what it is to its goal.</summary>
[TypeFormatterSource]
public sealed record KpiChecklist(string Kpi, KpiClass Class, IReadOnlyList<CheckPoint> Points)
{
    internal static KpiChecklist Of(KpiRecord kpi, GovernanceView view) => new(kpi.Id, ClassOf(kpi, view), Check(kpi, view));

    internal static KpiClass ClassOf(KpiRecord kpi, GovernanceView view)
        => view.GoalOf(kpi) is null || (view.IsVanity(kpi) && view.PairOf(kpi) is null) ? KpiClass.Noise
            : view.IsUnsoundLead(kpi) ? KpiClass.UnprovenProxy
            : view.IsOutcome(kpi) ? KpiClass.Tied
            : view.RoleOf(kpi) == KpiRole.Leading ? KpiClass.Proxy
            : KpiClass.Context;

    private static CheckPoint[] Check(KpiRecord kpi, GovernanceView view)
    {
        var definition = kpi.Definition;
        var goal = view.GoalOf(kpi);
        var target = definition.Target;
        return
        [
            Point("specific", kpi.Metric is not null && definition.Hypothesis is not null, "formula and hypothesis are written", "formula or hypothesis is missing"),
            Point("measurable", kpi.Metric?.Measure.Source is not null && definition.Readiness?.State is null or ReadinessState.Ready, "it has a measure over a source", "no measure over a source, or not ready"),
            kpi.TargetProbability is { } p
                ? Point("achievable", p >= view.Settings.TargetProbability, Invariant($"met with probability {p:0.#%} by its own past"), Invariant($"met with probability {p:0.#%} by its own past"))
                : target is null ? new("achievable", CheckAnswer.NotMet, "there is no target") : Ask(kpi, "achievable", "Can the target be reached by its date? `kpilab kpi audit --targets` computes it from the KPI's past."),
            Point("relevant", goal is not null && view.Path(goal).Any(g => g.Outcome is not null), "its goal leads up to an outcome", "it reaches no goal with an outcome"),
            Point("time-bound", target?.Due is not null, "the target has a date", "no target with a date"),
            Point("actionable", definition.Thresholds.Count > 0, "a threshold calls for an action", "no threshold with an action"),
            Ask(kpi, "simple", "Does everybody who is to act on it understand how it is computed?"),
            string.IsNullOrWhiteSpace(definition.Owner) ? new("reliable", CheckAnswer.NotMet, "nobody answers for its accuracy")
                : definition.Provenance is not null ? new("reliable", CheckAnswer.Met, "an owner answers for its accuracy, and its provenance is told")
                : Ask(kpi, "reliable", "Who vouches for its data? Write provenance:."),
            Point(
                "balanced",
                definition.CounterMetrics.Count > 0 || (goal is not null && view.Serving(goal).Any(view.IsOutcome) && view.Serving(goal).Any(k => view.RoleOf(k) == KpiRole.Leading || view.FedBy[k.Id].Any(view.IsActive))),
                "a counter metric, or lead and outcome side by side",
                "nothing balances it: no counter metric, and its goal lacks a lead or an outcome"),
        ];
    }

    private static CheckPoint Point(string name, bool met, string yes, string no) => new(name, met ? CheckAnswer.Met : CheckAnswer.NotMet, met ? yes : no);

    // A person's answer decides what no field decides, for as long as it holds.
    private static CheckPoint Ask(KpiRecord kpi, string name, string question) => kpi.Answers.TryGetValue(name, out var said)
        ? new(name, said.Yes ? CheckAnswer.Met : CheckAnswer.NotMet, Invariant($"{said.By} on {said.On:yyyy-MM-dd}: {said.Because}"))
        : new(name, CheckAnswer.Asked, question);
}
