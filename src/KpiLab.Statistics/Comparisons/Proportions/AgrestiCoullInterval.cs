namespace KpiLab.Statistics;

/// <summary>The Wald interval after z²/2 successes and z²/2 failures are added, clipped to [0, 1].</summary>
/// <remarks>Agresti and Coull (1998), The American Statistician 52:119.</remarks>
public static class AgrestiCoullInterval
{
    /// <summary>The interval; undefined without trials.</summary>
    public static Estimable<ConfidenceSet> Of(Proportion proportion, Level level)
    {
        if (proportion.Trials < 1)
        {
            return SingleProportion.NoTrials;
        }

        var z = Normal.UpperQuantile(level.Alpha / 2);
        double n = proportion.Trials + (z * z), p = (proportion.Successes + (z * z / 2)) / n;
        return SingleProportion.Clipped(p, z * Math.Sqrt(p * (1 - p) / n), level);
    }
}
