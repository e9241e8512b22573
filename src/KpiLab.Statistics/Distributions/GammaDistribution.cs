namespace KpiLab.Statistics;

/// <summary>The gamma distribution with a shape and a rate (the inverse of the scale).</summary>
/// <remarks>Tails: <see cref="SpecialFunctions.RegularisedGammaLower"/>. Quantiles: Halley's method on the logarithm of the variable.</remarks>
public static class GammaDistribution
{
    /// <summary>rate^shape x^(shape−1) exp(−rate x) / Γ(shape).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Shape or rate not positive and finite.</exception>
    public static double Density(double x, double shape, double rate)
    {
        Check(x, shape, rate);
        if (x < 0 || double.IsPositiveInfinity(x))
        {
            return 0;
        }

        if (x == 0)
        {
            return shape < 1 ? double.PositiveInfinity : shape > 1 ? 0 : rate;
        }

        var scaled = x * rate;
        return Math.Exp(SpecialFunctions.LogGammaKernel(shape, scaled, Math.FusedMultiplyAdd(x, rate, -scaled))) / x;
    }

    /// <summary>P(X ≤ x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Shape or rate not positive and finite.</exception>
    public static double Cdf(double x, double shape, double rate) => Tails(x, shape, rate).Lower;

    /// <summary>P(X &gt; x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Shape or rate not positive and finite.</exception>
    public static double Survival(double x, double shape, double rate) => Tails(x, shape, rate).Upper;

    /// <summary>The x with P(X ≤ x) = <paramref name="p"/>; 0 and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or shape or rate not positive and finite.</exception>
    public static double Quantile(double p, double shape, double rate)
    {
        Domain.Probability(p);
        Check(p, shape, rate);
        return GammaQuantile.Unit(Math.Min(p, 1 - p), shape, lower: p <= 0.5) / rate;
    }

    /// <summary>The x with P(X &gt; x) = <paramref name="q"/>; ∞ and 0 at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or shape or rate not positive and finite.</exception>
    public static double UpperQuantile(double q, double shape, double rate)
    {
        Domain.Probability(q);
        Check(q, shape, rate);
        return GammaQuantile.Unit(Math.Min(q, 1 - q), shape, lower: q > 0.5) / rate;
    }

    private static TailPair Tails(double x, double shape, double rate)
    {
        Check(x, shape, rate);
        if (x <= 0 || double.IsPositiveInfinity(x))
        {
            return x <= 0 ? TailPair.AllAbove : TailPair.AllBelow;
        }

        var scaled = x * rate;
        return SpecialFunctions.RegularisedGammaTails(shape, scaled, Math.FusedMultiplyAdd(x, rate, -scaled));
    }

    private static void Check(double x, double shape, double rate)
    {
        Domain.Number(x);
        Domain.Positive(shape);
        Domain.Positive(rate);
    }
}
