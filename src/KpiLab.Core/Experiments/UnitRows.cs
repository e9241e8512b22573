namespace KpiLab.Core;

/// <summary>The units of one block, one by one, in the order of the data: what an outcome model learns from, and errors that no moments give.</summary>
/// <param name="Block">Index of the block.</param>
/// <param name="Variants">Index of each unit's variant.</param>
/// <param name="Segments">Codes of each unit's values, one list a segment column of the needs.</param>
/// <param name="SegmentTexts">The values behind the codes, by segment column; null where the row has none.</param>
/// <param name="Clusters">Number of each unit's cluster, −1 where it has none; empty where units were randomised.</param>
/// <param name="Keys">A hash of each unit's key (of its cluster, where clusters were randomised; of the row's number, where the source has no key), the same in every run.</param>
/// <param name="Values">The block's quantities, one list a quantity; units without a value of all are left out.</param>
public sealed record UnitRows(
    int Block,
    IReadOnlyList<int> Variants,
    IReadOnlyList<IReadOnlyList<int>> Segments,
    IReadOnlyList<IReadOnlyList<string?>> SegmentTexts,
    IReadOnlyList<int> Clusters,
    IReadOnlyList<ulong> Keys,
    IReadOnlyList<IReadOnlyList<double>> Values)
{
    /// <summary>The most units that are read one by one.</summary>
    public const int Most = 2_000_000;

    /// <summary>Number of units.</summary>
    public int Count => Variants.Count;
}
