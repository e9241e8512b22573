using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A period in which a KPI crossed a threshold.</summary>
/// <param name="Period">First day of the period.</param>
/// <param name="End">Last day of it.</param>
/// <param name="Value">The KPI's value.</param>
/// <param name="Reference">What it was held against: the value before, the limit, the end of the band or interval that it is beyond.</param>
/// <param name="Score">How many standard deviations of noise lie between the two; null where the noise is not known.</param>
/// <param name="Noise">Where the noise comes from: <c>standard error</c>, <c>own variation</c>, <c>own forecast</c>; null where it is not known.</param>
/// <param name="Run">How many periods in a row the condition has held, this one included; for a forecast interval counted from its holding time before the first that was asked for.</param>
[TypeFormatterSource]
public sealed record Crossing(DateOnly Period, DateOnly End, double Value, double Reference, double? Score, string? Noise, int Run)
{
    /// <summary>Below this many standard deviations a crossing may be noise.</summary>
    public const double Usual = 1.959963984540054;

    /// <summary>True when such a crossing is to be expected from noise alone; false where the noise is not known.</summary>
    public bool IsInsideNoise => Score is { } z && z < Usual;
}
