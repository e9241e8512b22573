namespace KpiLab.Core;

/// <summary>Which KPIs can be compared by a method of their own, in which plans; the rest is refused in one sentence.</summary>
public static class MethodRules
{
    /// <summary>What does not fit, with the field, and what to write instead.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="primary">The hypothesis's KPI.</param>
    /// <param name="secondary">Secondary KPIs.</param>
    /// <param name="minimum">The hypothesis's minimum effect.</param>
    /// <param name="typeOf">The type of a KPI's measure, where it is known.</param>
    /// <param name="clusters">Whether clusters were randomised.</param>
    /// <param name="guardrails">Guardrails.</param>
    /// <param name="isCapped">Whether a KPI's values are capped.</param>
    public static IEnumerable<(string Field, string Message, string Remedy)> Of(
        AnalysisPlan plan, string primary, IReadOnlyList<string> secondary, EffectSize? minimum, Func<string, MeasureType?> typeOf, bool clusters, IReadOnlyList<string> guardrails, Func<string, bool> isCapped)
    {
        foreach (var (kpi, method) in plan.Methods.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var word = Word(method);
            if (kpi != primary && !secondary.Contains(kpi) && !(method == KpiMethod.Poisson && guardrails.Contains(kpi)))
            {
                yield return method == KpiMethod.Poisson ? ("plan.methods", $"name {kpi}, which the experiment does not compare", "name its hypothesis's KPI, a secondary one or a guardrail") : ("plan.methods", $"name {kpi}, which is neither the hypothesis's KPI nor a secondary one", "name one of these; guardrails are compared on the KPI's own scale, by its mean");
                continue;
            }

            var type = typeOf(kpi);
            if (method == KpiMethod.Poisson)
            {
                if (type is not (null or MeasureType.Ratio or MeasureType.Count))
                {
                    yield return ("plan.methods", $"compare {kpi} as events, and it is a {type.Value.ToString().ToLowerInvariant()}", "write type: count for events a unit, or type: ratio with the events as numerator and the exposure as denominator");
                }

                if (isCapped(kpi))
                {
                    yield return ("plan.methods", $"compare {kpi} as events, and it is capped", "leave the cap out; capped events are no counts");
                }
            }
            else if (type == MeasureType.Ratio || (type == MeasureType.Quantile && method is KpiMethod.Rank or KpiMethod.BootstrapBca))
            {
                yield return (
                    "plan.methods", $"compare {kpi} by {word}, and it is a {type!.Value.ToString().ToLowerInvariant()}",
                    type == MeasureType.Ratio ? "leave it out: a ratio has no value a unit" : "write bootstrap or bootstrap_basic, or leave it out");
            }

            if (clusters)
            {
                yield return ("plan.methods", $"compare {kpi} by {word}, which counts units as independent, and clusters were randomised", "leave it out");
            }

            if (plan.Design is Design.Bayesian or Design.AlwaysValid || (plan.Design == Design.GroupSequential && method != KpiMethod.Rank))
            {
                yield return (
                    "plan.methods", $"compare {kpi} by {word}, and an interval of a {Named(plan.Design)} design is made of its normal estimate", method == KpiMethod.Rank ? "write design: fixed or group_sequential" : "write design: fixed");
            }

            if (kpi == primary && plan.Estimator != PlanEstimator.Difference)
            {
                yield return ("plan.methods", $"compare {kpi} by {word}, and plan.estimator says {StructureRules.Word(plan.Estimator)}", "leave out one of the two");
            }

            if (kpi == primary && method == KpiMethod.Rank && minimum is { IsRelative: true })
            {
                yield return (
                    "hypothesis.minimum_effect", "is relative to the control mean, and a comparison of ranks has no mean",
                    "write it as a difference of probabilities, such as minimum_effect: 0.05 with absolute: true: the treatment is the higher of two 5 points more often than the control");
            }
        }
    }

    private static string Word(KpiMethod method) => method switch
    {
        KpiMethod.Rank => "rank",
        KpiMethod.Poisson => "poisson",
        KpiMethod.BootstrapBasic => "bootstrap_basic",
        KpiMethod.BootstrapBca => "bootstrap_bca",
        _ => "bootstrap",
    };

    private static string Named(Design design) => design switch { Design.Bayesian => "bayesian", Design.AlwaysValid => "always_valid", _ => "group_sequential" };
}
