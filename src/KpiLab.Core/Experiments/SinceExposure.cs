using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>That the primary KPI is needed by days since each unit's exposure, too: an event table with times.</summary>
/// <param name="Block">Index of its block; the first quantity is meant.</param>
/// <param name="Days">Days at most.</param>
public sealed record SinceExposureNeeds(int Block, int Days = SinceExposureNeeds.MostDays)
{
    /// <summary>Days at most.</summary>
    public const int MostDays = 60;
}

/// <summary>One variant's units by days since exposure.</summary>
/// <param name="Days">Moments of the units' values on each day: of all units whose day is over, units without rows as zero.</param>
/// <param name="CentredProducts">Row d, entry e ≤ d: Σ (x_d − mean)(x_e − mean) over the units whose day d is over.</param>
public sealed record SinceExposureArm(IReadOnlyList<Moments> Days, IReadOnlyList<IReadOnlyList<double>> CentredProducts);

/// <summary>The primary KPI by days since exposure.</summary>
/// <param name="FirstDay">The first day; later than 0 where the KPI's window starts later.</param>
/// <param name="Arms">One a variant, with the same days.</param>
public sealed record SinceExposureCells(int FirstDay, IReadOnlyList<SinceExposureArm> Arms);

/// <summary>The effect on one day since exposure.</summary>
/// <param name="Day">0: the 24 hours from exposure.</param>
/// <param name="ControlUnits">Control units whose day is over.</param>
/// <param name="TreatmentUnits">Treatment units, likewise.</param>
/// <param name="Absolute">Treatment − control of that day's value, at the level of a single day.</param>
[TypeFormatterSource]
public sealed record SinceExposureEffect(int Day, long ControlUnits, long TreatmentUnits, Effect Absolute);

/// <summary>The primary effect of one treatment by days since exposure.</summary>
/// <param name="Treatment">Variant id; the other side is the control.</param>
/// <param name="Days">The days that enough units have behind them.</param>
/// <param name="Trend">A line through them.</param>
/// <param name="Fades">Whether an effect that was there at the start shrinks day by day beyond noise.</param>
[TypeFormatterSource]
public sealed record NoveltyResult(string Treatment, IReadOnlyList<SinceExposureEffect> Days, Estimable<EffectTrendResult> Trend, bool Fades);
