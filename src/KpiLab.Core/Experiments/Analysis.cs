using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where a comparison belongs in the plan.</summary>
public enum ComparisonRole
{
    /// <summary>The hypothesis's KPI.</summary>
    Primary,

    /// <summary>A predefined secondary KPI.</summary>
    Secondary,

    /// <summary>A guardrail KPI, compared for information; its decision is the non-inferiority test.</summary>
    Guardrail,
}

/// <summary>What a comparison says about the effect, in the KPI's desired direction.</summary>
public enum Verdict
{
    /// <summary>Significantly in the desired direction.</summary>
    Better,

    /// <summary>Significantly against it.</summary>
    Worse,

    /// <summary>Significant, where any change is unwanted or no direction is desired.</summary>
    Different,

    /// <summary>Not significant.</summary>
    NotSignificant,

    /// <summary>Could not be estimated.</summary>
    Undefined,
}

/// <summary>A value of a segment column.</summary>
[TypeFormatterSource]
public sealed record SegmentValue(string Segment, string? Value);

/// <summary>What covariate adjustment did.</summary>
/// <param name="Covariates">Ids of the covariates that were used.</param>
/// <param name="Coefficients">Their coefficients θ.</param>
/// <param name="VarianceReduction">1 − adjusted variance / unadjusted variance of the absolute effect.</param>
/// <param name="Unadjusted">The absolute effect without adjustment.</param>
/// <param name="UnadjustedTest">Its test.</param>
[TypeFormatterSource]
public sealed record Adjustment(
    IReadOnlyList<string> Covariates, IReadOnlyList<double> Coefficients, double VarianceReduction, Effect Unadjusted, TestResult UnadjustedTest)
{
    /// <summary>What predicted the outcome from the covariates, the coefficients then being those of its prediction; null where each covariate has its own.</summary>
    public OutcomeModelFit? Model { get; init; }

    /// <summary>The plan's estimator, where it adjusts and no covariate has a coefficient of its own; null: CUPED.</summary>
    public EstimatorUse? Estimator { get; init; }
}

/// <summary>How an effect was estimated, where not as the plain difference.</summary>
/// <param name="Type">The estimator.</param>
/// <param name="By">Columns of the strata, covariates of the regression, or the column of the periods.</param>
/// <param name="Errors">How errors were estimated: hc0 to hc3, cr1, or null where the estimator has one way only.</param>
/// <param name="Strata">Strata that say something of the effect.</param>
/// <param name="LeftOut">Strata merged into the largest (post-stratification) or left out (fixed effects), because a variant has too few units there.</param>
[TypeFormatterSource]
public sealed record EstimatorUse(PlanEstimator Type, IReadOnlyList<string> By, string? Errors, int? Strata, int? LeftOut);

/// <summary>An outcome model as it was fitted.</summary>
/// <param name="Type">What kind of model.</param>
/// <param name="Folds">Folds of the cross-fitting.</param>
/// <param name="Features">The covariates that it learned from.</param>
/// <param name="LearnedFrom">Units that each fold's model learned from, the fewest.</param>
/// <param name="Explained">Share of the outcome's variance that its predictions of units it had not seen explain, 1 − Σ(y − ŷ)²/Σ(y − ȳ)²; of a ratio, of its numerator.</param>
[TypeFormatterSource]
public sealed record OutcomeModelFit(OutcomeModelType Type, int Folds, IReadOnlyList<string> Features, int LearnedFrom, double Explained);

/// <summary>Intervals of one comparison after correction for the number of comparisons in its family.</summary>
/// <param name="Method">Whose intervals they are: <c>bonferroni</c>, <c>holm</c>, <c>benjamini_hochberg</c>, <c>benjamini_yekutieli</c>.</param>
/// <param name="Absolute">Of the absolute effect.</param>
/// <param name="Relative">Of the relative effect.</param>
[TypeFormatterSource]
public sealed record AdjustedInterval(string Method, FamilyInterval Absolute, Estimable<FamilyInterval> Relative);

/// <summary>One KPI, one treatment against one reference, in all units or in one segment.</summary>
/// <param name="Kpi">KPI or metric id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Direction">Which way is better.</param>
/// <param name="Role">Primary, secondary or guardrail.</param>
/// <param name="Segment">The segment, or null for all units.</param>
/// <param name="Control">Variant id compared with.</param>
/// <param name="Treatment">Variant id compared.</param>
/// <param name="Result">Estimates, effects and test, or the reason why there are none.</param>
/// <param name="ControlEstimate">The control arm without covariate adjustment; may be defined even when the comparison is not.</param>
/// <param name="TreatmentEstimate">The treatment arm, likewise.</param>
/// <param name="Lift">How the relative effect's set was made.</param>
/// <param name="Family">Name of the correction family, or null when in none.</param>
/// <param name="AdjustedPValue">p after correction within the family.</param>
/// <param name="Intervals">Intervals after correction; several where the correction has more than one honest answer.</param>
/// <param name="Adjustment">Covariate adjustment, or null.</param>
/// <param name="Cap">Winsorising cap in force, or null.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Registered">Whether the comparison was registered before the first exposure.</param>
[TypeFormatterSource]
public sealed record KpiComparison(
    string Kpi,
    string Name,
    MetricUnit Unit,
    Direction Direction,
    ComparisonRole Role,
    SegmentValue? Segment,
    string Control,
    string Treatment,
    Estimable<Comparison> Result,
    Estimable<Estimate> ControlEstimate,
    Estimable<Estimate> TreatmentEstimate,
    LiftMethod Lift,
    string? Family,
    double? AdjustedPValue,
    IReadOnlyList<AdjustedInterval> Intervals,
    Adjustment? Adjustment,
    double? Cap,
    Verdict Verdict,
    bool Registered) : IShowable
{
    /// <summary>Significant by Holm's test although its compatible interval contains zero, because rejections in the other direction helped.</summary>
    public bool RejectedByTestOnly { get; init; }

    /// <summary>What the KPI's own method says; null where it is compared by its mean or quantile.</summary>
    public MethodReading? Method { get; init; }

    /// <summary>Events and exposures, where they are compared as such or are few; else null.</summary>
    public EventReading? Events { get; init; }

    /// <summary>What the blocks' assignment alone says, in a switchback; null elsewhere.</summary>
    public Estimable<BlockReading>? Blocks { get; init; }

    /// <summary>What the plan's looks mean for this comparison; null in a design with one look.</summary>
    public SequentialResult? Sequential { get; init; }

    /// <summary>What the posterior says; null in other designs.</summary>
    public BayesianResult? Bayesian { get; init; }
}

/// <summary>What a comparison rests on.</summary>
public enum EvidenceBasis
{
    /// <summary>Units or clusters were assigned by lot.</summary>
    Randomised,

    /// <summary>Blocks of time were switched between variants, by design.</summary>
    ByDesign,

    /// <summary>Nobody assigned by lot: the effect rests on an assumption that the data cannot show.</summary>
    Observational,
}

/// <summary>How effects were estimated, in words.</summary>
/// <param name="Estimator">The plan's estimator.</param>
/// <param name="Basis">What entitles the result to be called an effect.</param>
/// <param name="Sentence">Both, in a sentence.</param>
[TypeFormatterSource]
public sealed record StructureAccount(PlanEstimator Estimator, EvidenceBasis Basis, string Sentence);

/// <summary>How a guardrail stands.</summary>
public enum GuardrailState
{
    /// <summary>Shown to be within its margin.</summary>
    Within,

    /// <summary>Neither shown to be within nor beyond.</summary>
    Undecided,

    /// <summary>Its interval lies wholly beyond the margin.</summary>
    Beyond,

    /// <summary>Could not be estimated.</summary>
    Undefined,
}

/// <summary>A guardrail's one-sided non-inferiority test.</summary>
/// <param name="Kpi">KPI id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Direction">Its desired direction; the margin is against it.</param>
/// <param name="Treatment">Variant id.</param>
/// <param name="Margin">Tolerated loss.</param>
/// <param name="MarginAbsolute">The margin in the KPI's unit, signed as an effect (negative where higher is better).</param>
/// <param name="Effect">Treatment − control with its interval at 1 − 2 alpha, so that each end is a one-sided bound at alpha.</param>
/// <param name="Relative">The same relative to the control mean.</param>
/// <param name="Test">Non-inferiority test, one-sided at alpha.</param>
/// <param name="State">How it stands.</param>
[TypeFormatterSource]
public sealed record GuardrailResult(
    string Kpi,
    string Name,
    MetricUnit Unit,
    Direction Direction,
    string Treatment,
    EffectSize Margin,
    Estimable<double> MarginAbsolute,
    Estimable<Effect> Effect,
    Estimable<Effect> Relative,
    Estimable<TestResult> Test,
    GuardrailState State) : IShowable
{
    /// <summary>What the plan's looks mean for this guardrail; null in a design with one look.</summary>
    public SequentialResult? Sequential { get; init; }
}

/// <summary>Units of a variant, planned and seen.</summary>
[TypeFormatterSource]
public sealed record VariantUnits(string Variant, long Units, double? Weight, double? Expected);

/// <summary>Sample ratio, covariate balance, exposure hygiene.</summary>
/// <param name="Variants">Units by variant.</param>
/// <param name="SampleRatio">Chi-square test on the planned weights; undefined without weights.</param>
/// <param name="Covariates">Standardised difference of each covariate, each treatment against the control.</param>
/// <param name="Segments">Association of each declared segment with the variants.</param>
/// <param name="MultipleExposureUnits">Units seen in several variants.</param>
/// <param name="MultipleExposureShare">Their share of all units.</param>
/// <param name="UnknownVariantRows">Rows of variants that the definition does not know.</param>
[TypeFormatterSource]
public sealed record Balance(
    IReadOnlyList<VariantUnits> Variants,
    Estimable<TestResult> SampleRatio,
    IReadOnlyList<CovariateBalance> Covariates,
    IReadOnlyList<SegmentBalance> Segments,
    long MultipleExposureUnits,
    double MultipleExposureShare,
    long UnknownVariantRows);

/// <summary>One covariate, one treatment against the control.</summary>
[TypeFormatterSource]
public sealed record CovariateBalance(string Covariate, string Treatment, double ControlMean, double TreatmentMean, double StandardisedDifference, double PValue);

/// <summary>Whether a segment's mix differs between variants.</summary>
[TypeFormatterSource]
public sealed record SegmentBalance(string Segment, Estimable<TestResult> Test);

/// <summary>The registration that an analysis quotes.</summary>
[TypeFormatterSource]
public sealed record RegistrationInfo(RegistrationState State, DateTimeOffset? At, string? Actor, int? Version, string TermsHash, DateTimeOffset? FirstExposure);

/// <summary>The analysis of an experiment: immutable, complete, re-computable.</summary>
[TypeFormatterSource]
public sealed record Analysis(
    string ExperimentId,
    string Name,
    Hypothesis Hypothesis,
    string? Owner,
    string DefinitionHash,
    RegistrationInfo Registration,
    AnalysisPlan Plan,
    IReadOnlyList<VariantDefinition> Variants,
    IReadOnlyList<SourceFingerprint> Data,
    string DataHash,
    long Seed,
    int? Look,
    long Units,
    bool IsComplete,
    IReadOnlyList<Finding> Findings,
    Balance Balance,
    IReadOnlyList<KpiComparison> Comparisons,
    IReadOnlyList<GuardrailResult> Guardrails,
    Recommendation Recommendation,
    IReadOnlyList<string> Queries,
    bool Simulated) : IShowable
{
    /// <summary>The primary effect day by day, by day and then in the order of the variants; empty where exposures have no time.</summary>
    public IReadOnlyList<DayEffect> Days { get; init; } = [];

    /// <summary>How days are told; null without days.</summary>
    public DayPeriod? DayPeriod { get; init; }

    /// <summary>The primary effect by days since exposure, one result a treatment; empty where the data have no event times.</summary>
    public IReadOnlyList<NoveltyResult> Novelty { get; init; } = [];

    /// <summary>Every comparison broken down by every declared segment column; empty without segments.</summary>
    public IReadOnlyList<SegmentBreakdown> Segments { get; init; } = [];

    /// <summary>Definitions of the metrics that were compared.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; init; } = [];

    /// <summary>The looks at the experiment up to this analysis, where it has a store; no part of the result's body, which later looks must not change.</summary>
    public IReadOnlyList<Look> Looks { get; init; } = [];

    /// <summary>The looks and which alpha applied where; null in a design with one look.</summary>
    public SequentialAccount? Sequential { get; init; }

    /// <summary>How effects were estimated and what entitles them to be called effects; null for the plain difference of randomised units.</summary>
    public StructureAccount? Structure { get; init; }

    /// <summary>Prior and chances in words; null in other designs.</summary>
    public BayesianAccount? Bayesian { get; init; }
}
