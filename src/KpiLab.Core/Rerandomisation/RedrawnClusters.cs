namespace KpiLab.Core;

/// <summary>Sums per cluster of the variants of one block under assignments that are drawn anew.</summary>
/// <remarks>Units that always move together and share a cluster are added up once.</remarks>
internal sealed class RedrawnClusters
{
    private readonly int _block;
    private readonly string _column;
    private readonly int _variants;
    private readonly int _clusters;
    private readonly (int Index, string? Value)? _segment;
    private readonly int[] _unit; // a unit that stands for the atom
    private readonly int[] _cluster;
    private readonly long[] _units;
    private readonly double[][] _sums; // by quantity

    public RedrawnClusters(int block, string column, int[] clusters, int[]? groups, IReadOnlyList<double[]> values, int variants, (int Index, string? Value)? segment = null)
    {
        _segment = segment;
        _block = block;
        _column = column;
        _variants = variants;
        var atoms = new Dictionary<(int Group, int Cluster), int>();
        var atomOf = new int[clusters.Length];
        var (unitOf, clusterOf) = (new List<int>(), new List<int>());
        for (var unit = 0; unit < clusters.Length; unit++)
        {
            atomOf[unit] = -1;
            if (clusters[unit] < 0 || values.Any(v => double.IsNaN(v[unit])))
            {
                continue;
            }

            var key = (groups is null ? unit : groups[unit], clusters[unit]);
            if (!atoms.TryGetValue(key, out var atom))
            {
                atoms[key] = atom = atoms.Count;
                unitOf.Add(unit);
                clusterOf.Add(clusters[unit]);
            }

            atomOf[unit] = atom;
        }

        // Clusters in the order of their numbers, numbered without gaps.
        var numbers = clusterOf.Distinct().Order().Select((number, at) => (number, at)).ToDictionary(c => c.number, c => c.at);
        _clusters = numbers.Count;
        _unit = [.. unitOf];
        _cluster = [.. clusterOf.Select(c => numbers[c])];
        _units = new long[_unit.Length];
        _sums = [.. values.Select(_ => new double[_unit.Length])];
        for (var unit = 0; unit < atomOf.Length; unit++)
        {
            if (atomOf[unit] is >= 0 and var atom)
            {
                _units[atom]++;
                for (var q = 0; q < _sums.Length; q++)
                {
                    _sums[q][atom] += values[q][unit];
                }
            }
        }
    }

    /// <summary>The sums of every variant.</summary>
    public IEnumerable<ClusterArm> Of(byte[] assigned)
    {
        var units = new long[_variants][];
        var sums = new double[_variants][][];
        for (var v = 0; v < _variants; v++)
        {
            units[v] = new long[_clusters];
            sums[v] = [.. _sums.Select(_ => new double[_clusters])];
        }

        for (var atom = 0; atom < _unit.Length; atom++)
        {
            var variant = assigned[_unit[atom]];
            units[variant][_cluster[atom]] += _units[atom];
            for (var q = 0; q < _sums.Length; q++)
            {
                sums[variant][q][_cluster[atom]] += _sums[q][atom];
            }
        }

        return Enumerable.Range(0, _variants).Select(v => Arm(v, units[v], sums[v]));
    }

    /// <summary>Index of the block.</summary>
    public int Block => _block;

    /// <summary>The cluster column.</summary>
    public string Column => _column;

    private ClusterArm Arm(int variant, long[] units, double[][] sums)
    {
        var present = new List<int>();
        for (var c = 0; c < units.Length; c++)
        {
            if (units[c] > 0)
            {
                present.Add(c);
            }
        }

        return new ClusterArm(
            variant, _segment?.Index, _segment?.Value, present, present.ConvertAll(c => units[c]), [.. sums.Select(s => (IReadOnlyList<double>)present.ConvertAll(c => s[c]))]);
    }
}
