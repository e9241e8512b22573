namespace KpiLab.Statistics;

/// <summary>Fisher's F distribution with real degrees of freedom.</summary>
/// <remarks>
/// With x = d₁f/(d₁f + d₂), P(F ≤ f) = Iₓ(d₁/2, d₂/2): Abramowitz and Stegun (1964), 26.6.2. The distance from the mean, ay − bx = ay(1 − f), is
/// taken from f itself, so that large degrees of freedom do not magnify the rounding of x.
/// </remarks>
public static class FisherF
{
    /// <summary>The density at <paramref name="f"/>.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom not positive and finite.</exception>
    public static double Density(double f, double df1, double df2)
    {
        Check(f, df1, df2);
        if (f < 0 || double.IsPositiveInfinity(f))
        {
            return 0;
        }

        if (f == 0)
        {
            return df1 < 2 ? double.PositiveInfinity : df1 > 2 ? 0 : 1;
        }

        var (x, y) = Shares(f, df1, df2);
        return Math.Exp(SpecialFunctions.LogBetaKernel(x, y, df1 / 2, df2 / 2, df1 / 2 * y * (1 - f))) / f;
    }

    /// <summary>P(X ≤ f).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom not positive and finite.</exception>
    public static double Cdf(double f, double df1, double df2) => Tails(f, df1, df2).Lower;

    /// <summary>P(X &gt; f).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom not positive and finite.</exception>
    public static double Survival(double f, double df1, double df2) => Tails(f, df1, df2).Upper;

    /// <summary>The f with P(X ≤ f) = <paramref name="p"/>; 0 and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or degrees of freedom not positive and finite.</exception>
    public static double Quantile(double p, double df1, double df2)
    {
        Domain.Probability(p);
        Check(p, df1, df2);
        return p <= 0.5 ? BetaQuantile.LowerOdds(p, df1 / 2, df2 / 2) * (df2 / df1)
            : df2 / df1 / BetaQuantile.LowerOdds(1 - p, df2 / 2, df1 / 2);
    }

    /// <summary>The f with P(X &gt; f) = <paramref name="q"/>; ∞ and 0 at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or degrees of freedom not positive and finite.</exception>
    public static double UpperQuantile(double q, double df1, double df2)
    {
        Domain.Probability(q);
        Check(q, df1, df2);
        return q <= 0.5 ? df2 / df1 / BetaQuantile.LowerOdds(q, df2 / 2, df1 / 2)
            : BetaQuantile.LowerOdds(1 - q, df1 / 2, df2 / 2) * (df2 / df1);
    }

    private static TailPair Tails(double f, double df1, double df2)
    {
        Check(f, df1, df2);
        if (f <= 0)
        {
            return TailPair.AllAbove;
        }

        var (x, y) = Shares(f, df1, df2);
        return y == 0 ? TailPair.AllBelow : SpecialFunctions.RegularisedBetaTails(x, y, df1 / 2, df2 / 2, df1 / 2 * y * (1 - f));
    }

    // d₁f/(d₁f + d₂) and its complement
    private static (double X, double Y) Shares(double f, double df1, double df2)
    {
        var odds = f * (df1 / df2);
        var inverse = df2 / df1 / f;
        return odds > 1 ? (1 / (1 + inverse), inverse / (1 + inverse)) : (odds / (1 + odds), 1 / (1 + odds));
    }

    private static void Check(double f, double df1, double df2)
    {
        Domain.Number(f);
        Domain.Positive(df1);
        Domain.Positive(df2);
    }
}
