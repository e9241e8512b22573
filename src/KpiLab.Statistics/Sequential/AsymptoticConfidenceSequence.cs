namespace KpiLab.Statistics;

/// <summary>Confidence intervals that hold at every look at once, however often one looks and for whatever reason one stops.</summary>
/// <remarks>
/// <para>Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, arXiv:2103.06476 v7 (Annals of Statistics 2024), equations 9, 134, 155 and 161. With n units in
/// both arms and ρ chosen to be narrowest at <see cref="TuningUnits"/> units, the effect lies within c(n) standard errors at all n together with probability 1 − alpha:
/// c² = 2 (nρ² + 1)/(nρ²) ln(√(nρ² + 1)/alpha) two-sided; one-sided ln(1 + √(nρ² + 1)/(2 alpha)) in its place, ρ tuned for 2 alpha.</para>
/// <para>The guarantee is asymptotic: it is claimed from <see cref="MinimumUnitsPerArm"/> units in each arm on. ρ stays that of the design's alpha when asked at another, so that p-value and set agree at every level.
/// The reference is normal, as in gbstats.</para>
/// </remarks>
public sealed record AsymptoticConfidenceSequence
{
    /// <summary>Units in both arms at which the sequence is narrowest, where a plan says nothing: gbstats' default.</summary>
    public const double DefaultTuningUnits = 5000;

    /// <summary>Units in each arm from which the guarantee is claimed.</summary>
    public const long MinimumUnitsPerArm = 100;

    private readonly double _rhoSquared;

    private AsymptoticConfidenceSequence(double alpha, double tuningUnits, Alternative alternative)
    {
        Alpha = alpha;
        TuningUnits = tuningUnits;
        Alternative = alternative;
        var tuned = Math.Log(alternative == Alternative.TwoSided ? alpha : 2 * alpha);
        _rhoSquared = ((-2 * tuned) + Math.Log(1 - (2 * tuned))) / tuningUnits;
    }

    /// <summary>Error rate over all looks, of the alternative.</summary>
    public double Alpha { get; }

    /// <summary>Units in both arms at which it is narrowest.</summary>
    public double TuningUnits { get; }

    /// <summary>Two-sided, or one bound.</summary>
    public Alternative Alternative { get; }

    /// <summary>ρ.</summary>
    public double Rho => Math.Sqrt(_rhoSquared);

    /// <summary>A sequence.</summary>
    /// <param name="alpha">In (0, 1); below 0.5 when one-sided.</param>
    /// <param name="tuningUnits">Units of both arms at which it is to be narrowest: those of the plan.</param>
    /// <param name="alternative">Two-sided, or which one bound.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static AsymptoticConfidenceSequence Of(double alpha, double tuningUnits = DefaultTuningUnits, Alternative alternative = Alternative.TwoSided)
    {
        Looks.CheckAlpha(alpha, alternative);
        Domain.Positive(tuningUnits);
        return new AsymptoticConfidenceSequence(alpha, tuningUnits, alternative);
    }

    /// <summary>How many standard errors the interval reaches at n units in both arms.</summary>
    public double Critical(double units) => Critical(units, Alpha);

    /// <summary>The same with another error rate; ρ stays.</summary>
    public double Critical(double units, double alpha)
    {
        Domain.Positive(units);
        Looks.CheckAlpha(alpha, Alternative);
        var m = 1 + (units * _rhoSquared);
        var log = Alternative == Alternative.TwoSided
            ? (0.5 * Math.Log(m)) - Math.Log(alpha)
            : SpecialFunctions.Log1P(Math.Sqrt(m) / (2 * alpha));
        return Math.Sqrt(2 * m / (m - 1) * log);
    }

    /// <summary>The smallest alpha whose sequence excludes the null value at this look: a p-value that holds at every look.</summary>
    /// <param name="z">(estimate − null value) / standard error.</param>
    /// <param name="units">Units in both arms.</param>
    public double PValue(double z, double units)
    {
        Domain.Number(z);
        Domain.Positive(units);
        var m = 1 + (units * _rhoSquared);
        if (Alternative == Alternative.TwoSided)
        {
            return Math.Min(1, Math.Exp((0.5 * Math.Log(m)) - (z * z * (m - 1) / (2 * m))));
        }

        var towards = Alternative == Alternative.Greater ? z : -z;
        return towards <= 0 ? 1 : Math.Min(1, Math.Sqrt(m) / (2 * SpecialFunctions.ExpM1(towards * towards * (m - 1) / (2 * m))));
    }

    /// <summary>Units in both arms of a comparison.</summary>
    public static double UnitsOf(Contrast contrast) => contrast.Control.Count + (double)contrast.Treatment.Count;

    /// <summary>Whether both arms have the units from which the guarantee is claimed.</summary>
    public static bool IsClaimedFor(Contrast contrast)
        => Math.Min(contrast.Control.Count, contrast.Treatment.Count) >= MinimumUnitsPerArm;

    /// <summary>The test of no effect at this look.</summary>
    public TestResult Test(Contrast contrast, double nullDifference = 0)
    {
        var z = (contrast.Difference - nullDifference) / contrast.StandardError;
        return new TestResult(contrast.Method, z, null, PValue(z, UnitsOf(contrast)), Alternative, nullDifference);
    }

    /// <summary>The difference with its member of the sequence.</summary>
    public Effect Absolute(Contrast contrast)
    {
        var half = Critical(UnitsOf(contrast)) * contrast.StandardError;
        return new Effect(contrast.Difference, contrast.StandardError, Around(contrast.Difference, half));
    }

    /// <summary>The lift by the delta method with its member of the sequence, as gbstats reports it.</summary>
    public Estimable<Effect> DeltaRelative(Contrast contrast)
        => DeltaLift.Effect(contrast, Level.FromAlpha(0.05)).Select(lift
            => lift with { Set = Around(lift.Value, Critical(UnitsOf(contrast)) * lift.StandardError!.Value) });

    private ConfidenceSet Around(double value, double half) => ConfidenceSet.Between(
        Alternative == Alternative.Less ? double.NegativeInfinity : value - half,
        Alternative == Alternative.Greater ? double.PositiveInfinity : value + half,
        Level.FromAlpha(Alpha));
}
