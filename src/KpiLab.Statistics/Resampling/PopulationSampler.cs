namespace KpiLab.Statistics;

/// <summary>Draws units with replacement from a population of weighted rows, many times: samples for experiments that are simulated on a user's own data.</summary>
/// <remarks>
/// Small samples, and those smaller than the population, are drawn one by one and have exactly their size. In larger ones a row's count is Poisson with mean units × its share, so that a sample costs one draw a row and has its size on
/// average (Hanley and MacGibbon 2006, Computer Methods and Programs in Biomedicine 83:57). Holds no state but tables: safe for several threads.
/// </remarks>
public sealed class PopulationSampler
{
    // Beyond, a random size changes the mean of 1/n by less than one in two thousand.
    private const long FewUnits = 2000;

    private readonly long _units;
    private readonly bool _isEven;
    private readonly double[] _upTo;
    private readonly PoissonSampler?[] _rows;

    /// <summary>A population and the size of samples.</summary>
    /// <param name="weights">Share of each row in any scale; at least 0, not all 0.</param>
    /// <param name="units">Units of a sample; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight or the size is negative, or there is no weight.</exception>
    public PopulationSampler(ReadOnlySpan<double> weights, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        _units = units;
        _upTo = new double[weights.Length];
        _isEven = true;
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            Domain.AtLeast(weights[i], 0);
            _isEven &= weights[i] == weights[0];
            _upTo[i] = sum += weights[i];
        }

        Domain.Positive(sum);
        _rows = [];
        if (units > FewUnits && weights.Length <= units)
        {
            var byMean = new Dictionary<double, PoissonSampler>();
            _rows = new PoissonSampler?[weights.Length];
            for (var i = 0; i < weights.Length; i++)
            {
                var mean = units * (weights[i] / sum);
                _rows[i] = mean == 0 ? null : byMean.TryGetValue(mean, out var same) ? same : byMean[mean] = new PoissonSampler(mean);
            }
        }
    }

    /// <summary>One sample: hands over each row that was drawn, with how often.</summary>
    /// <typeparam name="TState">What the receiver writes into.</typeparam>
    /// <param name="random">The source.</param>
    /// <param name="state">Goes to the receiver.</param>
    /// <param name="add">Receives state, row and times; one row may come several times.</param>
    public void Draw<TState>(SeededRandom random, TState state, Action<TState, int, long> add)
    {
        if (_rows.Length > 0)
        {
            for (var row = 0; row < _rows.Length; row++)
            {
                if (_rows[row]?.Next(random) is > 0 and var times)
                {
                    add(state, row, times);
                }
            }

            return;
        }

        for (var unit = 0L; unit < _units; unit++)
        {
            add(state, _isEven ? random.NextInt(_upTo.Length) : Row(random.NextDouble() * _upTo[^1]), 1);
        }
    }

    // The first row whose cumulative weight exceeds the draw: a row without weight is never it.
    private int Row(double at)
    {
        int low = 0, high = _upTo.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _upTo[middle] > at ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
