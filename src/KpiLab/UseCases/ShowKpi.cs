using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>KPIs and where each stands in its life.</summary>
/// <param name="Kpis">As defined.</param>
/// <param name="States">By the KPI's id.</param>
[TypeFormatterSource]
public sealed record KpiList(IReadOnlyList<KpiDefinition> Kpis, IReadOnlyDictionary<string, KpiStanding> States) : IShowable
{
    /// <summary>One row a KPI.</summary>
    public Table ToTable() => Kpis.ToTable(States);
}

/// <summary>A KPI or metric with what happened to it, and whether its target is realistic.</summary>
/// <param name="Document">Its definition; of a KPI that was removed the last one.</param>
/// <param name="Timeline">What happened to it; null for a metric.</param>
/// <param name="Target">Whether its target is realistic by its own past.</param>
[TypeFormatterSource]
public sealed record KpiDetails(DefinitionDocument Document, KpiTimeline? Timeline, Estimable<TargetRealism> Target) : IShowable
{
    /// <summary>The fields of its definition, one a row.</summary>
    public Table ToTable() => Document.ToTable();

    /// <summary>All three for readers.</summary>
    public Document ToDocument() => Document.ToDocument(Timeline, Target);

    /// <summary>All three for programs.</summary>
    public string ToJson() => Document.ToJson(Timeline, Target);
}

/// <summary><c>kpi show</c></summary>
internal static class ShowKpi
{
    public static async Task<KpiDetails> RunAsync(Session session, Registry registry, string id, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var document = definitions.Document(DefinitionKind.Kpi, id) ?? definitions.Document(DefinitionKind.Metric, id) ?? await RemovedAsync(session, id, definitions, cancellation);
        var timeline = document.Kind == DefinitionKind.Kpi ? await ReadTimeline.RunAsync(session, id, cancellation) : null;
        return new KpiDetails(document, timeline, await JudgeTarget.RunAsync(session, id, progress, cancellation));
    }

    // What was removed stays readable: its last version, from the store.
    private static async Task<DefinitionDocument> RemovedAsync(Session session, string id, DefinitionSet definitions, CancellationToken cancellation)
    {
        try
        {
            return (await ReadRegistry.HistoryAsync(session, DefinitionKind.Kpi, id, cancellation))[^1].Document;
        }
        catch (InvalidInputException)
        {
            var known = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).ToList();
            throw new InvalidInputException("kpi", $"there is no KPI or metric {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }
    }
}
