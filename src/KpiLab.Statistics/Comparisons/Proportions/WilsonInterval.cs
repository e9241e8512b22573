namespace KpiLab.Statistics;

/// <summary>Score interval of one proportion.</summary>
/// <remarks>Wilson (1927), J. Am. Stat. Assoc. 22:209. The default for one proportion: near its nominal coverage already for few units.</remarks>
public static class WilsonInterval
{
    /// <summary>The interval; undefined without trials.</summary>
    public static Estimable<ConfidenceSet> Of(Proportion proportion, Level level)
    {
        if (proportion.Trials < 1)
        {
            return SingleProportion.NoTrials;
        }

        var (lower, upper) = Limits(proportion, Normal.UpperQuantile(level.Alpha / 2));
        return ConfidenceSet.Between(lower, upper, level);
    }

    internal static (double Lower, double Upper) Limits(Proportion proportion, double z)
    {
        double n = proportion.Trials, p = proportion.Value, z2 = z * z / n;
        var centre = p + (z2 / 2);
        var half = z * Math.Sqrt(proportion.SquaredStandardError + (z2 / (4 * n)));

        // The lower limit is a small difference for small p; its conjugate p²/(centre + half) has no cancellation, and likewise above.
        var lower = p * p / (centre + half);
        var q = (double)proportion.Failures / n;
        var upper = 1 - (q * q / (q + (z2 / 2) + half));
        return (lower, upper);
    }
}
