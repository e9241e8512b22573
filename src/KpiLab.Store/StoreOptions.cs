using System.Collections.Concurrent;

namespace KpiLab.Store;

/// <summary>How a store is opened.</summary>
/// <param name="Clock">The store's clock: every registration, look and audit row takes its time from here.</param>
/// <param name="WorkspaceId">The workspace; created when the store does not hold it. Null: the store's only one, or a new one in an empty store.</param>
/// <param name="Simulated">A new workspace is marked as telling its story under a simulated clock. Refused for a workspace that is not.</param>
/// <param name="Actor">Who creates the workspace, when it is created.</param>
/// <param name="LockTimeout">How long to wait while others write; 30 seconds when null.</param>
/// <param name="KeepOpen">Keep the file of a store open between calls, until the store is disposed, instead of opening it for each. For a caller that makes many calls and disposes of it soon.</param>
/// <param name="Connections">Keep it open there for the next store on the same file, and leave closing it to them.</param>
public sealed record StoreOptions(
    TimeProvider Clock, string? WorkspaceId = null, bool Simulated = false, string Actor = "kpilab", TimeSpan? LockTimeout = null, bool KeepOpen = false, StoreConnections? Connections = null)
{
    /// <summary>The machine's clock, and everything else by default.</summary>
    public static StoreOptions Default { get; } = new(TimeProvider.System);
}

/// <summary>Files of stores that several stores of one run open after each other, each kept open for the next until all are let go of. Nothing is locked in between. Safe for several threads.</summary>
public sealed class StoreConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, IdleConnections> _byFile = new(StringComparer.Ordinal);

    /// <summary>Closes what waits.</summary>
    public void Dispose()
    {
        foreach (var idle in _byFile.Values)
        {
            idle.Dispose();
        }
    }

    internal IdleConnections Of(string file) => _byFile.GetOrAdd(file, _ => new IdleConnections());
}
