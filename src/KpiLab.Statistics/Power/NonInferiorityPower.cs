namespace KpiLab.Statistics;

/// <summary>Units an arm that show non-inferiority of a mean.</summary>
/// <param name="Normal">By the normal law, real-valued.</param>
/// <param name="StudentT">By the noncentral t law with 2n − 2 degrees of freedom, real-valued.</param>
[TypeFormatterSource]
public sealed record NonInferioritySizes(double Normal, double StudentT) : IShowable;

/// <summary>Sample size of a one-sided non-inferiority test of two means, equal arms, equal variances.</summary>
/// <remarks>Julious (2004), Statistics in Medicine 23:1921, §4: n = 2 σ² (z_α + z_β)²/(true difference + margin)² an arm, or the root of the noncentral t power.</remarks>
public static class NonInferiorityPower
{
    /// <summary>The units an arm.</summary>
    /// <param name="standardDeviation">Of a unit.</param>
    /// <param name="margin">The largest loss that is tolerated, in the metric's unit.</param>
    /// <param name="trueDifference">Treatment − control that is expected.</param>
    /// <param name="better">Which way the metric is better.</param>
    /// <param name="alpha">One-sided error rate.</param>
    /// <param name="power">Required.</param>
    /// <returns>Undefined where the expected difference lies beyond the margin.</returns>
    public static Estimable<NonInferioritySizes> SampleSizes(
        double standardDeviation, double margin, double trueDifference, BetterWhen better, double alpha, double power)
    {
        if (PowerSearch.RefusePower(alpha, power) is { } reason)
        {
            return reason;
        }

        var distance = (better == BetterWhen.Higher ? trueDifference : -trueDifference) + margin;
        var d = distance / standardDeviation;
        if (!(distance > 0) || !(standardDeviation > 0) || !double.IsFinite(d))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant(
                $"no sample shows non-inferiority within {margin} of a true difference of {trueDifference} with standard deviation {standardDeviation}"));
        }

        var z = KpiLab.Statistics.Normal.UpperQuantile(alpha) + KpiLab.Statistics.Normal.UpperQuantile(1 - power);
        var t = new TwoSamplePower(1, alpha, Alternative.Greater, WithT: true).Controls(d, power);
        return t.Select(n => new NonInferioritySizes(2 * (z / d) * (z / d), n));
    }
}
