using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What planning takes from an experiment's data: counts, the control's mean, variances and standard errors; never a difference between variants.</summary>
internal sealed class PlanningData(ResolvedExperiment experiment, ExperimentCells cells, int control)
{
    private readonly ArmTable _arms = new(experiment, cells);

    /// <summary>Units of all variants.</summary>
    public long Units => cells.TotalUnits;

    /// <summary>Units of the control and a treatment.</summary>
    public long UnitsOf(int treatment) => cells.Units(control) + cells.Units(treatment);

    /// <summary>Units a day of all variants, where exposures have times.</summary>
    public double? UnitsPerDay => cells.FirstExposure is { } first && cells.LastExposure is { } last && last > first && Units > 1
        ? Units / (last - first).TotalDays
        : null;

    /// <summary>Mean and variance of the control, and what covariates explain of it.</summary>
    /// <exception cref="InvalidInputException">The control has too few units to tell.</exception>
    public PlanningBaseline Baseline(PowerQuestion question)
    {
        var id = experiment.Definition.Control.Id;
        var units = cells.Units(control);
        if (units < 2)
        {
            throw new InvalidInputException([ExperimentPlanner.NoBaseline(Invariant($"the data hold {units} units of the control {id}"))]);
        }

        var metric = experiment.Primary;
        var isShare = metric.Metric.Measure.Type == MeasureType.Proportion;
        var arm = Arms(metric, control).Control;
        if (!arm.IsDefined || arm.Value.StandardError is not { } error)
        {
            throw new InvalidInputException([ExperimentPlanner.NoBaseline(arm.IsDefined ? $"{metric.Metric.Id} has one value in the control" : arm.Reason.Sentence)]);
        }

        var estimate = arm.Value;
        var clusters = experiment.Needs.Blocks[metric.Block].Quantile is null ? cells.Clusters.FirstOrDefault(c => c.Block == metric.Block) : null;
        var all = clusters is { IsCrossed: true } ? Within(metric) ?? (error * error * estimate.Count) : error * error * estimate.Count;
        var unit = isShare ? estimate.Value * (1 - estimate.Value) : clusters is null ? all : Alone(metric) ?? all;
        return unit > 0
            ? new PlanningBaseline(estimate.Value, unit, question.Explained ?? Explained(metric), isShare, estimate.Count)
            {
                Clusters = GivenClusters(question) ?? (clusters is null ? null : Clusters(clusters.Of(control), all / unit, unit)),
            }
            : throw new InvalidInputException([ExperimentPlanner.NoBaseline(Invariant($"{metric.Metric.Id} is {estimate.Value} for all {estimate.Count} units of the control, and what does not vary says nothing of noise"))]);
    }

    /// <summary>The contrast with a treatment, for its standard error.</summary>
    public Estimable<Contrast> Contrast(int treatment) => Arms(experiment.Primary, treatment).Contrast;

    /// <summary>Mean of a guardrail in the control, and the variance of a unit's value after adjustment.</summary>
    public Estimable<(double Mean, double Variance)> GuardrailNoise(PlannedMetric metric, int treatment)
    {
        var arms = Arms(metric, treatment);
        return arms.Control.Then(a => a is { StandardError: { } error and > 0 }
            ? (a.Value, error * error * a.Count * (1 - Reduction(arms)))
            : (Estimable<(double, double)>)new Undefined(Undefined.ZeroVariance, $"{metric.Metric.Name} does not vary in the control"));
    }

    /// <summary>The control's own units, with the effect planted in the treatment; undefined where units were not kept.</summary>
    public Estimable<OwnUnits> Own(double effect, long seed) => cells.UnitValues is { } kept
        ? OwnUnits.Of(experiment, kept, control, effect, seed)
        : OwnUnits.Unable(experiment) ?? new Undefined("no-data", "units were not read one by one");

    /// <summary>Clusters as a person gave them.</summary>
    public static PlanningClusters? GivenClusters(PowerQuestion question) => question is { Icc: { } icc, ClusterSize: { } size }
        ? new PlanningClusters(size, icc, UnitNoise.OfMean(1).Clustered(size, icc).Control, null)
        : null;

    // How alike units are is told for means and shares of units; a ratio has its design effect alone.
    private static PlanningClusters Clusters(ClusterArm arm, double designEffect, double unitVariance)
    {
        double units = arm.Units.Sum();
        var likeness = arm.Sums.Count == 1
            ? IntraclassCorrelation.Of([.. arm.Sums[0]], [.. arm.Units.Select(u => (double)u)], unitVariance * units).Select(l => l.Value)
            : new Undefined(Undefined.OutsideDomain, "it is told for means and shares of units without covariates");
        return new PlanningClusters(units / arm.Clusters.Count, likeness, designEffect, arm.Clusters.Count);
    }

    // Variance of a unit's value where units were independent.
    private double? Alone(PlannedMetric metric)
    {
        var moments = cells.Total(control, metric.Block);
        var block = BlockEstimands.Of(experiment.Needs.Blocks[metric.Block]);
        return moments.Dimension == 0 || moments.Count < 2 ? null : UnitNoise.Of(moments, block.Outcome).Match(i => i.Control > 0 ? i.Control : (double?)null, _ => null);
    }

    // Units of both arms in one cluster: the error of their difference, not that of each arm, says what a unit is worth.
    private double? Within(PlannedMetric metric)
    {
        var each = Enumerable.Range(0, experiment.Definition.Variants.Count).Where(v => v != control && cells.Units(v) > 1)
            .Select(v => Arms(metric, v)).Where(a => a is { Contrast.IsDefined: true, Control.IsDefined: true, Treatment.IsDefined: true })
            .Select(a => a.Contrast.Value.StandardError * a.Contrast.Value.StandardError / ((1.0 / a.Control.Value.Count) + (1.0 / a.Treatment.Value.Count))).ToList();
        return each.Count == 0 ? null : each.Max();
    }

    private ArmContrast Arms(PlannedMetric metric, int treatment)
        => _arms.Of(metric.Block, control, treatment);

    // The smallest reduction that a treatment's comparison showed.
    private double Explained(PlannedMetric metric)
    {
        var each = Enumerable.Range(0, experiment.Definition.Variants.Count).Where(v => v != control && cells.Units(v) > 1).Select(v => Reduction(Arms(metric, v))).ToList();
        return each.Count == 0 ? 0 : each.Min();
    }

    private static double Reduction(ArmContrast arms) => arms.Cuped is { } cuped ? Math.Clamp(cuped.VarianceReduction, 0, 1 - 1e-9) : 0;
}
