using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The primary KPI's effect with all units exposed up to the end of a day: how an analysis on that day would have read.</summary>
/// <param name="Day">The last day counted.</param>
/// <param name="Units">Units exposed by then, all variants.</param>
/// <param name="Treatment">Variant id.</param>
/// <param name="Absolute">Treatment − control.</param>
public sealed record DayEffect(DateOnly Day, long Units, string Treatment, Effect Absolute);
