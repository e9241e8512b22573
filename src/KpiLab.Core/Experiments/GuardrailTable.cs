using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Each guardrail against its margin, for each treatment: one-sided non-inferiority at alpha, in no correction family.</summary>
internal static class GuardrailTable
{
    public static IReadOnlyList<GuardrailResult> Build(ResolvedExperiment experiment, ComparisonTable comparisons, LookHistory looks)
    {
        var variants = experiment.Definition.Variants;
        var control = variants.ToList().FindIndex(v => v.IsControl);
        return [
            .. from metric in experiment.Metrics
               where metric.Role == ComparisonRole.Guardrail
               from treatment in Enumerable.Range(0, variants.Count)
               where treatment != control
               select Test(metric, variants[treatment].Id, comparisons.Contrast(metric, control, treatment), experiment.Definition.Plan, looks)];
    }

    private static GuardrailResult Test(PlannedMetric metric, string treatment, ArmContrast arms, AnalysisPlan plan, LookHistory looks)
    {
        var alpha = plan.Alpha;
        var size = metric.Margin ?? default;
        var margin = size.IsRelative ? Margin.Relative(size.Value) : Margin.Absolute(size.Value);
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

        // One-sided at alpha over all looks is one-sided at a nominal alpha at this one.
        var contrast = arms.Contrast.Value;
        var shown = Level.FromAlpha(Math.Min(2 * alpha, 0.999));
        var nominal = looks.Rule.NominalLevel(contrast, Level.FromAlpha(alpha), Alternative.Greater);
        var prepared = looks.Rule.Prepare(contrast);
        var both = nominal is { } n ? Level.FromAlpha(Math.Min(2 * n.Alpha, 0.999)) : (Level?)null;
        var exact = arms.Exact(metric.Metric, plan);
        var absolute = both is { } a ? Labelled(exact?.Absolute(contrast, a) ?? prepared.Absolute(a), shown) : new Effect(contrast.Difference, contrast.StandardError, ConfidenceSet.Everything(shown));
        var results = sides.Select(s => exact?.NonInferior(contrast, margin, s, Level.FromAlpha(alpha)) ?? NonInferiority.Test(prepared, margin, s, nominal ?? Level.FromAlpha(alpha))).ToList();
        if (results.FirstOrDefault(r => !r.IsDefined) is { IsDefined: false } undefined && results.Any(r => !r.IsDefined))
        {
            return Describe(undefined.Reason, absolute, undefined.Reason, undefined.Reason, GuardrailState.Undefined);
        }

        var worst = results.MaxBy(r => r.Value.Test.PValue).Value;
        var mayConclude = nominal is not null && looks.Rule.IsClaimedFor(contrast);
        var state = mayConclude && results.Any(r => r.Value.IsInferior) ? GuardrailState.Beyond
            : mayConclude && results.All(r => r.Value.IsNonInferior) ? GuardrailState.Within
            : GuardrailState.Undecided;
        var p = mayConclude ? looks.Rule.PValue(worst.Test.PValue, Alternative.Greater, AsymptoticConfidenceSequence.UnitsOf(contrast)) : 1;
        var relative = both is { } r ? (exact?.Relative(r) ?? prepared.Relative(r)).Select(e => Labelled(e, shown)) : prepared.Relative(shown).Select(e => e with { Set = ConfidenceSet.Everything(shown) });
        return Describe(worst.Limit, absolute, relative, worst.Test with { PValue = p }, state) with
        {
            Sequential = looks.Describe(contrast, alpha, worst.Test, p, state == GuardrailState.Within),
        };
    }

    private static Effect Labelled(Effect effect, Level level) => effect with { Set = effect.Set.At(level) };
}
