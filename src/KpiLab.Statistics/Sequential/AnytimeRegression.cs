namespace KpiLab.Statistics;

/// <summary>A regression coefficient with a p-value and an interval that hold at every look.</summary>
/// <param name="Coefficient">The estimate.</param>
/// <param name="StandardError">Its classical standard error.</param>
/// <param name="Statistic">t.</param>
/// <param name="PValue">min(1, 1/E).</param>
/// <param name="Set">The confidence sequence's member at this look; everything where too few rows have been seen.</param>
/// <remarks>
/// Lindon, Ham, Tingley and Bojinov (2022), Anytime-valid linear models and regression adjusted causal inference, arXiv:2210.08589. With n rows, ν residual degrees of freedom and r = g/(g + n):
/// E = √r ((1 + t²/ν)/(1 + r t²/ν))^((ν+1)/2). Exact for normal errors of one variance.
/// </remarks>
public sealed record AnytimeRegression(double Coefficient, double StandardError, double Statistic, double PValue, ConfidenceSet Set)
{
    /// <summary>At one look.</summary>
    /// <param name="fit">The regression.</param>
    /// <param name="coefficient">Which of its coefficients.</param>
    /// <param name="g">Precision of the mixture, above 0: the sequence is narrowest when the rows are about some multiple of g.</param>
    /// <param name="level">Level of the set.</param>
    /// <returns>Undefined without residual degrees of freedom and where nothing is left over.</returns>
    /// <exception cref="ArgumentException">g is not positive.</exception>
    public static Estimable<AnytimeRegression> Of(LeastSquares fit, int coefficient, double g, Level level)
    {
        Domain.Positive(g);
        return fit.Test(coefficient, CovarianceEstimator.Classical).Match<Estimable<AnytimeRegression>>(
            test =>
            {
                double n = fit.Rows, nu = fit.DegreesOfFreedom, r = g / (g + n), t2 = test.Statistic * test.Statistic;
                var logE = (0.5 * Math.Log(r)) + (0.5 * (nu + 1) * (SpecialFunctions.Log1P(t2 / nu) - SpecialFunctions.Log1P(r * t2 / nu)));
                var k = Math.Exp(-((Math.Log(r) + (2 * Math.Log(level.Alpha))) / (nu + 1)));
                var error = fit.StandardError(coefficient, CovarianceEstimator.Classical).Value;
                var estimate = fit.Coefficients[coefficient];
                var half = r * k >= 1 ? double.PositiveInfinity : error * Math.Sqrt(nu * (k - 1) / (1 - (r * k)));
                return new AnytimeRegression(estimate, error, test.Statistic, Math.Min(1, Math.Exp(-logE)), ConfidenceSet.Between(estimate - half, estimate + half, level));
            },
            reason => reason);
    }
}
