namespace KpiLab.Statistics;

/// <summary>How well effects on a surrogate predict effects on the outcome, over experiments.</summary>
/// <param name="Count">Experiments, N.</param>
/// <param name="RSquared">R²_trial.</param>
/// <param name="StandardError">√(4R²(1 − R²)²/(N − 3)).</param>
/// <param name="Interval">R² ± 1.96 se within [0, 1].</param>
/// <param name="Correlation">√R² with the slope's sign.</param>
/// <param name="CorrelationInterval">By Fisher's z, 1/(N − 3).</param>
/// <param name="Intercept">Effect on the outcome of a treatment that does not move the surrogate.</param>
/// <param name="Slope">Outcome effect per surrogate effect.</param>
/// <param name="SlopeStandardError">Classical.</param>
/// <param name="SlopeTest">t(N − 2).</param>
/// <param name="SignAgreement">Share of experiments whose two effects have one sign.</param>
/// <param name="ThresholdEffect">STE: the smallest surrogate effect above 0 whose 95 % prediction interval of the outcome effect excludes 0; undefined where none does.</param>
[TypeFormatterSource]
public sealed record TrialLevelResult(
    int Count,
    double RSquared,
    double StandardError,
    (double Lower, double Upper) Interval,
    double Correlation,
    (double Lower, double Upper) CorrelationInterval,
    double Intercept,
    double Slope,
    double SlopeStandardError,
    SeriesTest SlopeTest,
    double SignAgreement,
    Estimable<double> ThresholdEffect) : IShowable;

/// <summary>Regression of effects on the outcome on effects on the surrogate.</summary>
/// <remarks>
/// Buyse et al. (2000), Biostatistics 1:49; surrogate threshold effect of Burzykowski and Buyse (2006), Pharmaceutical Statistics 5:173. The errors of the effects themselves are ignored, so that R² is too low and the slope pulled
/// towards that of units: see <see cref="EffectCovariance"/>.
/// </remarks>
public static class TrialLevelSurrogacy
{
    internal const double Z95 = 1.959963984540054;

    /// <summary>The regression, weighted (by units, say) or not.</summary>
    /// <returns>Undefined below four experiments, with gaps, constant effects, or weights not above 0.</returns>
    public static Estimable<TrialLevelResult> Regress(double[] surrogateEffects, double[] outcomeEffects, double[]? weights = null)
    {
        if ((SeriesGate.Refuse(4, surrogateEffects, outcomeEffects) ?? RefuseWeights(weights, surrogateEffects.Length)) is { } reason)
        {
            return reason;
        }

        var w = weights ?? SeriesGate.Ones(surrogateEffects.Length);
        return WeightedFit(outcomeEffects, w, surrogateEffects).Then(fit =>
        {
            if (fit.IsExact)
            {
                return SeriesGate.NoResiduals;
            }

            double n = surrogateEffects.Length, r2 = RSquared(fit, outcomeEffects, w), r = Math.Sign(fit.Coefficients[1]) * Math.Sqrt(r2);
            var (se, interval, correlation) = Intervals(r2, r, n);
            var agreement = surrogateEffects.Zip(outcomeEffects, (s, t) => Math.Sign(s) == Math.Sign(t) ? 1.0 : 0).Average();
            return (Estimable<TrialLevelResult>)new TrialLevelResult(
                surrogateEffects.Length,
                r2,
                se,
                interval,
                r,
                correlation,
                fit.Coefficients[0],
                fit.Coefficients[1],
                fit.StandardError(1),
                SeriesTest.T(fit.T(1), n - 2),
                agreement,
                Threshold(fit, w));
        });
    }

    internal static Undefined? RefuseWeights(double[]? weights, int count)
        => weights is null || (weights.Length == count && Array.TrueForAll(weights, w => w > 0 && w < 1e70))
            ? null
            : new Undefined(Undefined.OutsideDomain, "weights must be above 0, one an experiment");

    internal static Estimable<Ols> WeightedFit(double[] outcome, double[] weights, params double[][] regressors)
    {
        var roots = Array.ConvertAll(weights, Math.Sqrt);
        double[] Scaled(double[] column) => [.. column.Zip(roots, (v, r) => v * r)];
        return Ols.Fit(Scaled(outcome), [roots, .. regressors.Select(Scaled)]);
    }

    internal static double RSquared(Ols weighted, double[] outcome, double[] weights)
    {
        var mean = outcome.Zip(weights, (v, w) => v * w).Sum() / weights.Sum();
        return Math.Clamp(1 - (weighted.ResidualSumOfSquares / outcome.Zip(weights, (v, w) => w * (v - mean) * (v - mean)).Sum()), 0, 1);
    }

    internal static (double Se, (double Lower, double Upper) RSquared, (double Lower, double Upper) R) Intervals(double r2, double r, double n)
    {
        double se = Math.Sqrt(4 * r2 * (1 - r2) * (1 - r2) / (n - 3)), z = Math.Atanh(r), half = Z95 / Math.Sqrt(n - 3);
        return (se, (Math.Max(0, r2 - (Z95 * se)), Math.Min(1, r2 + (Z95 * se))), (Math.Tanh(z - half), Math.Tanh(z + half)));
    }

    // Smallest x > 0 at which |a + bx| = t·√(s²(1 + h(x))) for an experiment of average weight: the roots of a quadratic.
    private static Estimable<double> Threshold(Ols fit, double[] weights)
    {
        var average = weights.Average();
        var gram = fit.InverseGram();
        double t = StudentT.UpperQuantile(0.025, fit.DegreesOfFreedom), c = t * t * fit.ResidualVariance, a = fit.Coefficients[0], b = fit.Coefficients[1];
        double square = (b * b) - (c * gram[1, 1]), linear = (a * b) - (c * gram[0, 1]), constant = (a * a) - (c * ((1 / average) + gram[0, 0]));
        var discriminant = (linear * linear) - (square * constant);
        Undefined none = new(Undefined.OutsideDomain, "no effect on the surrogate is large enough to be sure of one on the outcome");
        if (square <= 0 || discriminant < 0)
        {
            return none;
        }

        var root = (-linear + Math.Sqrt(discriminant)) / square;
        return constant < 0 && root > 0 ? root : none;
    }
}
