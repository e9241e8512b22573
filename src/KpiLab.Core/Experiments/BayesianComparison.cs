using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>From a comparison's contrast to its posterior, its chances and its verdict (docs/adr/0009).</summary>
internal static class BayesianComparison
{
    /// <summary>The comparison as a Bayesian plan reads it: effects with credible intervals, no correction, the verdict by the chance to win.</summary>
    /// <param name="comparison">As a fixed design would have it.</param>
    /// <param name="contrast">The contrast of its effects.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="minimum">The hypothesis's minimum effect.</param>
    public static KpiComparison Apply(KpiComparison comparison, Estimable<Contrast> contrast, AnalysisPlan plan, EffectSize? minimum)
    {
        var plain = comparison with { AdjustedPValue = null, Intervals = [], RejectedByTestOnly = false };
        if (!comparison.Result.IsDefined || !contrast.IsDefined)
        {
            return plain;
        }

        var data = contrast.Value;
        var prior = PriorOf(comparison.Role, plan);
        var absolute = EffectPosterior.Absolute(data, prior);
        var relative = EffectPosterior.Relative(data, prior);
        if (!absolute.IsDefined)
        {
            return plain with { Result = absolute.Reason, Verdict = Verdict.Undefined };
        }

        var level = Level.FromAlpha(plan.Alpha);
        var decides = Deciding(absolute.Value, relative, plan);
        BetterWhen? better = comparison.Direction switch { Direction.Increase => BetterWhen.Higher, Direction.Decrease => BetterWhen.Lower, _ => null };
        var result = comparison.Result.Value;
        return plain with
        {
            Result = result with { Absolute = Effect(absolute.Value, level), Relative = relative.Select(r => Effect(r, level)) },
            Verdict = Judge(decides, plan.Alpha, comparison.Direction),
            Bayesian = new BayesianResult(
                prior,
                result.Absolute,
                decides.ProbabilityAbove(),
                better is { } w ? decides.ChanceToBeatControl(w) : null,
                better is { } s ? absolute.Value.LossOfShipping(s) : null,
                better is { } k ? absolute.Value.LossOfKeeping(k) : null,
                PriorShare(data, prior),
                comparison.Role == ComparisonRole.Primary && minimum is { } size ? Equivalence(size, absolute.Value, relative, data, level) : null,
                AsymptoticConfidenceSequence.IsClaimedFor(data))
            {
                VerdictOfDataAlone = prior.IsFlat ? Judge(decides, plan.Alpha, comparison.Direction)
                    : Judge(Deciding(new NormalPosterior(data.Difference, data.StandardError), EffectPosterior.Relative(data, EffectPrior.Flat), plan), plan.Alpha, comparison.Direction),
                Conflict = Conflict(data, prior),
            },
        };
    }

    /// <summary>A relative prior is believed of every KPI of the hypothesis's kind; one in the primary KPI's unit of that alone. Guardrails have none: harm must be excluded by data.</summary>
    public static EffectPrior PriorOf(ComparisonRole role, AnalysisPlan plan) => role switch
    {
        ComparisonRole.Primary => plan.Prior,
        ComparisonRole.Secondary when plan.Prior.Scale == EffectScale.Relative => plan.Prior,
        _ => EffectPrior.Flat,
    };

    // Decisions are taken on the absolute scale, as a test's are; people who migrate from gbstats ask for its lift, and decide on the relative one.
    private static NormalPosterior Deciding(NormalPosterior absolute, Estimable<NormalPosterior> relative, AnalysisPlan plan)
        => plan.Lift == LiftMethod.Delta && relative.IsDefined ? relative.Value : absolute;

    private static Verdict Judge(NormalPosterior posterior, double alpha, Direction direction)
    {
        bool higher = posterior.ProbabilityBelow() <= alpha / 2, lower = posterior.ProbabilityAbove() <= alpha / 2;
        return !higher && !lower ? Verdict.NotSignificant : direction switch
        {
            Direction.Increase => higher ? Verdict.Better : Verdict.Worse,
            Direction.Decrease => higher ? Verdict.Worse : Verdict.Better,
            _ => Verdict.Different,
        };
    }

    private static Effect Effect(NormalPosterior posterior, Level level)
    {
        var interval = posterior.Interval(level);
        return new Effect(posterior.Mean, posterior.StandardDeviation, ConfidenceSet.Between(interval.Lower, interval.Upper, level));
    }

    private static EquivalenceChance? Equivalence(EffectSize minimum, NormalPosterior absolute, Estimable<NormalPosterior> relative, Contrast data, Level level)
        => minimum.Value <= 0 ? null
            : !minimum.IsRelative ? new EquivalenceChance(false, RegionOfEquivalence.Of(absolute, -minimum.Value, minimum.Value, level))
            : relative.IsDefined ? new EquivalenceChance(true, RegionOfEquivalence.Of(relative.Value, -minimum.Value, minimum.Value, level))
            : data.Baseline.Mean != 0 && minimum.Value * Math.Abs(data.Baseline.Mean) is var size ? new EquivalenceChance(false, RegionOfEquivalence.Of(absolute, -size, size, level))
            : null;

    private static double PriorShare(Contrast data, EffectPrior prior)
    {
        var ratio = On(data, prior) is { IsFlat: false } own ? data.StandardError / own.StandardDeviation : 0;
        return 1 - (1 / (1 + (ratio * ratio)));
    }

    private static double Conflict(Contrast data, EffectPrior prior)
        => On(data, prior) is { IsFlat: false } own
            ? Math.Abs(data.Difference - own.Mean) / Math.Sqrt(data.Variance + (own.StandardDeviation * own.StandardDeviation))
            : 0;

    private static EffectPrior On(Contrast data, EffectPrior prior) => prior.On(EffectScale.Absolute, data.Baseline.Mean).Match(p => p, _ => EffectPrior.Flat);
}
