using MathNet.Numerics.LinearAlgebra;

namespace KpiLab.Statistics;

/// <summary>How a cluster-robust covariance corrects for few clusters.</summary>
public enum ClusterCorrection
{
    /// <summary>Plain sandwich of the clusters' scores (Liang and Zeger 1986, Biometrika 73:13).</summary>
    Cr0,

    /// <summary>CR0 times G/(G − 1) × (N − 1)/(N − K), as Stata and most econometric software; t with G − 1 degrees of freedom.</summary>
    Cr1,

    /// <summary>Residuals of each cluster adjusted by (I − H)^(−1/2), unbiased under independent equal errors (Bell and McCaffrey 2002, Survey Methodology 28:169); Satterthwaite degrees of freedom.</summary>
    Cr2,
}

/// <summary>Standard errors of a least-squares fit whose units come in clusters: their errors may depend on each other within, not between clusters.</summary>
/// <remarks>
/// CR2 with the Satterthwaite degrees of freedom of an identity working model (Pustejovsky and Tipton 2018, J. Business and Economic Statistics 36:672). In the coordinates of the design's
/// orthonormal basis Q, with C_g = Q_g′Q_g and t_g = Q_g′e_g, the adjusted score is (I − C_g)^(−1/2) t_g and the degrees of freedom need C_g only: every cluster costs a K × K eigenproblem, however many units it
/// has. Where a cluster determines a coefficient alone the inverse is Moore and Penrose's; that cluster then adds nothing and the error is too small.
/// </remarks>
public sealed class ClusterRobust
{
    private const double Rounding = 1e-10;
    private readonly LeastSquares _fit;
    private readonly List<Vector<double>> _scores; // t_g
    private readonly List<Matrix<double>> _grams; // C_g
    private readonly List<Matrix<double>> _adjusts; // (I − C_g)^(−1/2)

    private ClusterRobust(LeastSquares fit, List<Vector<double>> scores, List<Matrix<double>> grams)
    {
        _fit = fit;
        _scores = scores;
        _grams = grams;
        _adjusts = [.. grams.Select(InverseRootOfRest)];
    }

    /// <summary>Number of clusters, G.</summary>
    public int Clusters => _scores.Count;

    /// <summary>Groups the units of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="cluster">The cluster of each row of the fit; any numbers.</param>
    /// <returns>Undefined with fewer than two clusters, or without degrees of freedom in the fit.</returns>
    /// <exception cref="ArgumentException">Not one cluster a row.</exception>
    public static Estimable<ClusterRobust> Of(LeastSquares fit, IReadOnlyList<int> cluster)
    {
        if (cluster.Count != fit.Rows)
        {
            throw new ArgumentException(Invariant($"{fit.Rows} rows need as many clusters; got {cluster.Count}"), nameof(cluster));
        }

        int[][] rows = [.. Enumerable.Range(0, cluster.Count).GroupBy(row => cluster[row]).Select(g => g.ToArray())];
        if (rows.Length < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"cluster-robust errors need at least two clusters; there is {rows.Length}"));
        }

        if (fit.DegreesOfFreedom < 1)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{fit.Rows} units leave no degrees of freedom for {fit.Coefficients.Count} coefficients"));
        }

        int k = fit.Coefficients.Count;
        var scores = new List<Vector<double>>(rows.Length);
        var grams = new List<Matrix<double>>(rows.Length);
        foreach (var members in rows)
        {
            var q = Matrix<double>.Build.Dense(members.Length, k, (i, j) => fit.Orthonormal[members[i], j]);
            scores.Add(q.TransposeThisAndMultiply(Vector<double>.Build.Dense(members.Length, i => fit.Residuals[members[i]])));
            grams.Add(q.TransposeThisAndMultiply(q));
        }

        return new ClusterRobust(fit, scores, grams);
    }

    /// <summary>The covariance matrix of the coefficients.</summary>
    public double[,] Covariance(ClusterCorrection correction)
    {
        var k = _fit.Coefficients.Count;
        var meat = Matrix<double>.Build.Dense(k, k);
        for (var g = 0; g < Clusters; g++)
        {
            var score = correction == ClusterCorrection.Cr2 ? _adjusts[g] * _scores[g] : _scores[g];
            meat += score.OuterProduct(score);
        }

        double n = _fit.Rows, clusters = Clusters;
        var factor = correction == ClusterCorrection.Cr1 ? clusters / (clusters - 1) * ((n - 1) / (n - k)) : 1;
        return (_fit.ToCoefficients * meat * _fit.ToCoefficients.Transpose() * factor).ToArray();
    }

    /// <summary>The standard error of one coefficient.</summary>
    public double StandardError(int coefficient, ClusterCorrection correction)
        => Math.Sqrt(Math.Max(0, Covariance(correction)[coefficient, coefficient]));

    /// <summary>Degrees of freedom of one coefficient's t test: G − 1, with CR2 Satterthwaite's.</summary>
    /// <returns>Undefined where every cluster that informs the coefficient determines it alone.</returns>
    public Estimable<double> DegreesOfFreedom(int coefficient, ClusterCorrection correction)
    {
        if (correction != ClusterCorrection.Cr2)
        {
            return Clusters - 1.0;
        }

        // (PP′)_gh = δ_gh a_g − b_g·b_h with m_g = (I − C_g)^(−1/2) w, a_g = m_g′C_g m_g, b_g = C_g m_g.
        var w = _fit.ToCoefficients.Row(coefficient);
        w /= w.L2Norm();
        double trace = 0, squares = 0;
        var cross = Matrix<double>.Build.Dense(w.Count, w.Count);
        for (var g = 0; g < Clusters; g++)
        {
            var m = _adjusts[g] * w;
            var b = _grams[g] * m;
            double a = m * b, length = b * b;
            trace += a - length;
            squares += (a * a) - (2 * a * length);
            cross += b.OuterProduct(b);
        }

        squares += cross.Enumerate().Sum(v => v * v);
        return trace > 1e-10 && squares > 1e-20
            ? trace * (trace / squares)
            : new Undefined(Undefined.TooFewUnits, Invariant($"each cluster determines coefficient {coefficient} by itself: there are no degrees of freedom"));
    }

    /// <summary>The t test that one coefficient equals a value.</summary>
    public Estimable<TestResult> Test(
        int coefficient, ClusterCorrection correction, Alternative alternative = Alternative.TwoSided, double nullValue = 0)
    {
        // Scores that are zero but for rounding (a cluster an arm) are no evidence of precision.
        double error = StandardError(coefficient, correction), independent = Math.Sqrt(_fit.ResidualSumOfSquares) * _fit.ToCoefficients.Row(coefficient).L2Norm();
        if (!(error > Rounding * independent))
        {
            return new Undefined(Undefined.ZeroVariance, "the clusters' scores do not vary, so that there is no standard error");
        }

        var statistic = (_fit.Coefficients[coefficient] - nullValue) / error;
        return DegreesOfFreedom(coefficient, correction).Select(
            df => new TestResult(Name(correction), statistic, df, new ReferenceDistribution(df).PValue(statistic, alternative), alternative, nullValue));
    }

    /// <summary>One coefficient with its interval.</summary>
    public Estimable<Effect> Effect(int coefficient, ClusterCorrection correction, Level level, Alternative alternative = Alternative.TwoSided)
        => Test(coefficient, correction, alternative).Select(test =>
        {
            double value = _fit.Coefficients[coefficient], error = StandardError(coefficient, correction);
            var interval = new ReferenceDistribution(test.DegreesOfFreedom).Interval(value, error, level, alternative);
            return new Effect(value, error, interval.Agreeing(0, test.PValue <= level.Alpha));
        });

    private static string Name(ClusterCorrection correction) => correction switch
    {
        ClusterCorrection.Cr0 => "ols_cr0",
        ClusterCorrection.Cr1 => "ols_cr1",
        _ => "ols_cr2",
    };

    // Of I − C: C has eigenvalues in [0, 1]; one of 1 is a direction that this cluster determines alone.
    private static Matrix<double> InverseRootOfRest(Matrix<double> gram)
    {
        var eigen = gram.Evd(Symmetricity.Symmetric);
        var roots = eigen.EigenValues.Map(v => v.Real > 1 - 1e-10 ? 0 : 1 / Math.Sqrt(1 - Math.Max(0, v.Real)));
        return eigen.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(Vector<double>.Build.DenseOfEnumerable(roots)) * eigen.EigenVectors.Transpose();
    }
}
