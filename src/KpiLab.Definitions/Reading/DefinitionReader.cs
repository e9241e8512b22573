using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>What reading brought: the definitions, everything that is wrong, and what a person should know though it is not wrong.</summary>
/// <param name="Set">The definitions that could be read; whole only when there is no problem.</param>
/// <param name="Problems">All problems at once, in the order of files and lines.</param>
/// <param name="Warnings">What may be meant but is probably not.</param>
[TypeFormatterSource]
public sealed record DefinitionReading(DefinitionSet Set, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Warnings) : IShowable
{
    /// <summary><see cref="WorkspaceText.Hash"/> of the text that was read; null where there is none.</summary>
    public string? TextHash { get; init; }

    /// <summary>The definitions, or all problems thrown.</summary>
    /// <exception cref="InvalidInputException">There is a problem.</exception>
    public DefinitionSet OrThrow() => Problems.Count == 0 ? Set : throw new InvalidInputException(Problems);
}

/// <summary>Reads definitions: YAML text, or documents of the store, into the domain.</summary>
public static class DefinitionReader
{
    /// <summary>Name of the file with the workspace's settings.</summary>
    public const string SettingsFile = "kpilab.yaml";

    private static readonly IReadOnlyList<string> Kinds = Notation.Spellings(typeof(DefinitionKind));

    /// <summary>Reads the files of a workspace.</summary>
    /// <param name="files">Path as the person knows it, and text; a path given twice is read once.</param>
    /// <param name="environment">Looks up <c>${NAME}</c> in the settings; null: nothing is set.</param>
    public static DefinitionReading Read(IReadOnlyList<(string Path, string Text)> files, Func<string, string?>? environment = null)
    {
        // Files are read side by side, and put together in their order: what one says of itself needs no other.
        List<(string Path, string Text)> distinct = [.. files.DistinctBy(f => f.Path, StringComparer.Ordinal)];
        FileReading[] readings = [.. distinct.Select(f => new FileReading(f.Path))];
        var drafts = new List<Draft>[distinct.Count];
        Parallel.For(0, distinct.Count, i => drafts[i] = ReadFile(distinct[i].Text, readings[i], IsSettings(distinct[i].Path)));
        var index = new DraftIndex();
        SettingsDraft? settings = null;
        for (var i = 0; i < distinct.Count; i++)
        {
            drafts[i].ForEach(index.Add);
            if (IsSettings(distinct[i].Path))
            {
                settings = ReadSettings(distinct[i].Text, new FileReading(distinct[i].Path), readings[i], environment, settings);
            }
        }

        var workspace = settings?.Value ?? WorkspaceSettings.Default;
        Derivation.Complete(index, workspace);
        var warnings = new List<Problem>();
        References.Check(readings, index, workspace);
        Consistency.Check(index, warnings);
        return new DefinitionReading(
            Assemble(index.All.Where(d => d.IsSound), workspace),
            [.. readings.SelectMany(r => r.Problems.Distinct().OrderBy(p => p.Line))],
            [.. warnings.Distinct()]);
    }

    /// <summary>Definitions from the documents of the store.</summary>
    /// <param name="documents">What the store keeps.</param>
    /// <param name="settings">The workspace's settings; null: the defaults.</param>
    /// <exception cref="InvalidInputException">A document is not what a definition can be.</exception>
    public static DefinitionSet FromDocuments(IEnumerable<DefinitionDocument> documents, WorkspaceSettings? settings = null)
    {
        var index = new DraftIndex();
        var kept = new List<DefinitionDocument>();
        var problems = new List<Problem>();
        foreach (var document in documents)
        {
            var reading = new FileReading(document.File ?? $"the stored {Notation.Spelling(document.Kind)} {document.Id}");
            var written = (MapNode)Nodes.FromJson(document.Content);
            index.Add(Draft.Read(document.Kind, written with { Line = document.Line }, new Place(reading, "")));
            problems.AddRange(reading.Problems);
            kept.Add(document);
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        var workspace = settings ?? WorkspaceSettings.Default;
        Derivation.Complete(index, workspace);
        return Assemble(index.All, workspace) with { Documents = kept };
    }

    /// <summary>Definitions from documents that this version wrote out of a text in which it found nothing wrong: nothing of them is checked again.</summary>
    public static DefinitionSet FromApplied(IReadOnlyList<DefinitionDocument> documents, WorkspaceSettings settings)
    {
        DefinitionDocument[] ordered = [.. documents.OrderBy(d => d.Id, StringComparer.Ordinal)];
        return Assemble(k => ordered.Where(d => d.Kind == k).Select(d => d.Content), documents, settings);
    }

    /// <summary>The settings among some files, with nothing from the environment; null where something is wrong with them.</summary>
    internal static WorkspaceSettings? ReadSettings(IReadOnlyList<(string Path, string Text)> files)
    {
        SettingsDraft? settings = null;
        foreach (var (path, text) in files.Where(f => IsSettings(f.Path)))
        {
            var reading = new FileReading(path);
            settings = ReadSettings(text, reading, reading, environment: null, settings);
            if (reading.Count > 0)
            {
                return null;
            }
        }

        return settings?.Value ?? WorkspaceSettings.Default;
    }

    private static List<Draft> ReadFile(string text, FileReading reading, bool isSettings)
    {
        var drafts = new List<Draft>();
        foreach (var document in YamlReader.Read(text, new Place(reading, "")))
        {
            if (!(isSettings && IsSettings(document)) && ReadDefinition(document, new Place(reading, "")) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        return drafts;
    }

    // Its problems as YAML were told when its definitions were read.
    private static SettingsDraft? ReadSettings(string text, FileReading yaml, FileReading reading, Func<string, string?>? environment, SettingsDraft? settings)
    {
        foreach (var document in YamlReader.Read(text, new Place(yaml, "")).Where(IsSettings))
        {
            settings = ReadSettings((MapNode)document, new Place(reading, ""), environment, settings);
        }

        return settings;
    }

    private static bool IsSettings(Node document) => document is MapNode map && map.Entries.All(e => e.Key != "kind");

    internal static bool IsSettings(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name is SettingsFile or "kpilab.yml";
    }

    private static Draft? ReadDefinition(Node document, Place place)
    {
        if (document is not MapNode map)
        {
            place.Problem(document.Line, document is ListNode ? "this document is a list" : "this document is a text", "write one definition a document, with kind: and id:, and --- between them");
            return null;
        }

        if (map.Text("kind") is not { } spelled)
        {
            var isSettings = map.Entries.Any(e => e.Key is "store" or "connections" or "defaults" or "rules");
            place.Field("kind").Problem(map.Line, "is missing", isSettings ? $"the settings of a workspace belong in {SettingsFile}" : $"write one of {string.Join(", ", Kinds)}");
            return null;
        }

        if (Notation.Member<DefinitionKind>(spelled) is not { } kind)
        {
            place.Field("kind").Problem(
                map.LineOf("kind"), $"{new ScalarNode(spelled, 0, IsPlain: false).Quoted} is not a kind of definition", Suggestion.DidYouMean(spelled, [.. Kinds], $"write one of {string.Join(", ", Kinds)}"));
            return null;
        }

        return Draft.Read(kind, map, place);
    }

    private static SettingsDraft ReadSettings(MapNode map, Place place, Func<string, string?>? environment, SettingsDraft? earlier)
    {
        if (earlier is not null)
        {
            place.Problem(map.Line, $"the settings are written twice, first in {earlier.Where}", "keep one of the two; a definition begins with kind:");
            return earlier;
        }

        var where = Invariant($"{place.Reading.File}:{map.Line}");
        var before = place.Reading.Count;
        var written = Nodes.Substitute(map, environment ?? (_ => null), place);
        var content = SettingsTables.Workspace.Read(written, place);
        return place.Reading.Count == before
            ? new SettingsDraft(Domain.Settings((JsonObject)content!), where)
            : new SettingsDraft(WithConnections(map), where);
    }

    // Settings with a problem still name their connections, so that no source is blamed for them.
    private static WorkspaceSettings WithConnections(MapNode map) => WorkspaceSettings.Default with
    {
        Connections = [.. (map["connections"] as MapNode)?.Entries.Select(e => new ConnectionSettings(e.Key, "duckdb", null)) ?? []],
    };

    private static DefinitionSet Assemble(IEnumerable<Draft> drafts, WorkspaceSettings settings)
    {
        var byKind = drafts.Where(d => d.Id.Length > 0).OrderBy(d => d.Id, StringComparer.Ordinal).ToLookup(d => d.Kind);
        var documents = SideBySide([.. Enum.GetValues<DefinitionKind>().SelectMany(k => byKind[k])], d => d.Document());
        return Assemble(k => byKind[k].Select(d => d.Content), documents, settings);
    }

    private static DefinitionSet Assemble(Func<DefinitionKind, IEnumerable<JsonObject>> contents, IReadOnlyList<DefinitionDocument> documents, WorkspaceSettings settings) => new(
        settings,
        [.. contents(DefinitionKind.Source).Select(Domain.Source)],
        [.. contents(DefinitionKind.Goal).Select(Domain.Goal)],
        [.. contents(DefinitionKind.Metric).Select(Domain.Metric)],
        SideBySide([.. contents(DefinitionKind.Kpi)], Domain.Kpi),
        [.. contents(DefinitionKind.Link).Select(Domain.Link)],
        [.. contents(DefinitionKind.Experiment).Select(Domain.Experiment)],
        documents);

    private static T[] SideBySide<TSource, T>(TSource[] all, Func<TSource, T> make)
    {
        var made = new T[all.Length];
        Parallel.For(0, all.Length, i => made[i] = make(all[i]));
        return made;
    }

    /// <summary>The settings and where they stand.</summary>
    private sealed record SettingsDraft(WorkspaceSettings Value, string Where);
}
