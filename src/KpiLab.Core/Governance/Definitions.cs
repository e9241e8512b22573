using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The kinds of definitions.</summary>
public enum DefinitionKind
{
    /// <summary>A data source.</summary>
    Source,

    /// <summary>A goal.</summary>
    Goal,

    /// <summary>A metric.</summary>
    Metric,

    /// <summary>A KPI.</summary>
    Kpi,

    /// <summary>A leading → lagging link.</summary>
    Link,

    /// <summary>An experiment.</summary>
    Experiment,
}

/// <summary>A definition as it is stored: canonical content under a hash.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id, unique per kind.</param>
/// <param name="Content">Its fields in contract spelling, normalised (defaults left out, fractions as fractions).</param>
/// <param name="ContentHash">SHA-256 over the canonical JSON (RFC 8785) of <paramref name="Content"/>, lower-case hexadecimal.</param>
/// <param name="File">Where it was read, relative to the workspace; null when it came from the store.</param>
/// <param name="Line">1-based line of its document; 0 when unknown.</param>
[TypeFormatterSource]
public sealed record DefinitionDocument(DefinitionKind Kind, string Id, JsonObject Content, string ContentHash, string? File, int Line) : IShowable;

/// <summary>All definitions of a workspace, each parsed, with the documents behind them.</summary>
[TypeFormatterSource]
public sealed record DefinitionSet(
    WorkspaceSettings Settings,
    IReadOnlyList<SourceDefinition> Sources,
    IReadOnlyList<GoalDefinition> Goals,
    IReadOnlyList<MetricDefinition> Metrics,
    IReadOnlyList<KpiDefinition> Kpis,
    IReadOnlyList<LinkDefinition> Links,
    IReadOnlyList<ExperimentDefinition> Experiments,
    IReadOnlyList<DefinitionDocument> Documents)
{
    /// <summary>Nothing defined.</summary>
    public static DefinitionSet Empty { get; } = new(WorkspaceSettings.Default, [], [], [], [], [], [], []);

    /// <summary>By KPI the content hashes of the remarks by which people noted that it follows another definition: what no document tells.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NotedChanges { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    private Index? _index;

    /// <summary>The source of that id, or null.</summary>
    public SourceDefinition? Source(string id) => Lookups.Sources.GetValueOrDefault(id);

    /// <summary>The experiment of that id, or null.</summary>
    public ExperimentDefinition? Experiment(string id) => Experiments.FirstOrDefault(e => e.Id == id);

    /// <summary>The KPI of that id, or null.</summary>
    public KpiDefinition? Kpi(string id) => Lookups.Kpis.GetValueOrDefault(id);

    /// <summary>The KPI or metric of that id as a metric with its measure resolved, or null when there is none.</summary>
    public MetricDefinition? Metric(string id)
    {
        if (Lookups.Metrics.GetValueOrDefault(id) is { } metric)
        {
            return metric;
        }

        if (Kpi(id) is not { } kpi)
        {
            return null;
        }

        var measure = kpi.Measure ?? (kpi.Metric is { } named ? Lookups.Metrics.GetValueOrDefault(named)?.Measure : null);
        return measure is null ? null : new MetricDefinition(kpi.Id, kpi.Name, kpi.Unit, kpi.Direction, measure);
    }

    /// <summary>The document of a definition, or null.</summary>
    public DefinitionDocument? Document(DefinitionKind kind, string id) => Lookups.Documents.GetValueOrDefault((kind, id));

    // A copy made by `with` takes the field along: an index is good only for the lists it was made of.
    private Index Lookups => _index is { } known && known.IsOf(this) ? known : _index = new Index(this);

    /// <summary>Definitions by id; of several with one id the first.</summary>
    private sealed class Index(DefinitionSet of)
    {
        private readonly DefinitionSet _of = of;

        public Dictionary<string, SourceDefinition> Sources { get; } = ById(of.Sources, s => s.Id, StringComparer.Ordinal);

        public Dictionary<string, MetricDefinition> Metrics { get; } = ById(of.Metrics, m => m.Id, StringComparer.Ordinal);

        public Dictionary<string, KpiDefinition> Kpis { get; } = ById(of.Kpis, k => k.Id, StringComparer.Ordinal);

        public Dictionary<(DefinitionKind Kind, string Id), DefinitionDocument> Documents { get; } = ById(of.Documents, d => (d.Kind, d.Id));

        public bool IsOf(DefinitionSet set)
            => ReferenceEquals(set.Sources, _of.Sources) && ReferenceEquals(set.Metrics, _of.Metrics) && ReferenceEquals(set.Kpis, _of.Kpis) && ReferenceEquals(set.Documents, _of.Documents);

        private static Dictionary<TKey, T> ById<TKey, T>(IReadOnlyList<T> all, Func<T, TKey> id, IEqualityComparer<TKey>? comparer = null)
            where TKey : notnull
        {
            var found = new Dictionary<TKey, T>(all.Count, comparer);
            foreach (var each in all)
            {
                found.TryAdd(id(each), each);
            }

            return found;
        }
    }
}
