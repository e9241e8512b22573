using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Adds up one block by variant and cluster, and by variant, cluster and value of each segment column, in the scan that also makes the cells.</summary>
internal sealed class ClusterAccumulator
{
    /// <summary>The most clusters that are kept.</summary>
    public const int MostClusters = 1_000_000;

    private readonly MeasurePlan _plan;
    private readonly int _block;
    private readonly int _columnOfClusters; // among the labels of a batch: segments, then clusters
    private readonly IReadOnlyList<CodeBook> _labels;
    private readonly Grain[] _grains; // of all units, then one a segment column

    /// <summary>Nothing added yet.</summary>
    public ClusterAccumulator(MeasurePlan plan, int block, IReadOnlyList<CodeBook> labels)
    {
        _plan = plan;
        _block = block;
        _labels = labels;
        _columnOfClusters = plan.Segments.Count + plan.Clusters.ToList().FindIndex(c => c.Name == plan.Needs.Blocks[block].Cluster);
        _grains = [.. Enumerable.Range(0, plan.Segments.Count + 1).Select(s => new Grain(s == 0 ? [0, _columnOfClusters + 1] : [0, _columnOfClusters + 1, s], [plan.Blocks[block]]))];
    }

    /// <summary>Adds units. Rows whose variant is negative are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        int[] largest = [Math.Max(0, _plan.Needs.Variants.Count - 1), .. _labels.Select(l => Math.Max(0, l.Texts.Count - 1))];
        foreach (var grain in _grains)
        {
            grain.Grow(largest);
            grain.Add(batch, batch.Values, 0, batch.Count);
        }
    }

    /// <summary>The sums.</summary>
    public ClusterCells Finish()
    {
        var shifts = new double[_plan.Columns.Count];
        var arms = new List<ClusterArm>();
        long missing = 0;
        for (var g = 0; g < _grains.Length; g++)
        {
            var texts = g == 0 ? null : _labels[g - 1].Texts;
            foreach (var arm in _grains[g].Read(shifts).GroupBy(c => (Variant: c.Codes[0], Segment: g == 0 ? 0 : c.Codes[2])).OrderBy(a => a.Key.Segment).ThenBy(a => a.Key.Variant))
            {
                var known = arm.Where(c => c.Blocks[0].Count > 0).OrderBy(c => c.Codes[1]).ToLookup(c => _labels[_columnOfClusters].Texts[c.Codes[1]] is not null);
                missing += g == 0 ? known[false].Sum(c => c.Units) : 0;
                var clusters = known[true].ToList();
                arms.Add(new ClusterArm(
                    arm.Key.Variant,
                    g == 0 ? null : g - 1,
                    texts?[arm.Key.Segment],
                    [.. clusters.Select(c => c.Codes[1])],
                    [.. clusters.Select(c => c.Blocks[0].Count)],
                    [.. Enumerable.Range(0, _plan.Blocks[_block].Length).Select(q => (IReadOnlyList<double>)[.. clusters.Select(c => c.Blocks[0].Mean(q) * c.Blocks[0].Count)])]));
            }
        }

        return new ClusterCells(_block, _plan.Needs.Blocks[_block].Cluster!, missing, arms);
    }
}
