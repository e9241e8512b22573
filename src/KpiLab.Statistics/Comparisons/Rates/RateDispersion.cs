namespace KpiLab.Statistics;

/// <summary>Whether units scatter about their common rate as a Poisson law says, or more: events that come in bursts, units with rates of their own.</summary>
/// <param name="Index">Variance between units over that of the law, 1 where the law holds; intervals that rest on the law are too short by its root.</param>
/// <param name="PValue">One-sided: a scatter as large or larger where the law holds.</param>
/// <remarks>
/// Given an arm's total y, its events fall on the units as by a multinomial law with shares p = w/Σw. With S = Σ(x − rate · w)², E S = y(1 − Σp²), and S − E S is, but for terms that vanish with
/// the largest p, twice the number of coincidences (pairs of events of one unit) less its mean; its variance is 4m with m = y(y − 1)/2 · Σp²(1 − Σp²). The index is ΣS/ΣE S over the arms (Fisher's
/// index of dispersion where exposures are equal); the p-value compares Σ(S − E S) with a Poisson law of the same variance, 2(N − m), exact in the limit of rare events and normal in
/// that of many, where it is the score test of Dean and Lawless (1989), JASA 84:467. Assumes that no unit holds most of the exposure.
/// </remarks>
[TypeFormatterSource]
public sealed record RateDispersion(double Index, double PValue) : IShowable
{
    /// <summary>Arms together, each about a rate of its own.</summary>
    /// <returns>Undefined where no two events could have met on one unit, or all had to: fewer than two units or events in every arm.</returns>
    public static Estimable<RateDispersion> Of(params ReadOnlySpan<EventArm> arms)
    {
        double scatter = 0, expected = 0, pairs = 0;
        foreach (var arm in arms)
        {
            double events = arm.Rate.Events;
            if (arm.Units < 2 || events < 2)
            {
                continue;
            }

            scatter += arm.Scatter;
            expected += events * (1 - arm.Concentration);
            pairs += events * (events - 1) / 2 * arm.Concentration * (1 - arm.Concentration);
        }

        if (!(pairs > 0 && expected > 0))
        {
            return new Undefined(Undefined.TooFewUnits, "scatter between units shows from two units and two events in an arm on");
        }

        var coincidences = pairs + ((scatter - expected) / 2);
        return new RateDispersion(scatter / expected, coincidences <= 0 ? 1 : SpecialFunctions.RegularisedGammaLower(coincidences, pairs));
    }
}
