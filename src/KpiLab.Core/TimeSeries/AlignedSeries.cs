using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The series of a link on one calendar, over the periods that lead and outcome have in common.</summary>
/// <param name="Calendar">The common calendar: the coarsest of the cadences.</param>
/// <param name="Starts">First day of every period.</param>
/// <param name="Outcome">The lagging series; null where a value is missing.</param>
/// <param name="Lead">The leading series.</param>
/// <param name="Controls">Declared common causes, in the order of the link.</param>
/// <param name="FirstLag">Shortest declared lag, in these periods.</param>
/// <param name="LastLag">Longest declared lag.</param>
/// <param name="Findings">What aligning did: a cadence made coarser, periods left out, a definition change inside.</param>
[TypeFormatterSource]
public sealed record AlignedSeries(
    SeriesCalendar Calendar,
    IReadOnlyList<DateOnly> Starts,
    IReadOnlyList<double?> Outcome,
    IReadOnlyList<double?> Lead,
    IReadOnlyList<IReadOnlyList<double?>> Controls,
    int FirstLag,
    int LastLag,
    IReadOnlyList<Finding> Findings);
