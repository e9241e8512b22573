namespace KpiLab.Statistics;

/// <summary>What a studentised statistic is compared with: Student's t, or the normal law where there are no degrees of freedom.</summary>
internal readonly record struct ReferenceDistribution(double? DegreesOfFreedom)
{
    public double Survival(double statistic)
        => DegreesOfFreedom is { } df ? StudentT.Survival(statistic, df) : Normal.Survival(statistic);

    public double UpperQuantile(double tail)
        => DegreesOfFreedom is { } df ? StudentT.UpperQuantile(tail, df) : Normal.UpperQuantile(tail);

    public double PValue(double statistic, Alternative alternative) => alternative switch
    {
        Alternative.Greater => Survival(statistic),
        Alternative.Less => Survival(-statistic),
        _ => Math.Min(1, 2 * Survival(Math.Abs(statistic))),
    };

    /// <summary>How many standard errors an interval at this level reaches; one-sided intervals spend all of alpha on one side.</summary>
    public double Critical(Level level, Alternative alternative)
        => UpperQuantile(alternative == Alternative.TwoSided ? level.Alpha / 2 : level.Alpha);

    /// <summary>estimate ∓ critical × standard error, open on the side that a one-sided alternative leaves out.</summary>
    public ConfidenceSet Interval(double estimate, double standardError, Level level, Alternative alternative)
    {
        var half = Critical(level, alternative) * standardError;
        return ConfidenceSet.Between(
            alternative == Alternative.Less ? double.NegativeInfinity : estimate - half,
            alternative == Alternative.Greater ? double.PositiveInfinity : estimate + half,
            level);
    }
}
