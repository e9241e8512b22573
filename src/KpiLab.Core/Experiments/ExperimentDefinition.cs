using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How evidence may be looked at.</summary>
public enum Design
{
    /// <summary>One analysis, once the planned units or the end are reached.</summary>
    Fixed,

    /// <summary>A few planned looks with a spending function.</summary>
    GroupSequential,

    /// <summary>Any number of looks.</summary>
    AlwaysValid,

    /// <summary>Posterior probabilities.</summary>
    Bayesian,
}

/// <summary>Which variants are compared.</summary>
public enum ComparePairs
{
    /// <summary>Each treatment with the control.</summary>
    WithControl,

    /// <summary>Every pair.</summary>
    AllPairs,
}

/// <summary>A size of effect or margin: relative to the control mean, or in the metric's own unit.</summary>
[TypeFormatterSource]
public readonly record struct EffectSize(double Value, bool IsRelative)
{
    /// <inheritdoc/>
    public override string ToString() => IsRelative ? Invariant($"{Value * 100:0.######}%") : Invariant($"{Value:0.######}");
}

/// <summary>What is believed, about which KPI, by at least how much.</summary>
[TypeFormatterSource]
public sealed record Hypothesis(string? Statement, string Kpi, Direction Direction, EffectSize? MinimumEffect);

/// <summary>Where exposures are.</summary>
/// <param name="Source">The source.</param>
/// <param name="Variant">Its column with the variant.</param>
/// <param name="ExposedAt">Its column with the moment of exposure.</param>
/// <param name="Cluster">Its column with the cluster that was randomised, for every KPI; null: units were, or the measure says so.</param>
[TypeFormatterSource]
public sealed record ExposureBinding(string Source, string Variant, string? ExposedAt, string? Cluster = null);

/// <summary>A variant; <paramref name="Value"/> is its text in the data.</summary>
[TypeFormatterSource]
public sealed record VariantDefinition(string Id, string Value, double? Weight, bool IsControl);

/// <summary>A KPI that must not get worse by more than a margin.</summary>
[TypeFormatterSource]
public sealed record Guardrail(string Kpi, EffectSize Margin);

/// <summary>A covariate measured before exposure.</summary>
[TypeFormatterSource]
public sealed record CovariateDefinition(string Kpi, ExposureWindow? Window);

/// <summary>How an effect is estimated.</summary>
public enum PlanEstimator
{
    /// <summary>The difference of the arms, adjusted for the covariates where there are some.</summary>
    Difference,

    /// <summary>The difference at a common mix of strata.</summary>
    PostStratified,

    /// <summary>A regression on the covariates with slopes of their own in either arm.</summary>
    Regression,

    /// <summary>A regression with an intercept for every stratum.</summary>
    FixedEffects,

    /// <summary>The change of the treated group less that of the control group.</summary>
    DifferenceInDifferences,
}

/// <summary>Which observations of a panel are from before the change, and which from after it.</summary>
/// <param name="Column">Column of the exposures source with the period.</param>
/// <param name="Before">Its value before.</param>
/// <param name="After">Its value after.</param>
/// <param name="Randomised">Whether the treated group was drawn by lot; else the comparison is observational.</param>
[TypeFormatterSource]
public sealed record PeriodPlan(string Column, string Before, string After, bool Randomised);

/// <summary>How blocks of time got their variants.</summary>
public enum BlockAssignment
{
    /// <summary>Each block by lot, or a fixed number of a region's blocks drawn by lot.</summary>
    ByLot,

    /// <summary>Two consecutive blocks of a region got one variant each, in an order drawn by lot.</summary>
    Paired,

    /// <summary>Variants took turns; nothing was drawn but perhaps the start.</summary>
    Alternating,
}

/// <summary>Time blocks that were switched between variants, in every region by itself.</summary>
/// <param name="Block">Length of a block, counted from midnight UTC of 1970-01-01.</param>
/// <param name="Region">Column with the region; null: there is one.</param>
/// <param name="BurnIn">What is left out at the start of each block, where the variant before still works.</param>
/// <param name="Assignment">How blocks got their variants.</param>
[TypeFormatterSource]
public sealed record SwitchbackPlan(TimeSpan Block, string? Region, TimeSpan BurnIn, BlockAssignment Assignment = BlockAssignment.ByLot);

/// <summary>What predicts the outcome of a unit from the covariates.</summary>
public enum OutcomeModelType
{
    /// <summary>A linear prediction with shrunken slopes.</summary>
    Ridge,

    /// <summary>A sum of shallow trees.</summary>
    BoostedTrees,
}

/// <summary>A model that learns the outcome from the covariates, by cross-fitting; its prediction takes their place.</summary>
/// <param name="Type">What kind of model.</param>
/// <param name="Folds">How many folds.</param>
[TypeFormatterSource]
public sealed record OutcomeModelPlan(OutcomeModelType Type, int Folds);

/// <summary>Planned looks.</summary>
/// <param name="Count">How many looks.</param>
/// <param name="Spending">How alpha is spent over them: a name of <see cref="SpendingFunction.Parse"/>.</param>
/// <param name="Futility">How 1 − power is spent by non-binding futility bounds; null without.</param>
[TypeFormatterSource]
public sealed record LookPlan(int Count, string Spending, string? Futility = null)
{
    /// <summary>How people call a way of spending an error rate: <c>obrien_fleming</c> → O'Brien–Fleming.</summary>
    public static string NameOf(string spending)
    {
        ArgumentNullException.ThrowIfNull(spending);
        return spending switch
        {
            "obrien_fleming" => "O'Brien–Fleming",
            "pocock" => "Pocock",
            var other => other.Replace('_', ' '),
        };
    }
}

/// <summary>How the experiment is to be analysed; fixed before data.</summary>
[TypeFormatterSource]
public sealed record AnalysisPlan(
    Design Design,
    double Alpha,
    double? Power,
    long? Units,
    LookPlan? Looks,
    IReadOnlyList<CovariateDefinition> Covariates,
    FamilyCorrection Correction,
    IReadOnlyList<string> Segments,
    ComparePairs Compare,
    LiftMethod Lift,
    DateTimeOffset? Starts,
    DateTimeOffset? Ends)
{
    /// <summary>Bayesian designs: what is believed of the effect before the data; flat where nothing is.</summary>
    public EffectPrior Prior { get; init; }

    /// <summary>How effects of means, shares and counts are estimated.</summary>
    public PlanEstimator Estimator { get; init; }

    /// <summary>Columns of the exposures source whose combined values are the strata.</summary>
    public IReadOnlyList<string> Strata { get; init; } = [];

    /// <summary>Errors of a regression or of fixed effects.</summary>
    public CovarianceEstimator Errors { get; init; } = CovarianceEstimator.Hc2;

    /// <summary>KPIs that are compared by a method of their own.</summary>
    public IReadOnlyDictionary<string, KpiMethod> Methods { get; init; } = new Dictionary<string, KpiMethod>();

    /// <summary>Difference in differences: which observations are from before the change.</summary>
    public PeriodPlan? Period { get; init; }

    /// <summary>Time blocks that were switched between variants; null: none were.</summary>
    public SwitchbackPlan? Switchback { get; init; }

    /// <summary>What predicts outcomes from the covariates; null: each has a coefficient of its own.</summary>
    public OutcomeModelPlan? OutcomeModel { get; init; }
}

/// <summary>A controlled test.</summary>
[TypeFormatterSource]
public sealed record ExperimentDefinition(
    string Id,
    string? Name,
    Hypothesis Hypothesis,
    string? Owner,
    ExposureBinding Exposures,
    IReadOnlyList<VariantDefinition> Variants,
    IReadOnlyList<string> Secondary,
    IReadOnlyList<Guardrail> Guardrails,
    IReadOnlyDictionary<string, string> Bind,
    AnalysisPlan Plan) : IShowable
{
    /// <summary>The variant that others are compared with.</summary>
    public VariantDefinition Control => Variants.First(v => v.IsControl);
}
