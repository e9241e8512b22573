using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>That a block's moments are needed by the day of first exposure, too.</summary>
/// <param name="Block">Index of the block among the needs' blocks.</param>
/// <param name="TimeZone">Whose calendar days, e.g. <c>Europe/Berlin</c>.</param>
/// <param name="WeekStarts">First day of a week, where days become weeks.</param>
public sealed record DayNeeds(int Block, string TimeZone = "UTC", DayOfWeek WeekStarts = DayOfWeek.Monday);

/// <summary>Units of one variant that were first exposed in one period.</summary>
/// <param name="Day">The period's last day; of the last period, the day of the last exposure.</param>
/// <param name="Variant">Index into the variants.</param>
/// <param name="Units">Units of the cell, whether or not they have a value.</param>
/// <param name="Moments">Joint moments of the block.</param>
public sealed record DayCell(DateOnly Day, int Variant, long Units, JointMoments Moments);

/// <summary>A block's moments by the day of first exposure.</summary>
/// <param name="Needs">What was asked for.</param>
/// <param name="PeriodDays">Days of a period: 1, or where there would be more than <see cref="MostPeriods"/> periods 7, 28, 112, ….</param>
/// <param name="Cells">The cells that have units, by day and variant.</param>
public sealed record DayCells(DayNeeds Needs, int PeriodDays, IReadOnlyList<DayCell> Cells)
{
    /// <summary>Periods at most; beyond, they get longer.</summary>
    public const int MostPeriods = 400;
}
