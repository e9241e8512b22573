using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Keeps the units of one block one by one, in the order of the data, in the scan that also makes the cells.</summary>
internal sealed class RowAccumulator
{
    private readonly MeasurePlan _plan;
    private readonly int _block;
    private readonly int[] _columns;
    private readonly int _columnOfClusters; // among the labels of a batch: segments, then clusters; −1 without
    private readonly IReadOnlyList<CodeBook> _labels;
    private readonly List<int> _variants = [];
    private readonly List<int>[] _segments;
    private readonly List<int> _clusters = [];
    private readonly List<ulong> _keys = [];
    private readonly List<double>[] _values;

    /// <summary>Nothing kept yet.</summary>
    public RowAccumulator(MeasurePlan plan, int block, IReadOnlyList<CodeBook> labels)
    {
        _plan = plan;
        _block = block;
        _labels = labels;
        _columns = plan.Blocks[block];
        _columnOfClusters = plan.Needs.Blocks[block].Cluster is { } cluster ? plan.Segments.Count + plan.Clusters.ToList().FindIndex(c => c.Name == cluster) : -1;
        _segments = [.. plan.Segments.Select(_ => new List<int>())];
        _values = [.. _columns.Select(_ => new List<double>())];
    }

    /// <summary>Adds units. Rows whose variant is negative, and those without a value of every quantity, are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.Variant[row] < 0 || Array.Exists(_columns, c => double.IsNaN(batch.Values[c][row])))
            {
                continue;
            }

            if (_variants.Count == UnitRows.Most)
            {
                throw new InvalidInputException(
                    $"{_plan.Needs.Blocks[_block].Id}",
                    Invariant($"its units are needed one by one, for an outcome model or a regression, and there are more than {UnitRows.Most}, the most that are kept"),
                    "leave `plan.outcome_model` or the regression out: covariates are then used one by one (CUPED), for any number of units");
            }

            _variants.Add(batch.Variant[row]);
            _keys.Add(batch.Keys[row]);
            for (var s = 0; s < _segments.Length; s++)
            {
                _segments[s].Add(batch.Segments[s][row]);
            }

            if (_columnOfClusters >= 0)
            {
                _clusters.Add(batch.Segments[_columnOfClusters][row]);
            }

            for (var c = 0; c < _columns.Length; c++)
            {
                _values[c].Add(batch.Values[_columns[c]][row]);
            }
        }
    }

    /// <summary>The units.</summary>
    public UnitRows Finish()
    {
        var keys = _keys.ToArray();
        int[] clusters = [];
        if (_columnOfClusters >= 0)
        {
            var texts = _labels[_columnOfClusters].Texts;
            ulong[] hashes = [.. texts.Select(t => Hashing.Of(Encoding.UTF8.GetBytes(t ?? "")))];
            clusters = [.. _clusters.Select(c => texts[c] is null ? -1 : c)];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = hashes[_clusters[i]];
            }
        }

        return new UnitRows(
            _block, _variants.ToArray(), [.. _segments.Select(s => s.ToArray())], [.. _labels.Take(_plan.Segments.Count).Select(l => l.Texts)], clusters, keys, [.. _values.Select(v => v.ToArray())]);
    }
}
