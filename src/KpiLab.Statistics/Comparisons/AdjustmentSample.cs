namespace KpiLab.Statistics;

/// <summary>Outcome and covariates of an adjusted comparison in one group of units.</summary>
internal sealed record AdjustmentSample(long Count, Influence Outcome, Influence[] Covariates)
{
    // An adjusted variance below this share of the unadjusted one is what rounding left of zero.
    private const double Negligible = 1e-14;

    public Arm Unadjusted => new(Count, Outcome.Value, Outcome.Variance);

    /// <summary>One sample for each group; undefined where a ratio's denominator is zero in one of them.</summary>
    public static Estimable<IReadOnlyList<AdjustmentSample>> Of(IReadOnlyList<JointMoments> groups, Estimand outcome, IReadOnlyList<Estimand> covariates)
    {
        var samples = new List<AdjustmentSample>(groups.Count);
        foreach (var group in groups)
        {
            var influences = new Influence[covariates.Count + 1];
            for (var i = 0; i < influences.Length; i++)
            {
                var influence = (i == 0 ? outcome : covariates[i - 1]).In(group);
                if (!influence.IsDefined)
                {
                    return influence.Reason;
                }

                influences[i] = influence.Value;
            }

            samples.Add(new AdjustmentSample(group.Count, influences[0], influences[1..]));
        }

        return samples;
    }

    /// <summary>y − θ′(x − the other sample's x), with the variance of its influence.</summary>
    public Arm Adjusted(double[] theta, AdjustmentSample centre)
    {
        double mean = Outcome.Value, variance = CovarianceOfOutcomeWithAdjusted(theta);
        for (var j = 0; j < theta.Length; j++)
        {
            mean -= theta[j] * (Covariates[j].Value - centre.Covariates[j].Value);
            var covariance = Covariates[j].Covariance(Outcome);
            for (var k = 0; k < theta.Length; k++)
            {
                covariance -= theta[k] * Covariates[j].Covariance(Covariates[k]);
            }

            variance -= theta[j] * covariance;
        }

        return new Arm(Count, mean, variance > Negligible * Outcome.Variance ? variance : 0);
    }

    /// <summary>cov(y, y − θ′x): what the baseline shares with the adjusted control.</summary>
    public double CovarianceOfOutcomeWithAdjusted(double[] theta)
    {
        var covariance = Outcome.Variance;
        for (var j = 0; j < theta.Length; j++)
        {
            covariance -= theta[j] * Covariates[j].Covariance(Outcome);
        }

        return covariance;
    }
}
