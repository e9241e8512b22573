namespace KpiLab.Statistics;

/// <summary>A least squares fit that takes one row more at a time: Givens rotations of the rows into R (Golub and Van Loan 2013, §5.1.8).</summary>
internal sealed class GrowingFit(int columns)
{
    private readonly double[,] _r = new double[columns, columns + 1];
    private readonly double[] _row = new double[columns + 1];
    private readonly double[] _squares = new double[columns];

    /// <summary>Sum of squared residuals of the rows so far.</summary>
    public double ResidualSumOfSquares { get; private set; }

    /// <summary>The rows so far tell every coefficient apart.</summary>
    public bool IsFull
    {
        get
        {
            for (var j = 0; j < columns; j++)
            {
                if (!(_r[j, j] > 1e-9 * Math.Sqrt(_squares[j])))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Adds row t and returns its recursive residual (y − x′b)/√(1 + x′(X′X)⁻¹x), b and X those of the rows before.</summary>
    public double Add(double[][] design, double[] outcome, int t)
    {
        for (var j = 0; j < columns; j++)
        {
            _row[j] = design[j][t];
            _squares[j] += _row[j] * _row[j];
        }

        _row[columns] = outcome[t];
        for (var j = 0; j < columns; j++)
        {
            if (_row[j] == 0)
            {
                continue;
            }

            var length = Math.Sqrt((_r[j, j] * _r[j, j]) + (_row[j] * _row[j]));
            double c = _r[j, j] / length, s = _row[j] / length;
            for (var l = j; l <= columns; l++)
            {
                var above = _r[j, l];
                _r[j, l] = (c * above) + (s * _row[l]);
                _row[l] = (c * _row[l]) - (s * above);
            }
        }

        var residual = _row[columns];
        ResidualSumOfSquares += residual * residual;
        return residual;
    }
}
