namespace KpiLab.Statistics;

/// <summary>One segment's effect, drawn towards the average of all segments.</summary>
/// <param name="Raw">The segment's own estimate.</param>
/// <param name="Shrinkage">The weight of the average: 0 leaves the estimate alone, 1 replaces it.</param>
/// <param name="Effect">(1 − shrinkage) × raw + shrinkage × average, with Morris' standard error and interval.</param>
[TypeFormatterSource]
public sealed record ShrunkenEffect(double Raw, double Shrinkage, Effect Effect) : IShowable;

/// <summary>All segments' effects after shrinkage.</summary>
/// <param name="Average">Weighted average of the effects.</param>
/// <param name="TauSquared">Estimated variance of the true effects about it.</param>
/// <param name="Segments">One a segment, in the order given.</param>
[TypeFormatterSource]
public sealed record ShrunkenEffects(double Average, double TauSquared, IReadOnlyList<ShrunkenEffect> Segments) : IShowable;

/// <summary>Empirical Bayes estimates of the effects of several segments: less noise in each, and no prize for the segment that was lucky.</summary>
/// <remarks>
/// Morris (1983), JASA 78:47, normal–normal with a common mean: τ² solves Σ (y − μ)²/(V + τ²) = k − 1 (the equation of Paule and Mandel 1982; 0 where it has no positive root), B = (k − 3)/(k − 1) × V/(V + τ²); squared error
/// V (1 − (k − r)/k B) + 2/(k − 3) B² (V̄ + τ²)/(V + τ²) (y − μ)², r = k w/Σw, V̄ weighted by w = 1/(V + τ²), which counts that μ and τ² are estimated. With equal variances it is the James–Stein estimator about the mean.
/// </remarks>
public static class EffectShrinkage
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "empirical_bayes";

    /// <summary>From effects and their squared standard errors.</summary>
    /// <returns>Undefined with fewer than four segments (with three the estimate would not shrink at all), or a variance that is not positive and finite.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Estimable<ShrunkenEffects> Of(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, Level level)
    {
        if (SegmentEffects.Refuse(effects, variances, 4) is { } reason)
        {
            return reason;
        }

        double k = effects.Length, tau2 = TauSquared(effects, variances), least = SegmentEffects.Least(variances) + tau2;
        if (!double.IsFinite(tau2))
        {
            return new Undefined(Undefined.OutsideDomain, "the effects or variances are beyond the range of floating point");
        }

        var (average, _) = SegmentEffects.Average(effects, variances, tau2);
        double sum = 0, weighted = 0;
        foreach (var v in variances)
        {
            var w = least / (v + tau2);
            sum += w;
            weighted += w * v;
        }

        var z = Normal.UpperQuantile(level.Alpha / 2);
        var segments = new ShrunkenEffect[effects.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            double v = variances[i], w = least / (v + tau2), shrinkage = (k - 3) / (k - 1) * (v / (v + tau2)), distance = effects[i] - average;
            double uncertain = 2 / (k - 3) * shrinkage * shrinkage * (((weighted / sum) + tau2) / (v + tau2));
            var error = Math.Sqrt((v * (1 - ((1 - (w / sum)) * shrinkage))) + (uncertain * distance * distance));
            var value = effects[i] - (shrinkage * distance);
            segments[i] = new ShrunkenEffect(
                effects[i], shrinkage, new Effect(value, error, ConfidenceSet.Between(value - (z * error), value + (z * error), level)));
        }

        return new ShrunkenEffects(average, tau2, segments);
    }

    // Q(τ²) = Σ (y − μ)²/(V + τ²) falls; its root by bisection.
    private static double TauSquared(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances)
    {
        double df = effects.Length - 1, low = 0, high = SegmentEffects.Least(variances);
        if (Q(effects, variances, 0) <= df)
        {
            return 0;
        }

        while (Q(effects, variances, high) > df && double.IsFinite(high))
        {
            (low, high) = (high, 2 * high);
        }

        for (var i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Q(effects, variances, middle) > df ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double Q(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, double tau2)
    {
        var (mean, _) = SegmentEffects.Average(effects, variances, tau2);
        double q = 0;
        for (var i = 0; i < effects.Length; i++)
        {
            var z = (effects[i] - mean) / Math.Sqrt(variances[i] + tau2);
            q += z * z;
        }

        return q;
    }
}
