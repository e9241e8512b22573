using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Computes series from file sources with DuckDB. Holds no file open between calls.</summary>
/// <param name="workspace">The workspace's folder; globs are relative to it, and files must lie in it.</param>
/// <param name="instances">Where DuckDB waits between calls; null: it is started for each.</param>
public sealed class DuckSeriesData(string workspace, DuckInstances? instances = null) : ISeriesData
{
    private readonly string _workspace = Path.GetFullPath(workspace);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KpiSeries>> SeriesAsync(
        SeriesNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needs);
        return (await SeriesAsync(needs, [needs.AsOf], options, progress, cancellation))[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyList<KpiSeries>>> SeriesAsync(
        SeriesNeeds needs, IReadOnlyList<DateTimeOffset> moments, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needs);
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run<IReadOnlyList<IReadOnlyList<KpiSeries>>>(
            () =>
            {
                using var engine = new DuckEngine(
                    [.. needs.Series.Select(n => n.Source)], new SourceFiles(_workspace, []), options, Path.Combine(Path.GetTempPath(), "kpilab"), progress, cancellation, instances);
                var read = SeriesReading.Run([.. moments.Select(m => needs with { AsOf = m })], engine);
                var fingerprints = engine.Fingerprint(options.Sha256).ToDictionary(f => f.Source, StringComparer.Ordinal);
                return [.. read.Select(seen => seen.Select((s, i) => s with { Fingerprint = fingerprints[needs.Series[i].Source.Id] }).ToList())];
            },
            cancellation);
    }
}
