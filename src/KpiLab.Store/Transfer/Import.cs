using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Brings the rows of a file into an empty store, all in one transaction, with the hashes they had.</summary>
internal static class Import
{
    public static Task<ImportReceipt> RunAsync(StoreDatabase database, StoreFileReader file, ImportReceipt verified, TimeProvider clock, CancellationToken cancellation)
        => database.WriteAsync(
            s =>
            {
                Migrator.Migrate(s, database.Migrations, clock.GetUtcNow(), database.Name);
                if (s.Rows("workspace", "SELECT * FROM workspace LIMIT 1").FirstOrDefault() is { } there)
                {
                    return Compare(s, there, verified, database.Name);
                }

                s.Insert(file.Rows(cancellation));
                // Once more, on what the database holds now: nothing is committed that would not verify.
                var stored = AuditVerifier.Verify(s, verified.Head.WorkspaceId, verified.Head);
                return stored.FirstBroken is null && stored.Rows == verified.Head.Sequence
                    ? verified
                    : throw new EngineException($"the store {database.Name} did not take the rows as they were, and nothing was stored: {stored.Sentence}");
            },
            cancellation);

    private static ImportReceipt Compare(StoreSession session, Row there, ImportReceipt verified, string store)
    {
        var workspace = there.Text("workspace_id");
        if (workspace == verified.Head.WorkspaceId)
        {
            var stored = AuditVerifier.Verify(session, workspace, null);
            if (stored.FirstBroken is null && stored.Head == verified.Head)
            {
                return verified with { WasThere = true };
            }

            throw Refused(
                stored.FirstBroken is not null
                    ? $"the store {store} holds this workspace, and its audit trail is broken: {stored.Sentence}"
                    : Invariant($"the store {store} holds this workspace up to audit row {stored.Head.Sequence}, the file up to {verified.Head.Sequence}; a trail is not merged"));
        }

        throw Refused($"the store {store} holds another workspace, {workspace}");
    }

    private static InvalidInputException Refused(string message) => new("import", message, "import into an empty store: name another as `store` in kpilab.yaml, or move this one away");
}
