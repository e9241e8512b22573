using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Something that happened to a KPI.</summary>
/// <param name="At">When: the store's clock, or the day that a remark or milestone is about.</param>
/// <param name="Kind">What: definition, state, note, link-check, deviation, review, milestone, target, …</param>
/// <param name="Sentence">What happened, in a sentence.</param>
/// <param name="Actor">Who; null for a date of the calendar.</param>
/// <param name="Subject">What the record is about, where that is not the KPI itself: a link, a goal, a review.</param>
[TypeFormatterSource]
public sealed record KpiEvent(DateTimeOffset At, string Kind, string Sentence, string? Actor, string? Subject);

/// <summary>The record of a KPI: where it stands, and what happened to it, oldest first.</summary>
/// <param name="Kpi">The KPI.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="Events">What happened.</param>
[TypeFormatterSource]
public sealed record KpiTimeline(string Kpi, KpiStanding Standing, IReadOnlyList<KpiEvent> Events) : IShowable;
