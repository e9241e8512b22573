namespace KpiLab.Core;

/// <summary>What a reader must know of estimators other than the plain difference.</summary>
internal static class StructureWording
{
    /// <summary>The account of an analysis; null for the plain difference of randomised units.</summary>
    public static StructureAccount? Account(AnalysisPlan plan)
    {
        if (plan.Switchback is { } switchback)
        {
            return new StructureAccount(
                plan.Estimator, EvidenceBasis.ByDesign,
                $"Switchback: blocks of {Span(switchback.Block)}{(switchback.Region is { } region ? $" of each {region}" : "")} were switched between variants and are compared as clusters"
                    + (switchback.BurnIn > TimeSpan.Zero ? $"; the first {Span(switchback.BurnIn)} of each are left out." : "; nothing is left out at their start."));
        }

        var strata = string.Join(" × ", plan.Strata);
        return plan.Estimator switch
        {
            PlanEstimator.PostStratified => new StructureAccount(plan.Estimator, EvidenceBasis.Randomised, $"Effects are post-stratified: differences at a common mix of {strata}."),
            PlanEstimator.FixedEffects => new StructureAccount(plan.Estimator, EvidenceBasis.Randomised, $"Effects are those within {strata}: a regression with an intercept for each, all variants at once."),
            PlanEstimator.Regression => new StructureAccount(
                plan.Estimator, EvidenceBasis.Randomised, $"Effects are those of Lin's regression on {string.Join(", ", plan.Covariates.Select(c => c.Kpi))}, with slopes of their own in either variant and {plan.Errors.ToString().ToUpperInvariant()} errors."),
            PlanEstimator.DifferenceInDifferences => new StructureAccount(
                plan.Estimator, plan.Period!.Randomised ? EvidenceBasis.Randomised : EvidenceBasis.Observational,
                $"Effects are differences in differences: the change from {plan.Period.Before} to {plan.Period.After} ({plan.Period.Column}) of the treated less that of the control, errors by unit; relative to what the treated would have been had both changed alike."),
            _ => null,
        };
    }

    public static IEnumerable<Finding> Findings(ResolvedExperiment experiment, ExperimentCells cells, IReadOnlyList<KpiComparison> comparisons)
    {
        var plan = experiment.Definition.Plan;
        if (plan is { Estimator: PlanEstimator.DifferenceInDifferences, Period: { } period })
        {
            if (!period.Randomised)
            {
                yield return new Finding(
                    "observational",
                    Severity.Warning,
                    "Nobody was assigned by lot: the difference in differences is an effect only if both groups would have changed alike without the treatment, which the data cannot show.",
                    "Compare how both groups moved in periods further back; where the treated group was drawn by lot, write `randomised: true` in `plan.period`.");
            }

            var values = cells.SegmentValues(experiment.Needs.Segments.ToList().IndexOf(period.Column));
            if (values.Where(v => v.Value != period.Before && v.Value != period.After).Sum(v => v.Units) is > 0 and var other)
            {
                yield return new Finding(
                    "other-periods", Severity.Info, $"{Rounding.Count(other)} observations have neither {period.Before} nor {period.After} in {period.Column}, and are left out.", "Nothing to do, if they are of a transition; else correct `plan.period`.", period.Column);
            }
        }

        foreach (var comparison in comparisons.Where(c => c is { Segment: null, Method: not null and not { Method: KpiMethod.Poisson } }).DistinctBy(c => (c.Kpi, c.Role)))
        {
            var covariates = plan.Covariates.Count > 0 ? " Covariates are not used for it." : "";
            yield return comparison.Method!.IsRank
                ? new Finding(
                    "rank-comparison", Severity.Info, $"{comparison.Name} is compared by ranks: its effect is how often the treatment is the higher of two units drawn by chance, less how often the control is. It is no difference of means.{covariates}",
                    "To decide by what it adds up to, such as revenue, compare the mean.", comparison.Kpi)
                : new Finding(
                    "bootstrap-interval", Severity.Info, $"The interval and p-value of {comparison.Name} come from {Rounding.Count(comparison.Method.Resamples ?? 0)} resamples of the units, fixed by the seed.{covariates}", "Nothing to do.", comparison.Kpi);
        }

        foreach (var finding in SwitchbackTable.Findings(plan, comparisons))
        {
            yield return finding;
        }

        if (plan.Switchback is not null && cells.BurnInRows > 0)
        {
            yield return new Finding(
                "burn-in", Severity.Info, $"{Rounding.Count(cells.BurnInRows)} rows at the start of their block are left out, because the variant before may still work.", "Nothing to do, if what a variant leaves behind is over by then; else lengthen `burn_in`.");
        }

        foreach (var comparison in comparisons.Where(c => c.Segment is null && c.Adjustment?.Estimator is { LeftOut: > 0 }))
        {
            var use = comparison.Adjustment!.Estimator!;
            yield return use.Type == PlanEstimator.PostStratified
                ? new Finding(
                    "strata-merged", Severity.Info, Invariant($"{use.LeftOut} strata of {string.Join(" × ", use.By)} have too few units in a variant for {comparison.Name}, and are merged into the largest; {use.Strata} remain."),
                    "Use coarser strata, if these are many.", comparison.Kpi)
                : new Finding(
                    "strata-left-out", Severity.Info, Invariant($"{use.LeftOut} strata of {string.Join(" × ", use.By)} have units of one variant only for {comparison.Name}, and say nothing of its effect; {use.Strata} remain."),
                    "Find out why, if treatment was assigned within every stratum.", comparison.Kpi);
        }

        foreach (var metric in experiment.Metrics.Where(m => plan.Estimator != PlanEstimator.Difference && !StructureTable.IsFor(plan.Estimator, experiment.Needs.Blocks[m.Block])).DistinctBy(m => m.Block))
        {
            yield return new Finding(
                "estimator-not-applied", Severity.Info, $"{metric.Metric.Name} is no mean, share or count of independent units, and is compared as it is, without {StructureRules.Word(plan.Estimator).Replace('_', ' ')}.", "Nothing to do, if that will do for it.", metric.Metric.Id);
        }
    }

    private static string Span(TimeSpan span)
        => span.Ticks % TimeSpan.TicksPerDay == 0 ? Invariant($"{span.TotalDays:0} d") : span.Ticks % TimeSpan.TicksPerHour == 0 ? Invariant($"{span.TotalHours:0} h") : Invariant($"{span.TotalMinutes:0.##} min");
}
