using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Joint moments by variant and stratum under assignments that are drawn anew, for estimators that compare within strata.</summary>
internal sealed class RedrawnStrata
{
    private readonly int _variants;
    private readonly int[] _stratum; // by unit
    private readonly List<string?[]> _keys = []; // values of the columns by stratum
    private readonly double[][][] _deviations; // by block and quantity; NaN where the unit has no value of one of the block's quantities
    private readonly double[][] _shifts;

    public RedrawnStrata(ResolvedExperiment experiment, UnitValues rows)
    {
        _variants = experiment.Definition.Variants.Count;
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        _stratum = new int[rows.Count];
        for (var unit = 0; unit < rows.Count; unit++)
        {
            string?[] values = [.. rows.Labels.Select(l => l.Texts[l.Codes[unit]])];
            var key = RowMoments.Key(values);
            if (!known.TryGetValue(key, out var number))
            {
                known[key] = number = known.Count;
                _keys.Add(values);
            }

            _stratum[unit] = number;
        }

        _shifts = [.. rows.Values.Select(block => (double[])[.. block.Select(v => v.FirstOrDefault(x => !double.IsNaN(x)))])];
        _deviations = [.. rows.Values.Select((block, b) => Deviations(block, _shifts[b]))];
    }

    /// <summary>A cell a variant and stratum.</summary>
    public IReadOnlyList<Cell> Of(byte[] assigned)
    {
        var cells = _keys.Count * _variants;
        var units = new long[cells];
        for (var unit = 0; unit < assigned.Length; unit++)
        {
            units[(_stratum[unit] * _variants) + assigned[unit]]++;
        }

        var moments = _deviations.Select((block, b) => Moments(block, _shifts[b], assigned, cells)).ToList();
        return [.. Enumerable.Range(0, cells).Where(c => units[c] > 0).Select(c => new Cell(c % _variants, _keys[c / _variants], units[c], [.. moments.Select(m => m[c])]))];
    }

    private JointMoments[] Moments(double[][] block, double[] shifts, byte[] assigned, int cells)
    {
        var (k, triangle) = (block.Length, block.Length * (block.Length + 1) / 2);
        var counts = new long[cells];
        var sums = new double[cells * k];
        var products = new double[cells * triangle];
        for (var unit = 0; unit < assigned.Length; unit++)
        {
            if (double.IsNaN(block[0][unit]))
            {
                continue;
            }

            var cell = (_stratum[unit] * _variants) + assigned[unit];
            counts[cell]++;
            for (int i = 0, at = cell * triangle; i < k; i++)
            {
                sums[(cell * k) + i] += block[i][unit];
                for (var j = 0; j <= i; j++)
                {
                    products[at++] += block[i][unit] * block[j][unit];
                }
            }
        }

        return [.. Enumerable.Range(0, cells).Select(c => JointMoments.FromShiftedSums(counts[c], shifts, sums.AsSpan(c * k, k), products.AsSpan(c * triangle, triangle)))];
    }

    private static double[][] Deviations(IReadOnlyList<double[]> block, double[] shifts)
        => [.. block.Select((v, q) => (double[])[.. v.Select((x, unit) => block.Any(w => double.IsNaN(w[unit])) ? double.NaN : x - shifts[q])])];
}
