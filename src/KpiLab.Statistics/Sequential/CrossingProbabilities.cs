namespace KpiLab.Statistics;

/// <summary>Probability of crossing a bound for the first time, look by look.</summary>
/// <param name="Above">P(first crossing is of the upper bound at look k).</param>
/// <param name="Below">P(first crossing is of the lower bound at look k).</param>
/// <param name="Fractions">Information fractions of the looks.</param>
/// <remarks>Jennison and Turnbull (2000), Group Sequential Methods, §19.2.</remarks>
public sealed record CrossingProbabilities(IReadOnlyList<double> Above, IReadOnlyList<double> Below, IReadOnlyList<double> Fractions)
{
    /// <summary>P(the upper bound is ever crossed first): power, where it is the bound of success.</summary>
    public double EverAbove => Above.Sum();

    /// <summary>P(the lower bound is ever crossed first).</summary>
    public double EverBelow => Below.Sum();

    /// <summary>P(any bound is ever crossed).</summary>
    public double Ever => Math.Min(1, EverAbove + EverBelow);

    /// <summary>Expected information fraction at which the experiment stops: at its first crossing, else at the last look. Times the planned units, the expected sample size.</summary>
    public double ExpectedFraction
    {
        get
        {
            double expected = 0, left = 1;
            for (var k = 0; k < Fractions.Count; k++)
            {
                var stops = k == Fractions.Count - 1 ? left : Above[k] + Below[k];
                expected += stops * Fractions[k];
                left -= stops;
            }

            return expected;
        }
    }

    /// <summary>Computes them.</summary>
    /// <param name="fractions">Information fractions, rising from above 0.</param>
    /// <param name="lower">Lower bounds of Z; −∞ where there is none.</param>
    /// <param name="upper">Upper bounds of Z; +∞ where there is none.</param>
    /// <param name="drift">E Z(1).</param>
    /// <exception cref="ArgumentException">Fractions do not rise, the lengths differ, or the drift is not finite.</exception>
    public static CrossingProbabilities Of(ReadOnlySpan<double> fractions, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double drift = 0)
    {
        Looks.Check(fractions);
        Domain.Finite(drift);
        if (lower.Length != fractions.Length || upper.Length != fractions.Length)
        {
            throw new ArgumentException(Invariant($"{fractions.Length} looks need as many lower and upper bounds, not {lower.Length} and {upper.Length}"), nameof(lower));
        }

        double[] above = new double[fractions.Length], below = new double[fractions.Length];
        var process = LookProcess.First(fractions[0], drift);
        for (var k = 0; k < above.Length; k++)
        {
            above[k] = process.Above(upper[k]);
            below[k] = process.Below(lower[k]);
            if (k + 1 < above.Length)
            {
                process = process.Continue(lower[k], upper[k], fractions[k + 1]);
            }
        }

        return new CrossingProbabilities(above, below, fractions.ToArray());
    }
}
