using KpiLab.Core;

namespace KpiLab.Store;

public partial class SqlStore
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A hash is not that of its content, or a definition is named twice.</exception>
    public Task<ApplyReceipt> ApplyAsync(ApplyRequest request, CancellationToken cancellation = default)
    {
        Requests.Check(request);
        return _database.WriteAsync(
            s =>
            {
                var trail = new AuditTrail(s, WorkspaceId, _clock.GetUtcNow());
                var definitions = new List<StoredDefinition>();
                foreach (var document in request.Upserts)
                {
                    var newest = NewestDefinition(s, document.Kind, document.Id);
                    if (newest is null || newest.Removed || newest.Document.ContentHash != document.ContentHash)
                    {
                        definitions.Add(Version(trail, document, newest?.Version + 1 ?? 1, removed: false, request.Actor));
                    }
                }

                foreach (var (kind, id) in request.Removals)
                {
                    if (NewestDefinition(s, kind, id) is { Removed: false } newest)
                    {
                        definitions.Add(Version(trail, newest.Document, newest.Version + 1, removed: true, request.Actor));
                    }
                }

                var registrations = new List<Registration>();
                foreach (var terms in request.Registrations)
                {
                    var newest = OfExperiment(s, "registrations", terms.ExperimentId, "version DESC LIMIT 1").Select(Records.Registration).FirstOrDefault();
                    if (newest is null || newest.TermsHash != terms.TermsHash)
                    {
                        registrations.Add(Register(trail, terms, newest?.Version + 1 ?? 1, request.Actor));
                    }
                }

                return new ApplyReceipt(definitions, registrations);
            },
            cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>A repeated look keeps its number and its time; that it was repeated stands in the audit trail. Its analysis is stored again only when its content differs.</remarks>
    public Task<StoredAnalysis> RecordAnalysisAsync(AnalysisRecord record, CancellationToken cancellation = default)
    {
        Requests.Check(record);
        return _database.WriteAsync(
            s =>
            {
                var trail = new AuditTrail(s, WorkspaceId, _clock.GetUtcNow());
                var subject = $"experiment/{record.ExperimentId}";
                var known = s.First(
                    "looks",
                    "SELECT * FROM looks WHERE workspace_id = @w AND experiment_id = @e AND terms_hash = @terms AND data_hash = @data",
                    ("@w", WorkspaceId), ("@e", record.ExperimentId), ("@terms", record.TermsHash), ("@data", record.DataHash));
                Look look;
                Row? newest = null;
                if (known is null)
                {
                    var number = 1 + (OfExperiment(s, "looks", record.ExperimentId, "number DESC LIMIT 1").FirstOrDefault()?.Integer("number") ?? 0);
                    look = Records.Look(trail.Record(Records.LookContent(record, number), record.Actor, "look-recorded", subject, ("number", number)));
                }
                else
                {
                    look = Records.Look(known);
                    newest = s.First(
                        "analyses",
                        "SELECT * FROM analyses WHERE workspace_id = @w AND experiment_id = @e AND look_number = @n ORDER BY version DESC LIMIT 1",
                        ("@w", WorkspaceId), ("@e", record.ExperimentId), ("@n", look.Number));
                    trail.Append(record.Actor, "look-repeated", subject, ("number", look.Number), ("dataHash", look.DataHash), ("termsHash", look.TermsHash));
                }

                var content = Records.AnalysisContent(record, look.Number, newest?.Integer("version") + 1 ?? 1);
                if (newest is null || Records.Analysis(newest, look).ContentHash != content.ContentHash)
                {
                    newest = trail.Record(content, record.Actor, "analysis-recorded", subject, ("look", look.Number));
                }

                return Records.Analysis(newest, look);
            },
            cancellation);
    }

    private StoredDefinition? NewestDefinition(StoreSession session, DefinitionKind kind, string id)
        => session.Rows(
                "definitions",
                "SELECT * FROM definitions WHERE workspace_id = @w AND kind = @kind AND definition_id = @id ORDER BY version DESC LIMIT 1",
                ("@w", WorkspaceId), ("@kind", Records.Word(kind)), ("@id", id))
            .Select(Records.Definition)
            .FirstOrDefault();

    private static StoredDefinition Version(AuditTrail trail, DefinitionDocument document, int version, bool removed, string actor)
        => Records.Definition(trail.Record(
            Records.DefinitionContent(document, version, removed),
            actor, removed ? "definition-removed" : "definition-applied", $"{Records.Word(document.Kind)}/{document.Id}", ("version", version)));

    private static Registration Register(AuditTrail trail, RegistrationTerms terms, int version, string actor)
        => Records.Registration(trail.Record(
            Records.RegistrationContent(terms, version),
            actor, version == 1 ? "experiment-registered" : "experiment-amended", $"experiment/{terms.ExperimentId}",
            ("version", version), ("definitionHash", terms.DefinitionHash)));
}
