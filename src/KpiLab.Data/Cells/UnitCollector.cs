using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Keeps the units of the scan that also makes the cells: all of them, or a random part of bounded size.</summary>
/// <remarks>
/// Every unit, or every group of units that belong together, has a random number that depends on its place in the data alone. While they fit all are kept; each time they do not, those
/// whose number has one more binary zero at its end stay. The part that is kept is a simple random one, depends on nothing but the data, and is at least about half as large as allowed.
/// </remarks>
internal sealed class UnitCollector
{
    private readonly MeasurePlan _plan;
    private readonly UnitNeeds _needs;
    private readonly IReadOnlyList<CodeBook> _labels;
    private readonly int _together = -1; // among the labels of a batch
    private readonly int[] _clustersOf; // by block, among the labels of a batch; −1: none
    private readonly double[][] _values;
    private readonly int[][] _codes;
    private ulong[] _draws = new ulong[1024];
    private int[] _variant = new int[1024];
    private int _count;
    private int _zeros;
    private long _seen;
    private long _without;

    /// <summary>Nothing kept yet.</summary>
    public UnitCollector(MeasurePlan plan, UnitNeeds needs, IReadOnlyList<CodeBook> labels)
    {
        _plan = plan;
        _needs = needs;
        _labels = labels;
        int Label(string? column) => column is null ? -1 : plan.Segments.Count + plan.Clusters.ToList().FindIndex(c => c.Name == column);
        _together = Label(needs.Together);
        _clustersOf = [.. plan.Needs.Blocks.Select(b => Label(b.Cluster))];
        _values = [.. plan.Columns.Select(_ => new double[1024])];
        _codes = [.. labels.Select((_, l) => l < plan.Segments.Count || l == _together || _clustersOf.Contains(l) ? new int[1024] : [])];
    }

    /// <summary>Adds units. Rows whose variant is negative are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.Variant[row] < 0)
            {
                continue;
            }

            var number = _seen++;
            if (_together >= 0)
            {
                number = batch.Segments[_together][row];
                if (_labels[_together].Texts[(int)number] is null)
                {
                    _without++;
                    continue;
                }
            }

            var draw = Hashing.Of((ulong)number + 0x9E3779B97F4A7C15);
            if (IsKept(draw))
            {
                Keep(batch, row, draw);
            }
        }
    }

    /// <summary>The units.</summary>
    public UnitValues Finish()
    {
        T[] Cut<T>(T[] all) => all.AsSpan(0, _count).ToArray();
        double[][] values = [.. _values.Select(Cut)];
        return new UnitValues(
            _seen,
            Math.ScaleB(1, -_zeros),
            Cut(_variant),
            _together < 0 ? null : Cut(_codes[_together]),
            _without,
            [.. _clustersOf.Select(c => c < 0 ? null : (int[])[.. Cut(_codes[c]).Select(code => _labels[c].Texts[code] is null ? -1 : code)])],
            [.. _plan.Blocks.Select(b => (IReadOnlyList<double[]>)[.. b.Select(column => values[column])])])
        {
            Labels = [.. Enumerable.Range(0, _plan.Segments.Count).Select(s => new UnitLabels(Cut(_codes[s]), _labels[s].Texts))],
        };
    }

    private bool IsKept(ulong draw) => (draw & ((1UL << _zeros) - 1)) == 0;

    private void Keep(UnitBatch batch, int row, ulong draw)
    {
        if (_count == _needs.Most)
        {
            Thin();
            if (!IsKept(draw))
            {
                return;
            }
        }

        if (_count == _draws.Length)
        {
            Grow();
        }

        _draws[_count] = draw;
        _variant[_count] = batch.Variant[row];
        for (var c = 0; c < _values.Length; c++)
        {
            _values[c][_count] = batch.Values[c][row];
        }

        for (var l = 0; l < _codes.Length; l++)
        {
            if (_codes[l].Length > 0)
            {
                _codes[l][_count] = batch.Segments[l][row];
            }
        }

        _count++;
    }

    private void Thin()
    {
        // One group may be all there is: then it cannot be thinned, and there is nothing to randomise either.
        while (_count >= _needs.Most && _zeros < 62)
        {
            _zeros++;
            var kept = 0;
            for (var unit = 0; unit < _count; unit++)
            {
                if (!IsKept(_draws[unit]))
                {
                    continue;
                }

                _draws[kept] = _draws[unit];
                _variant[kept] = _variant[unit];
                foreach (var column in _values)
                {
                    column[kept] = column[unit];
                }

                foreach (var codes in _codes.Where(c => c.Length > 0))
                {
                    codes[kept] = codes[unit];
                }

                kept++;
            }

            _count = kept;
        }
    }

    private void Grow()
    {
        var size = _draws.Length * 2;
        Array.Resize(ref _draws, size);
        Array.Resize(ref _variant, size);
        for (var c = 0; c < _values.Length; c++)
        {
            Array.Resize(ref _values[c], size);
        }

        for (var l = 0; l < _codes.Length; l++)
        {
            if (_codes[l].Length > 0)
            {
                Array.Resize(ref _codes[l], size);
            }
        }
    }
}
