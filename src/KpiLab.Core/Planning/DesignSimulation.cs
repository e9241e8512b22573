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
    /// <param name="own">The control's own units to draw from; undefined, with the reason: units are drawn from a law.</param>
    /// <param name="metric">The primary KPI.</param>
    public static SimulatedDesign Run(
        AnalysisPlan plan, double alpha, PlanningBaseline baseline, double effect, long units, (double Control, double Treatment) shares, EffectPrior prior, int runs, long seed, Estimable<OwnUnits> own, MetricDefinition metric)
    {
        var count = PlannedComparison.LooksOf(plan);
        double[] fractions = [.. Enumerable.Range(1, count).Select(k => (double)k / count)];
        List<(long Control, long Treatment)> Looks(double each)
            => [.. fractions.Select(f => ((long)Math.Round(units * f * shares.Control / each), (long)Math.Round(units * f * shares.Treatment / each)))];
        if (own.IsDefined)
        {
            var draws = Looks(own.Value.UnitsPerDraw);
            return new SimulatedDesign(units, count, Resampled(own.Value, Rejects(plan, alpha, prior, fractions, draws), draws, Math.Sign(effect), plan, alpha, metric, runs, seed))
            {
                DrawnFrom = own.Value.Count,
                Drawn = Invariant($"Units were drawn with replacement from the control's own {own.Value.Count}{(own.Value.UnitsPerDraw > 1 ? ", by whole clusters" : "")}; {own.Value.Planted}."),
            };
        }

        var looks = Looks(1);
        return new SimulatedDesign(units, count, SimulatedLooks.Run(Arm(baseline, 0), Arm(baseline, effect), looks, Rejects(plan, alpha, prior, fractions, looks), seed, runs))
        {
            Drawn = Invariant($"Units were not drawn from the data, as {own.Reason.Sentence}; they follow {(Arm(baseline, 0).IsShare ? "the share itself" : "a normal law with the baseline's mean and variance")}."),
        };
    }

    private static Estimable<SimulatedPowerResult> Resampled(
        OwnUnits own, Func<int, Contrast, bool> rejects, List<(long Control, long Treatment)> looks, int sign, AnalysisPlan plan, double alpha, MetricDefinition metric, int runs, long seed)
    {
        if (Math.Min(looks[0].Control, looks[0].Treatment) < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"the first look has {looks[0].Control} and {looks[0].Treatment} {(own.UnitsPerDraw > 1 ? "clusters" : "units")}; each arm needs at least 2"));
        }

        Func<DrawnArm> controls = own.Arms(treated: false, Groups(looks, l => l.Control)), treated = own.Arms(treated: true, Groups(looks, l => l.Treatment));
        return SimulatedLooks.Count(
            () => (Control: controls(), Treatment: treated()),
            (random, arms) =>
            {
                arms.Control.Clear();
                arms.Treatment.Clear();
                for (var look = 0; look < looks.Count; look++)
                {
                    arms.Control.Grow(look, random);
                    arms.Treatment.Grow(look, random);
                    var compared = own.Compare(arms.Control, arms.Treatment);
                    if (!compared.Contrast.IsDefined)
                    {
                        continue;
                    }

                    // Small shares have the exact test that the analysis gives them.
                    var contrast = compared.Contrast.Value;
                    var found = SmallCells.Of(metric, plan, compared)?.Test() is { IsDefined: true } exact ? exact.Value.PValue <= alpha : rejects(look, contrast);
                    if (found)
                    {
                        return sign == 0 || Math.Sign(contrast.Difference) == sign;
                    }
                }

                return false;
            },
            seed,
            runs);
    }

    private static long[] Groups(List<(long Control, long Treatment)> looks, Func<(long Control, long Treatment), long> of)
        => [.. looks.Select((l, k) => of(l) - (k == 0 ? 0 : of(looks[k - 1])))];

    private static SimulatedArm Arm(PlanningBaseline baseline, double effect)
    {
        var mean = baseline.Mean + effect;
        var isShare = baseline is { IsShare: true, Explained: 0, Clusters: null };
        return new SimulatedArm(mean, (baseline.IsShare ? mean * (1 - mean) : baseline.UnitVariance) * (1 - baseline.Explained) * baseline.DesignEffect, isShare);
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
