using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How an analysis tells days.</summary>
/// <param name="TimeZone">Whose calendar days.</param>
/// <param name="Days">Days of a period; more than 1 where there would be too many periods.</param>
[TypeFormatterSource]
public sealed record DayPeriod(string TimeZone, int Days);

/// <summary>The primary KPI's effect with all units exposed up to the end of a day: how an analysis of these units would have read.</summary>
/// <param name="Day">The last day counted.</param>
/// <param name="Units">Units exposed by then, all variants.</param>
/// <param name="Treatment">Variant id; the other side is the control.</param>
/// <param name="Absolute">Treatment − control, by the method of the comparison.</param>
/// <remarks>
/// A unit counts with all that is known of it now, also what happened after that day. The intervals are those of a single look: whoever stops at the first
/// day whose interval leaves zero out finds effects that are not there far more often than alpha says (Armitage, McPherson and Rowe 1969, J. R. Stat. Soc. A 132:235).
/// </remarks>
[TypeFormatterSource]
public sealed record DayEffect(DateOnly Day, long Units, string Treatment, Estimable<Effect> Absolute)
{
    /// <summary>The same relative to the control mean.</summary>
    public Estimable<Effect> Relative { get; init; }

    /// <summary>Units first exposed in this day's period, all variants.</summary>
    public long NewUnits { get; init; }

    /// <summary>The absolute effect among these new units alone.</summary>
    public Estimable<Effect> NewUnitsEffect { get; init; }

    /// <summary>Units that a straight line from the plan's start to its end asks for by the end of this day; null where the plan does not say.</summary>
    public double? PlannedUnits { get; init; }
}
