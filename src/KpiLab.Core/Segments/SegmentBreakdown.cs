using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>One value of a segment in a breakdown.</summary>
/// <param name="Value">The segment's value; null where the data have none.</param>
/// <param name="ControlUnits">Units of the control, with or without a value of the KPI.</param>
/// <param name="TreatmentUnits">Units of the treatment, likewise.</param>
/// <param name="IsSmall">Whether either has fewer than <see cref="SegmentBreakdown.FewUnits"/> units.</param>
/// <param name="Raw">The effect in this segment alone.</param>
/// <param name="Shrunken">The same drawn towards the average of all segments.</param>
/// <param name="AdjustedPValue">p of the segment's own test after correction over all comparisons of this segment column.</param>
/// <param name="Verdict">What that test says.</param>
/// <param name="MixShift">What the segment adds to the difference of the variants.</param>
[TypeFormatterSource]
public sealed record SegmentPart(
    string? Value,
    long ControlUnits,
    long TreatmentUnits,
    bool IsSmall,
    Estimable<Effect> Raw,
    Estimable<ShrunkenEffect> Shrunken,
    double? AdjustedPValue,
    Verdict Verdict,
    Estimable<MixShiftPart> MixShift);

/// <summary>A KPI's effect broken down by one declared segment column: does it differ between the segment's values, and does the whole agree with its parts?</summary>
/// <param name="Segment">The column.</param>
/// <param name="Kpi">KPI or metric id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Role">Primary or secondary.</param>
/// <param name="Control">Variant id compared with.</param>
/// <param name="Treatment">Variant id compared.</param>
/// <param name="Family">The correction family of the segments' own tests: all KPIs, pairs of variants and values of this column.</param>
/// <param name="FamilySize">Comparisons in it.</param>
/// <param name="Parts">The values, in ordinal order, none last.</param>
/// <param name="LeftOut">Values whose effect could not be estimated; they are in no test of heterogeneity.</param>
/// <param name="Heterogeneity">Cochran's Q, I² and the variance of the true effects.</param>
/// <param name="Interaction">The test that the effects are one, with each effect's own degrees of freedom.</param>
/// <param name="AdjustedInteractionPValue">Its p after Holm's correction over all breakdowns of the analysis.</param>
/// <param name="Shrinkage">Average and spread behind the shrunken effects.</param>
/// <param name="Simpson">Whether the segments contradict the whole; on unadjusted values.</param>
/// <param name="MixShift">The variants' difference split into changes within segments and a change of their mix; on unadjusted values.</param>
[TypeFormatterSource]
public sealed record SegmentBreakdown(
    string Segment,
    string Kpi,
    string Name,
    MetricUnit Unit,
    ComparisonRole Role,
    string Control,
    string Treatment,
    string Family,
    int FamilySize,
    IReadOnlyList<SegmentPart> Parts,
    int LeftOut,
    Estimable<Heterogeneity> Heterogeneity,
    Estimable<InteractionResult> Interaction,
    double? AdjustedInteractionPValue,
    Estimable<SegmentShrinkage> Shrinkage,
    Estimable<SimpsonReading> Simpson,
    Estimable<MixShiftResult> MixShift)
{
    /// <summary>Units of a variant below which a segment's interval is rough and its absence of an effect means little.</summary>
    public const long FewUnits = 100;

    /// <summary>Whether the values are judged by their posterior: then nothing is significant, but decided or not.</summary>
    public bool IsBayesian { get; init; }
}

/// <summary>What the shrunken effects are drawn towards.</summary>
/// <param name="Average">Average of the effects, weighted by what is known of each.</param>
/// <param name="TauSquared">Estimated variance of the true effects about it.</param>
[TypeFormatterSource]
public sealed record SegmentShrinkage(double Average, double TauSquared);
