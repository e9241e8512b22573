namespace KpiLab.Statistics;

/// <summary>What looking early at a fixed design costs: the probability, without any effect, that some look so far is significant.</summary>
/// <remarks>
/// Armitage, McPherson and Rowe (1969), J. R. Stat. Soc. A 132:235: five even looks at 5 % make 14 %. Valid in large samples, where the statistic has independent
/// increments; it is what would happen to someone who stops at the first significant look.
/// </remarks>
/// <param name="Nominal">The alpha at which every look was judged.</param>
/// <param name="FirstLook">Probability that the first look is significant: the alpha itself.</param>
/// <param name="ByLook">Probability that a look up to this one is significant.</param>
public sealed record PeekingCost(double Nominal, double FirstLook, IReadOnlyList<double> ByLook)
{
    /// <summary>Probability that any look is significant.</summary>
    public double AnyLook => ByLook[^1];

    /// <summary>Computes it.</summary>
    /// <param name="fractions">Information fractions of the looks, rising from above 0; only their ratios matter.</param>
    /// <param name="alpha">Alpha of every look.</param>
    /// <param name="alternative">The test's alternative.</param>
    /// <exception cref="ArgumentException">Fractions do not rise, or alpha is out of range.</exception>
    public static PeekingCost Of(ReadOnlySpan<double> fractions, double alpha, Alternative alternative = Alternative.TwoSided)
    {
        Looks.Check(fractions);
        Looks.CheckAlpha(alpha, alternative);
        var twoSided = alternative == Alternative.TwoSided;
        var bound = Normal.UpperQuantile(twoSided ? alpha / 2 : alpha);
        double[] upper = new double[fractions.Length], lower = new double[fractions.Length], byLook = new double[fractions.Length];
        Array.Fill(upper, bound);
        Array.Fill(lower, twoSided ? -bound : double.NegativeInfinity);
        var crossing = CrossingProbabilities.Of(fractions, lower, upper);
        var sum = 0.0;
        for (var k = 0; k < byLook.Length; k++)
        {
            byLook[k] = sum += crossing.Above[k] + crossing.Below[k];
        }

        return new PeekingCost(alpha, byLook[0], byLook);
    }
}
