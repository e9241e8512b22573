namespace KpiLab.Core;

/// <summary>One variant's clusters: what each adds up to.</summary>
/// <param name="Variant">Index into the variants.</param>
/// <param name="Segment">Index of the segment column; null for a whole variant.</param>
/// <param name="Value">Value of the segment column; null where the row has none.</param>
/// <param name="Clusters">Numbers of the clusters, rising; the same number is the same cluster in every variant.</param>
/// <param name="Units">Units with a value, by cluster.</param>
/// <param name="Sums">The block's quantities added up, by quantity and cluster.</param>
public sealed record ClusterArm(
    int Variant, int? Segment, string? Value, IReadOnlyList<int> Clusters, IReadOnlyList<long> Units, IReadOnlyList<IReadOnlyList<double>> Sums);

/// <summary>A block of a switchback.</summary>
/// <param name="Number">Its number among the clusters.</param>
/// <param name="Region">Its region; null where there is one only, or the row has none.</param>
/// <param name="Index">Its place in time: blocks since midnight UTC of 1970-01-01.</param>
public sealed record SwitchedBlock(int Number, string? Region, long Index);

/// <summary>Sums per cluster × variant of one block: what comparisons of randomised clusters need.</summary>
/// <param name="Block">Index of the block.</param>
/// <param name="Column">The cluster column.</param>
/// <param name="MissingUnits">Units without a cluster; left out of the block.</param>
/// <param name="Arms">One entry a variant, and one a variant and value of each segment column.</param>
public sealed record ClusterCells(int Block, string Column, long MissingUnits, IReadOnlyList<ClusterArm> Arms)
{
    private readonly Dictionary<(int, int?, string?), ClusterArm> _byCell = Arms.ToDictionary(a => (a.Variant, a.Segment, a.Value));

    /// <summary>Clusters of a variant, whole or in one segment.</summary>
    public ClusterArm Of(int variant, int? segment = null, string? value = null)
        => _byCell.GetValueOrDefault((variant, segment, value)) ?? new ClusterArm(variant, segment, value, [], [], []);

    /// <summary>Whether some cluster has units of several variants.</summary>
    public bool IsCrossed
    {
        get
        {
            var whole = Arms.Where(a => a.Segment is null).ToList();
            return whole.SelectMany(a => a.Clusters).Distinct().Count() < whole.Sum(a => a.Clusters.Count);
        }
    }
}
