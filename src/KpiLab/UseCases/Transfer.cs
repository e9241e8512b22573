using KpiLab.Core;
using KpiLab.Store;

namespace KpiLab;

/// <summary><c>export</c> and <c>import</c>: the whole store as one file, and back into an empty one of either kind.</summary>
internal static class Transfer
{
    public static async Task<ExportReceipt> ExportAsync(Session session, string file, CancellationToken cancellation)
    {
        var settings = session.Read().Set.Settings;
        using var store = await session.ExistingStoreAsync(settings, cancellation)
            ?? throw new InvalidInputException("store", $"the workspace has no store at {session.StoreName(settings)}", "make one with `kpilab apply`");
        using var key = await AuditKey.OpenOrCreateAsync(session.KeyFolder(settings), cancellation);
        return await store.ExportAsync(file, key, cancellation);
    }

    public static Task<ImportReceipt> ImportAsync(Session session, string file, string? keyFingerprint, CancellationToken cancellation)
        => session.ImportAsync(session.Read().Set.Settings, file, keyFingerprint, cancellation);
}
