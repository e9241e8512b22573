using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What the posterior says of one comparison. Its effects in the result are the posterior's own: mean, standard deviation and credible interval.</summary>
/// <param name="Prior">What was believed before the data: the plan's prior, or a flat one where the plan's does not apply.</param>
/// <param name="DataAlone">Absolute effect of the data alone, with its confidence set.</param>
/// <param name="ChanceHigher">Probability that the treatment's value is higher.</param>
/// <param name="ChanceToBeatControl">Probability that the treatment is better; null where no direction is better.</param>
/// <param name="LossOfShipping">Loss to be expected from shipping the treatment, in the KPI's unit; null where no direction is better.</param>
/// <param name="LossOfKeeping">Loss to be expected from keeping the control, likewise.</param>
/// <param name="PriorShare">The prior's share of the posterior's precision: 0 for a flat one.</param>
/// <param name="Equivalence">Against ± the minimum effect, on its scale; null for KPIs without one.</param>
/// <param name="IsClaimed">False below the units from which a decision is taken from the posterior before the plan is complete.</param>
[TypeFormatterSource]
public sealed record BayesianResult(
    EffectPrior Prior,
    Effect DataAlone,
    double ChanceHigher,
    double? ChanceToBeatControl,
    double? LossOfShipping,
    double? LossOfKeeping,
    double PriorShare,
    EquivalenceChance? Equivalence,
    bool IsClaimed)
{
    /// <summary>What the verdict would be with a flat prior.</summary>
    public Verdict VerdictOfDataAlone { get; init; }

    /// <summary>Distance of the data's estimate from the prior's mean in standard deviations of their difference; 0 for a flat prior.</summary>
    public double Conflict { get; init; }
}

/// <summary>An effect's posterior against a region in which it would not matter.</summary>
/// <param name="IsRelative">Whether the region is in shares of the control mean.</param>
/// <param name="Region">Probabilities and verdict.</param>
[TypeFormatterSource]
public sealed record EquivalenceChance(bool IsRelative, RegionOfEquivalence Region);

/// <summary>A Bayesian analysis in plain words.</summary>
/// <param name="Prior">The plan's prior.</param>
/// <param name="ShipFrom">Chance to beat the control from which a treatment counts as better.</param>
/// <param name="RollbackUpTo">Chance up to which it counts as worse.</param>
/// <param name="Account">Sentences.</param>
[TypeFormatterSource]
public sealed record BayesianAccount(EffectPrior Prior, double ShipFrom, double RollbackUpTo, IReadOnlyList<string> Account);
