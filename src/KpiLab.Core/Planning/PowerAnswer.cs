using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What planning starts from.</summary>
/// <param name="Mean">Mean of the primary KPI without treatment.</param>
/// <param name="UnitVariance">Variance of a unit's value, before adjustment.</param>
/// <param name="Explained">Share of it that covariates explain (ρ²).</param>
/// <param name="IsShare">Whether units are 0 or 1, so that the variance follows from the mean.</param>
/// <param name="MeasuredOn">Units of the control that it was measured on; null where a person gave it.</param>
[TypeFormatterSource]
public sealed record PlanningBaseline(double Mean, double UnitVariance, double Explained, bool IsShare, long? MeasuredOn)
{
    /// <summary>What randomised clusters make of the variance; null where units are randomised.</summary>
    public PlanningClusters? Clusters { get; init; }

    /// <summary>By what clusters multiply the variance; 1 without clusters.</summary>
    public double DesignEffect => Clusters?.DesignEffect ?? 1;
}

/// <summary>Randomised clusters, as planning sees them.</summary>
/// <param name="MeanSize">Mean units of a cluster.</param>
/// <param name="Icc">Correlation of two units of a cluster; undefined where the data do not tell it.</param>
/// <param name="DesignEffect">By what clusters multiply the variance of a mean of units.</param>
/// <param name="MeasuredOn">Clusters of the control that it was measured on; null where a person gave it.</param>
[TypeFormatterSource]
public sealed record PlanningClusters(double MeanSize, Estimable<double> Icc, double DesignEffect, long? MeasuredOn);

/// <summary>One treatment against the control. Units are those of all variants together.</summary>
/// <param name="Treatment">Variant id.</param>
/// <param name="AlphaOfEach">Error rate of this comparison.</param>
/// <param name="UnitsNeeded">Units that find the minimum effect with the power asked for.</param>
/// <param name="PowerAtPlan">Power at the planned units.</param>
/// <param name="DetectableAtPlan">Effect that is found with the power asked for at the planned units, as a gain in the KPI's unit.</param>
[TypeFormatterSource]
public sealed record TreatmentPower(
    string Treatment, double AlphaOfEach, Estimable<double> UnitsNeeded, Estimable<double> PowerAtPlan, Estimable<double> DetectableAtPlan)
{
    /// <summary>How it stands with the units seen so far; null without any.</summary>
    public RunningPower? Running { get; init; }

    /// <summary>Power by simulation of the whole design; null where it was not asked for.</summary>
    public SimulatedDesign? Simulated { get; init; }
}

/// <summary>A running comparison, judged by its standard error alone: reading it tells nothing of the effect, and is no look.</summary>
/// <param name="Units">Units of both arms so far.</param>
/// <param name="StandardError">Standard error of the effect so far, after adjustment.</param>
/// <param name="Power">Power if the experiment ended here.</param>
/// <param name="Detectable">Effect that would be found here with the power asked for, as a gain in the KPI's unit.</param>
/// <param name="UnitsToCome">Units of all variants still needed, at the noise and shares observed.</param>
/// <param name="DaysLeft">Days until then at the traffic.</param>
[TypeFormatterSource]
public sealed record RunningPower(
    long Units, double StandardError, Estimable<double> Power, Estimable<double> Detectable, Estimable<double> UnitsToCome, Estimable<double> DaysLeft);

/// <summary>Power by simulation.</summary>
/// <param name="Units">Units of all variants at the end.</param>
/// <param name="Looks">Looks of each experiment.</param>
/// <param name="Result">Power, its Monte Carlo error, and how many experiments there were.</param>
[TypeFormatterSource]
public sealed record SimulatedDesign(long Units, int Looks, Estimable<SimulatedPowerResult> Result)
{
    /// <summary>Units of the control that were drawn from; null where units were drawn from a law.</summary>
    public long? DrawnFrom { get; init; }

    /// <summary>What units were drawn from, and how the effect was planted, in a sentence.</summary>
    public string Drawn { get; init; } = "";
}

/// <summary>Whether a guardrail can be shown to hold where the treatment changes nothing.</summary>
/// <param name="Kpi">KPI id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Treatment">Variant id.</param>
/// <param name="Margin">Tolerated loss.</param>
/// <param name="UnitsNeeded">Units of all variants that show it with the power asked for.</param>
/// <param name="PowerAtPlan">Power at the planned units.</param>
[TypeFormatterSource]
public sealed record GuardrailPower(string Kpi, string Name, string Treatment, EffectSize Margin, Estimable<double> UnitsNeeded, Estimable<double> PowerAtPlan);

/// <summary>One line of the figure.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Points">Units of all variants and power.</param>
[TypeFormatterSource]
public sealed record PowerLine(string Name, IReadOnlyList<(double Units, double Power)> Points) : IShowable;

/// <summary>Sample size, detectable effect and power of an experiment's plan.</summary>
/// <param name="ExperimentId">Experiment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kpi">Primary KPI or metric id.</param>
/// <param name="KpiName">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Direction">The direction hoped for.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Baseline">What planning starts from.</param>
/// <param name="MinimumEffect">The effect to be found, as it was written; null where none was.</param>
/// <param name="Effect">The same in the KPI's unit, as a gain.</param>
/// <param name="Power">The power asked for.</param>
/// <param name="PlannedUnits">Units of all variants that are planned; null where none are.</param>
/// <param name="UnitsNeeded">Units of all variants with which every treatment's comparison has the power.</param>
/// <param name="UnitsPerDay">Traffic of all variants; null where unknown.</param>
/// <param name="UnitsSoFar">Units seen; 0 without data.</param>
/// <param name="DaysNeeded">Days that the units needed take from the start.</param>
/// <param name="DaysLeft">Days until they are there, from the units seen so far.</param>
/// <param name="Treatments">Each treatment.</param>
/// <param name="Guardrails">Each guardrail and treatment.</param>
/// <param name="Curve">Power against units.</param>
/// <param name="Assumptions">What the figures stand on, in sentences.</param>
/// <param name="Seed">Seed of the simulation.</param>
[TypeFormatterSource]
public sealed record PowerAnswer(
    string ExperimentId,
    string Name,
    string Kpi,
    string KpiName,
    MetricUnit Unit,
    Direction Direction,
    AnalysisPlan Plan,
    PlanningBaseline Baseline,
    EffectSize? MinimumEffect,
    Estimable<double> Effect,
    double Power,
    long? PlannedUnits,
    Estimable<double> UnitsNeeded,
    double? UnitsPerDay,
    long UnitsSoFar,
    Estimable<double> DaysNeeded,
    Estimable<double> DaysLeft,
    IReadOnlyList<TreatmentPower> Treatments,
    IReadOnlyList<GuardrailPower> Guardrails,
    IReadOnlyList<PowerLine> Curve,
    IReadOnlyList<string> Assumptions,
    long Seed) : IShowable;
