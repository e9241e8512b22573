namespace KpiLab.Statistics;

/// <summary>Exact interval of one proportion by inverting the two one-sided binomial tests.</summary>
/// <remarks>Clopper and Pearson (1934), Biometrika 26:404, through beta quantiles. Never covers less than the level, often more.</remarks>
public static class ClopperPearsonInterval
{
    /// <summary>The interval; undefined without trials.</summary>
    public static Estimable<ConfidenceSet> Of(Proportion proportion, Level level)
    {
        if (proportion.Trials < 1)
        {
            return SingleProportion.NoTrials;
        }

        double x = proportion.Successes, rest = proportion.Failures, tail = level.Alpha / 2;
        return ConfidenceSet.Between(
            x == 0 ? 0 : BetaDistribution.Quantile(tail, x, rest + 1),
            rest == 0 ? 1 : BetaDistribution.UpperQuantile(tail, x + 1, rest),
            level);
    }
}
