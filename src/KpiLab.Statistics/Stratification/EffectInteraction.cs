namespace KpiLab.Statistics;

/// <summary>A test that effects are equal, with both degrees of freedom of its F law.</summary>
/// <param name="Test">Welch's statistic; its degrees of freedom are segments − 1.</param>
/// <param name="DenominatorDegreesOfFreedom">Those of the denominator.</param>
[TypeFormatterSource]
public sealed record InteractionResult(TestResult Test, double DenominatorDegreesOfFreedom) : IShowable;

/// <summary>Whether an effect differs between segments, when each effect has degrees of freedom of its own: the small-sample form of Cochran's Q.</summary>
/// <remarks>
/// Welch (1951), Biometrika 38:330, with effects in place of means: w = 1/variance, λ = Σ (1 − w/Σw)²/ν, F = Σ w (e − ē)²/(k − 1)/(1 + 2 (k − 2)/(k² − 1) λ) on k − 1 and (k² − 1)/(3λ) degrees of freedom. For two segments it is the t test of
/// the difference of the two effects with Satterthwaite's degrees of freedom.
/// </remarks>
public static class EffectInteraction
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "effect_interaction";

    /// <summary>From one contrast a segment.</summary>
    /// <returns>Undefined with fewer than two segments.</returns>
    public static Estimable<InteractionResult> Test(IReadOnlyList<Contrast> segments) => Test(
        [.. segments.Select(s => s.Difference)], [.. segments.Select(s => s.Variance)], [.. segments.Select(s => s.DegreesOfFreedom ?? double.PositiveInfinity)]);

    /// <summary>From effects, their squared standard errors and the degrees of freedom of these (∞ where the variance is known).</summary>
    /// <returns>Undefined with fewer than two effects, or a variance that is not positive and finite.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or degrees of freedom are not positive.</exception>
    public static Estimable<InteractionResult> Test(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, ReadOnlySpan<double> degreesOfFreedom)
    {
        if (SegmentEffects.Refuse(effects, variances, 2) is { } reason)
        {
            return reason;
        }

        if (degreesOfFreedom.Length != effects.Length)
        {
            throw new ArgumentException(Invariant($"{effects.Length} effects need as many degrees of freedom; got {degreesOfFreedom.Length}"), nameof(degreesOfFreedom));
        }

        var (mean, variance) = SegmentEffects.Average(effects, variances, 0);
        double q = 0, lambda = 0, k = effects.Length;
        for (var i = 0; i < effects.Length; i++)
        {
            Domain.AtLeast(degreesOfFreedom[i], double.Epsilon, nameof(degreesOfFreedom));
            double z = (effects[i] - mean) / Math.Sqrt(variances[i]), rest = 1 - (variance / variances[i]);
            q += z * z;
            lambda += rest * rest / degreesOfFreedom[i];
        }

        var f = q / (k - 1) / (1 + (2 * (k - 2) / ((k * k) - 1) * lambda));
        if (!double.IsFinite(f))
        {
            return new Undefined(Undefined.OutsideDomain, "the effects or variances are beyond the range of floating point");
        }

        var df2 = ((k * k) - 1) / (3 * lambda);
        var p = double.IsFinite(df2) ? FisherF.Survival(f, k - 1, df2) : ChiSquared.Survival(f * (k - 1), k - 1);
        return new InteractionResult(new TestResult(Method, f, k - 1, p, Alternative.TwoSided), df2);
    }
}
