using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Answers cohort analyses from file sources with DuckDB. Holds nothing open between calls.</summary>
/// <param name="workspace">The workspace's folder; globs are relative to it, and files must lie in it.</param>
public sealed class DuckCohortData(string workspace) : ICohortData
{
    private readonly string _workspace = Path.GetFullPath(workspace);

    /// <inheritdoc/>
    public Task<CohortCells> CohortAsync(CohortNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needs);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(
            () =>
            {
                SourceDefinition[] sources = needs.Exposures is { } exposures ? [exposures.Source, needs.Source] : [needs.Source];
                using var engine = new DuckEngine(sources, new SourceFiles(_workspace, []), options, Path.Combine(Path.GetTempPath(), "kpilab"), progress, cancellation);
                var cells = CohortMeasurement.Run(needs, engine);
                return cells with { Fingerprints = engine.Fingerprint(options.Sha256), Queries = engine.Queries };
            },
            cancellation);
    }
}
