using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A stored version of a definition.</summary>
/// <param name="Document">Kind, id, content and hash.</param>
/// <param name="Version">1, 2, …</param>
/// <param name="Revision">Opaque; the ETag.</param>
/// <param name="At">When it was applied, by the store's clock.</param>
/// <param name="Actor">By whom.</param>
/// <param name="Removed">True when this version records that the definition was removed.</param>
[TypeFormatterSource]
public sealed record StoredDefinition(DefinitionDocument Document, int Version, string Revision, DateTimeOffset At, string Actor, bool Removed) : IShowable;

/// <summary>What to store in one transaction.</summary>
/// <param name="Upserts">New or changed definitions.</param>
/// <param name="Removals">Definitions that are gone.</param>
/// <param name="Registrations">Terms of the experiments among the upserts, and of those whose KPIs changed: experiment id, terms hash, definition hash.</param>
/// <param name="Actor">Who.</param>
public sealed record ApplyRequest(
    IReadOnlyList<DefinitionDocument> Upserts,
    IReadOnlyList<(DefinitionKind Kind, string Id)> Removals,
    IReadOnlyList<RegistrationTerms> Registrations,
    string Actor);

/// <summary>Terms to register.</summary>
public sealed record RegistrationTerms(string ExperimentId, string TermsHash, string DefinitionHash, JsonObject Terms);

/// <summary>What was stored: the new versions and registrations. Unchanged content makes no version and no audit row.</summary>
[TypeFormatterSource]
public sealed record ApplyReceipt(IReadOnlyList<StoredDefinition> Definitions, IReadOnlyList<Registration> Registrations) : IShowable;

/// <summary>An analysis to store with its look.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="TermsHash">Terms that were analysed.</param>
/// <param name="DataHash">Fingerprint of the data.</param>
/// <param name="Units">Units analysed.</param>
/// <param name="Body">The analysis's JSON body.</param>
/// <param name="Actor">Who looked.</param>
public sealed record AnalysisRecord(string ExperimentId, string TermsHash, string DataHash, long Units, JsonObject Body, string Actor);

/// <summary>A stored analysis.</summary>
[TypeFormatterSource]
public sealed record StoredAnalysis(string Id, Look Look, JsonObject Body, string ContentHash) : IShowable;

/// <summary>Something to write into the journal.</summary>
/// <param name="Kind">What it is, in kebab-case: <c>link-check</c>, <c>forecast</c>, <c>decision</c>, …</param>
/// <param name="Subject">About what, e.g. <c>link/activation_leads_paid</c>.</param>
/// <param name="Content">What to keep.</param>
/// <param name="ExpectedRevision">Revision of the newest entry of this kind and subject as the writer knows it; null: not asked; empty: none is there yet.</param>
[TypeFormatterSource]
public sealed record NewJournalEntry(string Kind, string Subject, JsonObject Content, string? ExpectedRevision = null);

/// <summary>An entry of the journal.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">About what.</param>
/// <param name="Number">1, 2, … by kind and subject.</param>
/// <param name="Content">What was kept.</param>
/// <param name="ContentHash">SHA-256 over its canonical JSON.</param>
/// <param name="Revision">Opaque; the ETag.</param>
/// <param name="At">The store's clock.</param>
/// <param name="Actor">Who.</param>
[TypeFormatterSource]
public sealed record JournalEntry(string Id, string Kind, string Subject, int Number, JsonObject Content, string ContentHash, string Revision, DateTimeOffset At, string Actor) : IShowable;

/// <summary>A row of the audit trail.</summary>
/// <param name="Sequence">1, 2, … without a gap.</param>
/// <param name="At">The store's clock.</param>
/// <param name="Actor">Who.</param>
/// <param name="Event">What, e.g. <c>definition-applied</c>.</param>
/// <param name="Subject">About what, e.g. <c>kpi/trial_activation</c>.</param>
/// <param name="Payload">Details.</param>
/// <param name="PreviousHash">Hash of the row before.</param>
/// <param name="Hash">SHA-256 over the previous hash and this row's canonical JSON.</param>
[TypeFormatterSource]
public sealed record AuditEntry(
    long Sequence, DateTimeOffset At, string Actor, string Event, string Subject, JsonObject Payload, string PreviousHash, string Hash) : IShowable;

/// <summary>Whether the audit trail is whole.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="FirstBroken">Sequence of the first row that does not fit; null when all fit.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Head">The head: sequence and hash of the last row.</param>
[TypeFormatterSource]
public sealed record AuditVerification(long Rows, long? FirstBroken, string Sentence, AuditHead Head) : IShowable;

/// <summary>The last row of the audit trail, to be kept elsewhere so that a cut tail shows.</summary>
[TypeFormatterSource]
public sealed record AuditHead(string WorkspaceId, long Sequence, string Hash) : IShowable;

/// <summary>The registry: definitions, registrations, looks, analyses, audit trail. Holds no lock or open file between calls.</summary>
public interface IStore
{
    /// <summary>True when time in this store was simulated (demo); every report says so.</summary>
    Task<bool> IsSimulatedAsync(CancellationToken cancellation = default);

    /// <summary>Current definitions (removed ones left out), by kind and id in ordinal order.</summary>
    Task<IReadOnlyList<StoredDefinition>> DefinitionsAsync(DefinitionKind? kind = null, CancellationToken cancellation = default);

    /// <summary>All versions of one definition, oldest first.</summary>
    Task<IReadOnlyList<StoredDefinition>> HistoryAsync(DefinitionKind kind, string id, CancellationToken cancellation = default);

    /// <summary>Stores definitions and registrations in one transaction with their audit rows: all or nothing.</summary>
    Task<ApplyReceipt> ApplyAsync(ApplyRequest request, CancellationToken cancellation = default);

    /// <summary>All registrations of an experiment, oldest first.</summary>
    Task<IReadOnlyList<Registration>> RegistrationsAsync(string experimentId, CancellationToken cancellation = default);

    /// <summary>Stores an analysis with its look; the same terms and data as an earlier look repeat that look.</summary>
    Task<StoredAnalysis> RecordAnalysisAsync(AnalysisRecord record, CancellationToken cancellation = default);

    /// <summary>Looks of an experiment, oldest first, each number once.</summary>
    Task<IReadOnlyList<Look>> LooksAsync(string experimentId, CancellationToken cancellation = default);

    /// <summary>The newest analysis of an experiment, or null.</summary>
    Task<StoredAnalysis?> LatestAnalysisAsync(string experimentId, CancellationToken cancellation = default);

    /// <summary>Writes entries into the journal in one transaction, each with its audit row: all or nothing.</summary>
    /// <remarks>Revisions are compared with the newest entries before this call; entries of one kind and subject are numbered in their order.</remarks>
    /// <exception cref="JournalConflictException">An expected revision is not that of the newest entry; nothing was written.</exception>
    Task<IReadOnlyList<JournalEntry>> RecordAsync(IReadOnlyList<NewJournalEntry> entries, string actor, CancellationToken cancellation = default);

    /// <summary>Entries of a kind, of one subject or of all, in the order they were written.</summary>
    Task<IReadOnlyList<JournalEntry>> JournalAsync(string kind, string? subject = null, CancellationToken cancellation = default);

    /// <summary>The newest entry of a kind of each subject, by subject in ordinal order; what came before is not read.</summary>
    Task<IReadOnlyList<JournalEntry>> NewestAsync(string kind, CancellationToken cancellation = default);

    /// <summary>The newest entry of a kind and subject, or null.</summary>
    Task<JournalEntry?> NewestAsync(string kind, string subject, CancellationToken cancellation = default);

    /// <summary>What entries of a kind are about, each once, in ordinal order. Names only: what stands under them is neither read nor checked.</summary>
    Task<IReadOnlyList<string>> SubjectsAsync(string kind, CancellationToken cancellation = default);

    /// <summary>Audit rows in order, from <paramref name="afterSequence"/> on.</summary>
    IAsyncEnumerable<AuditEntry> AuditAsync(long afterSequence = 0, CancellationToken cancellation = default);

    /// <summary>Checks the chain row by row, and against a head kept elsewhere when given.</summary>
    Task<AuditVerification> VerifyAuditAsync(AuditHead? expected = null, CancellationToken cancellation = default);
}
