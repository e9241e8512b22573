namespace KpiLab.Data;

/// <summary>What a batch's numbers hold besides usable values.</summary>
[Flags]
internal enum NumberState
{
    /// <summary>Only finite numbers.</summary>
    Clean = 0,

    /// <summary>Some rows have no value; they read NaN.</summary>
    HasMissing = 1,

    /// <summary>Some rows hold NaN or infinity in the data; they read infinity.</summary>
    HasNonFinite = 2,
}

/// <summary>One pass over the rows of a source in their fixed order, batch by batch. How large batches are is nobody's business but the engine's: no result may depend on it.</summary>
internal abstract class RowScan : IDisposable
{
    /// <summary>A missing moment.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>Rows of the current batch.</summary>
    public int Count { get; protected set; }

    /// <summary>Moves on to the next batch; false at the end.</summary>
    public abstract bool Read();

    /// <summary>Numbers of a column: NaN where missing, infinity where the data hold NaN or infinity.</summary>
    public abstract NumberState Numbers(int column, Span<double> into);

    /// <summary>Moments of a column in microseconds since 1970 UTC; <see cref="NoTime"/> where missing.</summary>
    public abstract void Times(int column, Span<long> into);

    /// <summary>Codes of a column's values in a code book.</summary>
    public abstract void Labels(int column, CodeBook book, Span<int> into);

    /// <summary>Keys of a column.</summary>
    public abstract void Keys(int column, KeyBatch into);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the pass holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Opens passes over sources: the part that differs between engines.</summary>
internal interface IScanEngine
{
    /// <summary>Columns of a source by name, as its own data have them.</summary>
    IReadOnlyList<ScanField> Fields(string source);

    /// <summary>Starts a pass.</summary>
    RowScan Open(ScanPlan plan);

    /// <summary>How many rows hold an unusable number in a column of a pass, and the place of the first of them (rows count from 1) with its value.</summary>
    (long Rows, string First, double Value) FindUnusable(ScanPlan plan, int column, bool share);

    /// <summary>Where a column of text that is almost only numbers holds something else, in words; null: it is no such column.</summary>
    string? FindText(string source, string column) => null;

    /// <summary>A row by its number (from 1, over all files) as a person finds it.</summary>
    string Place(string source, long row) => Invariant($"row {row}");

    /// <summary>Reports progress and throws when the caller has given up.</summary>
    void Report(string stage, long rows);
}

/// <summary>A column as an engine offers it.</summary>
/// <param name="Column">Name and type.</param>
/// <param name="IsVisible">Whether formulas, variants and segments may use it (the allow-list).</param>
/// <param name="IsInteger">Whether its values are whole numbers of at most 64 bits.</param>
internal sealed record ScanField(Core.SourceColumn Column, bool IsVisible, bool IsInteger);
