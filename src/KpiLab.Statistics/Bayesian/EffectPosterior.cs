namespace KpiLab.Statistics;

/// <summary>Posterior of an effect from its estimate and standard error, with a normal or a flat prior.</summary>
/// <remarks>
/// Normal likelihood, normal prior (Gelman et al. 2013, Bayesian Data Analysis, §2.5): precision-weighted mean, and the sum of the precisions. The estimate and its
/// standard error are those of the contrast, so that covariate adjustment, ratios and proportions come along; the relative estimate is that of
/// <see cref="DeltaLift"/>. Degrees of freedom do not enter: below some thirty units an arm the interval is too narrow. With a flat prior the chance that the
/// effect is positive is one minus the one-sided p-value of the z test, but it is a statement about the effect, not about the data.
/// </remarks>
public static class EffectPosterior
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "normal_posterior";

    /// <summary>Of treatment − control, in the metric's unit.</summary>
    /// <returns>Undefined where a relative prior has no scale because the control mean is 0.</returns>
    public static Estimable<NormalPosterior> Absolute(Contrast contrast, EffectPrior prior)
    {
        var belief = prior.On(EffectScale.Absolute, contrast.Baseline.Mean);
        return belief.IsDefined ? Combine(contrast.Difference, contrast.StandardError, belief.Value) : belief.Reason;
    }

    /// <summary>Of (treatment − control) / |control mean|.</summary>
    /// <returns>Undefined where <see cref="DeltaLift"/> is.</returns>
    public static Estimable<NormalPosterior> Relative(Contrast contrast, EffectPrior prior)
    {
        var lift = DeltaLift.Effect(contrast, Level.Of(0.95));
        if (!lift.IsDefined)
        {
            return lift.Reason;
        }

        var belief = prior.On(EffectScale.Relative, contrast.Baseline.Mean);
        return belief.IsDefined ? Combine(lift.Value.Value, lift.Value.StandardError!.Value, belief.Value) : belief.Reason;
    }

    /// <summary>Of an estimate with its standard error, the prior being on the same scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An estimate that is not finite, or a standard error not positive and finite.</exception>
    public static Estimable<NormalPosterior> Combine(double estimate, double standardError, EffectPrior prior)
    {
        Domain.Finite(estimate);
        Domain.Positive(standardError);
        if (prior.IsFlat)
        {
            return new NormalPosterior(estimate, standardError);
        }

        // In shares of the two precisions, so that neither over- nor underflows.
        var ratio = standardError / prior.StandardDeviation;
        double data = 1 / (1 + (ratio * ratio)), belief = 1 - data;
        double mean = (data * estimate) + (belief * prior.Mean), sd = standardError * Math.Sqrt(data);
        return double.IsFinite(mean) && sd > 0
            ? new NormalPosterior(mean, sd)
            : new Undefined(Undefined.OutsideDomain, Invariant($"an estimate of {estimate} ± {standardError} and the prior {prior} lead beyond floating point"));
    }
}
