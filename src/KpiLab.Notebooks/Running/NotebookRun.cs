using KpiLab.Reporting;

namespace KpiLab.Notebooks;

/// <summary>How a run of a notebook ended.</summary>
public enum NotebookEnd
{
    /// <summary>Every cell ran.</summary>
    Done,

    /// <summary>A cell is wrong: it does not compile, throws, or asks for what is not there.</summary>
    Broken,

    /// <summary>An engine or a store failed.</summary>
    EngineFailed,

    /// <summary>It took too long, and was ended.</summary>
    TimedOut,

    /// <summary>It needed more memory than it may have.</summary>
    OutOfMemory,

    /// <summary>It put out more than a notebook can hold, and was ended.</summary>
    TooMuchOutput,

    /// <summary>Its process ended in the middle.</summary>
    Died,
}

/// <summary>What kept a notebook from running to its end.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Cell">The cell, counted from 1 over all cells; 0: before the first.</param>
/// <param name="Line">The line in the cell, from 1; null where unknown.</param>
/// <param name="Message">What happened, and what to do.</param>
public sealed record NotebookFailure(NotebookEnd End, int Cell, int? Line, string Message)
{
    /// <summary>Where and what.</summary>
    public override string ToString() => Cell == 0 ? Message : Line is { } line ? Invariant($"cell {Cell}, line {line}: {Message}") : Invariant($"cell {Cell}: {Message}");
}

/// <summary>A notebook that was run.</summary>
/// <param name="Notebook">With the outputs of this run, an error included.</param>
/// <param name="Failure">What went wrong; null: nothing.</param>
/// <param name="CellsRun">Code cells that ran.</param>
/// <param name="Duration">From start to end of its process.</param>
public sealed record NotebookRun(NotebookDocument Notebook, NotebookFailure? Failure, int CellsRun, TimeSpan Duration);

/// <summary>What is said where outputs grow too large, in the process or around it.</summary>
internal static class OutputLimit
{
    public static string Message(long bytes) => Invariant($"the outputs grew beyond {bytes / 1_000_000.0:0.###} MB and the notebook was ended here; show less, or allow more with --max-output");
}

/// <summary>How far a run is.</summary>
/// <param name="Cell">The code cell that runs, from 1.</param>
/// <param name="Cells">All code cells.</param>
/// <param name="FirstLine">How the cell begins.</param>
public readonly record struct NotebookProgress(int Cell, int Cells, string FirstLine);

/// <summary>What a run may use.</summary>
/// <param name="Folder">The notebook's folder: relative paths start there, and imports stay within.</param>
public sealed record NotebookRunOptions(string Folder)
{
    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Memory of its process.</summary>
    public long MemoryBytes { get; init; } = 4L << 30;

    /// <summary>Bytes that all its outputs together may have.</summary>
    public long OutputBytes { get; init; } = 20_000_000;

    /// <summary>The clock of durations and the time limit.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
