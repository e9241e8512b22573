namespace KpiLab.Statistics;

/// <summary>Draws from the Poisson law of one mean, many times.</summary>
/// <remarks>
/// Up to a mean of 4096 by Walker's alias table (Walker 1977, ACM Trans. Math. Softw. 3:253; Vose 1991), which leaves out a mass below 10⁻¹⁸; beyond by transformed
/// rejection with squeeze, PTRS (Hörmann 1993, Insurance: Mathematics and Economics 12:39), which is exact. Holds no state but the tables: safe for several threads.
/// </remarks>
internal sealed class PoissonSampler
{
    private const double LargestTable = 4096;
    private const double Negligible = 1e-20;

    private readonly double _mean;
    private readonly int _first;
    private readonly ulong[] _keep;
    private readonly int[] _alias;
    private readonly double _a;
    private readonly double _b;
    private readonly double _logInverseAlpha;
    private readonly double _squeeze;

    public PoissonSampler(double mean)
    {
        Domain.Positive(mean);
        _mean = mean;
        _keep = [];
        _alias = [];
        if (mean <= LargestTable)
        {
            (_first, _keep, _alias) = Table(mean);
            return;
        }

        _b = 0.931 + (2.53 * Math.Sqrt(mean));
        _a = -0.059 + (0.02483 * _b);
        _logInverseAlpha = Math.Log(1.1239 + (1.1328 / (_b - 3.4)));
        _squeeze = 0.9277 - (3.6224 / (_b - 2));
    }

    public long Next(SeededRandom random)
    {
        if (_keep.Length == 0)
        {
            return NextByRejection(random);
        }

        // The high word picks the column, the low word is uniform within it.
        var column = (int)Math.BigMul(random.NextUInt64(), (ulong)_keep.Length, out var within);
        return _first + (within < _keep[column] ? column : _alias[column]);
    }

    private long NextByRejection(SeededRandom random)
    {
        while (true)
        {
            double u = random.NextDouble() - 0.5, v = random.NextOpenDouble(), reach = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * _a / reach) + _b) * u) + _mean + 0.43);
            if (reach >= 0.07 && v <= _squeeze)
            {
                return (long)k;
            }

            if (!(k >= 0 && k < long.MaxValue) || (reach < 0.013 && v > reach))
            {
                continue;
            }

            if (Math.Log(v) + _logInverseAlpha - Math.Log((_a / (reach * reach)) + _b) <= Math.Log(Poisson.Mass((long)k, _mean)))
            {
                return (long)k;
            }
        }
    }

    private static (int First, ulong[] Keep, int[] Alias) Table(double mean)
    {
        var masses = Masses(mean, out var first);
        var size = masses.Length;
        var keep = new ulong[size];
        var alias = new int[size];
        var scaled = new double[size];
        var total = masses.Sum();
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < size; i++)
        {
            scaled[i] = masses[i] / total * size;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            keep[less] = (ulong)(scaled[less] * 18446744073709551616.0);
            alias[less] = more;
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        foreach (var i in small.Concat(large))
        {
            keep[i] = ulong.MaxValue;
            alias[i] = i;
        }

        return (first, keep, alias);
    }

    // Outwards from the mode by the ratio of neighbours.
    private static double[] Masses(double mean, out int first)
    {
        var mode = (int)mean;
        var top = Poisson.Mass(mode, mean);
        var below = new List<double>();
        for (var (k, mass) = (mode, top); k > 0 && (mass *= k / mean) > Negligible; k--)
        {
            below.Add(mass);
        }

        var above = new List<double>();
        for (var (k, mass) = (mode + 1, top); (mass *= mean / k) > Negligible; k++)
        {
            above.Add(mass);
        }

        first = mode - below.Count;
        below.Reverse();
        return [.. below, top, .. above];
    }
}
