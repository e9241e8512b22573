using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Units of a group that entered in one period.</summary>
/// <param name="Group">Index into the groups.</param>
/// <param name="Cohort">Number of the period of entry.</param>
/// <param name="Units">Units.</param>
/// <param name="Periods">From the period of entry to the last that has begun.</param>
public sealed record CohortUnits(int Group, int Cohort, long Units, IReadOnlyList<CohortPeriodCells> Periods);

/// <summary>One period of a cohort.</summary>
/// <param name="Active">Units with a row that counts.</param>
/// <param name="Moments">Joint moments of the KPI's quantities over the units.</param>
public sealed record CohortPeriodCells(long Active, JointMoments Moments);

/// <summary>Units of a group by the day their follow-up ended.</summary>
/// <param name="Group">Index into the groups.</param>
/// <param name="Day">Whole days since entry.</param>
/// <param name="Events">Units with the event then.</param>
/// <param name="Censored">Units observed until then without it.</param>
public sealed record FollowUpCount(int Group, int Day, long Events, long Censored);

/// <summary>The answer to a cohort analysis' needs.</summary>
/// <param name="Groups">Variants or segment values; one null without either.</param>
/// <param name="Cohorts">By cohort, then group.</param>
/// <param name="FollowUps">By group, then day.</param>
/// <param name="DataEnd">The last moment in the data.</param>
/// <param name="LastPeriod">The period that it lies in: not over yet.</param>
/// <param name="ExcludedUnits">Units seen in several variants.</param>
/// <param name="UnusedRows">Rows without key or time, or of unknown variants.</param>
/// <param name="Fingerprints">The data.</param>
/// <param name="Queries">SQL behind the numbers.</param>
public sealed record CohortCells(
    IReadOnlyList<string?> Groups, IReadOnlyList<CohortUnits> Cohorts, IReadOnlyList<FollowUpCount> FollowUps, DateTimeOffset DataEnd, int LastPeriod, long ExcludedUnits, long UnusedRows,
    IReadOnlyList<SourceFingerprint> Fingerprints, IReadOnlyList<string> Queries);

/// <summary>Reads event tables and answers the needs of a cohort analysis. Implemented by engines.</summary>
public interface ICohortData
{
    /// <summary>Answers the needs: one pass over the source of entry, one over the events.</summary>
    /// <exception cref="InvalidInputException">A formula or column does not fit the data.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    Task<CohortCells> CohortAsync(CohortNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
