using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Each guardrail against its margin, for each treatment: one-sided non-inferiority at alpha, in no correction family.</summary>
internal static class GuardrailTable
{
    public static IReadOnlyList<GuardrailResult> Build(ResolvedExperiment experiment, ComparisonTable comparisons)
    {
        var variants = experiment.Definition.Variants;
        var control = variants.ToList().FindIndex(v => v.IsControl);
        return [
            .. from metric in experiment.Metrics
               where metric.Role == ComparisonRole.Guardrail
               from treatment in Enumerable.Range(0, variants.Count)
               where treatment != control
               select Test(metric, variants[treatment].Id, comparisons.Contrast(metric, control, treatment), experiment.Definition.Plan.Alpha)];
    }

    private static GuardrailResult Test(PlannedMetric metric, string treatment, ArmContrast arms, double alpha)
    {
        var size = metric.Margin ?? default;
        var margin = size.IsRelative ? Margin.Relative(size.Value) : Margin.Absolute(size.Value);
        var level = Level.FromAlpha(alpha);
        var direction = metric.Metric.Direction;

        // A KPI to be maintained must not leave its margin on either side.
        BetterWhen[] sides = direction switch
        {
            Direction.Increase => [BetterWhen.Higher],
            Direction.Decrease => [BetterWhen.Lower],
            _ => [BetterWhen.Higher, BetterWhen.Lower],
        };

        GuardrailResult Describe(Estimable<double> limit, Estimable<Effect> effect, Estimable<Effect> relative, Estimable<TestResult> test, GuardrailState state)
            => new(metric.Metric.Id, metric.Metric.Name, metric.Metric.Unit, direction, treatment, size, limit, effect, relative, test, state);

        if (!arms.Contrast.IsDefined)
        {
            var reason = arms.Contrast.Reason;
            return Describe(reason, reason, reason, reason, GuardrailState.Undefined);
        }

        var contrast = arms.Contrast.Value;
        var twoSided = Level.FromAlpha(Math.Min(2 * alpha, 0.999));
        var results = sides.Select(s => NonInferiority.Test(contrast, margin, s, level)).ToList();
        if (results.FirstOrDefault(r => !r.IsDefined) is { IsDefined: false } undefined && results.Any(r => !r.IsDefined))
        {
            return Describe(undefined.Reason, contrast.Absolute(twoSided), undefined.Reason, undefined.Reason, GuardrailState.Undefined);
        }

        var worst = results.MaxBy(r => r.Value.Test.PValue).Value;
        var state = results.Any(r => r.Value.IsInferior) ? GuardrailState.Beyond
            : results.All(r => r.Value.IsNonInferior) ? GuardrailState.Within
            : GuardrailState.Undecided;
        return Describe(worst.Limit, contrast.Absolute(twoSided), contrast.Relative(twoSided), worst.Test, state);
    }
}
