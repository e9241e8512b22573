namespace KpiLab.Statistics;

/// <summary>Regressions of several columns on the same few first ones, over one range of rows.</summary>
internal sealed class SmallRegression
{
    private readonly IReadOnlyList<double[]> _columns;
    private readonly double[][] _coefficients;
    private readonly int _fixed;

    private SmallRegression(IReadOnlyList<double[]> columns, int fixedColumns, double[][] coefficients)
        => (_columns, _fixed, _coefficients) = (columns, fixedColumns, coefficients);

    public static SmallRegression Of(IReadOnlyList<double[]> columns, int fixedColumns, int from, int to)
    {
        var products = CrossProducts.Of(columns, from, to);
        products.EliminateFirst(fixedColumns);
        var coefficients = new double[columns.Count][];
        for (var target = fixedColumns; target < columns.Count; target++)
        {
            // Back substitution: after elimination row i holds the i-th pivot's products with all columns after it.
            var b = new double[fixedColumns];
            for (var i = fixedColumns - 1; i >= 0; i--)
            {
                if (products.IsSkipped(i))
                {
                    continue;
                }

                var right = products[i, target];
                for (var j = i + 1; j < fixedColumns; j++)
                {
                    right -= products[i, j] * b[j];
                }

                b[i] = right / products[i, i];
            }

            coefficients[target] = b;
        }

        return new SmallRegression(columns, fixedColumns, coefficients);
    }

    /// <summary>Coefficients of a column on the first ones.</summary>
    public double[] Coefficients(int target) => _coefficients[target];

    /// <summary>The fitted value of a column at a row, which need not be among those fitted.</summary>
    public double Predict(int target, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < _fixed; j++)
        {
            sum += _coefficients[target][j] * _columns[j][row];
        }

        return sum;
    }

    /// <summary>The residuals of a column over rows [from, to).</summary>
    public double[] Residuals(int target, int from, int to)
    {
        var result = new double[to - from];
        for (var t = from; t < to; t++)
        {
            result[t - from] = _columns[target][t] - Predict(target, t);
        }

        return result;
    }
}
