using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What planning takes from an experiment's data: counts, the control's mean, variances and standard errors; never a difference between variants.</summary>
internal sealed class PlanningData(ResolvedExperiment experiment, ExperimentCells cells, int control)
{
    private readonly ArmTable _arms = new(experiment, cells);

    /// <summary>Units of all variants.</summary>
    public long Units => cells.TotalUnits;

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
        var variance = isShare ? estimate.Value * (1 - estimate.Value) : error * error * estimate.Count;
        return variance > 0
            ? new PlanningBaseline(estimate.Value, variance, question.Explained ?? Explained(metric), isShare, estimate.Count)
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
