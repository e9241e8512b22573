using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads file sources (CSV, Parquet, JSON) with DuckDB. Holds nothing open between calls.</summary>
/// <remarks>
/// Each call opens a DuckDB of its own in memory, which can reach the files of the sources named and nothing else. DuckDB decodes the files and
/// computes the formulas; units stream in the order of the files, and this library adds them up, so that results are the same to the last bit
/// over runs and threads (docs/adr/0002).
/// </remarks>
public sealed class DuckExperimentData : IExperimentData
{
    private readonly string _workspace;
    private readonly IReadOnlyList<string> _extraRoots;
    private readonly string? _tempDirectory;

    /// <summary>Sources of a workspace.</summary>
    /// <param name="workspace">Its folder; globs are relative to it, and files must lie in it.</param>
    /// <param name="extraRoots">Further folders whose files may be read, such as that of <c>--data GLOB</c>.</param>
    /// <param name="tempDirectory">Where DuckDB may put what does not fit into memory; null: <c>.kpilab/tmp</c> of the workspace where that has a <c>.kpilab</c>, else the system's.</param>
    public DuckExperimentData(string workspace, IReadOnlyList<string>? extraRoots = null, string? tempDirectory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(workspace);
        _workspace = Path.GetFullPath(workspace);
        _extraRoots = extraRoots ?? [];
        _tempDirectory = tempDirectory;
    }

    /// <inheritdoc/>
    public Task<SourceSchema> DescribeAsync(SourceDefinition source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Task.Run(
            () =>
            {
                using var engine = Open([source], new ReadOptions(Threads: 1), null, cancellation);
                return new SourceSchema(source, [.. engine.Fields(source.Id).Where(f => f.IsVisible).Select(f => f.Column)]);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task<ExperimentCells> MeasureAsync(
        ExperimentNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needs);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Measure(needs, options, progress, cancellation), cancellation);
    }

    private ExperimentCells Measure(ExperimentNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var named = needs.Blocks.SelectMany(b => b.Quantities).Select(q => q.Source).Append(needs.Exposures.Id).ToHashSet(StringComparer.Ordinal);
        using var engine = Open([needs.Exposures, .. needs.Sources.Where(s => named.Contains(s.Id))], options, progress, cancellation);
        var before = engine.Fingerprint(sha256: false);
        var cells = Measurement.Run(needs, engine, options.CellLimit);
        var after = engine.Fingerprint(options.Sha256);
        ThrowIfChanged(before, after);
        return cells with
        {
            Fingerprints = [.. after.Select(f => f.Source == needs.Exposures.Id ? f with { Rows = cells.RowsRead } : f)],
            Queries = engine.Queries,
        };
    }

    private DuckEngine Open(IReadOnlyList<SourceDefinition> sources, ReadOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
        => new(sources, new SourceFiles(_workspace, _extraRoots), options, TempDirectory(), progress, cancellation);

    private string TempDirectory()
    {
        var own = Path.Combine(_workspace, ".kpilab");
        return _tempDirectory ?? (Directory.Exists(own) ? Path.Combine(own, "tmp") : Path.Combine(Path.GetTempPath(), "kpilab"));
    }

    private static void ThrowIfChanged(IReadOnlyList<SourceFingerprint> before, IReadOnlyList<SourceFingerprint> after)
    {
        var changed = before.Zip(after).SelectMany(s => s.First.Files.Zip(s.Second.Files)).Where(f => f.First != f.Second with { Sha256 = null }).Select(f => f.First.Path).ToList();
        if (changed.Count > 0)
        {
            throw new EngineException($"`{changed[0]}` changed while it was read; run the analysis again once the file is complete.");
        }
    }
}
