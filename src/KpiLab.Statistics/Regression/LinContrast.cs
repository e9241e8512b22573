namespace KpiLab.Statistics;

/// <summary>Treatment effect by regression with slopes of their own in either arm, as a contrast to be asked at any level on either scale.</summary>
/// <remarks>
/// The regression of <see cref="LinOls"/>, y on (1, T, x − x̄, T (x − x̄)) with x̄ over both arms (Lin 2013, Annals of Applied Statistics 7:295), is a regression in each arm by itself, read at x̄: arm mean ȳ + b′(x̄ − x̄ of the arm), and the sandwich HC0–HC3 falls into one sum an arm,
/// Σ l²e² with l = 1/n + (x − x̄ₐ)′S⁻¹(x̄ − x̄ₐ) and leverage h = 1/n + (x − x̄ₐ)′S⁻¹(x − x̄ₐ). One pass for the moments and one for the errors, whatever the number of units. Reference t with N − K degrees of freedom; lifts are relative to the control's mean at x̄.
/// </remarks>
public static class LinContrast
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "lin_regression";

    /// <summary>The contrast.</summary>
    /// <param name="control">The outcome and then the covariates of the control units, one array each.</param>
    /// <param name="treatment">The same of the treated units.</param>
    /// <param name="estimator">How errors are estimated; HC2 is exact for the mean of equal variances.</param>
    /// <returns>Undefined where an arm has not two units more than there are covariates, where a covariate does not vary in an arm or is a combination of others there, for HC2 and HC3 where a unit determines a coefficient by itself, and without residuals.</returns>
    /// <exception cref="ArgumentException">The arms have different numbers of covariates, or the arrays of an arm differ in length.</exception>
    public static Estimable<Contrast> Of(IReadOnlyList<double[]> control, IReadOnlyList<double[]> treatment, CovarianceEstimator estimator = CovarianceEstimator.Hc2)
    {
        if (control.Count != treatment.Count || control.Count == 0)
        {
            throw new ArgumentException("both arms need an outcome and the same covariates", nameof(treatment));
        }

        JointMoments a = JointMoments.Of([.. control]), b = JointMoments.Of([.. treatment]);
        var k = control.Count - 1;
        if (Math.Min(a.Count, b.Count) < k + 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a regression on {k} covariates in each arm needs at least {k + 2} units in each; there are {a.Count} and {b.Count}"));
        }

        var both = a + b;
        double[] centre = [.. Enumerable.Range(1, k).Select(both.Mean)];
        double n = both.Count, df = n - (2 * (k + 1));
        Estimable<Side> first = Fit(control, a, centre, estimator), second = Fit(treatment, b, centre, estimator);
        if (!first.IsDefined || !second.IsDefined)
        {
            return first.IsDefined ? second.Reason : first.Reason;
        }

        double Squared(Side side) => estimator switch
        {
            CovarianceEstimator.Classical => (first.Value.Residual + second.Value.Residual) / df * side.Squares,
            CovarianceEstimator.Hc1 => side.Squares * n / df,
            _ => side.Squares,
        };
        return Contrast.WithReference(
            Method, new Arm(a.Count, first.Value.Mean, Squared(first.Value) * a.Count), new Arm(b.Count, second.Value.Mean, Squared(second.Value) * b.Count), df);
    }

    private static Estimable<Side> Fit(IReadOnlyList<double[]> columns, JointMoments moments, double[] centre, CovarianceEstimator estimator)
    {
        var k = centre.Length;
        double[] deviations = [.. Enumerable.Range(1, k).Select(j => Math.Sqrt(moments.CentredProduct(j, j)))];
        double[] away = [.. centre.Select((c, j) => deviations[j] == 0 ? 0 : (c - moments.Mean(j + 1)) / deviations[j])];
        var gram = new double[k, k];
        var right = new double[k];
        for (var i = 0; i < k; i++)
        {
            right[i] = deviations[i] == 0 ? 0 : moments.CentredProduct(0, i + 1) / deviations[i];
            for (var j = 0; j < k; j++)
            {
                gram[i, j] = deviations[i] == 0 || deviations[j] == 0 ? 0 : moments.CentredProduct(i + 1, j + 1) / deviations[i] / deviations[j];
            }
        }

        if (SmallMatrix.Inverse(gram) is not { } inverse)
        {
            return new Undefined(Undefined.OutsideDomain, "a covariate does not vary within an arm, or is there a combination of the others");
        }

        double[] slopes = Times(inverse, right), turned = Times(inverse, away);
        double mean = moments.Mean(0), squares = 0, residual = 0;
        for (var j = 0; j < k; j++)
        {
            mean += slopes[j] * away[j];
        }

        var x = new double[k];
        var outcome = columns[0];
        for (var row = 0; row < outcome.Length; row++)
        {
            double e = outcome[row] - moments.Mean(0), l = 1.0 / moments.Count, free = 1 - l;
            for (var j = 0; j < k; j++)
            {
                x[j] = (columns[j + 1][row] - moments.Mean(j + 1)) / deviations[j];
                e -= slopes[j] * x[j];
                l += turned[j] * x[j];
            }

            for (var j = 0; j < k; j++)
            {
                for (var i = 0; i < k; i++)
                {
                    free -= x[i] * inverse[i, j] * x[j];
                }
            }

            if (estimator is CovarianceEstimator.Hc2 or CovarianceEstimator.Hc3 && free < 1e-12)
            {
                return new Undefined(Undefined.OutsideDomain, "one unit determines a coefficient by itself (leverage 1), so that its residual says nothing");
            }

            residual += e * e;
            squares += l * l * (estimator switch
            {
                CovarianceEstimator.Classical => 1,
                CovarianceEstimator.Hc2 => e * e / free,
                CovarianceEstimator.Hc3 => e * e / (free * free),
                _ => e * e,
            });
        }

        return new Side(mean, squares, residual);
    }

    private static double[] Times(double[,] matrix, double[] vector)
        => [.. Enumerable.Range(0, vector.Length).Select(i => Enumerable.Range(0, vector.Length).Sum(j => matrix[i, j] * vector[j]))];

    // An arm's mean at the common centre, its squared error (without scale), and its residual sum of squares.
    private sealed record Side(double Mean, double Squares, double Residual);
}
