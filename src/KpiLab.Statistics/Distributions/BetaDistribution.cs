namespace KpiLab.Statistics;

/// <summary>The beta distribution on [0, 1] with shapes a and b.</summary>
/// <remarks>Tails: <see cref="SpecialFunctions.RegularisedBetaLower"/>. Quantiles: Halley's method on the log-odds.</remarks>
public static class BetaDistribution
{
    /// <summary>x^(a−1) (1 − x)^(b−1) / B(a, b).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite.</exception>
    public static double Density(double x, double a, double b)
    {
        Check(x, a, b);
        if (x is < 0 or > 1)
        {
            return 0;
        }

        if (x is 0 or 1)
        {
            var edge = x == 0 ? a : b;
            return edge < 1 ? double.PositiveInfinity : edge > 1 ? 0 : x == 0 ? b : a;
        }

        return Math.Exp(SpecialFunctions.LogBetaKernel(x, 1 - x, a, b, SpecialFunctions.DistanceFromMean(x, a, b))) / x / (1 - x);
    }

    /// <summary>P(X ≤ x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite.</exception>
    public static double Cdf(double x, double a, double b) => Tails(x, a, b).Lower;

    /// <summary>P(X &gt; x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite.</exception>
    public static double Survival(double x, double a, double b) => Tails(x, a, b).Upper;

    /// <summary>The x with P(X ≤ x) = <paramref name="p"/>; 0 and 1 at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or a shape not positive and finite.</exception>
    public static double Quantile(double p, double a, double b)
    {
        Domain.Probability(p);
        Check(p, a, b);
        return p <= 0.5 ? Share(BetaQuantile.LowerOdds(p, a, b)) : 1 / (1 + BetaQuantile.LowerOdds(1 - p, b, a));
    }

    /// <summary>The x with P(X &gt; x) = <paramref name="q"/>; 1 and 0 at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or a shape not positive and finite.</exception>
    public static double UpperQuantile(double q, double a, double b)
    {
        Domain.Probability(q);
        Check(q, a, b);
        return q <= 0.5 ? 1 / (1 + BetaQuantile.LowerOdds(q, b, a)) : Share(BetaQuantile.LowerOdds(1 - q, a, b));
    }

    private static double Share(double odds) => odds > 1 ? 1 / (1 + (1 / odds)) : odds / (1 + odds);

    private static TailPair Tails(double x, double a, double b)
    {
        Check(x, a, b);
        return x <= 0 ? TailPair.AllAbove : x >= 1 ? TailPair.AllBelow : SpecialFunctions.RegularisedBetaTails(x, a, b);
    }

    private static void Check(double x, double a, double b)
    {
        Domain.Number(x);
        Domain.Positive(a);
        Domain.Positive(b);
    }
}
