using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Between rows and the records of the port.</summary>
internal static class Records
{
    private static readonly DefinitionKind[] Kinds = Enum.GetValues<DefinitionKind>();

    public static string Word(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Source => "source",
        DefinitionKind.Goal => "goal",
        DefinitionKind.Metric => "metric",
        DefinitionKind.Kpi => "kpi",
        DefinitionKind.Link => "link",
        DefinitionKind.Experiment => "experiment",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The store knows no such kind of definition."),
    };

    private static DefinitionKind KindOf(string word)
    {
        foreach (var kind in Kinds)
        {
            if (Word(kind) == word)
            {
                return kind;
            }
        }

        throw new EngineException($"the store holds a {word}, a kind of definition that this version does not know; use the version that wrote it");
    }

    public static Content Workspace(bool simulated)
    {
        var content = new JsonObject { ["simulated"] = simulated };
        return new Content("workspace", [("content", Row.JsonText(content))], CanonicalJson.Hash(content));
    }

    public static bool IsSimulated(Row workspace) => (bool?)workspace.Checked().Json("content")["simulated"] ?? false;

    public static Content DefinitionContent(DefinitionDocument document, int version, bool removed) => new(
        "definitions",
        [("kind", Word(document.Kind)), ("definition_id", document.Id), ("version", (long)version), ("removed", removed ? 1L : 0L), ("content", Row.JsonText(document.Content))],
        document.ContentHash);

    public static Content RegistrationContent(RegistrationTerms terms, int version) => new(
        "registrations",
        [("experiment_id", terms.ExperimentId), ("version", (long)version), ("definition_hash", terms.DefinitionHash), ("content", Row.JsonText(terms.Terms))],
        terms.TermsHash);

    public static Content LookContent(AnalysisRecord record, long number) => new(
        "looks",
        [("experiment_id", record.ExperimentId), ("number", number), ("terms_hash", record.TermsHash), ("data_hash", record.DataHash), ("units", record.Units)],
        CanonicalJson.Hash(Content.OfLook(record.ExperimentId, number, record.TermsHash, record.DataHash, record.Units)));

    public static Content AnalysisContent(AnalysisRecord record, long look, long version) => new(
        "analyses",
        [("experiment_id", record.ExperimentId), ("look_number", look), ("version", version), ("content", Row.JsonText(record.Body))],
        CanonicalJson.Hash(record.Body));

    public static Content EntryContent(NewJournalEntry entry, int number) => new(
        "journal",
        [("kind", entry.Kind), ("subject", entry.Subject), ("number", (long)number), ("content", Row.JsonText(entry.Content))],
        CanonicalJson.Hash(entry.Content));

    public static JournalEntry Entry(Row row) => new(
        row.Checked().Text("id"), row.Text("kind"), row.Text("subject"), row.Number("number"), row.Json("content"), row.Text("content_hash"),
        row.Revision, row.Time("at"), row.Text("actor"));

    public static StoredDefinition Definition(Row row)
    {
        var kind = row.Checked().Text("kind");
        return new StoredDefinition(
            new DefinitionDocument(
                KindOf(kind), row.Text("definition_id"), row.Json("content"), row.Text("content_hash"), File: null, Line: 0),
            row.Number("version"), row.Revision, row.Time("at"), row.Text("actor"), row.Integer("removed") == 1);
    }

    public static Registration Registration(Row row) => new(
        row.Checked().Text("experiment_id"), row.Number("version"), row.Text("content_hash"), row.Text("definition_hash"), row.Time("at"), row.Text("actor"));

    public static Look Look(Row row) => new(
        row.Checked().Text("experiment_id"), row.Number("number"), row.Time("at"), row.Text("actor"), row.Text("terms_hash"), row.Text("data_hash"), row.Integer("units"));

    public static StoredAnalysis Analysis(Row row, Look look) => new(row.Checked().Text("id"), look, row.Json("content"), row.Text("content_hash"));
}
