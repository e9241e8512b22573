namespace KpiLab.Statistics;

/// <summary>Power, sample size and detectable effect of a comparison of two means with equal variances, in standard deviations.</summary>
/// <remarks>
/// Noncentral t with na + nb − 2 degrees of freedom and noncentrality d √(na nb/(na + nb)) (Cohen 1988, Statistical Power Analysis, ch. 2), or normal. Two-sided
/// power counts both tails. Sizes are real numbers; round up. The sizes and effects are roots found to the last digits, not approximations.
/// </remarks>
/// <param name="Ratio">nb / na; positive.</param>
/// <param name="Alpha">Error rate of the test, in (0, 1).</param>
/// <param name="Alternative">Two-sided, or the direction of the effect.</param>
/// <param name="WithT">Student's t; else the normal law, as for known variances.</param>
public sealed record TwoSamplePower(double Ratio, double Alpha, Alternative Alternative, bool WithT)
{
    // Fewer degrees of freedom are no plan, and their t law has no usable tail.
    private const double LeastDegrees = 0.5;

    /// <summary>Power at a standardised effect b − a with <paramref name="controls"/> units in arm a.</summary>
    public double At(double effect, double controls)
    {
        double total = controls * (1 + Ratio), df = total - 2;
        var noncentrality = effect * Math.Sqrt(controls * Ratio / (1 + Ratio));
        return WithT && !(df > 0) ? 0 : RejectionProbability.Of(noncentrality, WithT ? df : null, Alpha, Alternative);
    }

    /// <summary>Units of arm a that give the power; with t at least so many that there are 0.5 degrees of freedom.</summary>
    /// <returns>Undefined without an effect in the test's direction.</returns>
    public Estimable<double> Controls(double effect, double power)
    {
        if (Refuse(power) is { } reason)
        {
            return reason;
        }

        return RejectionProbability.HasDirection(effect, Alternative)
            ? PowerSearch.Size(WithT ? (2 + LeastDegrees) / (1 + Ratio) : 0, power, n => At(effect, n))
            : new Undefined(Undefined.OutsideDomain, Invariant($"an effect of {effect} is not one that a test of the alternative {Alternative} looks for"));
    }

    /// <summary>The size of the standardised effect that has the power with <paramref name="controls"/> units in arm a.</summary>
    public Estimable<double> DetectableEffect(double controls, double power)
    {
        if (Refuse(power) is { } reason)
        {
            return reason;
        }

        var sign = Alternative == Alternative.Less ? -1 : 1;
        return PowerSearch.Effect(Math.Sqrt((1 + Ratio) / (Ratio * controls)), power, d => At(sign * d, controls));
    }

    private Undefined? Refuse(double power) => Ratio > 0 && double.IsFinite(Ratio)
        ? PowerSearch.RefusePower(Alpha, power)
        : new Undefined(Undefined.OutsideDomain, Invariant($"the arms' ratio {Ratio} must be positive"));
}
