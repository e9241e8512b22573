namespace KpiLab.Statistics;

/// <summary>Distinct values in ascending order, each with how often it occurs: quantiles, ranks and resamples of any number of units without keeping the units.</summary>
public sealed class ValueCounts
{
    private readonly double[] _values;
    private readonly long[] _counts;
    private readonly long[] _upTo;

    private ValueCounts(double[] values, long[] counts)
    {
        _values = values;
        _counts = counts;
        _upTo = new long[counts.Length];
        long sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i];
            _upTo[i] = sum;
        }
    }

    /// <summary>Number of units.</summary>
    public long Count => _upTo.Length == 0 ? 0 : _upTo[^1];

    /// <summary>The distinct values, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How often each occurs, in the same order; positive.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>How many units have at most each value, in the same order.</summary>
    public ReadOnlySpan<long> Cumulative => _upTo;

    /// <summary>Of raw values, in any order.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ValueCounts Of(ReadOnlySpan<double> values)
    {
        var ones = new long[values.Length];
        Array.Fill(ones, 1);
        return Of(values, ones);
    }

    /// <summary>Of values with counts, in any order; equal values are added up, and those without a unit left out.</summary>
    /// <exception cref="ArgumentException">A value is not finite, a count is negative, or the lengths differ.</exception>
    public static ValueCounts Of(ReadOnlySpan<double> values, ReadOnlySpan<long> counts)
    {
        if (values.Length != counts.Length)
        {
            throw new ArgumentException(Invariant($"{values.Length} values have {counts.Length} counts"), nameof(counts));
        }

        var sorted = new double[values.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            Domain.Finite(values[i], "value");
            Domain.Count(counts[i], "count");
            sorted[i] = values[i] + 0.0; // −0 is 0
        }

        var sizes = counts.ToArray();
        if (!IsAscending(sorted))
        {
            Array.Sort(sorted, sizes);
        }

        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (distinct > 0 && sorted[distinct - 1] == sorted[i])
            {
                sizes[distinct - 1] += sizes[i];
            }
            else if (sizes[i] > 0)
            {
                sorted[distinct] = sorted[i];
                sizes[distinct++] = sizes[i];
            }
        }

        return new ValueCounts(sorted[..distinct], sizes[..distinct]);
    }

    private static bool IsAscending(double[] values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i - 1] > values[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value of rank <paramref name="rank"/> in ascending order, from 1 to the number of units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No unit has this rank.</exception>
    public double OrderStatistic(long rank)
    {
        if (rank < 1 || rank > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(rank), rank, Invariant($"ranks go from 1 to {Count}"));
        }

        var at = Array.BinarySearch(_upTo, rank);
        return _values[at < 0 ? ~at : at];
    }

    /// <summary>Count, mean and centred sum of squares of the units.</summary>
    public Moments Moments()
    {
        if (Count == 0)
        {
            return default;
        }

        // About a value in the middle, so that the mean's own size costs no digits.
        var shift = OrderStatistic((Count + 1) / 2);
        var sum = default(DoubleDouble);
        for (var i = 0; i < _values.Length; i++)
        {
            sum += DoubleDouble.Product(_values[i] - shift, _counts[i]);
        }

        var mean = sum.Value / Count;
        var squares = default(DoubleDouble);
        for (var i = 0; i < _values.Length; i++)
        {
            var apart = _values[i] - shift - mean;
            squares += DoubleDouble.Product(apart * apart, _counts[i]);
        }

        return new Moments(Count, shift + mean, squares.Value);
    }
}
