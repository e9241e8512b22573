namespace KpiLab.Statistics;

/// <summary>Planning of Welch's test from the mean and variance of past data: both arms have that variance, the effect is relative to that mean.</summary>
/// <remarks>
/// The convention of tea-tasting: noncentral t with Welch's degrees of freedom, both tails counted, arms not rounded. (Satterthwaite 1946; Cohen 1988.)
/// </remarks>
/// <param name="Mean">Mean of the metric; not 0.</param>
/// <param name="Variance">Its variance per unit; positive.</param>
/// <param name="Ratio">nb / na; positive.</param>
/// <param name="Alpha">Two-sided error rate.</param>
public sealed record SamplePower(double Mean, double Variance, double Ratio, double Alpha)
{
    // Units of the smaller arm below which a t law has no usable tail.
    private const double LeastUnits = 1.25;

    /// <summary>Power at a relative effect with so many units in both arms together.</summary>
    public double At(double relativeEffect, double units)
    {
        double na = units / (1 + Ratio), nb = units - na;
        double sa = 1 / na, sb = 1 / nb, both = sa + sb;
        if (!(Math.Min(na, nb) > 1))
        {
            return 0;
        }

        var df = both * both / ((sa * sa / (na - 1)) + (sb * sb / (nb - 1)));
        return RejectionProbability.Of(relativeEffect * Math.Abs(Mean) / Math.Sqrt(Variance) / Math.Sqrt(both), df, Alpha, Alternative.TwoSided);
    }

    /// <summary>Units of both arms together that give the power; real-valued.</summary>
    public Estimable<double> Units(double relativeEffect, double power)
    {
        if (Refuse(power) is { } reason)
        {
            return reason;
        }

        return relativeEffect != 0
            ? PowerSearch.Size((1 + Ratio) * Math.Max(1, 1 / Ratio) * LeastUnits, power, n => At(relativeEffect, n))
            : new Undefined(Undefined.OutsideDomain, "no sample shows an effect of 0");
    }

    /// <summary>The positive relative effect that has the power with so many units.</summary>
    public Estimable<double> DetectableEffect(double units, double power)
    {
        if (Refuse(power) is { } reason)
        {
            return reason;
        }

        double na = units / (1 + Ratio), nb = units - na;
        return Math.Min(na, nb) > 1
            ? PowerSearch.Effect(Math.Sqrt(Variance) / Math.Abs(Mean) * Math.Sqrt((1 / na) + (1 / nb)), power, e => At(e, units))
            : Arms.TooFew((long)Math.Max(0, na), (long)Math.Max(0, nb), 2);
    }

    private Undefined? Refuse(double power)
        => !(Variance > 0) ? new Undefined(Undefined.ZeroVariance, Invariant($"a variance of {Variance} leaves nothing to plan"))
            : Mean == 0 ? new Undefined(Undefined.ZeroBaseline, "a relative effect has no meaning where the mean is 0")
            : !(Ratio > 0 && double.IsFinite(Ratio)) ? new Undefined(Undefined.OutsideDomain, Invariant($"the arms' ratio {Ratio} must be positive"))
            : PowerSearch.RefusePower(Alpha, power);
}
