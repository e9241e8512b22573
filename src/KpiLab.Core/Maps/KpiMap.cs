using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A KPI or metric on the map.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Goal">The goal that it serves; null for a metric, and for a KPI that serves none that is defined.</param>
/// <param name="Tier">How much it counts.</param>
/// <param name="State">Where it stands in its life; null for a metric.</param>
[TypeFormatterSource]
public sealed record MapKpi(string Id, string Name, string? Goal, Tier? Tier, KpiState? State)
{
    /// <summary>A number with a definition, and no more.</summary>
    public bool IsMetric => State is null;
}

/// <summary>What the last stored check said of a link.</summary>
/// <param name="Word">The verdict that holds.</param>
/// <param name="Sentence">Why, in a sentence.</param>
/// <param name="Predictive">The link holds grade P.</param>
/// <param name="Causal">Grade C.</param>
/// <param name="Strength">What one usual swing of the lead does to the outcome; null where the check could not tell.</param>
/// <param name="AsOf">The moment that the check looked from.</param>
/// <param name="NextVerdict">When the next full verdict is due; null where the check did not say.</param>
[TypeFormatterSource]
public sealed record RecordedVerdict(
    LinkWord Word, string Sentence, bool Predictive, CausalWord Causal, LinkStrength? Strength, DateTimeOffset AsOf, DateOnly? NextVerdict)
{
    /// <summary>The check is older than the workspace allows.</summary>
    public bool IsStale { get; init; }

    /// <summary>Link or measures were changed since: the verdict is of their earlier definition.</summary>
    public bool IsOfEarlierDefinition { get; init; }
}

/// <summary>What a person decided about a link at a review.</summary>
[TypeFormatterSource]
public sealed record RecordedDecision(string Word, string? Reason, string By, DateTimeOffset At);

/// <summary>A link on the map.</summary>
/// <param name="Definition">As it is declared.</param>
/// <param name="Verdict">What the last stored check said; null: it was not checked yet.</param>
/// <param name="Decision">The newest decision of a review; null where there is none.</param>
[TypeFormatterSource]
public sealed record MapLink(LinkDefinition Definition, RecordedVerdict? Verdict, RecordedDecision? Decision = null);

/// <summary>Goals, the KPIs that serve them, and the links between KPIs with what the record says of each. Nothing in it is computed anew.</summary>
/// <param name="AsOf">The moment that it is seen from: no later check is in it.</param>
/// <param name="Goals">The goals.</param>
/// <param name="Kpis">All KPIs, and the metrics that a link names.</param>
/// <param name="Links">All links.</param>
/// <param name="Simulated">The store tells its story under a simulated clock.</param>
[TypeFormatterSource]
public sealed record KpiMap(
    DateTimeOffset AsOf, IReadOnlyList<GoalDefinition> Goals, IReadOnlyList<MapKpi> Kpis, IReadOnlyList<MapLink> Links, bool Simulated = false) : IShowable
{
    /// <summary>A map of definitions; verdicts and decisions by the link's id.</summary>
    /// <param name="definitions">Goals, KPIs, metrics, links.</param>
    /// <param name="asOf">The moment that it is seen from.</param>
    /// <param name="states">Where KPIs stand; where one is missing, as it is defined.</param>
    /// <param name="verdicts">What the record says of links.</param>
    /// <param name="decisions">What people decided about links.</param>
    /// <param name="simulated">The store tells its story under a simulated clock.</param>
    public static KpiMap Of(
        DefinitionSet definitions,
        DateTimeOffset asOf,
        IReadOnlyDictionary<string, KpiStanding>? states = null,
        IReadOnlyDictionary<string, RecordedVerdict>? verdicts = null,
        IReadOnlyDictionary<string, RecordedDecision>? decisions = null,
        bool simulated = false)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var goals = definitions.Goals.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var kpis = definitions.Kpis
            .Select(k => new MapKpi(k.Id, k.Name, k.Goal is { } goal && goals.Contains(goal) ? goal : null, k.Tier, states?.GetValueOrDefault(k.Id)?.State ?? k.Status)).ToList();
        var known = kpis.Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
        kpis.AddRange(definitions.Links.SelectMany(l => (string[])[l.From, l.To]).Distinct(StringComparer.Ordinal).Where(id => !known.Contains(id))
            .Select(id => new MapKpi(id, definitions.Metrics.FirstOrDefault(m => m.Id == id)?.Name ?? id, null, null, null)));
        return new KpiMap(
            asOf, definitions.Goals, kpis, [.. definitions.Links.Select(l => new MapLink(l, verdicts?.GetValueOrDefault(l.Id), decisions?.GetValueOrDefault(l.Id)))], simulated);
    }
}
