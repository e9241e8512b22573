using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>A definition that was read but not yet held against the others.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id; empty where that could not be read.</param>
/// <param name="Written">What was written, for lines.</param>
/// <param name="Content">Its normalised fields.</param>
/// <param name="Place">Where its problems go.</param>
/// <param name="IsSound">False when a field of its own has a problem.</param>
internal sealed record Draft(DefinitionKind Kind, string Id, MapNode Written, JsonObject Content, Place Place, bool IsSound)
{
    public string Where => Place.Reading.File is { } file ? Invariant($"{file}:{Written.Line}") : $"{Notation.Spelling(Kind)} {Id}";

    /// <summary>Reads the fields of a definition; its <c>kind</c> was read already.</summary>
    public static Draft Read(DefinitionKind kind, MapNode written, Place place)
    {
        var before = place.Reading.Count;
        var fields = written with { Entries = [.. written.Entries.Where(e => e.Key != "kind")] };
        var content = (JsonObject)Tables.Of(kind).Read(fields, place)!;
        var id = content["id"]?.GetValue<string>() ?? written.Text("id") ?? "";
        content["kind"] = Notation.Spelling(kind);
        if (content["name"]?.GetValue<string>() == Notation.Humanise(id))
        {
            content.Remove("name");
        }

        return new Draft(kind, id, fields, content, place, place.Reading.Count == before);
    }

    public DefinitionDocument Document() => new(Kind, Id, Content, CanonicalJson.Hash(Content), Place.Reading.File, Written.Line);

    /// <summary>A field by its path, as written, or null.</summary>
    public Node? At(params ReadOnlySpan<string> path)
    {
        Node? at = Written;
        foreach (var name in path)
        {
            at = (at as MapNode)?[name];
        }

        return at;
    }
}

/// <summary>All drafts of a workspace, by id.</summary>
internal sealed class DraftIndex
{
    private readonly Dictionary<(bool IsMetricOrKpi, DefinitionKind Kind, string Id), Draft> _drafts = [];

    /// <summary>Every definition once, in the order it was read.</summary>
    public List<Draft> All { get; } = [];

    /// <summary>Adds a draft; a second one of the same id is a problem of its own.</summary>
    public void Add(Draft draft)
    {
        if (draft.Id.Length == 0 || _drafts.TryAdd(Key(draft.Kind, draft.Id), draft))
        {
            All.Add(draft);
            return;
        }

        var first = _drafts[Key(draft.Kind, draft.Id)];
        var kinds = first.Kind == draft.Kind ? "" : $", as a {Notation.Spelling(first.Kind)}: metrics and KPIs share their ids";
        draft.Place.Field("id").Problem(draft.Written.LineOf("id"), $"{draft.Id} is defined already in {first.Where}{kinds}", "give it another id, or remove one of the two");
    }

    public Draft? Find(DefinitionKind kind, string? id)
        => id is not null && _drafts.GetValueOrDefault(Key(kind, id)) is { } draft && draft.Kind == kind ? draft : null;

    public Draft? MetricOrKpi(string? id) => id is null ? null : _drafts.GetValueOrDefault(Key(DefinitionKind.Kpi, id));

    /// <summary>All ids of some kinds.</summary>
    public SortedSet<string> Ids(params DefinitionKind[] kinds)
        => new(All.Where(d => kinds.Contains(d.Kind) && d.Id.Length > 0).Select(d => d.Id), StringComparer.Ordinal);

    /// <summary>The draft whose measure computes a KPI or metric: itself, or the metric that it names; null when there is none.</summary>
    public (Draft Owner, JsonObject Measure)? MeasureOf(Draft draft)
    {
        if (draft.Content["measure"] is JsonObject own)
        {
            return (draft, own);
        }

        return Find(DefinitionKind.Metric, draft.Content["metric"]?.GetValue<string>()) is { } metric && metric.Content["measure"] is JsonObject measure
            ? (metric, measure)
            : null;
    }

    private static (bool, DefinitionKind, string) Key(DefinitionKind kind, string id)
        => kind is DefinitionKind.Metric or DefinitionKind.Kpi ? (true, DefinitionKind.Kpi, id) : (false, kind, id);
}
