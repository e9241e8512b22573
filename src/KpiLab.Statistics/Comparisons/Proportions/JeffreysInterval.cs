namespace KpiLab.Statistics;

/// <summary>Equal-tailed interval of one proportion under Jeffreys' prior: quantiles of Beta(x + ½, n − x + ½).</summary>
/// <remarks>Brown, Cai and DasGupta (2001), Statistical Science 16:101, without their rule for the end points.</remarks>
public static class JeffreysInterval
{
    /// <summary>The interval; undefined without trials.</summary>
    public static Estimable<ConfidenceSet> Of(Proportion proportion, Level level)
    {
        if (proportion.Trials < 1)
        {
            return SingleProportion.NoTrials;
        }

        double a = proportion.Successes + 0.5, b = proportion.Failures + 0.5, tail = level.Alpha / 2;
        return ConfidenceSet.Between(BetaDistribution.Quantile(tail, a, b), BetaDistribution.UpperQuantile(tail, a, b), level);
    }
}
