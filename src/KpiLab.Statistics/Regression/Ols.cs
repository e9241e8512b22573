namespace KpiLab.Statistics;

/// <summary>Least squares for short designs (hundreds of rows, tens of columns) of which thousands are fitted a run.</summary>
/// <remarks>
/// Householder QR (Golub and Van Loan 2013, Matrix Computations, §5.2) on plain arrays, without the refinement in doubled precision of <see cref="LeastSquares"/>: about ten digits for the
/// designs of time series, at a fraction of the time. Covariances: classical, HC0–HC3, and Newey–West (<see cref="NeweyWest"/>).
/// </remarks>
[TypeFormatterSource]
public sealed class Ols : IShowable
{
    // A column of which less than this share lies outside the span of those before it is called a combination of them.
    private const double Dependent = 1e-11;

    // Residuals below this share of the outcome's length are rounding errors.
    private const double Exact = 1e-26;

    private readonly double[][] _columns;
    private readonly double[] _coefficients;
    private readonly double[] _residuals;
    private readonly double[,] _rInverse;
    private readonly double _outcomeSquares;

    private Ols(double[][] columns, double[] outcome, double[] coefficients, double[,] rInverse)
    {
        _columns = columns;
        _coefficients = coefficients;
        _rInverse = rInverse;
        _residuals = (double[])outcome.Clone();
        for (var j = 0; j < columns.Length; j++)
        {
            var (column, b) = (columns[j], coefficients[j]);
            for (var t = 0; t < outcome.Length; t++)
            {
                _residuals[t] -= b * column[t];
            }
        }

        foreach (var e in _residuals)
        {
            ResidualSumOfSquares += e * e;
        }

        var mean = 0.0;
        foreach (var y in outcome)
        {
            mean += y / outcome.Length;
            _outcomeSquares += y * y;
        }

        foreach (var y in outcome)
        {
            TotalSumOfSquares += (y - mean) * (y - mean);
        }
    }

    /// <summary>One a column.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>Observed − fitted.</summary>
    public IReadOnlyList<double> Residuals => _residuals;

    /// <summary>Number of rows, N.</summary>
    public int Rows => _residuals.Length;

    /// <summary>Number of columns, K.</summary>
    public int Columns => _coefficients.Length;

    /// <summary>N − K.</summary>
    public int DegreesOfFreedom => Rows - Columns;

    /// <summary>Sum of the squared residuals.</summary>
    public double ResidualSumOfSquares { get; }

    /// <summary>Sum of the squared deviations of the outcome from its mean.</summary>
    public double TotalSumOfSquares { get; }

    /// <summary>The residuals are rounding errors: no test has a meaning.</summary>
    public bool IsExact => DegreesOfFreedom < 1 || ResidualSumOfSquares <= Exact * _outcomeSquares;

    /// <summary>RSS/(N − K).</summary>
    public double ResidualVariance => ResidualSumOfSquares / DegreesOfFreedom;

    /// <summary>1 − RSS/TSS.</summary>
    public double RSquared => 1 - (ResidualSumOfSquares / TotalSumOfSquares);

    /// <summary>Gaussian log-likelihood at its maximum, −N/2 (ln(2π RSS/N) + 1).</summary>
    public double LogLikelihood => -0.5 * Rows * (Math.Log(2 * Math.PI * ResidualSumOfSquares / Rows) + 1);

    /// <summary>−2 log-likelihood + 2 (K + 1): σ counts as a parameter.</summary>
    public double Aic => (-2 * LogLikelihood) + (2 * (Columns + 1));

    /// <summary>−2 log-likelihood + ln N (K + 1).</summary>
    public double Bic => (-2 * LogLikelihood) + (Math.Log(Rows) * (Columns + 1));

    internal double[][] Design => _columns;

    internal double[] ResidualArray => _residuals;

    /// <summary>Fits the outcome on the columns; an intercept is a column of ones.</summary>
    /// <returns>Undefined with fewer rows than columns, and where a column is a combination of those before it.</returns>
    /// <exception cref="ArgumentException">A column's length is not that of the outcome, or there is no column.</exception>
    public static Estimable<Ols> Fit(double[] outcome, params double[][] columns)
    {
        int n = outcome.Length, k = columns.Length;
        if (k == 0 || Array.Exists(columns, c => c.Length != n))
        {
            throw new ArgumentException(Invariant($"a design needs at least one column, and every column {n} values like the outcome"), nameof(columns));
        }

        if (n < k)
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"{k} coefficients need at least {k} rows; there are {n}"));
        }

        var a = Array.ConvertAll(columns, c => (double[])c.Clone());
        var y = (double[])outcome.Clone();
        var diagonal = new double[k];
        for (var j = 0; j < k; j++)
        {
            var column = a[j];
            double below = Squares(column, j), whole = Squares(columns[j], 0);
            if (!(below > Dependent * Dependent * whole) || double.IsInfinity(whole))
            {
                return new Undefined(SeriesReason.Collinear, Invariant($"column {j} of the design is zero or a combination of those before it"));
            }

            // Reflector v with v[j] = a[j] − alpha; H = I − 2vv'/v'v.
            var alpha = column[j] > 0 ? -Math.Sqrt(below) : Math.Sqrt(below);
            var scale = 1 / (below - (alpha * column[j]));
            column[j] -= alpha;
            for (var other = j + 1; other < k; other++)
            {
                Reflect(column, a[other], j, scale);
            }

            Reflect(column, y, j, scale);
            diagonal[j] = alpha;
        }

        var inverse = Inverse(a, diagonal);
        var coefficients = new double[k];
        for (var i = 0; i < k; i++)
        {
            for (var j = i; j < k; j++)
            {
                coefficients[i] += inverse[i, j] * y[j];
            }
        }

        return new Ols(columns, outcome, coefficients, inverse);
    }

    /// <summary>(X′X)⁻¹ = R⁻¹R⁻ᵀ.</summary>
    public double[,] InverseGram()
    {
        var k = Columns;
        var gram = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var l = i; l < k; l++)
                {
                    sum += _rInverse[i, l] * _rInverse[j, l];
                }

                gram[i, j] = gram[j, i] = sum;
            }
        }

        return gram;
    }

    /// <summary>Classical standard error of one coefficient.</summary>
    public double StandardError(int coefficient)
    {
        var sum = 0.0;
        for (var l = coefficient; l < Columns; l++)
        {
            sum += _rInverse[coefficient, l] * _rInverse[coefficient, l];
        }

        return Math.Sqrt(sum * ResidualVariance);
    }

    /// <summary>Classical t of one coefficient against zero.</summary>
    public double T(int coefficient) => _coefficients[coefficient] / StandardError(coefficient);

    /// <summary>Diagonal of the hat matrix: h = ‖R⁻ᵀx‖².</summary>
    public double[] Leverages()
    {
        var leverages = new double[Rows];
        for (var j = 0; j < Columns; j++)
        {
            for (var t = 0; t < leverages.Length; t++)
            {
                var z = 0.0;
                for (var i = 0; i <= j; i++)
                {
                    z += _rInverse[i, j] * _columns[i][t];
                }

                leverages[t] += z * z;
            }
        }

        return leverages;
    }

    /// <summary>Covariance matrix of the coefficients.</summary>
    public double[,] Covariance(CovarianceEstimator estimator)
    {
        if (estimator == CovarianceEstimator.Classical)
        {
            return SmallMatrix.Scale(InverseGram(), ResidualVariance);
        }

        var weights = Array.ConvertAll(_residuals, e => e * e);
        if (estimator is CovarianceEstimator.Hc2 or CovarianceEstimator.Hc3)
        {
            var leverages = Leverages();
            for (var t = 0; t < weights.Length; t++)
            {
                var free = 1 - leverages[t];
                weights[t] /= estimator == CovarianceEstimator.Hc2 ? free : free * free;
            }
        }

        var meat = new double[Columns, Columns];
        for (var i = 0; i < Columns; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var t = 0; t < weights.Length; t++)
                {
                    sum += weights[t] * _columns[i][t] * _columns[j][t];
                }

                meat[i, j] = meat[j, i] = sum;
            }
        }

        var factor = estimator == CovarianceEstimator.Hc1 ? (double)Rows / DegreesOfFreedom : 1;
        return Sandwich(SmallMatrix.Scale(meat, factor));
    }

    /// <summary>b′(R V R′)⁻¹b for the named coefficients and a covariance of all: χ² with as many degrees of freedom as there are coefficients.</summary>
    /// <returns>Undefined where the covariance of these coefficients is singular.</returns>
    public Estimable<double> Wald(double[,] covariance, params ReadOnlySpan<int> coefficients)
    {
        var part = new double[coefficients.Length, coefficients.Length];
        var b = new double[coefficients.Length];
        for (var i = 0; i < b.Length; i++)
        {
            b[i] = _coefficients[coefficients[i]];
            for (var j = 0; j < b.Length; j++)
            {
                part[i, j] = covariance[coefficients[i], coefficients[j]];
            }
        }

        return SmallMatrix.QuadraticFormOfInverse(part, b) is { } value
            ? value
            : new Undefined(SeriesReason.Collinear, "the covariance of the tested coefficients is singular");
    }

    internal double[,] Sandwich(double[,] meat)
    {
        var bread = InverseGram();
        return SmallMatrix.Multiply(SmallMatrix.Multiply(bread, meat), bread);
    }

    private static double Squares(double[] column, int from)
    {
        var sum = 0.0;
        for (var t = from; t < column.Length; t++)
        {
            sum += column[t] * column[t];
        }

        return sum;
    }

    private static void Reflect(double[] v, double[] target, int from, double scale)
    {
        var dot = 0.0;
        for (var t = from; t < v.Length; t++)
        {
            dot += v[t] * target[t];
        }

        dot *= scale;
        for (var t = from; t < v.Length; t++)
        {
            target[t] -= dot * v[t];
        }
    }

    private static double[,] Inverse(double[][] r, double[] diagonal)
    {
        var k = diagonal.Length;
        var inverse = new double[k, k];
        for (var j = 0; j < k; j++)
        {
            inverse[j, j] = 1 / diagonal[j];
            for (var i = j - 1; i >= 0; i--)
            {
                var sum = 0.0;
                for (var l = i + 1; l <= j; l++)
                {
                    sum += r[l][i] * inverse[l, j];
                }

                inverse[i, j] = -sum / diagonal[i];
            }
        }

        return inverse;
    }
}
