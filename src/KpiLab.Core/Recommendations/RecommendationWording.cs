using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Says in words, with its numbers, why a rule fired and what would change it.</summary>
internal sealed class RecommendationWording(ExperimentEvidence evidence)
{
    private KpiComparison Primary => evidence.Primary;

    public string Sentence(RecommendationRule rule) => rule.Advice switch
    {
        ExperimentAdvice.Invalid => "Do not decide from these data: " + string.Join(" ", evidence.CriticalFindings.Select(f => f.Sentence)),
        ExperimentAdvice.Rollback when rule.When.Contains(RecommendationConditions.GuardrailBeyond) => string.Join(" ", Beyond().Select(g =>
            $"{g.Name} is worse by more than its margin of {g.Margin}: {GuardrailEffect(g)}.")) + $" Take {evidence.Treatment} back.",
        ExperimentAdvice.Rollback => $"{Primary.Name} got worse with {evidence.Treatment}: {Effect()}. Take it back.",
        ExperimentAdvice.Ship => $"{Primary.Name} got better with {evidence.Treatment}: {Effect()}{Reachable()}{GuardrailsHold()}. Ship it.",
        ExperimentAdvice.Equivalent => $"{Primary.Name} with {evidence.Treatment} does not differ by {Minimum()} or more in either direction: {Effect()}.",
        ExperimentAdvice.Continue => $"The plan is not complete ({Progress()}); so far {Effect()}, which a fixed design does not decide from.",
        _ => $"The data do not decide about {evidence.Treatment}: {Effect()}{WhyNot()}.",
    };

    public IReadOnlyList<string> WhatWouldChangeIt(RecommendationRule rule)
    {
        var changes = new List<string>();
        switch (rule.Advice)
        {
            case ExperimentAdvice.Invalid:
                changes.AddRange(evidence.CriticalFindings.Select(f => f.Remedy));
                break;
            case ExperimentAdvice.Ship:
                changes.Add("A guardrail shown to be beyond its margin, or a trust finding such as a sample ratio mismatch, would turn it round.");
                break;
            case ExperimentAdvice.Rollback when rule.When.Contains(RecommendationConditions.GuardrailBeyond):
                changes.AddRange(Beyond().Select(g => $"A margin for {g.Kpi} that was agreed before the experiment and lies beyond its interval."));
                break;
            case ExperimentAdvice.Rollback:
                changes.Add($"Only new data: a further experiment in which {Primary.Name} does not get worse.");
                break;
            case ExperimentAdvice.Equivalent:
                changes.Add($"A smaller minimum effect that is worth having; the interval leaves room for up to {Room()}.");
                break;
            case ExperimentAdvice.Continue:
                changes.Add($"Reaching the plan: {Progress()}.");
                break;
            default:
                changes.AddRange(Settle());
                break;
        }

        return changes;
    }

    private IEnumerable<GuardrailResult> Beyond() => evidence.Guardrails.Where(g => g.State == GuardrailState.Beyond);

    private IEnumerable<string> Settle()
    {
        foreach (var guardrail in evidence.Guardrails.Where(g => g.State is GuardrailState.Undecided or GuardrailState.Undefined))
        {
            yield return guardrail.Effect.IsDefined
                ? $"{guardrail.Name}: enough units to show that it stays within {guardrail.Margin} (now {GuardrailEffect(guardrail)})."
                : $"{guardrail.Name}: data from which it can be estimated ({guardrail.Effect.Reason.Sentence}).";
        }

        if (!Primary.Result.IsDefined)
        {
            yield return $"Data from which {Primary.Name} can be estimated: {Primary.Result.Reason.Sentence}.";
        }
        else if (Primary.Verdict == Verdict.NotSignificant)
        {
            yield return UnitsToSettle();
        }
        else if (evidence.MinimumEffect is { } m && evidence.BestGain(m.Set) < m.Minimum)
        {
            yield return $"A minimum effect below {Room()}: the effect is real, but smaller than what was asked for.";
        }
    }

    // With the same variance, the interval's half-width shrinks with the square root of the units.
    private string UnitsToSettle()
    {
        if (evidence.MinimumEffect is not { } m || m.Minimum <= 0 || m.Set.Shape != ConfidenceShape.Bounded)
        {
            return "More units, or a minimum effect in the hypothesis, so that the interval can be read against what matters.";
        }

        var half = (m.Set.Upper - m.Set.Lower) / 2;
        var factor = Math.Pow(half / m.Minimum, 2);
        return factor > 1
            ? Invariant($"About {Rounding.Count((long)Math.Ceiling(evidence.Progress.Units * factor))} units in all (now {Rounding.Count(evidence.Progress.Units)}) would narrow the interval to ± {Minimum()}.")
            : $"The interval is already narrower than ± {Minimum()}; a new experiment would have to start from another hypothesis.";
    }

    private string Effect()
    {
        if (evidence.Absolute is not { } absolute || !Primary.Result.IsDefined)
        {
            return $"its effect cannot be estimated ({(Primary.Result.IsDefined ? "" : Primary.Result.Reason.Sentence)})";
        }

        var level = Primary.Intervals is [var adjusted, ..] ? $"{adjusted.Absolute.Coverage} {Promise(adjusted.Absolute.Promise)}interval" : $"{absolute.Set.Level} interval";
        var p = Rounding.PValue(Primary.AdjustedPValue ?? Primary.Result.Value.Test.PValue) + (Primary.Intervals.Count > 0 ? " adjusted" : "");
        var relative = evidence.Relative is { } r ? $" ({Rounding.Relative(r)}, {Rounding.RelativeSet(r)})" : "";
        return $"{Rounding.Absolute(absolute, Primary.Unit)}, {level} {Rounding.AbsoluteSet(absolute, Primary.Unit)}{relative}, {p}";
    }

    private static string Promise(IntervalPromise promise) => promise switch
    {
        IntervalPromise.Simultaneous or IntervalPromise.StepDownCompatible => "simultaneous ",
        IntervalPromise.FalseCoverageRate => "false-coverage-rate ",
        _ => "",
    };

    private static string GuardrailEffect(GuardrailResult guardrail)
        => guardrail.Relative.IsDefined && guardrail.Margin.IsRelative
            ? $"{Rounding.Relative(guardrail.Relative.Value)}, {guardrail.Relative.Value.Set.Level} interval {Rounding.RelativeSet(guardrail.Relative.Value)}"
            : $"{Rounding.Absolute(guardrail.Effect.Value, guardrail.Unit)}, {guardrail.Effect.Value.Set.Level} interval {Rounding.AbsoluteSet(guardrail.Effect.Value, guardrail.Unit)}";

    private string Reachable() => evidence.Hypothesis.MinimumEffect is null ? "" : $"; the minimum effect of {Minimum()} is within reach";

    private string GuardrailsHold() => evidence.Guardrails.Count switch
    {
        0 => "",
        1 => "; its guardrail is within the margin",
        var count => Invariant($"; all {count} guardrails are within their margins"),
    };

    private string Minimum() => evidence.Hypothesis.MinimumEffect is not { } minimum ? "the minimum effect"
        : !minimum.IsRelative && Primary.Unit == MetricUnit.Fraction ? Invariant($"{minimum.Value * 100:0.######} pp")
        : minimum.ToString();

    private string Room() => evidence.MinimumEffect is { } m
        ? m.IsRelative
            ? Rounding.Number(evidence.BestGain(m.Set) * 100, 2) + " %"
            : Rounding.Value(evidence.BestGain(m.Set), (m.Set.Upper - m.Set.Lower) / 4, Primary.Unit)
        : "the interval's end";

    private string WhyNot()
    {
        var open = evidence.Guardrails.Where(g => g.State is GuardrailState.Undecided or GuardrailState.Undefined).Select(g => g.Name).ToList();
        return Primary.Verdict switch
        {
            Verdict.Better when open.Count > 0 => "; but it is not shown that " + string.Join(" and ", open) + (open.Count == 1 ? " stays" : " stay") + " within the margin",
            Verdict.Better => $"; but its whole interval lies below the minimum effect of {Minimum()}",
            Verdict.NotSignificant => "; both no effect and one that matters remain possible",
            _ => "",
        };
    }

    private string Progress()
    {
        var p = evidence.Progress;
        var parts = new List<string>();
        if (p.PlannedUnits is { } planned)
        {
            parts.Add($"{Rounding.Count(p.Units)} of {Rounding.Count(planned)} planned units");
        }

        if (p.Ends is { } ends)
        {
            parts.Add(Invariant($"planned end {ends.UtcDateTime:yyyy-MM-dd}"));
        }

        if (p.DaysLeft is { } days)
        {
            parts.Add(Invariant($"about {Math.Ceiling(days):0} days left"));
        }

        return string.Join(", ", parts);
    }
}
