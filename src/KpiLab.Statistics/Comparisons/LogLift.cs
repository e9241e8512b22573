namespace KpiLab.Statistics;

/// <summary>Confidence interval of a lift on the log scale: exp(log ratio ∓ t × standard error) − 1.</summary>
/// <remarks>
/// The convention of tea-tasting: se² = va/(na ma²) + vb/(nb mb²) with Welch degrees of freedom of these two terms. Undefined where the means differ in sign or one is zero.
/// Its verdict on no effect can differ from that of the absolute test. After covariate adjustment the means are the adjusted ones, re-centred at the pooled covariate mean.
/// </remarks>
public static class LogLift
{
    /// <summary>Lift (treatment / control − 1) and interval.</summary>
    public static Estimable<Effect> Effect(Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
    {
        Arm a = contrast.Control, b = contrast.Treatment;
        if (a.Mean == 0)
        {
            return new Undefined(Undefined.ZeroBaseline, "the control mean is exactly zero, so that nothing can be expressed relative to it");
        }

        var ratio = b.Mean / a.Mean;
        if (!(ratio > 0) || !double.IsFinite(ratio))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a log ratio needs two means of the same sign; control has {a.Mean}, treatment {b.Mean}"));
        }

        var ra = new Arm(a.Count, 0, a.UnitVariance / a.Mean / a.Mean);
        var rb = new Arm(b.Count, 0, b.UnitVariance / b.Mean / b.Mean);
        var reference = new ReferenceDistribution(contrast.IsSatterthwaite ? Arms.WelchDegreesOfFreedom(ra, rb) : contrast.DegreesOfFreedom);
        var half = reference.Critical(level, alternative) * Math.Sqrt(ra.SquaredStandardError + rb.SquaredStandardError);

        // A greater difference is a smaller ratio when the means are negative.
        var openAbove = alternative == Alternative.Greater == a.Mean > 0;
        return new Effect(ratio - 1, null, ConfidenceSet.Between(
            alternative != Alternative.TwoSided && !openAbove ? double.NegativeInfinity : (ratio * Math.Exp(-half)) - 1,
            alternative != Alternative.TwoSided && openAbove ? double.PositiveInfinity : (ratio * Math.Exp(half)) - 1,
            level));
    }
}
