namespace KpiLab.Statistics;

/// <summary>
/// Count, means and centred second and cross moments of several quantities observed on the same units: all that comparisons of
/// means, ratios and covariate-adjusted means need.
/// </summary>
/// <remarks>Merging follows Chan, Golub and LeVeque (1979), eq. 2.1, applied to every pair of quantities.</remarks>
[TypeFormatterSource]
public sealed class JointMoments : IShowable
{
    private readonly DoubleDouble[] _means; // means far from zero keep their differences
    private readonly double[] _cross; // lower triangle, row by row: (i, j) with j <= i at i(i+1)/2 + j

    private JointMoments(long count, DoubleDouble[] means, double[] cross)
    {
        Count = count;
        _means = means;
        _cross = cross;
    }

    /// <summary>Number of units.</summary>
    public long Count { get; }

    /// <summary>Number of quantities.</summary>
    public int Dimension => _means.Length;

    /// <summary>No units, <paramref name="dimension"/> quantities.</summary>
    public static JointMoments Empty(int dimension) => new(0, new DoubleDouble[dimension], new double[Triangle(dimension)]);

    /// <summary>From sums about a fixed shift: Σ(x_i − c_i) and Σ(x_i − c_i)(x_j − c_j), lower triangle row by row.</summary>
    /// <param name="count">Number of units.</param>
    /// <param name="shifts">c, one a quantity.</param>
    /// <param name="sums">Σ(x_i − c_i), one a quantity.</param>
    /// <param name="products">Σ(x_i − c_i)(x_j − c_j) for j ≤ i, at index i(i+1)/2 + j.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static JointMoments FromShiftedSums(long count, ReadOnlySpan<double> shifts, ReadOnlySpan<double> sums, ReadOnlySpan<double> products)
    {
        var k = shifts.Length;
        if (sums.Length != k || products.Length != Triangle(k))
        {
            throw new ArgumentException(Invariant($"{k} shifts need {k} sums and {Triangle(k)} products; got {sums.Length} and {products.Length}"), nameof(sums));
        }

        if (count == 0)
        {
            return Empty(k);
        }

        var means = new DoubleDouble[k];
        var cross = new double[Triangle(k)];
        for (var i = 0; i < k; i++)
        {
            means[i] = new DoubleDouble(shifts[i]) + (sums[i] / count);
            for (var j = 0; j <= i; j++)
            {
                var at = At(i, j);
                cross[at] = (new DoubleDouble(products[at]) - (DoubleDouble.Product(sums[i], sums[j]) / count)).Value;
            }

            cross[At(i, i)] = Math.Max(0, cross[At(i, i)]);
        }

        return new JointMoments(count, means, cross);
    }

    /// <summary>From columns of equal length, one a quantity, by two passes.</summary>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static JointMoments Of(params double[][] columns)
    {
        var k = columns.Length;
        var n = k == 0 ? 0 : columns[0].Length;
        if (columns.Any(c => c.Length != n))
        {
            throw new ArgumentException("all columns must have the same length", nameof(columns));
        }

        if (n == 0)
        {
            return Empty(k);
        }

        // In doubled precision throughout, so that common leading digits cost nothing.
        var means = new DoubleDouble[k];
        for (var i = 0; i < k; i++)
        {
            means[i] = Moments.MeanOf(columns[i]);
        }

        var products = new DoubleDouble[Triangle(k)];
        var distances = new DoubleDouble[k];
        for (var row = 0; row < n; row++)
        {
            for (var i = 0; i < k; i++)
            {
                distances[i] = new DoubleDouble(columns[i][row]) - means[i];
                for (var j = 0; j <= i; j++)
                {
                    products[At(i, j)] += distances[i] * distances[j];
                }
            }
        }

        return new JointMoments(n, means, Array.ConvertAll(products, p => p.Value));
    }

    /// <summary>All that it is, to be kept and restored to the last bit by <see cref="FromParts"/>.</summary>
    /// <returns>The number of units; every mean as two numbers whose sum it is; Σ(x_i − mean_i)(x_j − mean_j) for j ≤ i, at index i(i+1)/2 + j.</returns>
    public (long Count, double[] Means, double[] Products) ToParts() => (Count, [.. _means.SelectMany(m => new[] { m.High, m.Low })], [.. _cross]);

    /// <summary>From what <see cref="ToParts"/> gave.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or there are no or fewer units than none.</exception>
    public static JointMoments FromParts(long count, ReadOnlySpan<double> means, ReadOnlySpan<double> products)
    {
        var k = means.Length / 2;
        if (count < 0 || means.Length % 2 != 0 || products.Length != Triangle(k))
        {
            throw new ArgumentException(Invariant($"{count} units of {k} quantities need {2 * k} parts of means and {Triangle(k)} products; got {means.Length} and {products.Length}"), nameof(means));
        }

        var pairs = new DoubleDouble[k];
        for (var i = 0; i < k; i++)
        {
            pairs[i] = new DoubleDouble(means[2 * i], means[(2 * i) + 1]);
        }

        return new JointMoments(count, pairs, products.ToArray());
    }

    /// <summary>Mean of quantity <paramref name="i"/>.</summary>
    public double Mean(int i) => _means[i].Value;

    /// <summary>Σ(x_i − mean_i)(x_j − mean_j).</summary>
    public double CentredProduct(int i, int j) => _cross[At(Math.Max(i, j), Math.Min(i, j))];

    /// <summary>Sample variance of quantity <paramref name="i"/>, divisor n − 1; 0 below two units.</summary>
    public double Variance(int i) => Covariance(i, i);

    /// <summary>Sample covariance, divisor n − 1; 0 below two units.</summary>
    public double Covariance(int i, int j) => Count < 2 ? 0 : CentredProduct(i, j) / (Count - 1);

    /// <summary>The moments of one quantity.</summary>
    public Moments Marginal(int i) => new(Count, Mean(i), CentredProduct(i, i));

    /// <summary>The moments of one quantity less <paramref name="origin"/>: the difference of the means keeps digits that a mean far from zero has no room for.</summary>
    public Moments Marginal(int i, double origin) => new(Count, (_means[i] - new DoubleDouble(origin)).Value, CentredProduct(i, i));

    /// <summary>Moments of the union of two disjoint groups of units.</summary>
    /// <exception cref="ArgumentException">The groups measure different numbers of quantities.</exception>
    public static JointMoments operator +(JointMoments a, JointMoments b)
    {
        if (a.Dimension != b.Dimension)
        {
            throw new ArgumentException(Invariant($"cannot merge moments of {a.Dimension} quantities with moments of {b.Dimension}"), nameof(b));
        }

        if (a.Count == 0)
        {
            return b;
        }

        if (b.Count == 0)
        {
            return a;
        }

        var count = a.Count + b.Count;
        var weight = (double)b.Count / count;
        var factor = (double)a.Count * b.Count / count;
        var means = new DoubleDouble[a.Dimension];
        var apart = new double[a.Dimension];
        var cross = new double[a._cross.Length];
        for (var i = 0; i < means.Length; i++)
        {
            apart[i] = (b._means[i] - a._means[i]).Value;
            means[i] = a._means[i] + (apart[i] * weight);
            for (var j = 0; j <= i; j++)
            {
                var at = At(i, j);
                cross[at] = a._cross[at] + b._cross[at] + (apart[i] * apart[j] * factor);
            }
        }

        return new JointMoments(count, means, cross);
    }

    /// <summary>The same as <c>a + b</c>, for languages without operators.</summary>
    public static JointMoments Add(JointMoments a, JointMoments b) => a + b;

    private static int Triangle(int k) => k * (k + 1) / 2;

    private static int At(int i, int j) => (i * (i + 1) / 2) + j;
}
