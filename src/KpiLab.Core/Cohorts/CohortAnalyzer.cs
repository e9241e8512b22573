using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>From a question and the data's answer to the cohort analysis; pure.</summary>
public static class CohortAnalyzer
{
    /// <summary>Units below which a cohort's numbers are rough.</summary>
    public const long FewUnits = 100;

    /// <summary>Analyses.</summary>
    public static CohortAnalysis Analyze(ResolvedCohort cohort, CohortCells cells)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(cells);
        var needs = cohort.Needs;
        var level = Level.Of(cohort.Level);
        var hasGroups = needs.Segment is not null || needs.Exposures is not null;
        CohortRow Row(string? group, IEnumerable<CohortUnits> parts) => Rows.Of(group, [.. parts], cohort, cells.LastPeriod, level);
        var all = cells.Cohorts.GroupBy(c => c.Cohort).OrderBy(g => g.Key).Select(g => Row(null, g)).ToList();
        var byGroup = hasGroups ? cells.Cohorts.OrderBy(c => c.Group).ThenBy(c => c.Cohort).Select(c => Row(cells.Groups[c.Group], [c])).ToList() : [];
        var groups = Enumerable.Range(0, cells.Groups.Count).Select(g => FollowUps(cells.FollowUps.Where(f => f.Group == g))).ToList();
        List<CohortSurvival> survival = [Survival(null, true, [.. groups.SelectMany(g => g)], level)];
        if (hasGroups)
        {
            survival.AddRange(groups.Select((g, i) => Survival(cells.Groups[i], false, g, level)));
        }

        return new CohortAnalysis(
            cohort.Metric.Id, cohort.Metric.Name, cohort.Metric.Unit, needs.Calendar.Cadence == Cadence.Weekly ? CohortPeriod.Week : CohortPeriod.Month, needs.TimeZone, cohort.Entry, needs.Segment ?? (needs.Exposures is null ? null : "variant"), needs.Until, needs.LapseDays,
            level, all.Sum(a => a.Units), cells.DataEnd, all, byGroup, survival, hasGroups ? LogRank(cohort, cells.Groups, groups) : [], [.. Findings(cohort, cells, all)], cells.Fingerprints, cells.Queries);
    }

    private static FollowUp[] FollowUps(IEnumerable<FollowUpCount> counts)
        => [.. counts.SelectMany(c => Enumerable.Repeat(new FollowUp(c.Day, true), (int)c.Events).Concat(Enumerable.Repeat(new FollowUp(c.Day, false), (int)c.Censored)))];

    private static CohortSurvival Survival(string? group, bool isAll, FollowUp[] units, Level level)
        => new(group, isAll, units.Length, units.LongCount(u => u.IsEvent), KaplanMeier.Curve(units, level));

    // Variants: each with the control. Segment values: each with all others.
    private static List<CohortLogRank> LogRank(ResolvedCohort cohort, IReadOnlyList<string?> groups, List<FollowUp[]> units)
    {
        var control = cohort.Needs.Segment is null && cohort.Control is { } id ? groups.ToList().IndexOf(id) : -1;
        if (groups.Count < 2 || (cohort.Needs.Segment is null && control < 0))
        {
            return [];
        }

        var pairs = Enumerable.Range(0, groups.Count).Where(g => g != control && !(control < 0 && groups.Count == 2 && g == 0)).ToList();
        var results = pairs.ConvertAll(g => new CohortLogRank(
            groups[g],
            control >= 0 ? groups[control]! : groups.Count == 2 ? groups[0] ?? "(none)" : "all others",
            LogRankTest.Test(control >= 0 ? units[control] : [.. units.Where((_, i) => i != g).SelectMany(u => u)], units[g]),
            null));
        var tested = results.Where(r => r.Result.IsDefined).ToList();
        var adjusted = PValueAdjustment.Holm([.. tested.Select(r => r.Result.Value.Test.PValue)]);
        return results.ConvertAll(r => tested.IndexOf(r) is >= 0 and var i ? r with { AdjustedPValue = adjusted[i] } : r);
    }

    private static IEnumerable<Finding> Findings(ResolvedCohort cohort, CohortCells cells, List<CohortRow> all)
    {
        var small = all.Where(r => r.Units < FewUnits).ToList();
        if (small.Count > 0)
        {
            yield return new Finding(
                "small-cohort", Severity.Warning,
                Invariant($"{small.Count} of {all.Count} cohorts {(small.Count == 1 ? "has" : "have")} fewer than {FewUnits} units: {string.Join(", ", small.Take(5).Select(r => Invariant($"{r.Start:yyyy-MM-dd} {r.Units}")))}{(small.Count > 5 ? " and more" : "")}."),
                cohort.Needs.Calendar.Cadence == Cadence.Weekly ? "Read their intervals, not their values; or use `--by month`." : "Read their intervals, not their values.");
        }

        if (cells.ExcludedUnits > 0)
        {
            yield return new Finding("multiple-exposure", Severity.Warning, $"{Rounding.Count(cells.ExcludedUnits)} units were seen in more than one variant and are left out.", "Check the assignment: a unit must stay in the variant that it first saw.");
        }

        if (cells.UnusedRows > 0)
        {
            yield return new Finding("unused-rows", Severity.Warning, $"{Rounding.Count(cells.UnusedRows)} rows have no unit key, no time or a variant that the experiment does not define, and are left out.", "Find out why the log lost them.");
        }

        if (cohort.Needs.Exposures is null)
        {
            yield return new Finding(
                "entry-by-first-row", Severity.Info, $"A unit enters with its first row of {cohort.Needs.Source.Id} in these data: units that were there before the data begin count as new in the first cohort.",
                "Read the first cohort with care, or give the data from their beginning.");
        }
    }

    private static class Rows
    {
        public static CohortRow Of(string? group, IReadOnlyList<CohortUnits> parts, ResolvedCohort cohort, int lastPeriod, Level level)
        {
            var units = parts.Sum(p => p.Units);
            var start = parts[0].Cohort;
            return new CohortRow(group, cohort.Needs.Calendar.FirstDay(start), units, [.. Enumerable.Range(0, parts[0].Periods.Count).Select(p =>
            {
                var active = parts.Sum(x => x.Periods[p].Active);
                var moments = parts.Select(x => x.Periods[p].Moments).Aggregate((a, b) => a + b);
                return new CohortCell(p, start + p < lastPeriod, active, Share(active, units, level), Value(cohort.Metric.Measure.Type, moments, level));
            })]);
        }

        private static Estimable<CohortEstimate> Value(MeasureType type, JointMoments moments, Level level)
        {
            if (moments.Count == 0)
            {
                return new Undefined(Undefined.TooFewUnits, "no unit has a value");
            }

            return type is MeasureType.Proportion or MeasureType.Retention
                ? Share((long)Math.Round(moments.Mean(0) * moments.Count), moments.Count, level)
                : (type == MeasureType.Ratio ? RatioOfMeans.Arm(moments, 0, 1) : Arm.Of(moments.Marginal(0))).Then(arm => Mean(arm, level));
        }

        private static Estimable<CohortEstimate> Share(long active, long units, Level level)
            => WilsonInterval.Of(new Proportion(active, units), level).Select(set => new CohortEstimate(units, (double)active / units, null, set));

        private static Estimable<CohortEstimate> Mean(Arm arm, Level level)
        {
            if (arm.Count < 2)
            {
                return new Undefined(Undefined.TooFewUnits, "an interval needs at least two units");
            }

            var error = Math.Sqrt(arm.SquaredStandardError);
            var half = StudentT.UpperQuantile(level.Alpha / 2, arm.Count - 1) * error;
            return new CohortEstimate(arm.Count, arm.Mean, error, ConfidenceSet.Between(arm.Mean - half, arm.Mean + half, level));
        }
    }
}
