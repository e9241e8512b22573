using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads the effects of past experiments from file sources with DuckDB. Holds no file open between calls.</summary>
/// <param name="workspace">The workspace's folder; globs are relative to it, and files must lie in it.</param>
/// <param name="instances">Where DuckDB waits between calls; null: it is started for each.</param>
public sealed class DuckPastExperimentData(string workspace, DuckInstances? instances = null) : IPastExperimentData
{
    private readonly string _workspace = Path.GetFullPath(workspace);

    /// <inheritdoc/>
    public Task<PastExperiments> EffectsAsync(
        PastExperimentSettings settings, SourceDefinition source, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(
            () =>
            {
                using var engine = new DuckEngine([source], new SourceFiles(_workspace, []), options, Path.Combine(Path.GetTempPath(), "kpilab"), progress, cancellation, instances);
                return PastEffectReading.Read(settings, source, engine);
            },
            cancellation);
    }
}
