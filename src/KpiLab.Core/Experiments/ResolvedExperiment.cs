namespace KpiLab.Core;

/// <summary>A metric of an experiment with its place in the plan and in the data's answer.</summary>
/// <param name="Metric">The metric, its measure resolved.</param>
/// <param name="Role">Primary, secondary or guardrail.</param>
/// <param name="Margin">Guardrails only: the tolerated loss.</param>
/// <param name="Block">Index of its moments among the needs' blocks.</param>
public sealed record PlannedMetric(MetricDefinition Metric, ComparisonRole Role, EffectSize? Margin, int Block);

/// <summary>An experiment whose KPIs, covariates and sources are resolved: what is needed from the data, and what for.</summary>
/// <param name="Definition">The experiment.</param>
/// <param name="Metrics">Its metrics: the primary first, then secondary, then guardrails.</param>
/// <param name="Needs">What the data must answer.</param>
public sealed record ResolvedExperiment(ExperimentDefinition Definition, IReadOnlyList<PlannedMetric> Metrics, ExperimentNeeds Needs)
{
    /// <summary>The hypothesis's KPI.</summary>
    public PlannedMetric Primary => Metrics[0];

    /// <summary>The same with what <see cref="AaAnalyzer"/> needs from the data: the units with their values, and the columns that the plan's estimator compares within.</summary>
    /// <param name="by">The column whose values were assigned as a whole, as a person said; null: as the definition has it.</param>
    /// <param name="units">The most units to keep.</param>
    /// <exception cref="InvalidInputException">Nothing was assigned by lot that could be assigned anew, or not in a way that is built.</exception>
    public ResolvedExperiment ForRerandomisation(string? by, int units) => this with { Needs = AaAnalyzer.Needs(this, by, units) };

    /// <summary>Resolves an experiment against the definitions it refers to.</summary>
    /// <param name="definition">The experiment.</param>
    /// <param name="definitions">Where its KPIs, metrics and sources are.</param>
    /// <param name="asOf">Rows after this moment are not looked at.</param>
    /// <exception cref="InvalidInputException">Something it refers to does not exist or is not built; every problem is listed.</exception>
    public static ResolvedExperiment Resolve(ExperimentDefinition definition, DefinitionSet definitions, DateTimeOffset? asOf = null)
        => new ExperimentResolver(definition, definitions, asOf).Resolve();
}
