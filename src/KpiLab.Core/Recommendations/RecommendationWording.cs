using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Says in words, with its numbers, why a rule fired and what would change it.</summary>
internal sealed class RecommendationWording(ExperimentEvidence evidence)
{
    private KpiComparison Primary => evidence.Primary;

    private string Surely => Primary.Bayesian is null ? "significantly" : "very probably";

    public string Sentence(RecommendationRule rule) => IsDefault(rule) ? Standard(rule) : Own(rule);

    public IReadOnlyList<string> WhatWouldChangeIt(RecommendationRule rule)
        => IsDefault(rule) ? StandardChanges(rule) : [$"Evidence by which the workspace's rule {rule.Name} does not hold, or one before it does."];

    // The sentences below belong to the default rules; a workspace's own rule is told by its own conditions.
    private static bool IsDefault(RecommendationRule rule)
        => RecommendationTable.Default.Any(d => d.Advice == rule.Advice && d.When.ToHashSet().SetEquals(rule.When));

    private string Own(RecommendationRule rule)
    {
        var conditions = string.Join(" and ", rule.When.Select(Condition));
        var findings = rule.When.Contains(RecommendationConditions.InvalidData) ? " " + string.Join(" ", evidence.CriticalFindings.Select(f => f.Sentence)) : "";
        return $"The workspace's rule {rule.Name} says {rule.Advice.ToString().ToLowerInvariant()} for {evidence.Treatment}, because {conditions}. {Primary.Name}: {Effect()}.{findings}";
    }

    private string Condition(string condition) => condition switch
    {
        RecommendationConditions.InvalidData => "a critical finding makes the data unfit",
        RecommendationConditions.PrimaryBetter => $"{Primary.Name} is {Surely} better",
        RecommendationConditions.PrimaryWorse => $"{Primary.Name} is {Surely} worse",
        RecommendationConditions.GuardrailBeyond => "a guardrail is beyond its margin",
        RecommendationConditions.GuardrailsWithin => evidence.Guardrails.Count == 0 ? "there is no guardrail to break" : "every guardrail is within its margin",
        RecommendationConditions.MinimumEffectReachable => evidence.Hypothesis.MinimumEffect is null ? "no minimum effect was asked for" : $"the minimum effect of {Minimum()} is within reach",
        RecommendationConditions.PrimaryEquivalent => $"the interval of {Primary.Name} lies within ± {Minimum()}",
        RecommendationConditions.Incomplete => $"the plan is not complete ({Progress()})",
        _ => "it always holds",
    };

    private string Standard(RecommendationRule rule) => rule.Advice switch
    {
        ExperimentAdvice.Invalid => "Do not decide from these data: " + string.Join(" ", evidence.CriticalFindings.Select(f => f.Sentence)),
        ExperimentAdvice.Rollback when rule.When.Contains(RecommendationConditions.GuardrailBeyond) => string.Join(" ", Beyond().Select(g =>
            $"{g.Name} {(g.Direction == Direction.Maintain ? "moved" : "is worse")} by more than its margin of {g.Margin}: {GuardrailEffect(g)}.")) + $" Take {evidence.Treatment} back.",
        ExperimentAdvice.Rollback when Primary.Verdict == Verdict.Different => $"{Primary.Name}, which should not change, changed with {evidence.Treatment}: {Effect()}. Take it back.",
        ExperimentAdvice.Rollback => $"{Primary.Name} got worse with {evidence.Treatment}: {Effect()}. Take it back.",
        ExperimentAdvice.Ship => $"{Primary.Name} got better with {evidence.Treatment}: {Effect()}{Reachable()}{GuardrailsHold()}. Ship it.",
        ExperimentAdvice.Equivalent => $"{Primary.Name} with {evidence.Treatment} does not differ by {Minimum()} or more in either direction: {Effect()}.",
        ExperimentAdvice.Continue => $"The plan is not complete ({Progress()}); so far {Effect()}{NotYet()}.",
        _ => $"The data do not decide about {evidence.Treatment}: {Effect()}{WhyNot()}.",
    };

    private IReadOnlyList<string> StandardChanges(RecommendationRule rule)
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
            yield return guardrail is { Effect.IsDefined: true, State: GuardrailState.Undefined }
                ? $"{guardrail.Name}: an absolute margin; a share of a control mean of zero says nothing."
                : guardrail.Effect.IsDefined
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

        var level = Primary.Intervals is [var adjusted, ..] ? $"{adjusted.Absolute.Coverage} {Promise(adjusted.Absolute.Promise)}interval" : $"{absolute.Set.Level} {(Primary.Bayesian is null ? "" : "credible ")}interval";
        var p = Primary.Bayesian is { } posterior ? Chance(posterior) : Rounding.PValue(Primary.AdjustedPValue ?? Primary.Result.Value.Test.PValue) + (Primary.AdjustedPValue is { } adjustedP && adjustedP != Primary.Result.Value.Test.PValue ? " adjusted" : "");
        level += evidence.IsSequential ? " over all looks" : "";
        var relative = evidence.Relative is { } r
            ? $" ({Rounding.Relative(r)}, {Set(Rounding.RelativeSet(r), r.Set, Primary.Intervals is [{ Relative: { IsDefined: true, Value.EndsAtZero: true } }, ..])})"
            : "";
        var set = Set(Rounding.AbsoluteSet(absolute, Primary.Unit), absolute.Set, Primary.Intervals is [{ Absolute.EndsAtZero: true }, ..]);
        return $"{Rounding.Absolute(absolute, Primary.Unit)}, {level} {set}{relative}, {p}";
    }

    // A step-down compatible interval may end at zero itself: the sign is shown, and no more.
    private static string Set(string words, ConfidenceSet set, bool endsAtZero)
    {
        var ends = words.Split(" to ");
        return !endsAtZero || ends.Length != 2 ? words
            : set.Lower == 0 ? $"above 0, at most {ends[1]}"
            : set.Upper == 0 ? $"below 0, at least {ends[0]}"
            : words;
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

    private static string Chance(BayesianResult posterior) => posterior.ChanceToBeatControl is { } beats
        ? $"chance to beat control {Rounding.Chance(beats)}"
        : $"chance to be higher than the control {Rounding.Chance(posterior.ChanceHigher)}";

    private string Reachable() => evidence.Hypothesis.MinimumEffect is null ? "" : $"; the minimum effect of {Minimum()} is within reach";

    private string NotYet() => Primary.Bayesian is not null
        ? !evidence.MayDecide ? ", and there are too few units yet to conclude anything"
            : Primary.Verdict == Verdict.NotSignificant ? ", which decides nothing yet"
            : WhyNot()
        : !evidence.IsSequential ? ", which a fixed design does not decide from"
        : !evidence.MayDecide ? ", and there are too few units yet to conclude anything"
        : Primary.Verdict == Verdict.NotSignificant ? ", which crosses no bound"
        : WhyNot();

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
            Verdict.NotSignificant when evidence.MinimumEffect is { } m && evidence.BestGain(m.Set) < m.Minimum
                => $"; an effect of {Minimum()} or more is excluded, but harm is not",
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
