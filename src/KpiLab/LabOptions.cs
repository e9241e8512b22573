using KpiLab.Core;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab;

/// <summary>How a lab works.</summary>
/// <param name="Clock">The clock of the store and of evaluations; the machine's when null.</param>
/// <param name="Actor">Who acts; null: <c>KPILAB_ACTOR</c>, else the system user.</param>
/// <param name="AsOf">The moment evaluations look from; it never dates a registration, look or decision.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Threads">Threads of the engine; results do not depend on it.</param>
/// <param name="MemoryLimitBytes">Memory of the engine.</param>
/// <param name="Simulated">A new store is marked as telling its story under a simulated clock (demo only).</param>
/// <param name="Stores">Kinds of store besides SQLite files, such as <c>PostgresProvider</c>.</param>
[TypeFormatterSource]
public sealed record LabOptions(
    TimeProvider? Clock = null,
    string? Actor = null,
    DateTimeOffset? AsOf = null,
    long Seed = 0,
    int? Threads = null,
    long? MemoryLimitBytes = null,
    bool Simulated = false,
    IReadOnlyList<StoreProvider>? Stores = null) : IShowable
{
    /// <summary>What labs of one run share; null: each works by itself.</summary>
    internal RunMemory? Memory { get; init; }

    /// <summary>Where the store is, whatever the workspace says; null: where it says.</summary>
    internal string? StoreAt { get; init; }

    internal TimeProvider Time => Clock ?? TimeProvider.System;

    internal string Who => Actor ?? Environment.GetEnvironmentVariable("KPILAB_ACTOR") ?? Environment.UserName;

    internal DateTimeOffset Now => AsOf ?? Time.GetUtcNow();

    internal ReadOptions Read(bool sha256 = false) => new(Threads, MemoryLimitBytes, sha256);
}

/// <summary>How an experiment is analysed.</summary>
/// <param name="DataGlob">Reads the exposures from these files instead of the source's own; may lie outside the workspace.</param>
/// <param name="Sha256">Also hash the data files.</param>
public sealed record AnalyzeOptions(string? DataGlob = null, bool Sha256 = false);
