using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KpiLab.Statistics;

/// <summary>Cross products of a few columns over a range of rows, from which leading columns can be partialled out one by one.</summary>
/// <remarks>
/// The sweep of a symmetric matrix (Goodnight 1979, The American Statistician 33:149) restricted to elimination: after the first k columns are
/// eliminated, what is left are the cross products of the other columns' residuals on those k (Frisch, Waugh and Lovell). Made for series of some
/// hundred rows and some twenty columns, of which thousands are judged in a run; the columns should be of similar scale. A column that lies in the
/// span of those before it is skipped.
/// </remarks>
internal sealed class CrossProducts
{
    // A column of which less than this share of its length lies outside the span of those before it adds nothing but rounding.
    private const double Dependent = 1e-10;

    private readonly double[] _cells;
    private readonly double[] _lengths;
    private readonly bool[] _skipped;

    private CrossProducts(int columns)
    {
        Columns = columns;
        _cells = new double[columns * columns];
        _lengths = new double[columns];
        _skipped = new bool[columns];
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Rows that went in.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns that were eliminated and not skipped.</summary>
    public int Rank { get; private set; }

    /// <summary>Cross product of two columns, as they are after the eliminations so far.</summary>
    public double this[int i, int j] => _cells[(i * Columns) + j];

    /// <summary>True for a column that lay in the span of those eliminated before it.</summary>
    public bool IsSkipped(int column) => _skipped[column];

    /// <summary>Sums the cross products over rows [from, to), leaving one row out where wanted.</summary>
    public static CrossProducts Of(IReadOnlyList<double[]> columns, int from, int to, int leftOut = -1)
    {
        var k = columns.Count;
        var products = new CrossProducts(k) { Rows = to - from - (leftOut >= from && leftOut < to ? 1 : 0) };
        for (var i = 0; i < k; i++)
        {
            var a = columns[i].AsSpan(from, to - from);
            for (var j = i; j < k; j++)
            {
                var sum = Dot(a, columns[j].AsSpan(from, to - from));
                if (leftOut >= from && leftOut < to)
                {
                    sum -= columns[i][leftOut] * columns[j][leftOut];
                }

                products._cells[(i * k) + j] = products._cells[(j * k) + i] = sum;
            }

            products._lengths[i] = products._cells[(i * k) + i];
        }

        return products;
    }

    /// <summary>Partials column <paramref name="pivot"/> out of all columns after it.</summary>
    public void Eliminate(int pivot)
    {
        var k = Columns;
        var diagonal = _cells[(pivot * k) + pivot];
        if (!(diagonal > Dependent * _lengths[pivot]))
        {
            _skipped[pivot] = true;
            return;
        }

        Rank++;
        for (var i = pivot + 1; i < k; i++)
        {
            var factor = _cells[(pivot * k) + i] / diagonal;
            if (factor == 0)
            {
                continue;
            }

            for (var j = i; j < k; j++)
            {
                var cell = _cells[(i * k) + j] - (factor * _cells[(pivot * k) + j]);
                _cells[(i * k) + j] = _cells[(j * k) + i] = cell;
            }
        }
    }

    /// <summary>Partials the first <paramref name="count"/> columns out.</summary>
    public void EliminateFirst(int count)
    {
        for (var pivot = 0; pivot < count; pivot++)
        {
            Eliminate(pivot);
        }
    }

    // Four lanes wide on every machine, so that every machine rounds alike.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var va = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var vb = MemoryMarshal.Cast<double, Vector256<double>>(b);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < va.Length; i++)
        {
            sums += va[i] * vb[i];
        }

        var sum = Vector256.Sum(sums);
        for (var i = va.Length * 4; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
