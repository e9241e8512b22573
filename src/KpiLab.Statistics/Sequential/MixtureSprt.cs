namespace KpiLab.Statistics;

/// <summary>Mixture sequential probability ratio test of two streams of equal length.</summary>
/// <param name="LogLikelihoodRatio">Logarithm of the mixture likelihood ratio against no difference.</param>
/// <param name="PValue">min(1, 1/ratio): valid at every look; the running p-value is the smallest so far.</param>
/// <param name="HalfWidth">Half the width of the always-valid interval.</param>
/// <remarks>
/// Robbins (1970), Annals of Mathematical Statistics 41:1397; Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70:1806. The effect under the alternative is N(0, τ²); the variances count
/// as known. With V = va + vb: ln Λ = ½ ln(V/(V + nτ²)) + n²τ²d²/(2V(V + nτ²)).
/// </remarks>
public sealed record MixtureSprt(double LogLikelihoodRatio, double PValue, double HalfWidth)
{
    /// <summary>At one look.</summary>
    /// <param name="difference">Treatment − control.</param>
    /// <param name="variance">Sum of the unit variances of the two arms.</param>
    /// <param name="unitsPerArm">Units in each arm.</param>
    /// <param name="mixingVariance">τ², in squared units of the effect.</param>
    /// <param name="level">Level of the interval.</param>
    /// <returns>Undefined without units or variance.</returns>
    /// <exception cref="ArgumentException">τ² is not positive, or the difference not finite.</exception>
    public static Estimable<MixtureSprt> Of(double difference, double variance, long unitsPerArm, double mixingVariance, Level level)
    {
        Domain.Finite(difference);
        Domain.Positive(mixingVariance);
        if (unitsPerArm < 1)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no units");
        }

        if (!(variance > 0 && double.IsFinite(variance)))
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"the arms' unit variances sum to {variance}; the ratio needs a positive one"));
        }

        // In units of the standard error: ratio r = nτ²/V, z² = n d²/V.
        var r = unitsPerArm * mixingVariance / variance;
        var z2 = unitsPerArm * difference * difference / variance;
        var log = (-0.5 * SpecialFunctions.Log1P(r)) + (0.5 * z2 * r / (1 + r));
        var half = Math.Sqrt(2 * variance / unitsPerArm * (1 + r) / r * (-Math.Log(level.Alpha) + (0.5 * SpecialFunctions.Log1P(r))));
        return double.IsFinite(log) && double.IsFinite(half)
            ? new MixtureSprt(log, Math.Min(1, Math.Exp(-log)), half)
            : new Undefined(Undefined.OutsideDomain, "these inputs lead beyond the range of floating point");
    }
}
