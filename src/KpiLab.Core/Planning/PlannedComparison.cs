using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Power of one comparison of a plan. Units are those of all variants together; effects are in the metric's unit, as effects (not gains).</summary>
/// <param name="plan">The plan, whose design says when a comparison is significant.</param>
/// <param name="alpha">Error rate of the comparison.</param>
/// <param name="noise">Variance of a unit's influence in each arm, where there is such an effect.</param>
/// <param name="controlShare">The control's share of all units.</param>
/// <param name="treatmentShare">The treatment's.</param>
/// <param name="prior">Bayesian designs: the prior on the absolute scale.</param>
internal sealed class PlannedComparison(
    AnalysisPlan plan, double alpha, Func<double, Estimable<UnitNoise>> noise, double controlShare, double treatmentShare, EffectPrior prior)
{
    // A share's noise hangs on the effect that is sought; a few rounds settle it.
    private const int MostRounds = 60;

    private double Share => controlShare + treatmentShare;

    /// <summary>Error rate of one of a family of comparisons: what an effect that is alone in being there must meet.</summary>
    public static double AlphaOfEach(AnalysisPlan plan, int treatments)
    {
        var size = plan.Compare == ComparePairs.AllPairs ? treatments * (treatments + 1) / 2 : treatments;
        return plan switch
        {
            { Design: Design.Bayesian } or { Correction: FamilyCorrection.None } => plan.Alpha,
            { Correction: FamilyCorrection.BenjaminiYekutieli } => plan.Alpha / (size * Enumerable.Range(1, size).Sum(i => 1.0 / i)),
            _ => plan.Alpha / size,
        };
    }

    /// <summary>Looks that a plan is read at.</summary>
    public static int LooksOf(AnalysisPlan plan) => plan.Design switch
    {
        Design.GroupSequential => plan.Looks?.Count ?? DefaultLooks,
        Design.AlwaysValid => AlwaysValidLooks,
        _ => 1,
    };

    /// <summary>Looks of a group-sequential plan that names none.</summary>
    public const int DefaultLooks = 5;

    // How often an always-valid experiment is looked at in a simulation.
    private const int AlwaysValidLooks = 20;

    public Estimable<double> Power(double effect, double units) => At(effect).Select(p => p.Power(effect, units * Share));

    public Estimable<double> Units(double effect, double power) => At(effect).Then(p => p.Units(effect, power)).Select(u => u / Share);

    public Estimable<double> PowerOfNonInferiority(double margin, double units) => At(0).Select(p => p.PowerOfNonInferiority(0, margin, units * Share));

    public Estimable<double> UnitsForNonInferiority(double margin, double power) => At(0).Then(p => p.UnitsForNonInferiority(0, margin, power)).Select(u => u / Share);

    /// <summary>Size of the effect on the side of <paramref name="sign"/> that has the power.</summary>
    public Estimable<double> Detectable(double units, double power, int sign)
    {
        double effect = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            var at = At(sign * effect);
            var next = at.Then(p => sign < 0 && !prior.IsFlat ? Mirrored(p).DetectableEffect(units * Share, power) : p.DetectableEffect(units * Share, power));
            if (!next.IsDefined || Math.Abs(next.Value - effect) <= 1e-12 * next.Value)
            {
                return next;
            }

            effect = next.Value;
        }

        return effect;
    }

    private Estimable<PowerPlan> At(double effect) => noise(effect).Select(n =>
    {
        var own = new PowerPlan(n) { TreatmentToControl = treatmentShare / controlShare, Alpha = alpha };
        return own with { Rule = Rule(own, prior.Mean) };
    });

    // The detectable effect is looked for above 0: a prior is turned round for one below.
    private PowerPlan Mirrored(PowerPlan own) => own with { Rule = Rule(own, -prior.Mean) };

    private RejectionRule Rule(PowerPlan own, double priorMean) => plan.Design switch
    {
        Design.GroupSequential => RejectionRule.GroupSequential(SpendingOf(plan), LooksOf(plan)),
        Design.AlwaysValid => RejectionRule.AlwaysValid(plan.Units ?? AsymptoticConfidenceSequence.DefaultTuningUnits, plan.Alpha),
        Design.Bayesian => RejectionRule.Posterior(priorMean, prior.StandardDeviation, own.StandardError(1)),
        _ => RejectionRule.Fixed,
    };

    public static SpendingFunction SpendingOf(AnalysisPlan plan) => SpendingFunction.Parse(plan.Looks?.Spending ?? "obrien_fleming") ?? SpendingFunction.ObrienFleming;
}
