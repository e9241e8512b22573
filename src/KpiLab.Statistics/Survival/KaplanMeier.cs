namespace KpiLab.Statistics;

/// <summary>The survival curve just after one event time.</summary>
/// <param name="Risk">The time, units at risk and events.</param>
/// <param name="Survival">Estimated share of units without the event by then.</param>
/// <param name="StandardError">Greenwood's; undefined once the curve is 0.</param>
/// <param name="Interval">On the log(−log) scale, within [0, 1]; undefined where the curve is 0.</param>
[TypeFormatterSource]
public sealed record SurvivalStep(RiskSet Risk, double Survival, Estimable<double> StandardError, Estimable<ConfidenceSet> Interval) : IShowable;

/// <summary>Share of units without the event over time, when not all were observed long enough.</summary>
/// <remarks>
/// Kaplan and Meier (1958), JASA 53:457; variance by Greenwood (1926): S² Σ d/(n (n − d)); pointwise interval S^exp(∓ z σ/ln S), σ = √Σ d/(n (n − d)) (Kalbfleisch and Prentice 1980, §1.3). Units
/// censored at an event time count as at risk then. Censoring must not depend on the event.
/// </remarks>
public static class KaplanMeier
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "kaplan_meier";

    /// <summary>The curve at its event times, rising; empty where nothing happened.</summary>
    /// <returns>Undefined without units.</returns>
    /// <exception cref="ArgumentException">A time is negative or not finite.</exception>
    public static Estimable<IReadOnlyList<SurvivalStep>> Curve(ReadOnlySpan<FollowUp> units, Level level)
    {
        if (units.IsEmpty)
        {
            return new Undefined(Undefined.TooFewUnits, "a survival curve needs at least one unit");
        }

        var steps = new List<SurvivalStep>();
        var z = Normal.UpperQuantile(level.Alpha / 2);
        double survival = 1, sum = 0;
        long atRisk = units.Length;
        foreach (var (time, events, leaving) in RiskSets.ByTime(units))
        {
            if (events > 0)
            {
                var left = atRisk - events;
                survival *= (double)left / atRisk;
                sum += events / ((double)atRisk * left);
                steps.Add(Step(new RiskSet(time, atRisk, events), survival, Math.Sqrt(sum), z, level));
            }

            atRisk -= leaving;
        }

        return steps;
    }

    private static SurvivalStep Step(RiskSet risk, double survival, double sigma, double z, Level level)
    {
        if (survival <= 0)
        {
            var gone = new Undefined(Undefined.ZeroVariance, Invariant($"no unit is left without the event at {risk.Time}: Greenwood's variance does not exist"));
            return new SurvivalStep(risk, 0, gone, gone);
        }

        var spread = Math.Exp(z * sigma / -Math.Log(survival));
        return new SurvivalStep(
            risk, survival, survival * sigma, ConfidenceSet.Between(Math.Pow(survival, spread), Math.Pow(survival, 1 / spread), level));
    }
}
