using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How far a scan is.</summary>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Fraction">Share done in 0…1, or null when unknown.</param>
public readonly record struct ScanProgress(string Stage, long Rows, double? Fraction);

/// <summary>What a source looks like.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">Its columns in file order (those of the allow-list when there is one).</param>
public sealed record SourceSchema(SourceDefinition Source, IReadOnlyList<SourceColumn> Columns);

/// <summary>What the data were when they were read.</summary>
/// <param name="Source">Source id.</param>
/// <param name="Files">Each file with size, modification time, and sha256 when asked for.</param>
/// <param name="Rows">Rows read; null when not counted.</param>
[TypeFormatterSource]
public sealed record SourceFingerprint(string Source, IReadOnlyList<FileFingerprint> Files, long? Rows);

/// <summary>A file as it was.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Modified">Modification time, UTC.</param>
/// <param name="Sha256">Lower-case hexadecimal, when asked for.</param>
/// <param name="ParquetFooter">SHA-256 of the Parquet footer, for Parquet files.</param>
[TypeFormatterSource]
public sealed record FileFingerprint(string Path, long Bytes, DateTimeOffset Modified, string? Sha256, string? ParquetFooter);

/// <summary>How to read.</summary>
/// <param name="Threads">Threads of the engine; results do not depend on it.</param>
/// <param name="MemoryLimitBytes">Memory of the engine.</param>
/// <param name="Sha256">Also hash the files.</param>
/// <param name="CellLimit">Above this many finest cells, segments are kept marginally instead of jointly.</param>
public sealed record ReadOptions(int? Threads = null, long? MemoryLimitBytes = null, bool Sha256 = false, int CellLimit = 100_000);

/// <summary>Reads sources and answers the needs of an experiment. Implemented by engines.</summary>
public interface IExperimentData
{
    /// <summary>A source's columns.</summary>
    /// <exception cref="InvalidInputException">The source cannot be found or read as described.</exception>
    Task<SourceSchema> DescribeAsync(SourceDefinition source, CancellationToken cancellation = default);

    /// <summary>Answers all needs of an experiment, one scan per kind of need.</summary>
    /// <exception cref="InvalidInputException">A formula does not fit the data, or the data hold what they must not; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    Task<ExperimentCells> MeasureAsync(
        ExperimentNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
