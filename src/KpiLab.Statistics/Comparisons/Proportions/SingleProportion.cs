namespace KpiLab.Statistics;

internal static class SingleProportion
{
    public static Undefined NoTrials { get; } = new(Undefined.TooFewUnits, "a proportion needs at least one trial");

    public static ConfidenceSet Clipped(double centre, double half, Level level)
        => ConfidenceSet.Between(Math.Clamp(centre - half, 0, 1), Math.Clamp(centre + half, 0, 1), level);
}
