using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The primary effect with all units exposed so far, from one day to the next.</summary>
internal static class DayEffects
{
    /// <summary>One entry a day and treatment, by day; empty where the data do not tell days.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cells">Its data.</param>
    /// <param name="rule">How intervals over all units so far are made: those of an always-valid design hold on all days together.</param>
    public static IReadOnlyList<DayEffect> Build(ResolvedExperiment experiment, ExperimentCells cells, LookRule rule)
    {
        if (cells.Days is not { } days)
        {
            return [];
        }

        var definition = experiment.Definition;
        var control = definition.Variants.ToList().FindIndex(v => v.IsControl);
        var estimands = BlockEstimands.Of(experiment.Needs.Blocks[days.Needs.Block]);
        var dimension = experiment.Needs.Blocks[days.Needs.Block].Quantities.Count;
        var soFar = Enumerable.Repeat(JointMoments.Empty(dimension), definition.Variants.Count).ToArray();
        var effects = new List<DayEffect>();
        long units = 0;
        foreach (var day in days.Cells.GroupBy(c => c.Day).OrderBy(d => d.Key))
        {
            var alone = Enumerable.Repeat(JointMoments.Empty(dimension), soFar.Length).ToArray();
            foreach (var cell in day)
            {
                alone[cell.Variant] += cell.Moments;
                soFar[cell.Variant] += cell.Moments;
            }

            var newUnits = day.Sum(c => c.Units);
            units += newUnits;
            for (var treatment = 0; treatment < soFar.Length; treatment++)
            {
                if (treatment == control)
                {
                    continue;
                }

                var whole = ArmContrast.Of(estimands, soFar[control], soFar[treatment]).Compare(experiment.Primary.Metric, definition.Plan, rule);
                var part = ArmContrast.Of(estimands, alone[control], alone[treatment]).Compare(experiment.Primary.Metric, definition.Plan, LookRule.Fixed);
                effects.Add(new DayEffect(day.Key, units, definition.Variants[treatment].Id, whole.Select(c => c.Absolute))
                {
                    Relative = whole.IsDefined ? whole.Value.Relative : whole.Reason,
                    NewUnits = newUnits,
                    NewUnitsEffect = part.Select(c => c.Absolute),
                    PlannedUnits = Planned(definition.Plan, day.Key),
                });
            }
        }

        return effects;
    }

    /// <summary>What a reader of the days must know.</summary>
    public static IEnumerable<Finding> Findings(ResolvedExperiment experiment, ExperimentCells cells, IReadOnlyList<DayEffect> days, IReadOnlyList<KpiComparison> comparisons)
    {
        if (cells.Days is { PeriodDays: > 1 } periods)
        {
            yield return new Finding(
                "days-grouped",
                Severity.Info,
                Invariant($"Exposures fall on more than {DayCells.MostPeriods} days, so the effect over time goes by {Period(periods.PeriodDays)}."),
                "Nothing to do; if the experiment did not run that long, check the times of exposure.");
        }

        if (experiment.Definition.Plan.Design != Design.Fixed)
        {
            yield break;
        }

        foreach (var primary in comparisons.Where(c => c.Role == ComparisonRole.Primary && c.Segment is null && c.Control == experiment.Definition.Control.Id))
        {
            var early = days.Where(d => d.Treatment == primary.Treatment).SkipLast(1).ToList();
            var crossed = early.Where(d => d.Absolute is { IsDefined: true } effect && !effect.Value.Set.Contains(0)).ToList();
            if (crossed.Count > 0 && primary.Result.IsDefined && primary.Result.Value.Absolute.Set.Contains(0))
            {
                yield return new Finding(
                    "significant-on-the-way",
                    Severity.Info,
                    Invariant($"Counted up to {Which(crossed, cells.Days!.PeriodDays)} the effect of {primary.Treatment} on {primary.Name} would have looked significant; with all units it is not.")
                        + " In a fixed design the effect by day is no stopping rule.",
                    "Decide by the planned analysis; plan looks (`design: group_sequential`) to be allowed to stop early.",
                    primary.Kpi);
            }
        }
    }

    private static string Which(List<DayEffect> crossed, int periodDays)
        => Invariant($"{crossed[0].Day:yyyy-MM-dd}") + (crossed.Count > 1 ? Invariant($", and up to {crossed.Count - 1} of the later {(periodDays == 1 ? "days" : "periods")},") : "");

    private static string Period(int days) => days == 7 ? "week" : Invariant($"periods of {days / 7} weeks");

    private static double? Planned(AnalysisPlan plan, DateOnly day)
    {
        if (plan is not { Units: { } units, Starts: { } starts, Ends: { } ends } || ends <= starts)
        {
            return null;
        }

        var over = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1) - starts;
        return units * Math.Clamp(over / (ends - starts), 0, 1);
    }
}
