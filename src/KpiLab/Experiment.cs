using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A controlled test described in a sentence, for rows at hand: <c>Experiment.Between("control", "treatment").On("spend", covariate: "spend_before")</c>.</summary>
/// <remarks>Whatever a plan can say in YAML a call says here; what does not go together is refused in the same sentences.</remarks>
public sealed partial record Experiment
{
    private Experiment(IReadOnlyList<string> variants) => Variants = variants;

    /// <summary>Variant values in the data; the first is the control.</summary>
    public IReadOnlyList<string> Variants { get; }

    /// <summary>Column that holds the variant.</summary>
    public string VariantColumn { get; private init; } = "variant";

    /// <summary>Column with the unit's key; null when every row is a unit.</summary>
    public string? UnitColumn { get; private init; }

    /// <summary>Column with the time of exposure; null when the data have none.</summary>
    public string? ExposedAtColumn { get; private init; }

    /// <summary>Column with the cluster that was randomised; null when units were.</summary>
    public string? ClusterColumn { get; private init; }

    /// <summary>Metrics, the first one primary.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; private init; } = [];

    /// <summary>Metrics that must not get worse by more than a margin.</summary>
    public IReadOnlyList<(MetricDefinition Metric, EffectSize Margin)> Guardrails { get; private init; } = [];

    /// <summary>Covariate columns.</summary>
    public IReadOnlyList<string> Covariates { get; private init; } = [];

    /// <summary>Planned weights, or null.</summary>
    public IReadOnlyList<double>? Weights { get; private init; }

    /// <summary>Smallest effect worth having, or null.</summary>
    public EffectSize? MinimumEffect { get; private init; }

    /// <summary>All else that a plan says; covariates and metrics stand beside it.</summary>
    public AnalysisPlan Plan { get; private init; } = new(Design.Fixed, 0.05, null, null, null, [], FamilyCorrection.Holm, [], ComparePairs.WithControl, LiftMethod.Fieller, null, null);

    /// <summary>A test of treatments against a control, by their values in the variant column.</summary>
    /// <exception cref="ArgumentException">Fewer than one treatment.</exception>
    public static Experiment Between(string control, params string[] treatments)
        => treatments.Length > 0 ? new Experiment([control, .. treatments]) : throw new ArgumentException("name at least one treatment", nameof(treatments));

    /// <summary>Compares the mean of a column; the first one named is the primary KPI.</summary>
    /// <param name="column">Column, or a formula in KpiLab's expression grammar.</param>
    /// <param name="covariate">Column measured before exposure, to reduce variance.</param>
    /// <param name="direction">Which way is better.</param>
    /// <param name="type">Mean, proportion or count.</param>
    public Experiment On(string column, string? covariate = null, Direction direction = Direction.Increase, MeasureType type = MeasureType.Mean)
        => (this with { Metrics = [.. Metrics, Mean(column, direction, type)] }).AdjustedFor(covariate is null ? [] : [covariate]);

    /// <summary>Compares the ratio of two columns' means; its id is numerator_per_denominator.</summary>
    public Experiment OnRatio(string numerator, string denominator, Direction direction = Direction.Increase)
        => this with { Metrics = [.. Metrics, Ratio(numerator, denominator, direction)] };

    /// <summary>Compares a quantile of a column, such as 0.99 for the slowest hundredth.</summary>
    public Experiment OnQuantile(string column, double quantile, Direction direction = Direction.Increase)
        => this with { Metrics = [.. Metrics, OfQuantile(column, quantile, direction)] };

    /// <summary>Guards the mean of a column: it must not get worse by more than the margin.</summary>
    /// <param name="column">Column, or a formula in KpiLab's expression grammar.</param>
    /// <param name="margin">The loss that is tolerated, relative to the control mean or absolute.</param>
    /// <param name="direction">Which way is better.</param>
    /// <param name="type">Mean, proportion or count.</param>
    public Experiment Guarding(string column, EffectSize margin, Direction direction = Direction.Increase, MeasureType type = MeasureType.Mean)
        => this with { Guardrails = [.. Guardrails, (Mean(column, direction, type), margin)] };

    /// <summary>Guards the ratio of two columns' means.</summary>
    public Experiment GuardingRatio(string numerator, string denominator, EffectSize margin, Direction direction = Direction.Increase)
        => this with { Guardrails = [.. Guardrails, (Ratio(numerator, denominator, direction), margin)] };

    /// <summary>Guards a quantile of a column.</summary>
    public Experiment GuardingQuantile(string column, double quantile, EffectSize margin, Direction direction = Direction.Increase)
        => this with { Guardrails = [.. Guardrails, (OfQuantile(column, quantile, direction), margin)] };

    /// <summary>The column that holds the variant.</summary>
    public Experiment ByVariant(string column) => this with { VariantColumn = column };

    /// <summary>The column with the unit's key.</summary>
    public Experiment PerUnit(string column) => this with { UnitColumn = column };

    /// <summary>The column with the time of exposure: the effect is then also told day by day, by calendar days in UTC.</summary>
    public Experiment ExposedAt(string column) => this with { ExposedAtColumn = column };

    /// <summary>The column whose values were randomised as wholes: users of visits, shops, villages.</summary>
    public Experiment ClusteredBy(string column) => this with { ClusterColumn = column };

    /// <summary>Planned shares of the variants, control first.</summary>
    public Experiment Planned(params double[] weights) => this with { Weights = weights };

    /// <summary>The smallest effect worth having.</summary>
    public Experiment AtLeast(EffectSize minimumEffect) => this with { MinimumEffect = minimumEffect };
}
