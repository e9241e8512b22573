namespace KpiLab.Statistics;

/// <summary>What is believed of an effect after the data: a normal law.</summary>
/// <remarks>
/// Expected losses: Stucchio (2015), Bayesian A/B testing at VWO, for a normal effect. The interval between equal tails is also the one of highest
/// density. All probabilities keep their digits in both tails.
/// </remarks>
[TypeFormatterSource]
public sealed record NormalPosterior : IShowable
{
    /// <summary>A normal law.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A mean that is not finite, or a standard deviation not positive and finite.</exception>
    public NormalPosterior(double mean, double standardDeviation)
    {
        Domain.Finite(mean);
        Domain.Positive(standardDeviation);
        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>Its mean, in the effect's unit.</summary>
    public double Mean { get; }

    /// <summary>Its standard deviation, in the effect's unit.</summary>
    public double StandardDeviation { get; }

    /// <summary>E max(effect, 0): what keeping the control costs on average where more is better.</summary>
    public double ExpectedGain => PositivePart(Mean, StandardDeviation);

    /// <summary>E max(−effect, 0): what shipping the treatment costs on average where more is better.</summary>
    public double ExpectedLoss => PositivePart(-Mean, StandardDeviation);

    /// <summary>P(effect &gt; threshold): for threshold 0 the chance to beat the control, where more is better.</summary>
    public double ProbabilityAbove(double threshold = 0) => Normal.Survival((threshold - Mean) / StandardDeviation);

    /// <summary>P(effect ≤ threshold).</summary>
    public double ProbabilityBelow(double threshold = 0) => Normal.Cdf((threshold - Mean) / StandardDeviation);

    /// <summary>P(lower &lt; effect ≤ upper).</summary>
    /// <exception cref="ArgumentException">The ends are not ordered.</exception>
    public double ProbabilityWithin(double lower, double upper)
    {
        if (!(lower <= upper))
        {
            throw new ArgumentException(Invariant($"[{lower}, {upper}] is not an interval"), nameof(lower));
        }

        // From the nearer tail, so that a small probability is not the difference of two that are near one.
        double low = (lower - Mean) / StandardDeviation, high = (upper - Mean) / StandardDeviation;
        return low > 0 ? Normal.Survival(low) - Normal.Survival(high) : Normal.Cdf(high) - Normal.Cdf(low);
    }

    /// <summary>The chance to beat the control: that the effect lies on the better side of 0.</summary>
    public double ChanceToBeatControl(BetterWhen better) => better == BetterWhen.Higher ? ProbabilityAbove() : ProbabilityBelow();

    /// <summary>The loss to be expected from shipping the treatment: what is lost where it is worse, times how likely that is.</summary>
    public double LossOfShipping(BetterWhen better) => better == BetterWhen.Higher ? ExpectedLoss : ExpectedGain;

    /// <summary>The loss to be expected from keeping the control.</summary>
    public double LossOfKeeping(BetterWhen better) => better == BetterWhen.Higher ? ExpectedGain : ExpectedLoss;

    /// <summary>The interval that holds the effect with this probability.</summary>
    public CredibleInterval Interval(Level level)
    {
        var half = Normal.UpperQuantile(level.Alpha / 2) * StandardDeviation;
        return new CredibleInterval(Mean - half, Mean + half, level);
    }

    /// <summary>μΦ(μ/σ) + σφ(μ/σ), by Mills' ratio below zero so that a small expectation keeps its digits.</summary>
    private static double PositivePart(double mean, double sd)
    {
        var z = Math.Abs(mean) / sd;
        var small = sd * Normal.Density(z) * Math.Max(0, 1 - (z * SpecialFunctions.MillsRatio(z)));
        return mean > 0 ? mean + small : small;
    }
}
