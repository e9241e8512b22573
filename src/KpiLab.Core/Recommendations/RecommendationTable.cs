namespace KpiLab.Core;

/// <summary>The rule table of an experiment: the first rule whose conditions all hold gives the word.</summary>
public static class RecommendationTable
{
    /// <summary>The default rules, in order.</summary>
    public static IReadOnlyList<RecommendationRule> Default { get; } =
    [
        new("data-invalid", ExperimentAdvice.Invalid, [RecommendationConditions.InvalidData]),
        new("primary-worse", ExperimentAdvice.Rollback, [RecommendationConditions.PrimaryWorse]),
        new("guardrail-beyond-margin", ExperimentAdvice.Rollback, [RecommendationConditions.GuardrailBeyond]),
        new("primary-better", ExperimentAdvice.Ship, [RecommendationConditions.PrimaryBetter, RecommendationConditions.MinimumEffectReachable, RecommendationConditions.GuardrailsWithin]),
        new("primary-equivalent", ExperimentAdvice.Equivalent, [RecommendationConditions.PrimaryEquivalent]),
        new("plan-incomplete", ExperimentAdvice.Continue, [RecommendationConditions.Incomplete]),
        new("not-decided", ExperimentAdvice.Inconclusive, [RecommendationConditions.Always]),
    ];

    /// <summary>Whether a condition holds.</summary>
    internal static bool Holds(string condition, ExperimentEvidence evidence) => condition switch
    {
        RecommendationConditions.InvalidData => evidence.CriticalFindings.Count > 0,
        RecommendationConditions.PrimaryWorse => evidence.MayDecide && (evidence.Primary.Verdict == Verdict.Worse || (evidence.Primary.Verdict == Verdict.Different && evidence.Hypothesis.Direction == Direction.Maintain)),
        RecommendationConditions.PrimaryBetter => evidence.MayDecide && evidence.Primary.Verdict == Verdict.Better,
        RecommendationConditions.GuardrailBeyond => evidence.Guardrails.Any(g => g.State == GuardrailState.Beyond),
        RecommendationConditions.GuardrailsWithin => evidence.Guardrails.All(g => g.State == GuardrailState.Within),
        RecommendationConditions.MinimumEffectReachable => evidence.Hypothesis.MinimumEffect is null || evidence.MinimumEffect is not { } m || evidence.BestGain(m.Set) >= m.Minimum,
        RecommendationConditions.PrimaryEquivalent => evidence.MayDecide && evidence.MinimumEffect is { } m && m.Set.IsWithin(-m.Minimum, m.Minimum),
        RecommendationConditions.Incomplete => !evidence.Progress.IsComplete,
        RecommendationConditions.Always => true,
        _ => throw new ArgumentException($"{condition} is not a condition of the rule table", nameof(condition)),
    };

    /// <summary>The recommendation for one treatment.</summary>
    internal static Recommendation Decide(ExperimentEvidence evidence, IReadOnlyList<RecommendationRule> rules, bool exploratory)
    {
        var rule = rules.FirstOrDefault(r => r.When.All(c => Holds(c, evidence)))
            ?? new RecommendationRule("no-rule", ExperimentAdvice.Inconclusive, [RecommendationConditions.Always]);
        var wording = new RecommendationWording(evidence);
        return new Recommendation(rule.Advice, evidence.Treatment, rule.Name, wording.Sentence(rule), wording.WhatWouldChangeIt(rule), exploratory, []);
    }

    /// <summary>The whole experiment's recommendation: that of its most favourable treatment.</summary>
    internal static Recommendation Decide(IReadOnlyList<ExperimentEvidence> treatments, IReadOnlyList<RecommendationRule>? rules, bool exploratory)
    {
        var each = treatments.Select(t => Decide(t, rules ?? Default, exploratory)).ToList();
        if (each.Count == 1)
        {
            return each[0];
        }

        var best = each
            .Select((r, i) => (Recommendation: r, Gain: Gain(treatments[i])))
            .OrderBy(r => Rank(r.Recommendation.Advice))
            .ThenByDescending(r => r.Gain)
            .First().Recommendation;
        return best with { ByVariant = each, Variant = best.Advice == ExperimentAdvice.Invalid ? null : best.Variant };
    }

    private static int Rank(ExperimentAdvice advice) => advice switch
    {
        ExperimentAdvice.Invalid => 0,
        ExperimentAdvice.Ship => 1,
        ExperimentAdvice.Continue => 2,
        ExperimentAdvice.Inconclusive => 3,
        ExperimentAdvice.Equivalent => 4,
        _ => 5,
    };

    private static double Gain(ExperimentEvidence evidence)
    {
        var value = evidence.Absolute?.Value ?? double.NegativeInfinity;
        return evidence.Hypothesis.Direction == Direction.Decrease ? -value : value;
    }
}
