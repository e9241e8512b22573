namespace KpiLab.Statistics;

/// <summary>Which units the coefficients of covariate adjustment are estimated from.</summary>
public enum ThetaSource
{
    /// <summary>Both arms pooled, about the grand means.</summary>
    PooledSample,

    /// <summary>The sum of the two arms' covariances, each about its own means and with divisor n − 1, not weighted by n.</summary>
    WithinArms,
}

/// <summary>A covariate-adjusted comparison, with what the adjustment did.</summary>
/// <param name="Contrast">Difference of the adjusted arms; relative effects are divided by the unadjusted control mean.</param>
/// <param name="Theta">One coefficient a covariate, in the order given; 0 where it was left out.</param>
/// <param name="Omitted">Positions of covariates left out, because they do not vary or are a linear combination of earlier ones.</param>
/// <param name="VarianceReduction">1 − adjusted / unadjusted variance of the difference; negative where adjusting did harm.</param>
/// <param name="Correlation">
/// Correlation of the outcome with its prediction by the covariates where θ was estimated; with one covariate signed, with several the multiple correlation.
/// </param>
/// <param name="Unadjusted">The same comparison without adjustment.</param>
[TypeFormatterSource]
public sealed record CupedResult(
    Contrast Contrast, IReadOnlyList<double> Theta, IReadOnlyList<int> Omitted, double VarianceReduction, double Correlation, Contrast Unadjusted) : IShowable;

/// <summary>Comparison of means or ratios, adjusted for one or several covariates measured before exposure.</summary>
/// <remarks>
/// <para>Deng, Xu, Kohavi and Walker (2013), WSDM, eq. 4 (CUPED): y − θ′(x − mean x) has the same expected difference between arms and a smaller variance; θ minimises it.
/// Ratios through their influence values: Deng, Knoblich and Lu (2018), KDD, §4. A covariate may itself be a mean or a ratio.</para>
/// <para>θ comes from the pooled sample for means (gbstats and tea-tasting agree on that), and within arms for ratios (gbstats; tea-tasting pools).
/// Adjusted arms are re-centred at the pooled covariates, which moves both arms alike. That θ is estimated is not counted in the
/// degrees of freedom, by the convention of these peers; with many covariates and few units use <see cref="LinOls"/>.</para>
/// <para>Covariates must not be affected by the treatment: measured before exposure.</para>
/// </remarks>
public static class Cuped
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cuped";

    // Relative to its mean: below this a column of equal values is told from a varying one only by rounding.
    private const double Constant = 1e-14;

    /// <summary>Adjusted comparison of the means of one quantity.</summary>
    /// <param name="control">Joint moments of the control units.</param>
    /// <param name="treatment">Joint moments of the treatment units, the same quantities.</param>
    /// <param name="outcome">Index of the outcome.</param>
    /// <param name="covariates">Indices of the covariates.</param>
    public static Estimable<CupedResult> Adjust(JointMoments control, JointMoments treatment, int outcome, params ReadOnlySpan<int> covariates)
    {
        var quantities = new Estimand[covariates.Length];
        for (var i = 0; i < quantities.Length; i++)
        {
            quantities[i] = Estimand.Mean(covariates[i]);
        }

        return Adjust(control, treatment, Estimand.Mean(outcome), quantities);
    }

    /// <summary>Adjusted comparison of a mean or a ratio.</summary>
    /// <param name="control">Joint moments of the control units.</param>
    /// <param name="treatment">Joint moments of the treatment units, the same quantities.</param>
    /// <param name="outcome">What is compared.</param>
    /// <param name="covariates">What it is adjusted for; none gives the unadjusted comparison.</param>
    /// <param name="source">Where θ comes from; left out, pooled for a mean and within arms for a ratio.</param>
    /// <returns>Undefined below two units in an arm, where a ratio's denominator is zero, and where neither adjusted arm varies.</returns>
    public static Estimable<CupedResult> Adjust(
        JointMoments control, JointMoments treatment, Estimand outcome, IReadOnlyList<Estimand> covariates, ThetaSource? source = null)
    {
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            return Arms.TooFew(control.Count, treatment.Count, 2);
        }

        var samples = AdjustmentSample.Of([control, treatment, control + treatment], outcome, covariates);
        if (!samples.IsDefined)
        {
            return samples.Reason;
        }

        var (a, b, both) = (samples.Value[0], samples.Value[1], samples.Value[2]);
        var plain = Contrast.Satterthwaite(outcome.IsRatio ? RatioOfMeans.Method : WelchTest.Method, a.Unadjusted, b.Unadjusted);
        if (!plain.IsDefined)
        {
            return plain.Reason;
        }

        var normal = (source ?? (outcome.IsRatio ? ThetaSource.WithinArms : ThetaSource.PooledSample)) == ThetaSource.PooledSample
            ? AdjustmentSystem.Of(both)
            : AdjustmentSystem.Of(a) + AdjustmentSystem.Of(b);
        var varies = Array.ConvertAll(both.Covariates, x => Math.Sqrt(x.Variance) > Constant * Math.Abs(x.Value));
        var (theta, omitted) = normal.Solve(varies);

        double mean = plain.Value.Baseline.Mean, gradient = plain.Value.Difference / mean;
        var baseline = new Baseline(mean, a.Outcome.Variance, a.CovarianceOfOutcomeWithAdjusted(theta));

        // gbstats evaluates the gradient of a mean's lift at the unadjusted lift, that of a ratio's at the adjusted one.
        var contrast = Contrast.Satterthwaite(Method, a.Adjusted(theta, both), b.Adjusted(theta, both), baseline, outcome.IsRatio ? null : gradient);
        return contrast.Select(c => new CupedResult(
            c, theta, omitted, 1 - (c.Variance / plain.Value.Variance), normal.Correlation(theta, signed: covariates.Count - omitted.Length == 1), plain.Value));
    }
}
