using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace KpiLab.Statistics;

/// <summary>A linear regression fitted by least squares.</summary>
/// <remarks>
/// Householder QR of the design with its columns scaled to length one, then iterative refinement with residuals in doubled precision (Björck 1996, Numerical Methods for Least Squares Problems,
/// §2.4 and §2.9). Covariances: classical and the sandwich family HC0–HC3.
/// </remarks>
[TypeFormatterSource]
public sealed class LeastSquares : IShowable
{
    // A column of which less than this share lies outside the span of those before it is called a combination of them.
    private const double Dependent = 1e-14;

    private readonly Matrix<double> _q;
    private readonly Matrix<double> _rInverse; // R⁻¹ with its rows divided by the column lengths: (X′X)⁻¹ = R⁻¹ R⁻ᵀ
    private readonly double[] _residuals;
    private readonly double[] _leverages;

    private LeastSquares(double[] coefficients, Matrix<double> q, Matrix<double> rInverse, double[] residuals)
    {
        Coefficients = coefficients;
        _q = q;
        _rInverse = rInverse;
        _residuals = residuals;
        _leverages = new double[residuals.Length];
        for (var row = 0; row < residuals.Length; row++)
        {
            for (var j = 0; j < coefficients.Length; j++)
            {
                _leverages[row] += q[row, j] * q[row, j];
            }
        }

        ResidualSumOfSquares = residuals.Sum(e => e * e);
    }

    /// <summary>One a column of the design.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Number of rows, N.</summary>
    public int Rows => _residuals.Length;

    /// <summary>N − K.</summary>
    public int DegreesOfFreedom => Rows - Coefficients.Count;

    /// <summary>Observed − fitted.</summary>
    public IReadOnlyList<double> Residuals => _residuals;

    /// <summary>Diagonal of the hat matrix X(X′X)⁻¹X′.</summary>
    public IReadOnlyList<double> Leverages => _leverages;

    /// <summary>Sum of the squared residuals.</summary>
    public double ResidualSumOfSquares { get; }

    /// <summary>Q of the design's thin QR decomposition: orthonormal columns that span the design.</summary>
    internal Matrix<double> Orthonormal => _q;

    /// <summary>What turns coordinates in <see cref="Orthonormal"/> into coefficients; (X′X)⁻¹ is this times its transpose.</summary>
    internal Matrix<double> ToCoefficients => _rInverse;

    /// <summary>√(RSS/(N − K)); 0 without degrees of freedom.</summary>
    public double ResidualStandardDeviation => DegreesOfFreedom == 0 ? 0 : Math.Sqrt(ResidualSumOfSquares / DegreesOfFreedom);

    /// <summary>Fits the outcome on the columns; an intercept is a column of ones.</summary>
    /// <param name="outcome">N values.</param>
    /// <param name="columns">K columns of N values.</param>
    /// <returns>Undefined with fewer rows than columns, and where a column is a combination of those before it.</returns>
    /// <exception cref="ArgumentException">A column's length is not that of the outcome, or there is no column.</exception>
    public static Estimable<LeastSquares> Fit(double[] outcome, params IReadOnlyList<double[]> columns)
    {
        int n = outcome.Length, k = columns.Count;
        if (k == 0 || columns.Any(c => c.Length != n))
        {
            throw new ArgumentException(Invariant($"a design needs at least one column, and every column {n} values like the outcome"), nameof(columns));
        }

        if (n < k)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{k} coefficients need at least {k} units; there are {n}"));
        }

        double[] lengths = [.. columns.Select(Length)];
        var zero = Array.IndexOf(lengths, 0.0);
        if (zero >= 0)
        {
            return Singular(zero);
        }

        var qr = Matrix<double>.Build.Dense(n, k, (row, column) => columns[column][row] / lengths[column]).QR(QRMethod.Thin);
        for (var j = 0; j < k; j++)
        {
            if (Math.Abs(qr.R[j, j]) <= Dependent)
            {
                return Singular(j);
            }
        }

        var (coefficients, residuals) = Refined(outcome, columns, lengths, qr);
        var inverse = qr.R.Inverse();
        for (var j = 0; j < k; j++)
        {
            inverse.SetRow(j, inverse.Row(j) / lengths[j]);
        }

        return new LeastSquares(coefficients, qr.Q, inverse, residuals);
    }

    /// <summary>The covariance matrix of the coefficients.</summary>
    /// <returns>Undefined without degrees of freedom, and for HC2 and HC3 where a unit determines a coefficient by itself (leverage 1).</returns>
    public Estimable<double[,]> Covariance(CovarianceEstimator estimator)
    {
        if (DegreesOfFreedom < 1)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{Rows} units leave no degrees of freedom for {Coefficients.Count} coefficients"));
        }

        if (estimator == CovarianceEstimator.Classical)
        {
            return (_rInverse * _rInverse.Transpose() * (ResidualSumOfSquares / DegreesOfFreedom)).ToArray();
        }

        if (estimator is CovarianceEstimator.Hc2 or CovarianceEstimator.Hc3 && _leverages.Max() > 1 - 1e-12)
        {
            return new Undefined(Undefined.OutsideDomain, "one unit determines a coefficient by itself (leverage 1), so that its residual says nothing");
        }

        // (X′X)⁻¹ X′ diag(w) X (X′X)⁻¹ = R⁻¹ Q′ diag(w) Q R⁻ᵀ
        var weighted = Matrix<double>.Build.Dense(Rows, Coefficients.Count, (row, j) => _q[row, j] * Weight(row, estimator));
        return (_rInverse * _q.TransposeThisAndMultiply(weighted) * _rInverse.Transpose()).ToArray();
    }

    /// <summary>The standard error of one coefficient.</summary>
    public Estimable<double> StandardError(int coefficient, CovarianceEstimator estimator)
        => Covariance(estimator).Select(c => Math.Sqrt(Math.Max(0, c[coefficient, coefficient])));

    /// <summary>The t test that one coefficient equals a value, with N − K degrees of freedom.</summary>
    public Estimable<TestResult> Test(
        int coefficient, CovarianceEstimator estimator, Alternative alternative = Alternative.TwoSided, double nullValue = 0)
    {
        var error = StandardError(coefficient, estimator);
        if (!error.IsDefined)
        {
            return error.Reason;
        }

        if (error.Value == 0)
        {
            return new Undefined(Undefined.ZeroVariance, "the regression leaves no residuals, so that its coefficients have no standard error");
        }

        var statistic = (Coefficients[coefficient] - nullValue) / error.Value;
        double df = DegreesOfFreedom;
        return new TestResult(Name(estimator), statistic, df, new ReferenceDistribution(df).PValue(statistic, alternative), alternative, nullValue);
    }

    /// <summary>One coefficient with its interval.</summary>
    public Estimable<Effect> Effect(int coefficient, CovarianceEstimator estimator, Level level, Alternative alternative = Alternative.TwoSided)
    {
        var test = Test(coefficient, estimator, alternative);
        if (!test.IsDefined)
        {
            return test.Reason;
        }

        var (value, error) = (Coefficients[coefficient], StandardError(coefficient, estimator).Value);
        var interval = new ReferenceDistribution(DegreesOfFreedom).Interval(value, error, level, alternative);
        return new Effect(value, error, interval.Agreeing(0, test.Value.PValue <= level.Alpha));
    }

    private static string Name(CovarianceEstimator estimator) => estimator switch
    {
        CovarianceEstimator.Classical => "ols",
        CovarianceEstimator.Hc0 => "ols_hc0",
        CovarianceEstimator.Hc1 => "ols_hc1",
        CovarianceEstimator.Hc2 => "ols_hc2",
        _ => "ols_hc3",
    };

    private double Weight(int row, CovarianceEstimator estimator)
    {
        double squared = _residuals[row] * _residuals[row], free = 1 - _leverages[row];
        return estimator switch
        {
            CovarianceEstimator.Hc1 => squared * Rows / DegreesOfFreedom,
            CovarianceEstimator.Hc2 => squared / free,
            CovarianceEstimator.Hc3 => squared / (free * free),
            _ => squared,
        };
    }

    private static (double[] Coefficients, double[] Residuals) Refined(
        double[] outcome, IReadOnlyList<double[]> columns, double[] lengths, QR<double> qr)
    {
        var coefficients = new double[lengths.Length];
        var residuals = outcome;
        for (var pass = 0; pass < 3; pass++)
        {
            var step = qr.Solve(Vector<double>.Build.DenseOfArray(residuals));
            for (var j = 0; j < lengths.Length; j++)
            {
                coefficients[j] += step[j] / lengths[j];
            }

            residuals = Residual(outcome, columns, coefficients);
        }

        return (coefficients, residuals);
    }

    private static double[] Residual(double[] outcome, IReadOnlyList<double[]> columns, double[] coefficients)
    {
        var residuals = new double[outcome.Length];
        for (var row = 0; row < residuals.Length; row++)
        {
            var sum = new DoubleDouble(outcome[row]);
            for (var j = 0; j < coefficients.Length; j++)
            {
                sum += DoubleDouble.Product(-columns[j][row], coefficients[j]);
            }

            residuals[row] = sum.Value;
        }

        return residuals;
    }

    private static double Length(double[] column)
    {
        var largest = column.Max(Math.Abs);
        return largest == 0 ? 0 : largest * Math.Sqrt(column.Sum(v => v / largest * (v / largest)));
    }

    private static Undefined Singular(int column)
        => new(Undefined.OutsideDomain, Invariant($"column {column} of the design is zero or a combination of those before it"));
}
