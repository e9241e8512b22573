using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Says in plain words what the figures of a plan stand on.</summary>
internal static class PlanningWords
{
    public static IEnumerable<string> Assumptions(ExperimentDefinition definition, AnalysisPlan plan, PlanningBaseline baseline, double alpha, PowerQuestion question, bool hasData)
    {
        yield return Design(plan);
        var treatments = definition.Variants.Count - 1;
        if (alpha < plan.Alpha)
        {
            yield return Invariant($"The primary family has {(plan.Compare == ComparePairs.AllPairs ? treatments * (treatments + 1) / 2 : treatments)} comparisons: each is planned at {Share(alpha)}, what an effect that is alone in being there must meet ({Name(plan.Correction)}).");
        }
        else if (treatments > 1)
        {
            yield return Invariant($"Each of {treatments} treatments is compared with the control at {Share(alpha)}, without correction for their number.");
        }

        if (definition.Variants.Any(v => v.Weight is null))
        {
            yield return "The variants have no planned weights: equal shares are assumed.";
        }

        yield return baseline.MeasuredOn is { } units
            ? $"Mean and variance are those of {Rounding.Count(units)} units of the control{(hasData ? "; the difference between variants was not read, so this is no look" : "")}."
            : "Mean and variance were given, not measured.";
        if (baseline.Explained > 0)
        {
            yield return Invariant($"Covariates explain {Share(baseline.Explained)} of the variance{(question.Explained is null ? ", as measured" : ", as given")}; units needed shrink by the same share.");
        }
        else if (plan.Covariates.Count > 0 && !hasData && question.Explained is null)
        {
            yield return "What the plan's covariates explain is not known without data: none is assumed, which asks for too many units rather than too few.";
        }

        if (baseline.Clusters is { } clusters)
        {
            var icc = clusters.Icc.Match(c => Invariant($", whose units correlate by {c:G3}"), _ => "");
            yield return clusters.MeasuredOn is { } count
                ? Invariant($"Clusters of {clusters.MeanSize:G4} units on average{icc}: they multiply the variance by {clusters.DesignEffect:G4}, as measured on {Rounding.Count(count)} clusters of the control.")
                : Invariant($"Clusters of {clusters.MeanSize:G4} units{icc}, as given: they multiply the variance of the primary KPI by {clusters.DesignEffect:G4}. Guardrails have the noise of their data.");
        }

        if (question.Power is null && plan.Power is null)
        {
            yield return "The plan names no power: 80 % is assumed.";
        }
    }

    private static string Design(AnalysisPlan plan) => plan.Design switch
    {
        Core.Design.GroupSequential => Invariant($"Group-sequential design: {PlannedComparison.LooksOf(plan)} looks at even distances{(plan.Looks is null ? ", as the plan names none" : "")}, {LookWording.Spending(plan)} spending, two-sided alpha {Share(plan.Alpha)} over all looks. Units are those at the last look; most experiments with an effect stop before."),
        Core.Design.AlwaysValid => Invariant($"Always-valid design, two-sided alpha {Share(plan.Alpha)} over all looks, narrowest at {Rounding.Count(plan.Units ?? (long)AsymptoticConfidenceSequence.DefaultTuningUnits)} units. Power is that of a single look at the end, a lower bound: earlier looks only add to it."),
        Core.Design.Bayesian => Invariant($"Bayesian design: power is how often the chance to beat the control reaches {Share(1 - (plan.Alpha / 2))} (or falls to {Share(plan.Alpha / 2)}) at the end, with {(plan.Prior.IsFlat ? "a flat prior" : $"the prior {plan.Prior}")}."),
        _ => $"Fixed design: one test at the end, two-sided alpha {Share(plan.Alpha)}.",
    };

    private static string Name(FamilyCorrection correction) => correction switch
    {
        FamilyCorrection.BenjaminiHochberg => "Benjamini–Hochberg",
        FamilyCorrection.BenjaminiYekutieli => "Benjamini–Yekutieli",
        FamilyCorrection.Holm => "Holm",
        _ => "Bonferroni",
    };

    private static string Share(double value) => FormattableString.Invariant($"{value * 100:G3} %");
}
