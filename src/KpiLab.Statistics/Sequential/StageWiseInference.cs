namespace KpiLab.Statistics;

/// <summary>What a stopped group-sequential experiment says of the effect, corrected for the rule that stopped it.</summary>
/// <param name="PValue">Stage-wise p-value, of the design's alternative.</param>
/// <param name="Drift">Median-unbiased estimate of E Z(1).</param>
/// <param name="Set">Its confidence set; a half-line for a one-sided design.</param>
public sealed record StageWiseInference(double PValue, double Drift, ConfidenceSet Set)
{
    // E Z(1) beyond it has no place in an experiment; the search ends there.
    private const double FurthestDrift = 1e6;

    /// <summary>Inference at stopping.</summary>
    /// <remarks>
    /// <para>Tsiatis, Rosner and Mehta (1984), Biometrics 40:797; Jennison and Turnbull (2000), ch. 8. Outcomes are ordered by stage: crossing the upper bound early is more extreme than
    /// crossing it late, and within a look a larger Z is more extreme. With that order P_θ(as extreme or more) rises in θ: it is the one-sided p-value at θ = 0, ½ at the median-unbiased estimate, and
    /// alpha/2 and 1 − alpha/2 at the ends of the interval. Two-sided p: twice the smaller tail. Futility bounds that do not bind are no part of it.</para>
    /// <para>Looks after the one that stopped do not enter, so that the answer depends on what happened only.</para>
    /// </remarks>
    /// <param name="design">The design; its alternative decides about sides.</param>
    /// <param name="bounds">Bounds of the looks up to and with the one that stopped.</param>
    /// <param name="z">Z at that look, upwards positive.</param>
    /// <param name="level">Level of the set.</param>
    /// <returns>Undefined where Z is not finite or beyond any experiment.</returns>
    /// <exception cref="ArgumentException">There is no look.</exception>
    public static Estimable<StageWiseInference> Of(GroupSequentialDesign design, IReadOnlyList<LookBound> bounds, double z, Level level)
    {
        if (bounds.Count == 0)
        {
            throw new ArgumentException("there is no look", nameof(bounds));
        }

        if (!(Math.Abs(z) < FurthestDrift))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a statistic of {z} has no stage-wise estimate"));
        }

        var mirrored = design.Alternative == Alternative.Less;
        var towards = mirrored ? -z : z;
        var tail = Extreme(design, bounds, towards, 0);
        var twoSided = design.Alternative == Alternative.TwoSided;
        var centre = towards / Math.Sqrt(bounds[^1].Fraction);
        double At(double p) => Solve(design, bounds, towards, p, centre);
        var median = At(0.5);
        var from = At(twoSided ? level.Alpha / 2 : level.Alpha);
        var to = twoSided ? At(1 - (level.Alpha / 2)) : double.PositiveInfinity;
        return mirrored
            ? new StageWiseInference(tail, -median, ConfidenceSet.Between(-to, -from, level))
            : new StageWiseInference(twoSided ? Math.Min(1, 2 * Math.Min(tail, 1 - tail)) : tail, median, ConfidenceSet.Between(from, to, level));
    }

    /// <summary>The estimate and its set in units of the effect.</summary>
    /// <param name="standardError">Standard error of the effect at the look that stopped.</param>
    /// <param name="fraction">Information fraction of that look.</param>
    public Effect InUnits(double standardError, double fraction)
    {
        Domain.Positive(standardError);
        var unit = standardError * Math.Sqrt(fraction);
        return new Effect(Drift * unit, null, ConfidenceSet.Between(Set.Lower * unit, Set.Upper * unit, Set.Level));
    }

    private static double Extreme(GroupSequentialDesign design, IReadOnlyList<LookBound> bounds, double z, double drift)
    {
        var process = LookProcess.First(bounds[0].Fraction, drift);
        double sum = 0;
        for (var k = 0; k + 1 < bounds.Count; k++)
        {
            sum += process.Above(bounds[k].Bound);
            process = process.Continue(design.LowerOf(bounds[k].Bound), bounds[k].Bound, bounds[k + 1].Fraction);
        }

        return Math.Min(1, sum + process.Above(z));
    }

    private static double Solve(GroupSequentialDesign design, IReadOnlyList<LookBound> bounds, double z, double p, double centre)
    {
        double Off(double drift) => Extreme(design, bounds, z, drift) - p;
        double low = centre - 1, high = centre + 1;
        for (var step = 2.0; Off(low) > 0 && step < FurthestDrift; step *= 2)
        {
            (low, high) = (low - step, low);
        }

        for (var step = 2.0; Off(high) < 0 && step < FurthestDrift; step *= 2)
        {
            (low, high) = (high, high + step);
        }

        return BracketedRoot.Of(Off, low, high, 1e-11);
    }
}
