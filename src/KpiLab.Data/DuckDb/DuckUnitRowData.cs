using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads units from file sources with DuckDB. Holds no file open between calls.</summary>
/// <param name="workspace">The workspace's folder; globs are relative to it, and files must lie in it.</param>
/// <param name="instances">Where DuckDB waits between calls; null: it is started for each.</param>
public sealed class DuckUnitRowData(string workspace, DuckInstances? instances = null) : IUnitRowData
{
    private readonly string _workspace = Path.GetFullPath(workspace);

    /// <inheritdoc/>
    public Task<UnitRowSample> UnitsAsync(
        string link, LinkUnits units, IReadOnlyList<SourceDefinition> sources, DateTimeOffset asOf, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(
            () =>
            {
                using var engine = new DuckEngine(sources, new SourceFiles(_workspace, []), options, Path.Combine(Path.GetTempPath(), "kpilab"), progress, cancellation, instances);
                return UnitRowReading.Read(link, units, sources, asOf, engine);
            },
            cancellation);
    }
}
