namespace KpiLab.Statistics;

/// <summary>How much effects of several segments (or studies) differ beyond their noise.</summary>
/// <param name="Fixed">Average weighted by 1/variance, with its standard error.</param>
/// <param name="Q">Cochran's Q, the test that all effects are one: the interaction of effect and segment.</param>
/// <param name="ISquared">Share of the variation that is not noise: max(0, 1 − df/Q).</param>
/// <param name="TauSquared">Variance of the true effects, DerSimonian and Laird.</param>
/// <param name="Random">Average weighted by 1/(variance + τ²), with its standard error.</param>
[TypeFormatterSource]
public sealed record Heterogeneity(Estimate Fixed, TestResult Q, double ISquared, double TauSquared, Estimate Random) : IShowable;

/// <summary>Cochran's Q, I² and the DerSimonian–Laird variance of effects with known variances.</summary>
/// <remarks>Cochran (1954), Biometrics 10:101; DerSimonian and Laird (1986), Controlled Clinical Trials 7:177; Higgins and Thompson (2002), Statistics in Medicine 21:1539.</remarks>
public static class EffectHeterogeneity
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cochran_q";

    /// <summary>From effects and their squared standard errors.</summary>
    /// <returns>Undefined with fewer than two effects, or a variance that is not positive and finite.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Estimable<Heterogeneity> Of(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances)
    {
        if (SegmentEffects.Refuse(effects, variances, 2) is { } reason)
        {
            return reason;
        }

        var (fixedMean, fixedVariance) = SegmentEffects.Average(effects, variances, 0);

        // Weights relative to the largest, so that tiny variances do not overflow.
        double q = 0, sum = 0, squares = 0, least = SegmentEffects.Least(variances);
        for (var i = 0; i < effects.Length; i++)
        {
            double w = least / variances[i], z = (effects[i] - fixedMean) / Math.Sqrt(variances[i]);
            q += z * z;
            sum += w;
            squares += w * w;
        }

        double df = effects.Length - 1, tau2 = Math.Max(0, (q - df) / (sum - (squares / sum)) * least);
        var (randomMean, randomVariance) = SegmentEffects.Average(effects, variances, tau2);
        if (!double.IsFinite(q) || !double.IsFinite(tau2) || !double.IsFinite(randomMean))
        {
            return new Undefined(Undefined.OutsideDomain, "the effects or variances are beyond the range of floating point");
        }

        return new Heterogeneity(
            new Estimate(effects.Length, fixedMean, Math.Sqrt(fixedVariance)),
            new TestResult(Method, q, df, ChiSquared.Survival(q, df), Alternative.TwoSided),
            q > df ? 1 - (df / q) : 0,
            tau2,
            new Estimate(effects.Length, randomMean, Math.Sqrt(randomVariance)));
    }
}
