using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;
using KpiLab.Store;

namespace KpiLab;

/// <summary>What a run need not work out or open again: every answer is kept by all that it depends on, in memory only. Whoever makes one lets go of it when the run is over.</summary>
internal sealed class RunMemory : IDisposable
{
    /// <summary>Examinations of links.</summary>
    public LinkExaminations Links { get; } = new();

    /// <summary>Targets held against the past.</summary>
    public TargetChecks Targets { get; } = new();

    /// <summary>The definitions of the folder.</summary>
    public RememberedReading Definitions { get; } = new();

    /// <summary>The engine.</summary>
    public DuckInstances Engines { get; } = new();

    /// <summary>The store.</summary>
    public StoreConnections Connections { get; } = new();

    public void Dispose()
    {
        Engines.Dispose();
        Connections.Dispose();
    }
}
