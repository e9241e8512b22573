namespace KpiLab.Statistics;

/// <summary>Variance of one unit's influence on each arm's estimate: all that planning needs to know of a metric.</summary>
/// <param name="Control">In the control, in the metric's unit squared; positive.</param>
/// <param name="Treatment">In the treatment.</param>
public readonly record struct UnitNoise(double Control, double Treatment)
{
    /// <summary>A mean with the same variance in both arms.</summary>
    public static UnitNoise OfMean(double variance) => new(variance, variance);

    /// <summary>Two proportions: p(1 − p).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not proportions.</exception>
    public static UnitNoise OfProportions(double control, double treatment)
    {
        Domain.Probability(control);
        Domain.Probability(treatment);
        return new UnitNoise(control * (1 - control), treatment * (1 - treatment));
    }

    /// <summary>A mean or a ratio of means, from past data: the variance of its influence, by the delta method for a ratio.</summary>
    public static Estimable<UnitNoise> Of(JointMoments past, Estimand estimand) => estimand.In(past).Select(i => OfMean(i.Variance));

    /// <summary>After covariate adjustment that explains the share <paramref name="explained"/> (ρ²) of the variance: times 1 − ρ².</summary>
    /// <remarks>Deng et al. (2013), WSDM, §3.2.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1].</exception>
    public UnitNoise Adjusted(double explained)
    {
        Domain.Probability(explained);
        return new UnitNoise(Control * (1 - explained), Treatment * (1 - explained));
    }

    /// <summary>Where clusters of units are assigned: times 1 + ((1 + cv²) m − 1) ICC.</summary>
    /// <remarks>Eldridge, Ashby and Kerry (2006), Int. J. Epidemiol. 35:1292.</remarks>
    /// <param name="meanSize">Mean units in a cluster, m.</param>
    /// <param name="correlation">Correlation of two units of a cluster, ICC.</param>
    /// <param name="variation">Standard deviation of the cluster sizes over their mean, cv; 0 for equal clusters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, a correlation outside [0, 1], or a negative variation.</exception>
    public UnitNoise Clustered(double meanSize, double correlation, double variation = 0)
    {
        Domain.AtLeast(meanSize, 1);
        Domain.Probability(correlation);
        Domain.AtLeast(variation, 0);
        var effect = 1 + ((((1 + (variation * variation)) * meanSize) - 1) * correlation);
        return new UnitNoise(Control * effect, Treatment * effect);
    }
}
