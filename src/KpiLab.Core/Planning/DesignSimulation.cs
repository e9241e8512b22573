using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Simulates a plan with its looks, decided by the rule that analyses it.</summary>
internal static class DesignSimulation
{
    /// <summary>Power of one comparison.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="alpha">Error rate of the comparison.</param>
    /// <param name="baseline">What planning starts from.</param>
    /// <param name="effect">The effect, in the metric's unit.</param>
    /// <param name="units">Units of all variants at the end.</param>
    /// <param name="shares">Shares of control and treatment.</param>
    /// <param name="prior">Bayesian designs: the prior on the absolute scale.</param>
    /// <param name="runs">Simulated experiments.</param>
    /// <param name="seed">Seed.</param>
    public static SimulatedDesign Run(
        AnalysisPlan plan, double alpha, PlanningBaseline baseline, double effect, long units, (double Control, double Treatment) shares, EffectPrior prior, int runs, long seed)
    {
        var count = PlannedComparison.LooksOf(plan);
        double[] fractions = [.. Enumerable.Range(1, count).Select(k => (double)k / count)];
        var looks = fractions.Select(f => ((long)Math.Round(units * f * shares.Control), (long)Math.Round(units * f * shares.Treatment))).ToList();
        var rejects = Rejects(plan, alpha, prior, fractions, looks);
        return new SimulatedDesign(units, count, SimulatedLooks.Run(Arm(baseline, 0), Arm(baseline, effect), looks, rejects, seed, runs));
    }

    private static SimulatedArm Arm(PlanningBaseline baseline, double effect)
    {
        var mean = baseline.Mean + effect;
        var isShare = baseline is { IsShare: true, Explained: 0 };
        return new SimulatedArm(mean, (baseline.IsShare ? mean * (1 - mean) : baseline.UnitVariance) * (1 - baseline.Explained), isShare);
    }

    private static Func<int, Contrast, bool> Rejects(AnalysisPlan plan, double alpha, EffectPrior prior, double[] fractions, List<(long Control, long Treatment)> looks)
    {
        if (plan.Design == Design.Bayesian)
        {
            return (_, contrast) => EffectPosterior.Combine(contrast.Difference, contrast.StandardError, prior)
                .Match(p => Math.Min(p.ProbabilityAbove(), p.ProbabilityBelow()) <= alpha / 2, _ => false);
        }

        var rules = looks.Select((_, k) => plan.Design switch
        {
            Design.GroupSequential => LookRule.GroupSequential(PlannedComparison.SpendingOf(plan), fractions[..(k + 1)], k == fractions.Length - 1),
            Design.AlwaysValid => LookRule.AlwaysValid(plan.Alpha, plan.Units ?? AsymptoticConfidenceSequence.DefaultTuningUnits),
            _ => LookRule.Fixed,
        }).ToList();
        var nominal = rules.Select((r, k) => r.Nominal(alpha, Alternative.TwoSided, looks[k].Control + looks[k].Treatment)).ToList();
        return (look, contrast) => rules[look].IsClaimedFor(contrast) && rules[look].Prepare(contrast).Test().PValue <= nominal[look];
    }
}
