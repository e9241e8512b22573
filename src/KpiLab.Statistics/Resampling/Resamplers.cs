namespace KpiLab.Statistics;

/// <summary>One arm's statistic, on the arm itself, on resamples of it, and with each unit left out.</summary>
internal abstract class Resampler
{
    public abstract int Count { get; }

    public abstract double Observed();

    /// <summary>The statistic of as many units drawn with replacement.</summary>
    /// <param name="random">Where to draw from.</param>
    /// <param name="drawn">Scratch of at least <see cref="Count"/> numbers.</param>
    public abstract double Draw(SeededRandom random, int[] drawn);

    public abstract IEnumerable<double> LeaveOneOut();
}

internal sealed class MeanResampler : Resampler
{
    private readonly double[] _apart;
    private readonly double _mean;

    public MeanResampler(IReadOnlyList<double> values)
    {
        _apart = [.. values];
        _mean = Moments.Of(_apart).Mean;
        for (var i = 0; i < _apart.Length; i++)
        {
            _apart[i] -= _mean;
        }
    }

    public override int Count => _apart.Length;

    public override double Observed() => _mean;

    public override double Draw(SeededRandom random, int[] drawn)
    {
        double sum = 0;
        for (var i = 0; i < _apart.Length; i++)
        {
            sum += _apart[random.NextInt(_apart.Length)];
        }

        return _mean + (sum / _apart.Length);
    }

    public override IEnumerable<double> LeaveOneOut() => _apart.Select(x => _mean - (x / (_apart.Length - 1)));
}

internal sealed class QuantileResampler : Resampler
{
    private readonly double[] _sorted;
    private readonly double _q;

    public QuantileResampler(IReadOnlyList<double> values, double q)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
        _q = q;
    }

    public override int Count => _sorted.Length;

    public override double Observed()
    {
        var (rank, weight) = SampleQuantile.Place(Count, _q, QuantileType.Linear);
        return SampleQuantile.Between(_sorted[Clamp(rank, Count) - 1], _sorted[Clamp(rank + 1, Count) - 1], weight);
    }

    public override double Draw(SeededRandom random, int[] drawn)
    {
        Array.Clear(drawn, 0, Count);
        for (var i = 0; i < Count; i++)
        {
            drawn[random.NextInt(Count)]++;
        }

        var (rank, weight) = SampleQuantile.Place(Count, _q, QuantileType.Linear);
        int at = 0, upTo = drawn[0];
        for (; upTo < Clamp(rank, Count); upTo += drawn[++at])
        {
        }

        var lower = _sorted[at];
        for (; upTo < Clamp(rank + 1, Count); upTo += drawn[++at])
        {
        }

        return SampleQuantile.Between(lower, _sorted[at], weight);
    }

    public override IEnumerable<double> LeaveOneOut()
    {
        var (rank, weight) = SampleQuantile.Place(Count - 1, _q, QuantileType.Linear);
        int low = Clamp(rank, Count - 1) - 1, high = Clamp(rank + 1, Count - 1) - 1;
        for (var i = 0; i < Count; i++)
        {
            yield return SampleQuantile.Between(_sorted[low < i ? low : low + 1], _sorted[high < i ? high : high + 1], weight);
        }
    }

    private static int Clamp(long rank, int count) => (int)Math.Clamp(rank, 1, count);
}

internal sealed class RatioResampler(IReadOnlyList<(double Numerator, double Denominator)> units) : Resampler
{
    private readonly (double Numerator, double Denominator)[] _units = [.. units];

    public override int Count => _units.Length;

    public override double Observed()
    {
        var (top, bottom) = Sums();
        return top / bottom;
    }

    public override double Draw(SeededRandom random, int[] drawn)
    {
        double top = 0, bottom = 0;
        for (var i = 0; i < _units.Length; i++)
        {
            var (m, d) = _units[random.NextInt(_units.Length)];
            top += m;
            bottom += d;
        }

        return top / bottom;
    }

    public override IEnumerable<double> LeaveOneOut()
    {
        var (top, bottom) = Sums();
        return _units.Select(u => (top - u.Numerator) / (bottom - u.Denominator));
    }

    private (double Top, double Bottom) Sums() => (_units.Sum(u => u.Numerator), _units.Sum(u => u.Denominator));
}
