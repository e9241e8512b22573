using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A share or mean with its interval.</summary>
/// <param name="Units">Units behind it.</param>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error; absent for a share, whose interval is Wilson's.</param>
/// <param name="Set">Its interval.</param>
[TypeFormatterSource]
public sealed record CohortEstimate(long Units, double Value, double? StandardError, ConfidenceSet Set);

/// <summary>One period of a cohort.</summary>
/// <param name="Since">Calendar periods since the period of entry; 0 is that period itself.</param>
/// <param name="IsComplete">Whether the period was over when the data end; else it counts what has happened so far.</param>
/// <param name="Active">Units with a row that counts.</param>
/// <param name="Retention">Their share of the cohort, with Wilson's interval.</param>
/// <param name="Kpi">The KPI over the cohort's units in this period.</param>
[TypeFormatterSource]
public sealed record CohortCell(int Since, bool IsComplete, long Active, Estimable<CohortEstimate> Retention, Estimable<CohortEstimate> Kpi);

/// <summary>Units that entered in one period.</summary>
/// <param name="Group">Variant or segment value; null: none given in the data, or all units.</param>
/// <param name="Start">First day of the period of entry.</param>
/// <param name="Units">Units.</param>
/// <param name="Cells">From the period of entry to the last that has begun.</param>
[TypeFormatterSource]
public sealed record CohortRow(string? Group, DateOnly Start, long Units, IReadOnlyList<CohortCell> Cells);

/// <summary>One group's survival curve.</summary>
/// <param name="Group">Variant or segment value; null for all units, or for units without a value.</param>
/// <param name="IsAll">Whether it is of all units.</param>
/// <param name="Units">Units.</param>
/// <param name="Events">Units with the event.</param>
/// <param name="Curve">Kaplan and Meier's estimate at the days with events.</param>
[TypeFormatterSource]
public sealed record CohortSurvival(string? Group, bool IsAll, long Units, long Events, Estimable<IReadOnlyList<SurvivalStep>> Curve);

/// <summary>A log-rank test of one group against others.</summary>
/// <param name="Group">The group.</param>
/// <param name="Against">The control variant, or all other groups.</param>
/// <param name="Result">The test.</param>
/// <param name="AdjustedPValue">p after Holm's correction over the groups.</param>
[TypeFormatterSource]
public sealed record CohortLogRank(string? Group, string Against, Estimable<LogRankResult> Result, double? AdjustedPValue);

/// <summary>A KPI by cohort: retention triangle, survival, and its value by cohort and period.</summary>
/// <param name="Kpi">KPI or metric id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="By">Weeks or months.</param>
/// <param name="TimeZone">Whose calendar.</param>
/// <param name="Entry">What units enter by, in words.</param>
/// <param name="GroupedBy">What the groups are: a segment column, or <c>variant</c>; null without groups.</param>
/// <param name="Until">What the curve waits for.</param>
/// <param name="LapseDays">Days without a row that counts, after which a unit has lapsed.</param>
/// <param name="Level">Level of every interval.</param>
/// <param name="Units">Units of all cohorts.</param>
/// <param name="DataEnd">The last moment in the data.</param>
/// <param name="All">Cohorts of all units, by start.</param>
/// <param name="ByGroup">Cohorts of each group, by group, then start; empty without groups.</param>
/// <param name="Survival">All units, then each group.</param>
/// <param name="LogRank">Each variant against the control, or each segment value against the others.</param>
/// <param name="Findings">What a reader must know.</param>
/// <param name="Data">The data.</param>
/// <param name="Queries">SQL behind the numbers.</param>
[TypeFormatterSource]
public sealed record CohortAnalysis(
    string Kpi, string Name, MetricUnit Unit, CohortPeriod By, string TimeZone, string Entry, string? GroupedBy, SurvivalEvent Until, int LapseDays, Level Level, long Units, DateTimeOffset DataEnd,
    IReadOnlyList<CohortRow> All, IReadOnlyList<CohortRow> ByGroup, IReadOnlyList<CohortSurvival> Survival, IReadOnlyList<CohortLogRank> LogRank, IReadOnlyList<Finding> Findings,
    IReadOnlyList<SourceFingerprint> Data, IReadOnlyList<string> Queries) : IShowable;
