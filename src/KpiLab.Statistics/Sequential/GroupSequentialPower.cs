namespace KpiLab.Statistics;

/// <summary>How much more information than a fixed design a group-sequential one needs for its power.</summary>
/// <remarks>
/// Jennison and Turnbull (2000), §2.3 and §7.3. Power is the probability of crossing first on the side of the effect. A fixed design needs
/// E Z(1) = z_(α, one side) + z_(1 − power); the inflation factor of units is the square of the ratio.
/// </remarks>
public static class GroupSequentialPower
{
    /// <summary>E Z(1) at which the upper bound is crossed first with the given power.</summary>
    /// <param name="crossing">The design's crossing probabilities at a drift.</param>
    /// <param name="power">In (0, 1), above what the design reaches without an effect.</param>
    /// <exception cref="ArgumentException">The power is out of range or reached without an effect.</exception>
    public static double Drift(Func<double, CrossingProbabilities> crossing, double power)
    {
        if (!(power > 0 && power < 1) || crossing(0).EverAbove >= power)
        {
            throw new ArgumentOutOfRangeException(nameof(power), power, "must lie in (0, 1), above the probability of crossing without an effect");
        }

        var high = 4.0;
        while (crossing(high).EverAbove < power && high < 1e6)
        {
            high *= 2;
        }

        return BracketedRoot.Of(d => crossing(d).EverAbove - power, 0, high, 1e-12);
    }

    /// <summary>Units of the design over units of a fixed test with the same alpha and power.</summary>
    /// <param name="drift">That of <see cref="Drift"/>.</param>
    /// <param name="alphaOfOneSide">Alpha of the side tested: alpha / 2 of a two-sided design.</param>
    /// <param name="power">The power at that drift.</param>
    public static double Inflation(double drift, double alphaOfOneSide, double power)
    {
        var ratio = drift / (Normal.UpperQuantile(alphaOfOneSide) + Normal.UpperQuantile(1 - power));
        return ratio * ratio;
    }
}
