namespace KpiLab.Core;

/// <summary>Which estimators, designs and settings of a plan go together; the rest is refused in one sentence, by <c>validate</c> and by the analysis alike.</summary>
public static class StructureRules
{
    /// <summary>What does not fit, with the field, and what to write instead.</summary>
    public static IEnumerable<(string Field, string Message, string Remedy)> Of(ExperimentDefinition experiment, DefinitionSet definitions)
    {
        var measure = definitions.Metric(experiment.Hypothesis.Kpi)?.Measure;
        var type = measure?.Type;
        var clusters = experiment.Exposures.Cluster is not null || measure?.Cluster is not null;
        return Of(
            experiment.Plan, clusters, experiment.Exposures.ExposedAt is not null,
            definitions.Source(experiment.Exposures.Source)?.Unit is not null, type is MeasureType.Ratio or MeasureType.Quantile ? type : null, experiment.Variants.Count);
    }

    /// <summary>The same of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="clusters">Whether the exposures name a cluster.</param>
    /// <param name="times">Whether they name the moment of exposure.</param>
    /// <param name="units">Whether their source names a unit.</param>
    /// <param name="noMean">The type of the primary KPI's measure, where that is no mean, share or count.</param>
    /// <param name="variants">How many variants there are.</param>
    public static IEnumerable<(string Field, string Message, string Remedy)> Of(AnalysisPlan plan, bool clusters, bool times, bool units, MeasureType? noMean, int variants)
    {
        var estimator = Word(plan.Estimator);
        if (plan.Estimator != PlanEstimator.Difference && noMean is { } type)
        {
            yield return ("plan.estimator", $"{estimator} is for means, shares and counts, and the hypothesis's KPI is a {type.ToString().ToLowerInvariant()}", "leave it out; ratios and quantiles are compared as they are");
        }

        if (plan.Estimator is PlanEstimator.PostStratified or PlanEstimator.FixedEffects)
        {
            if (plan.Strata.Count == 0)
            {
                yield return ("plan.strata", $"is missing, and {estimator} compares within strata", "name columns of the exposures source that were known before exposure, such as strata: [country]");
            }

            if (plan.Covariates.Count > 0)
            {
                yield return ("plan.covariates", $"do not go with estimator {estimator}", "leave them out, or write estimator: regression, or leave out the estimator (CUPED)");
            }
        }
        else if (plan.Strata.Count > 0)
        {
            yield return ("plan.strata", $"do not go with estimator {estimator}", "write estimator: post_stratified or fixed_effects; post_stratified is the regression with an interaction for every stratum");
        }

        if (plan.Estimator == PlanEstimator.Regression && plan.Covariates.Count == 0)
        {
            yield return ("plan.covariates", "are missing, and a regression needs some", "name values from before exposure, such as covariates: [{kpi: sessions_per_user, window: -14d..0d}]");
        }

        if (plan.Estimator is PlanEstimator.PostStratified or PlanEstimator.Regression && (clusters || plan.Switchback is not null))
        {
            yield return ("plan.estimator", $"{estimator} counts units as independent, and clusters were randomised", "write estimator: fixed_effects with strata, or leave it out; covariates go with clusters");
        }

        if (plan.OutcomeModel is not null && plan.Estimator != PlanEstimator.Difference)
        {
            yield return ("plan.outcome_model", $"does not go with estimator {estimator}", "leave out one of the two; the prediction of an outcome model is used by the difference");
        }

        foreach (var problem in Panel(plan, clusters, units).Concat(Switched(plan, clusters, times, units, variants)))
        {
            yield return problem;
        }
    }

    /// <summary>The columns that cells are needed by: the plan's segments, then its strata, then what else the estimator needs apart.</summary>
    internal static IReadOnlyList<string> Segments(ExperimentDefinition experiment, IReadOnlyList<MomentBlock> blocks)
    {
        var plan = experiment.Plan;
        return [.. plan.Segments
            .Concat(plan.Strata)
            .Concat(plan.Estimator == PlanEstimator.FixedEffects ? blocks.Where(b => b.Cluster is not null).Select(b => b.Cluster!) : [])
            .Concat(plan.Period is { } period ? [period.Column] : [])
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An estimator as definitions spell it.</summary>
    internal static string Word(PlanEstimator estimator) => estimator switch
    {
        PlanEstimator.PostStratified => "post_stratified",
        PlanEstimator.Regression => "regression",
        PlanEstimator.FixedEffects => "fixed_effects",
        PlanEstimator.DifferenceInDifferences => "difference_in_differences",
        _ => "difference",
    };

    private static IEnumerable<(string Field, string Message, string Remedy)> Panel(AnalysisPlan plan, bool clusters, bool units)
    {
        if (plan.Estimator != PlanEstimator.DifferenceInDifferences)
        {
            if (plan.Period is not null)
            {
                yield return ("plan.period", "belongs to estimator difference_in_differences", "leave it out, or write estimator: difference_in_differences");
            }

            yield break;
        }

        if (plan.Period is null)
        {
            yield return ("plan.period", "is missing: which observations are from before the change?", "write period: {column: phase, before: pre, after: post}");
        }

        if (!clusters)
        {
            yield return ("exposures.cluster", "is missing: observations of one unit before and after are not independent", "name the column of the unit that was observed before and after");
        }

        if (units)
        {
            yield return ("exposures.source", "has a unit, of which only the first row counts, and a difference in differences needs all rows of a unit", "leave unit out of the source, and name that column in exposures.cluster");
        }

        if (plan.Covariates.Count > 0 || plan.Segments.Count > 0)
        {
            yield return (plan.Covariates.Count > 0 ? "plan.covariates" : "plan.segments", "do not go with estimator difference_in_differences", "leave them out");
        }

        if (plan.Design is Design.GroupSequential or Design.AlwaysValid)
        {
            yield return ("plan.design", "looks several times, and a difference in differences is taken once, when all periods are over", "write design: fixed or bayesian");
        }
    }

    private static IEnumerable<(string Field, string Message, string Remedy)> Switched(AnalysisPlan plan, bool clusters, bool times, bool units, int variants)
    {
        if (plan.Switchback is not { } switchback)
        {
            yield break;
        }

        if (plan.Estimator is not PlanEstimator.Difference)
        {
            yield return ("plan.estimator", $"{Word(plan.Estimator)} does not go with switchback", "leave it out; blocks of time are compared as clusters, with covariates where there are some");
        }

        if (clusters)
        {
            yield return ("exposures.cluster", "stands beside plan.switchback, whose blocks are the clusters", "leave it out; write the region in plan.switchback");
        }

        if (!times)
        {
            yield return ("exposures.exposed_at", "is missing, and blocks of time need the time of each row", "name the column with the time");
        }

        if (units)
        {
            yield return ("exposures.source", "has a unit, of which only the first row counts, and a unit may come in many blocks", "leave unit out of the source; every row then counts in its block");
        }

        if (switchback.Assignment == BlockAssignment.Paired && variants > 2)
        {
            yield return ("plan.switchback.assignment", "is paired, and a pair has two blocks for more than two variants", "write by_lot");
        }

        if (switchback.BurnIn >= switchback.Block)
        {
            yield return ("plan.switchback.burn_in", "is as long as the block, and nothing would be left", "write a shorter one");
        }
    }
}
