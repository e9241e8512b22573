namespace KpiLab.Statistics;

/// <summary>What gbstats (GrowthBook) refuses to compare; its relative and absolute results both stand under this rule.</summary>
public static class GrowthBookConvention
{
    /// <summary>A reason where an arm does not vary or the control mean is zero, even for absolute differences.</summary>
    public static Undefined? Refuse(Contrast contrast)
        => contrast.Control.UnitVariance <= 0 || contrast.Treatment.UnitVariance <= 0 ? new Undefined(
            Undefined.ZeroVariance, Invariant($"in this convention both arms must vary; unit variances are {contrast.Control.UnitVariance} and {contrast.Treatment.UnitVariance}"))
        : contrast.Baseline.Mean == 0 ? new Undefined(Undefined.ZeroBaseline, "in this convention the control mean must not be zero")
        : null;
}
