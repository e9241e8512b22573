using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Independent units of means, shares and ratios, with their covariates.</summary>
internal sealed class OwnMoments : OwnUnits
{
    private readonly BlockEstimands _estimands;
    private readonly (double[][] Rows, double[] Weights) _control;
    private readonly (double[][] Rows, double[] Weights) _treated;
    private readonly double[] _shifts;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public OwnMoments(MomentBlock block, double[][] own, Planting planting)
    {
        (Count, Planted) = (own[0].Length, planting.Words);
        _estimands = BlockEstimands.Of(block);
        _shifts = [.. own.Select(v => v.Average())];
        _control = Distinct(own);
        _treated = Treated(_control, planting);
    }

    public override Func<DrawnArm> Arms(bool treated, IReadOnlyList<long> groups)
    {
        var (rows, weights) = treated ? _treated : _control;
        var bySize = groups.Distinct().ToDictionary(n => n, n => new PopulationSampler(weights, n));
        double[][] deviations = [.. rows.Select((v, q) => Array.ConvertAll(v, x => x - _shifts[q]))];
        return () => new MomentArm(deviations, _shifts, [.. groups.Select(n => bySize[n])]);
    }

    public override ArmContrast Compare(DrawnArm control, DrawnArm treatment) => ArmContrast.Of(_estimands, ((MomentArm)control).Moments(), ((MomentArm)treatment).Moments());

    // A single quantity by its distinct values: a share then costs two draws, however many units there are.
    private static (double[][] Rows, double[] Weights) Distinct(double[][] own)
    {
        if (own.Length > 1)
        {
            return (own, [.. own[0].Select(_ => 1.0)]);
        }

        var counts = ValueCounts.Of(own[0]);
        return ([counts.Values.ToArray()], Array.ConvertAll(counts.Counts.ToArray(), c => (double)c));
    }

    // Where units are turned over, a row stands twice: as it is, and turned.
    private static (double[][] Rows, double[] Weights) Treated((double[][] Rows, double[] Weights) control, Planting planting)
    {
        var (rows, weights) = control;
        double[] first = rows[0];
        return planting.IsShare
            ? ([[.. first, .. first.Select(_ => planting.To)], .. rows.Skip(1).Select(v => (double[])[.. v, .. v])],
                [.. weights.Select((w, i) => first[i] == planting.To ? w : w * (1 - planting.Turned)), .. weights.Select((w, i) => first[i] == planting.To ? 0 : w * planting.Turned)])
            : ([Array.ConvertAll(first, planting.Of), .. rows.Skip(1)], weights);
    }

    private sealed class MomentArm(double[][] deviations, double[] shifts, PopulationSampler[] groups) : DrawnArm
    {
        private readonly double[] _sums = new double[shifts.Length];
        private readonly double[] _products = new double[shifts.Length * (shifts.Length + 1) / 2];
        private long _count;

        public override void Clear()
        {
            _count = 0;
            Array.Clear(_sums);
            Array.Clear(_products);
        }

        public override void Grow(int look, SeededRandom random) => groups[look].Draw(random, this, static (arm, row, times) => arm.Add(row, times));

        public JointMoments Moments() => JointMoments.FromShiftedSums(_count, shifts, _sums, _products);

        private void Add(int row, long times)
        {
            _count += times;
            var at = 0;
            for (var i = 0; i < deviations.Length; i++)
            {
                var weighted = times * deviations[i][row];
                _sums[i] += weighted;
                for (var j = 0; j <= i; j++)
                {
                    _products[at++] += weighted * deviations[j][row];
                }
            }
        }
    }
}

/// <summary>Independent units of a quantile, by their distinct values.</summary>
internal sealed class OwnValues : OwnUnits
{
    private readonly double[] _values;
    private readonly double[] _treated;
    private readonly double[] _weights;
    private readonly double _level;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public OwnValues(double[] own, double level, Planting planting)
    {
        (Count, Planted, _level) = (own.Length, planting.Words, level);
        var counts = ValueCounts.Of(own);
        _values = counts.Values.ToArray();
        _treated = Array.ConvertAll(_values, planting.Of);
        _weights = Array.ConvertAll(counts.Counts.ToArray(), c => (double)c);
    }

    public override Func<DrawnArm> Arms(bool treated, IReadOnlyList<long> groups)
    {
        var bySize = groups.Distinct().ToDictionary(n => n, n => new PopulationSampler(_weights, n));
        return () => new ValueArm(treated ? _treated : _values, [.. groups.Select(n => bySize[n])]);
    }

    public override ArmContrast Compare(DrawnArm control, DrawnArm treatment) => QuantileContrast.Of(((ValueArm)control).Counts(), ((ValueArm)treatment).Counts(), _level);

    private sealed class ValueArm(double[] values, PopulationSampler[] groups) : DrawnArm
    {
        private readonly long[] _counts = new long[values.Length];

        public override void Clear() => Array.Clear(_counts);

        public override void Grow(int look, SeededRandom random) => groups[look].Draw(random, _counts, static (counts, row, times) => counts[row] += times);

        public ValueCounts Counts() => ValueCounts.Of(values, _counts);
    }
}

/// <summary>Whole clusters of means, shares and ratios: a cluster is drawn with all its units.</summary>
internal sealed class OwnClusters : OwnUnits
{
    private readonly MomentBlock _block;
    private readonly Planting _planting;
    private readonly double[][] _sums; // by quantity and cluster
    private readonly long[] _units;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public OwnClusters(MomentBlock block, double[][] own, int[] clusters, Planting planting)
    {
        (Count, Planted, _block, _planting) = (own[0].Length, planting.Words, block, planting);
        var numbers = new Dictionary<int, int>();
        var at = Array.ConvertAll(clusters, c => numbers.TryGetValue(c, out var number) ? number : numbers[c] = numbers.Count);
        _units = new long[numbers.Count];
        _sums = [.. own.Select(_ => new double[numbers.Count])];
        for (var unit = 0; unit < at.Length; unit++)
        {
            _units[at[unit]]++;
            for (var q = 0; q < _sums.Length; q++)
            {
                _sums[q][at[unit]] += own[q][unit];
            }
        }

        UnitsPerDraw = (double)own[0].Length / numbers.Count;
    }

    public override Func<DrawnArm> Arms(bool treated, IReadOnlyList<long> groups)
    {
        double[] even = [.. _units.Select(_ => 1.0)];
        var bySize = groups.Distinct().ToDictionary(n => n, n => new PopulationSampler(even, n));
        return () => new ClusterDraws(this, treated, [.. groups.Select(n => bySize[n])]);
    }

    public override ArmContrast Compare(DrawnArm control, DrawnArm treatment)
    {
        var first = ((ClusterDraws)control).Arm(0, 0);
        return ClusterContrast.Of(_block, first, ((ClusterDraws)treatment).Arm(1, first.Clusters.Count));
    }

    private sealed class ClusterDraws(OwnClusters population, bool treated, PopulationSampler[] groups) : DrawnArm
    {
        private readonly List<int> _drawn = [];
        private readonly List<double> _firsts = [];
        private SeededRandom? _random;

        public override void Clear()
        {
            _drawn.Clear();
            _firsts.Clear();
        }

        public override void Grow(int look, SeededRandom random)
        {
            _random = random;
            groups[look].Draw(random, this, static (arm, row, times) => arm.Add(row, times));
        }

        public ClusterArm Arm(int variant, int from) => new(
            variant,
            null,
            null,
            [.. Enumerable.Range(from, _drawn.Count)],
            _drawn.ConvertAll(c => population._units[c]),
            [[.. _firsts], .. population._sums.Skip(1).Select(s => (IReadOnlyList<double>)_drawn.ConvertAll(c => s[c]))]);

        private void Add(int cluster, long times)
        {
            for (var i = 0L; i < times; i++)
            {
                _drawn.Add(cluster);
                _firsts.Add(treated ? Planted(population._sums[0][cluster], population._units[cluster]) : population._sums[0][cluster]);
            }
        }

        private double Planted(double sum, long units)
        {
            var planting = population._planting;
            if (!planting.IsShare)
            {
                return (planting.Factor * sum) + (planting.Shift * units);
            }

            var others = planting.To > 0 ? units - sum : sum;
            var turned = 0;
            for (var unit = 0; unit < others; unit++)
            {
                turned += _random!.NextBernoulli(planting.Turned) ? 1 : 0;
            }

            return planting.To > 0 ? sum + turned : sum - turned;
        }
    }
}
