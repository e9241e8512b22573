namespace KpiLab.Statistics;

/// <summary>p ∓ z √(p(1 − p)/n), clipped to [0, 1].</summary>
/// <remarks>Covers far too little for small n or p near 0 or 1 (Brown, Cai and DasGupta 2001, Statistical Science 16:101); there for comparison with other tools.</remarks>
public static class WaldInterval
{
    /// <summary>The interval; undefined without trials.</summary>
    public static Estimable<ConfidenceSet> Of(Proportion proportion, Level level)
        => proportion.Trials < 1
            ? SingleProportion.NoTrials
            : SingleProportion.Clipped(proportion.Value, Normal.UpperQuantile(level.Alpha / 2) * Math.Sqrt(proportion.SquaredStandardError), level);
}
