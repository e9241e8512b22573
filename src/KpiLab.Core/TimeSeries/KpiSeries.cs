using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A KPI in one period.</summary>
/// <param name="Start">First day of the period.</param>
/// <param name="Value">The value; null where the period has none.</param>
/// <param name="StandardError">Of the value, where it is known.</param>
/// <param name="Units">Units that the value rests on, where known.</param>
[TypeFormatterSource]
public readonly record struct SeriesPoint(DateOnly Start, double? Value, double? StandardError = null, long? Units = null) : IShowable;

/// <summary>From this period on the series follows another definition.</summary>
/// <param name="At">First day of the first period under the new definition.</param>
/// <param name="Sentence">What changed.</param>
/// <param name="DefinitionHash">Content hash of the new definition.</param>
[TypeFormatterSource]
public sealed record SeriesChange(DateOnly At, string Sentence, string DefinitionHash);

/// <summary>A person's remark about a period.</summary>
/// <param name="At">First day of the period.</param>
/// <param name="Text">The remark.</param>
/// <param name="Actor">Who made it.</param>
[TypeFormatterSource]
public sealed record SeriesNote(DateOnly At, string Text, string Actor);

/// <summary>The same KPI by a definition that was replaced, so that no baseline shifts unseen.</summary>
/// <param name="Until">The day on which it was replaced.</param>
/// <param name="Sentence">What changed then.</param>
/// <param name="Points">Its values by period, as they come out of the data of today; empty where it cannot be computed any more.</param>
/// <param name="Reason">Why it cannot; null where it can.</param>
[TypeFormatterSource]
public sealed record FormerSeries(DateOnly Until, string Sentence, IReadOnlyList<SeriesPoint> Points, string? Reason);

/// <summary>A KPI over time: one point for every period from the first with a value to the last that is complete, without a hole.</summary>
/// <param name="Id">KPI or metric.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Calendar">Length and beginning of the periods.</param>
/// <param name="TimeZone">Whose days.</param>
/// <param name="AsOf">The moment that the series is seen from: nothing later is in it.</param>
/// <param name="Points">The periods, oldest first, one after the other; a period without data has no value.</param>
/// <param name="Changes">Changes of the definition.</param>
/// <param name="Notes">Remarks.</param>
/// <param name="Findings">Gaps, a dropped last period, late data.</param>
/// <param name="Fingerprint">What the data were; null for a series given as numbers.</param>
[TypeFormatterSource]
public sealed record KpiSeries(
    string Id,
    string Name,
    MetricUnit Unit,
    SeriesCalendar Calendar,
    string TimeZone,
    DateTimeOffset AsOf,
    IReadOnlyList<SeriesPoint> Points,
    IReadOnlyList<SeriesChange> Changes,
    IReadOnlyList<SeriesNote> Notes,
    IReadOnlyList<Finding> Findings,
    SourceFingerprint? Fingerprint = null) : IShowable
{
    /// <summary>The same by definitions that were replaced, newest first; only where they were asked for.</summary>
    public IReadOnlyList<FormerSeries> Former { get; init; } = [];

    /// <summary>The periods that follow the newest definition, which alone compare with each other; itself where the definition never changed within its periods.</summary>
    public KpiSeries SinceLastChange() => ByDefinition()[^1];

    /// <summary>The periods of each definition, oldest first, as series of their own.</summary>
    internal IReadOnlyList<KpiSeries> ByDefinition()
    {
        List<DateOnly> starts = [.. Changes.Select(c => c.At).Where(at => Points.Count > 0 && at > Points[0].Start && at <= Points[^1].Start).Distinct().Order()];
        return starts.Count == 0
            ? [this]
            : [.. starts.Prepend(DateOnly.MinValue).Zip(starts.Append(DateOnly.MaxValue), (from, to) => this with { Points = [.. Points.Where(p => p.Start >= from && p.Start < to)] })];
    }
}
