namespace KpiLab.Statistics;

/// <summary>A linear regression with an intercept for every group (block, shop, school, unit of a panel), of which only the slopes are of interest.</summary>
/// <remarks>
/// The within estimator: every column less its group's mean (Frisch and Waugh 1933; Lovell 1963), so that any number of groups costs one pass. The slopes, residuals and HC0–HC3 errors are those of the regression with a dummy column a group;
/// degrees of freedom count the groups.
/// </remarks>
public sealed class FixedEffects
{
    private readonly LeastSquares _within;
    private readonly int[] _group;
    private readonly double[] _sizes; // of the group of each row

    private FixedEffects(LeastSquares within, int[] group, double[] sizes, int groups)
    {
        _within = within;
        _group = group;
        _sizes = sizes;
        Groups = groups;
    }

    /// <summary>One slope a column.</summary>
    public IReadOnlyList<double> Coefficients => _within.Coefficients;

    /// <summary>Number of groups.</summary>
    public int Groups { get; }

    /// <summary>N − K − groups.</summary>
    public int DegreesOfFreedom => _within.Rows - Coefficients.Count - Groups;

    /// <summary>Fits the slopes.</summary>
    /// <param name="outcome">N values.</param>
    /// <param name="group">The group of each row; any numbers.</param>
    /// <param name="columns">K columns of N values, no intercept among them.</param>
    /// <returns>Undefined where a column does not vary within any group or is there a combination of others, and without degrees of freedom.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there is no column.</exception>
    public static Estimable<FixedEffects> Fit(double[] outcome, IReadOnlyList<int> group, params IReadOnlyList<double[]> columns)
    {
        var n = outcome.Length;
        if (group.Count != n || columns.Count == 0 || columns.Any(c => c.Length != n))
        {
            throw new ArgumentException(Invariant($"{n} outcomes need as many groups, and at least one column of as many values"), nameof(columns));
        }

        int[][] members = [.. Enumerable.Range(0, n).GroupBy(row => group[row]).Select(g => g.ToArray())];
        if (n - columns.Count - members.Length < 1)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{n} units leave no degrees of freedom for {columns.Count} slopes and {members.Length} groups"));
        }

        double[][] within = [.. columns.Select(c => Within(c, members))];
        for (var j = 0; j < within.Length; j++)
        {
            // What is left of a column that is constant within groups is rounding.
            var scale = columns[j].Max(Math.Abs);
            if (Array.TrueForAll(within[j], v => Math.Abs(v) <= 1e-13 * scale))
            {
                return new Undefined(Undefined.OutsideDomain, Invariant($"column {j} does not vary within any group"));
            }
        }

        var sizes = new double[n];
        foreach (var rows in members)
        {
            foreach (var row in rows)
            {
                sizes[row] = rows.Length;
            }
        }

        return LeastSquares.Fit(Within(outcome, members), within).Select(fit => new FixedEffects(fit, [.. group], sizes, members.Length));
    }

    /// <summary>The standard error of one slope.</summary>
    /// <returns>Undefined for HC2 and HC3 where a unit determines a coefficient or its group's intercept by itself (leverage 1).</returns>
    public Estimable<double> StandardError(int coefficient, CovarianceEstimator estimator)
    {
        double n = _within.Rows, df = DegreesOfFreedom, scale = _within.ResidualSumOfSquares / df;
        var bread = _within.ToCoefficients.Row(coefficient);
        if (estimator == CovarianceEstimator.Classical)
        {
            return Math.Sqrt(scale) * bread.L2Norm();
        }

        double variance = 0;
        for (var row = 0; row < _within.Rows; row++)
        {
            // Leverage in the regression with dummies: that within groups and the mean's own.
            double free = 1 - _within.Leverages[row] - (1 / _sizes[row]), influence = _within.Orthonormal.Row(row) * bread * _within.Residuals[row];
            if (estimator is CovarianceEstimator.Hc2 or CovarianceEstimator.Hc3 && free < 1e-12)
            {
                return new Undefined(Undefined.OutsideDomain, "one unit determines a coefficient or its group's mean by itself (leverage 1), so that its residual says nothing");
            }

            variance += influence * influence * (estimator switch
            {
                CovarianceEstimator.Hc1 => n / df,
                CovarianceEstimator.Hc2 => 1 / free,
                CovarianceEstimator.Hc3 => 1 / (free * free),
                _ => 1,
            });
        }

        return Math.Sqrt(variance);
    }

    /// <summary>The t test that one slope equals a value, with N − K − groups degrees of freedom.</summary>
    public Estimable<TestResult> Test(int coefficient, CovarianceEstimator estimator, Alternative alternative = Alternative.TwoSided, double nullValue = 0)
        => StandardError(coefficient, estimator) is { IsDefined: true } error
            ? Tested(coefficient, error.Value, DegreesOfFreedom, alternative, nullValue)
            : StandardError(coefficient, estimator).Reason;

    /// <summary>The same with errors clustered by group or by larger clusters, CR1 and clusters − 1 degrees of freedom.</summary>
    /// <param name="coefficient">Which slope.</param>
    /// <param name="cluster">The cluster of each row; left out, the groups.</param>
    /// <param name="alternative">The alternative.</param>
    /// <remarks>G/(G − 1) × (N − 1)/(N − k): k counts the slopes and one where every group lies in one cluster (as xtreg of Stata), else the groups too.</remarks>
    /// <returns>Undefined with fewer than two clusters, and without residuals.</returns>
    /// <exception cref="ArgumentException">Not one cluster a row.</exception>
    public Estimable<TestResult> ClusteredTest(int coefficient, IReadOnlyList<int>? cluster = null, Alternative alternative = Alternative.TwoSided)
    {
        var clusters = cluster ?? _group;
        var robust = ClusterRobust.Of(_within, clusters);
        if (!robust.IsDefined)
        {
            return robust.Reason;
        }

        var nested = Enumerable.Range(0, _group.Length).GroupBy(row => _group[row]).All(g => g.Select(row => clusters[row]).Distinct().Count() == 1);
        double n = _within.Rows, g = robust.Value.Clusters, k = Coefficients.Count + (nested ? 1 : Groups);
        return Tested(coefficient, robust.Value.StandardError(coefficient, ClusterCorrection.Cr0) * Math.Sqrt(g / (g - 1) * ((n - 1) / (n - k))), g - 1, alternative, 0);
    }

    private Estimable<TestResult> Tested(int coefficient, double error, double df, Alternative alternative, double nullValue)
    {
        if (!(error > 0))
        {
            return new Undefined(Undefined.ZeroVariance, "the regression leaves no residuals, so that its coefficients have no standard error");
        }

        var statistic = (Coefficients[coefficient] - nullValue) / error;
        return new TestResult("fixed_effects", statistic, df, new ReferenceDistribution(df).PValue(statistic, alternative), alternative, nullValue);
    }

    private static double[] Within(double[] column, int[][] members)
    {
        var centred = new double[column.Length];
        foreach (var rows in members)
        {
            var mean = Moments.Of([.. rows.Select(row => column[row])]).Mean;
            foreach (var row in rows)
            {
                centred[row] = column[row] - mean;
            }
        }

        return centred;
    }
}
