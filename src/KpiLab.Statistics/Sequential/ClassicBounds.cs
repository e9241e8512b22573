namespace KpiLab.Statistics;

/// <summary>Bounds of a fixed shape over planned looks: z_k = C t_k^(Δ − ½), two-sided and symmetric.</summary>
/// <remarks>
/// Δ = 0: O'Brien and Fleming (1979), Biometrics 35:549. Δ = ½: Pocock (1977), Biometrika 64:191. Others: Wang and Tsiatis (1987), Biometrics 43:193.
/// Where looks come unplanned, use <see cref="GroupSequentialDesign"/>.
/// </remarks>
/// <param name="Constant">C.</param>
/// <param name="Bounds">z_k.</param>
/// <param name="Fractions">Information fractions of the looks.</param>
public sealed record ClassicBounds(double Constant, IReadOnlyList<double> Bounds, IReadOnlyList<double> Fractions)
{
    /// <summary>Δ of O'Brien and Fleming.</summary>
    public const double ObrienFleming = 0;

    /// <summary>Δ of Pocock.</summary>
    public const double Pocock = 0.5;

    /// <summary>Finds C.</summary>
    /// <param name="shape">Δ in [−2, 2].</param>
    /// <param name="alpha">Two-sided probability of ever crossing.</param>
    /// <param name="fractions">Information fractions, rising from above 0.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static ClassicBounds Of(double shape, double alpha, ReadOnlySpan<double> fractions)
    {
        if (!(shape is >= -2 and <= 2))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "Δ must lie in [-2, 2]");
        }

        Looks.Check(fractions);
        Looks.CheckAlpha(alpha, Alternative.TwoSided);
        var t = fractions.ToArray();
        double[] unit = [.. t.Select(f => Math.Pow(f, shape - 0.5))];

        // One look alone crosses with at most alpha when C is this small; Bonferroni's bound at every look crosses with at most alpha.
        var low = Normal.UpperQuantile(alpha / 2) / unit.Max();
        var high = Normal.UpperQuantile(alpha / (2 * t.Length)) / unit.Min();
        var constant = BracketedRoot.Of(c => Crossing(t, unit, c, 0).Ever - alpha, low, high);
        return new ClassicBounds(constant, [.. unit.Select(u => constant * u)], t);
    }

    /// <summary>Probability of crossing first, look by look.</summary>
    /// <param name="drift">E Z(1).</param>
    public CrossingProbabilities Crossing(double drift) => Crossing([.. Fractions], [.. Bounds], 1, drift);

    private static CrossingProbabilities Crossing(double[] fractions, double[] bounds, double factor, double drift)
        => CrossingProbabilities.Of(fractions, [.. bounds.Select(b => -factor * b)], [.. bounds.Select(b => factor * b)], drift);
}
