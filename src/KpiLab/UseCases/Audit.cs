using KpiLab.Core;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab;

/// <summary>What <c>doctor</c> says about a store.</summary>
/// <param name="Name">The store, without a password.</param>
/// <param name="Engine">Kind, version and safety of its database.</param>
/// <param name="Audit">Whether trail, rows and file are whole.</param>
[TypeFormatterSource]
public sealed record StoreState(string Name, string Engine, AuditVerification Audit) : IShowable;

/// <summary><c>audit log</c> and <c>audit verify</c>.</summary>
internal static class Audit
{
    public static async Task<IReadOnlyList<AuditEntry>> LogAsync(Session session, CancellationToken cancellation)
    {
        using var store = await StoreAsync(session, cancellation);
        var entries = new List<AuditEntry>();
        await foreach (var entry in store.AuditAsync(cancellation: cancellation))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public static async Task<AuditVerification> VerifyAsync(Session session, string? headFile, CancellationToken cancellation)
    {
        using var store = await StoreAsync(session, cancellation);
        var head = headFile is null ? null : (await AuditHeadFile.ReadAsync(headFile, cancellation: cancellation)).Head;
        return await store.VerifyAuditAsync(head, cancellation);
    }

    public static async Task<StoreState> StateAsync(Session session, CancellationToken cancellation)
    {
        using var store = await StoreAsync(session, cancellation);
        return new StoreState(session.StoreName(session.Read().Set.Settings), await store.EngineAsync(cancellation), await store.VerifyAuditAsync(cancellation: cancellation));
    }

    public static async Task<AuditHead> ExportHeadAsync(Session session, string file, CancellationToken cancellation)
    {
        using var store = await StoreAsync(session, cancellation);
        var verification = await store.VerifyAuditAsync(cancellation: cancellation);
        if (verification.FirstBroken is not null)
        {
            throw new EngineException("the audit trail is broken and its head is not signed: " + verification.Sentence);
        }

        var settings = session.Read().Set.Settings;
        using var key = await AuditKey.OpenOrCreateAsync(session.KeyFolder(settings), cancellation);
        return (await AuditHeadFile.WriteAsync(file, verification.Head, key, session.Options.Time, cancellation)).Head;
    }

    private static async Task<SqlStore> StoreAsync(Session session, CancellationToken cancellation)
    {
        var settings = session.Read().Set.Settings;
        return await session.ExistingStoreAsync(settings, cancellation)
            ?? throw new InvalidInputException("store", $"the workspace has no store at {session.StoreName(settings)}", "make one with `kpilab apply`");
    }
}
