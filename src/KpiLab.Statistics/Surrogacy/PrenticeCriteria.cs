namespace KpiLab.Statistics;

/// <summary>One coefficient with its t test.</summary>
/// <param name="Estimate">The coefficient.</param>
/// <param name="StandardError">Classical.</param>
/// <param name="Test">t.</param>
[TypeFormatterSource]
public sealed record CoefficientTest(double Estimate, double StandardError, SeriesTest Test) : IShowable
{
    internal static CoefficientTest Of(Ols fit, int coefficient)
        => new(fit.Coefficients[coefficient], fit.StandardError(coefficient), SeriesTest.T(fit.T(coefficient), fit.DegreesOfFreedom));
}

/// <summary>Prentice's criteria and what goes with them.</summary>
/// <param name="TreatmentOnSurrogate">1: S on Z.</param>
/// <param name="TreatmentOnOutcome">2: T on Z.</param>
/// <param name="SurrogateOnOutcome">3: T on S.</param>
/// <param name="TreatmentGivenSurrogate">4: Z in T on Z and S.</param>
/// <param name="Passed">p₁, p₂, p₃ &lt; α and p₄ &gt; α. The last accepts a null, which lack of data does too.</param>
/// <param name="ProportionExplained">Freedman's 1 − β_S/β.</param>
/// <param name="RelativeEffect">β/α: outcome effect per surrogate effect.</param>
/// <param name="RelativeEffectStandardError">By the delta method.</param>
/// <param name="AdjustedAssociation">Correlation of the residuals of 1 and 2.</param>
/// <param name="Count">Units.</param>
[TypeFormatterSource]
public sealed record PrenticeResult(
    CoefficientTest TreatmentOnSurrogate,
    CoefficientTest TreatmentOnOutcome,
    CoefficientTest SurrogateOnOutcome,
    CoefficientTest TreatmentGivenSurrogate,
    bool Passed,
    double ProportionExplained,
    double RelativeEffect,
    double RelativeEffectStandardError,
    double AdjustedAssociation,
    int Count) : IShowable;

/// <summary>The historic single-trial criteria: to report, not to decide.</summary>
/// <remarks>Prentice (1989), Statistics in Medicine 8:431; Freedman, Graubard and Schatzkin (1992), ibid. 11:167; relative effect of Buyse and Molenberghs (1998), Biometrics 54:1014.</remarks>
public static class PrenticeCriteria
{
    /// <summary>All four, of one trial's units.</summary>
    /// <returns>Undefined for gaps, constant columns, fewer than five units, or a perfect fit.</returns>
    public static Estimable<PrenticeResult> Assess(double[] surrogate, double[] outcome, double[] treatment, double alpha = 0.05)
    {
        if (SeriesGate.Refuse(5, surrogate, outcome, treatment) is { } reason)
        {
            return reason;
        }

        var ones = SeriesGate.Ones(surrogate.Length);
        return Ols.Fit(surrogate, ones, treatment).Then(s => Ols.Fit(outcome, ones, treatment).Then(t => Ols.Fit(outcome, ones, surrogate).Then(ts =>
            Ols.Fit(outcome, ones, treatment, surrogate).Then(both =>
            {
                if (s.IsExact || t.IsExact || ts.IsExact || both.IsExact)
                {
                    return SeriesGate.NoResiduals;
                }

                double a = s.Coefficients[1], b = t.Coefficients[1], n = surrogate.Length, zz = s.InverseGram()[1, 1];
                if (a == 0 || b == 0)
                {
                    return new Undefined(Undefined.ZeroBaseline, "treatment has no effect at all on surrogate or outcome, so that there is no proportion of it");
                }

                var shared = s.ResidualArray.Zip(t.ResidualArray, (e, f) => e * f).Sum() / (n - 2) * zz;
                double vs = s.ResidualVariance * zz, vt = t.ResidualVariance * zz;
                var variance = (vt / (a * a)) + (b * b * vs / (a * a * a * a)) - (2 * b * shared / (a * a * a));
                CoefficientTest one = CoefficientTest.Of(s, 1), two = CoefficientTest.Of(t, 1), three = CoefficientTest.Of(ts, 1), four = CoefficientTest.Of(both, 1);
                return (Estimable<PrenticeResult>)new PrenticeResult(
                    one,
                    two,
                    three,
                    four,
                    one.Test.PValue < alpha && two.Test.PValue < alpha && three.Test.PValue < alpha && four.Test.PValue > alpha,
                    1 - (both.Coefficients[1] / b),
                    b / a,
                    Math.Sqrt(Math.Max(0, variance)),
                    LaggedCorrelation.Correlation(s.ResidualArray, t.ResidualArray),
                    surrogate.Length);
            }))));
    }
}
