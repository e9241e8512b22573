namespace KpiLab.Statistics;

/// <summary>Difference of the average predicted probabilities with all units treated and with none treated.</summary>
/// <param name="Value">The risk difference.</param>
/// <param name="StandardError">By the delta method from the sandwich covariance, for the covariates at hand.</param>
public sealed record StandardisedRisk(double Value, double StandardError);

/// <summary>A logistic regression of zeros and ones, by maximum likelihood.</summary>
/// <remarks>
/// Cox (1958), J. R. Stat. Soc. B 20:215. Newton's method (iteratively reweighted least squares, each step by QR), halved where it would lower the likelihood. Undefined under separation (Albert and Anderson 1984,
/// Biometrika 71:1): where some combination of the columns tells all ones from all zeros, or does so but for ties, the likelihood has no maximum.
/// </remarks>
public sealed class LogisticRegression
{
    private const int MostSteps = 60;
    private const double Converged = 1e-10;
    private const double Rounding = 1e-5;

    private readonly LeastSquares _last; // √w X, whose residuals are (y − p)/√w: its QR holds the information matrix
    private readonly IReadOnlyList<double[]> _columns;

    private LogisticRegression(double[] coefficients, LeastSquares last, IReadOnlyList<double[]> columns, double logLikelihood)
    {
        Coefficients = coefficients;
        _last = last;
        _columns = columns;
        LogLikelihood = logLikelihood;
    }

    /// <summary>One a column, on the log-odds scale.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>The maximum of the log-likelihood.</summary>
    public double LogLikelihood { get; }

    /// <summary>Fits the outcome on the columns; an intercept is a column of ones.</summary>
    /// <param name="outcome">Whether each unit succeeded.</param>
    /// <param name="columns">K columns of finite numbers, one a unit.</param>
    /// <returns>Undefined where a column is a combination of others, where all outcomes are equal, and under separation.</returns>
    /// <exception cref="ArgumentException">A column's length is not that of the outcome, or there is no column.</exception>
    public static Estimable<LogisticRegression> Fit(IReadOnlyList<bool> outcome, params IReadOnlyList<double[]> columns)
    {
        int n = outcome.Count, k = columns.Count;
        var signs = new double[n];
        for (var i = 0; i < n; i++)
        {
            signs[i] = outcome[i] ? 1 : -1;
        }

        var linear = LeastSquares.Fit(signs, columns); // checks shape and rank
        if (!linear.IsDefined)
        {
            return linear.Reason;
        }

        if (Array.TrueForAll(signs, s => s == signs[0]))
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"all {n} outcomes are equal; a logistic regression needs both"));
        }

        var beta = new double[k];
        var eta = new double[n];
        double likelihood = LogLikelihoodOf(signs, eta), before = double.PositiveInfinity;
        for (var iteration = 0; iteration < MostSteps; iteration++)
        {
            var step = Step(signs, eta, columns);
            if (!step.IsDefined)
            {
                break; // weights have vanished on the way to infinity
            }

            var (direction, length) = (step.Value.Coefficients, Largest(columns, step.Value.Coefficients));

            // Quadratic convergence ends where rounding begins, which is later for columns far from zero.
            var ended = length <= Converged * (1 + eta.Max(Math.Abs)) || (length <= Rounding && length > before / 2);
            before = length;
            if (ended)
            {
                return new LogisticRegression(beta, step.Value, columns, likelihood);
            }

            for (var scale = 1.0; ; scale /= 2)
            {
                double[] next = [.. beta.Select((b, j) => b + (scale * direction[j]))];
                var nextEta = Predictor(columns, next);
                var nextLikelihood = LogLikelihoodOf(signs, nextEta);
                if (nextLikelihood >= likelihood - (1e-12 * Math.Abs(likelihood)) || scale < 1e-6)
                {
                    (beta, eta, likelihood) = (next, nextEta, nextLikelihood);
                    break;
                }
            }
        }

        return new Undefined(
            Undefined.OutsideDomain, "the likelihood has no maximum: some combination of the columns separates the ones from the zeros (perfectly, or but for ties), so that a coefficient is infinite");
    }

    /// <summary>The covariance matrix of the coefficients: the inverse information, or the sandwich with (y − p)².</summary>
    /// <param name="robust">Whether the sandwich (HC0) is meant.</param>
    public double[,] Covariance(bool robust = false)
    {
        var bread = _last.ToCoefficients;
        if (!robust)
        {
            return (bread * bread.Transpose()).ToArray();
        }

        var weighted = _last.Orthonormal.Clone();
        for (var row = 0; row < weighted.RowCount; row++)
        {
            weighted.SetRow(row, weighted.Row(row) * _last.Residuals[row]);
        }

        return (bread * weighted.TransposeThisAndMultiply(weighted) * bread.Transpose()).ToArray();
    }

    /// <summary>The standard error of one coefficient.</summary>
    public double StandardError(int coefficient, bool robust = false) => Math.Sqrt(Covariance(robust)[coefficient, coefficient]);

    /// <summary>The z test that one coefficient is zero.</summary>
    public TestResult Test(int coefficient, bool robust = false, Alternative alternative = Alternative.TwoSided)
    {
        var z = Coefficients[coefficient] / StandardError(coefficient, robust);
        return new TestResult(robust ? "logistic_hc0" : "logistic", z, null, new ReferenceDistribution(null).PValue(z, alternative), alternative);
    }

    /// <summary>One coefficient with its interval, on the log-odds scale.</summary>
    public Effect Effect(int coefficient, Level level, bool robust = false, Alternative alternative = Alternative.TwoSided)
    {
        double value = Coefficients[coefficient], error = StandardError(coefficient, robust);
        return new Effect(value, error, new ReferenceDistribution(null).Interval(value, error, level, alternative));
    }

    /// <summary>The average over all units of P(success | treated) − P(success | not treated), by the fit (g-computation).</summary>
    /// <param name="treatment">The column that is set to one and to zero.</param>
    /// <remarks>Robins (1986); for randomised experiments consistent even where the logistic form is wrong (Freedman 2008, Statistical Science 23:237; Guo and Basse 2023).</remarks>
    public StandardisedRisk RiskDifference(int treatment)
    {
        int n = _columns[0].Length, k = Coefficients.Count;
        double value = 0;
        var gradient = new double[k];
        for (var i = 0; i < n; i++)
        {
            double rest = 0;
            for (var j = 0; j < k; j++)
            {
                rest += j == treatment ? 0 : _columns[j][i] * Coefficients[j];
            }

            double with = Probability(rest + Coefficients[treatment]), without = Probability(rest);
            double slopeWith = with * (1 - with), slopeWithout = without * (1 - without);
            value += (with - without) / n;
            for (var j = 0; j < k; j++)
            {
                gradient[j] += (j == treatment ? slopeWith : _columns[j][i] * (slopeWith - slopeWithout)) / n;
            }
        }

        var covariance = Covariance(robust: true);
        double variance = 0;
        for (var j = 0; j < k; j++)
        {
            for (var l = 0; l < k; l++)
            {
                variance += gradient[j] * covariance[j, l] * gradient[l];
            }
        }

        return new StandardisedRisk(value, Math.Sqrt(Math.Max(0, variance)));
    }

    // One Newton step: weighted least squares of (y − p)/w on the columns, weights w = p (1 − p).
    private static Estimable<LeastSquares> Step(double[] signs, double[] eta, IReadOnlyList<double[]> columns)
    {
        var n = signs.Length;
        double[] working = new double[n], roots = new double[n];
        for (var i = 0; i < n; i++)
        {
            // p (1 − p) = e/(1 + e)², e = exp(−|η|); y − p = ± the probability of the other outcome.
            var e = Math.Exp(-Math.Abs(eta[i]));
            roots[i] = Math.Sqrt(e) / (1 + e);
            var missed = Probability(-signs[i] * eta[i]);
            working[i] = roots[i] > 0 ? signs[i] * missed / roots[i] : 0;
        }

        double[][] weighted = [.. columns.Select(c => c.Zip(roots, (x, r) => x * r).ToArray())];
        return weighted.Any(c => Array.TrueForAll(c, v => v == 0)) || working.Any(v => !double.IsFinite(v))
            ? new Undefined(Undefined.OutsideDomain, "all weights vanish")
            : LeastSquares.Fit(working, weighted);
    }

    private static double Probability(double eta) => eta >= 0 ? 1 / (1 + Math.Exp(-eta)) : Math.Exp(eta) / (1 + Math.Exp(eta));

    private static double[] Predictor(IReadOnlyList<double[]> columns, IReadOnlyList<double> beta)
    {
        var eta = new double[columns[0].Length];
        for (var j = 0; j < columns.Count; j++)
        {
            for (var i = 0; i < eta.Length; i++)
            {
                eta[i] += columns[j][i] * beta[j];
            }
        }

        return eta;
    }

    private static double Largest(IReadOnlyList<double[]> columns, IReadOnlyList<double> step) => Predictor(columns, step).Max(Math.Abs);

    private static double LogLikelihoodOf(double[] signs, double[] eta)
    {
        double sum = 0;
        for (var i = 0; i < signs.Length; i++)
        {
            // ln P(y) = −ln(1 + exp(−s η))
            var m = signs[i] * eta[i];
            sum -= m >= 0 ? SpecialFunctions.Log1P(Math.Exp(-m)) : SpecialFunctions.Log1P(Math.Exp(m)) - m;
        }

        return sum;
    }
}
