namespace KpiLab.Statistics;

/// <summary>What the posterior says of a region of practical equivalence (ROPE).</summary>
public enum RegionVerdict
{
    /// <summary>The credible interval lies wholly inside the region: for practical purposes there is no effect.</summary>
    Inside,

    /// <summary>The credible interval lies wholly outside it: there is an effect that matters.</summary>
    Outside,

    /// <summary>Neither.</summary>
    Undecided,
}

/// <summary>An effect's posterior against a region of practical equivalence.</summary>
/// <param name="Lower">The region's lower end, in the effect's unit.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Below">Probability of an effect below the region.</param>
/// <param name="Within">Probability of an effect inside the region.</param>
/// <param name="Above">Probability of an effect above the region.</param>
/// <param name="Interval">The interval of highest density that the verdict is read from.</param>
/// <param name="Verdict">Where that interval lies.</param>
/// <remarks>Kruschke (2018), Advances in Methods and Practices in Psychological Science 1:270, "HDI + ROPE".</remarks>
[TypeFormatterSource]
public sealed record RegionOfEquivalence(
    double Lower, double Upper, double Below, double Within, double Above, CredibleInterval Interval, RegionVerdict Verdict) : IShowable
{
    /// <summary>The probabilities and the verdict at a level; Kruschke's is 0.95.</summary>
    /// <exception cref="ArgumentException">The ends are not ordered.</exception>
    public static RegionOfEquivalence Of(NormalPosterior posterior, double lower, double upper, Level level)
    {
        var interval = posterior.Interval(level);
        var verdict = interval.Lower >= lower && interval.Upper <= upper ? RegionVerdict.Inside
            : interval.Upper < lower || interval.Lower > upper ? RegionVerdict.Outside : RegionVerdict.Undecided;
        return new RegionOfEquivalence(
            lower, upper, posterior.ProbabilityBelow(lower), posterior.ProbabilityWithin(lower, upper), posterior.ProbabilityAbove(upper), interval, verdict);
    }
}
