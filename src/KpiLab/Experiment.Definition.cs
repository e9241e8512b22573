using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab;

/// <content>The sentence as a definition, and its hash.</content>
public sealed partial record Experiment
{
    internal const string QuickSource = "rows";

    internal (ExperimentDefinition Definition, DefinitionSet Set) ToDefinition(SourceDefinition source)
    {
        if (Metrics.Count == 0)
        {
            throw new InvalidInputException("experiment", "no column to compare was named", "say what to compare: .On(\"spend\")");
        }

        var named = Covariates.Select(c => Mean(c, Direction.Increase, MeasureType.Mean) with { Id = "covariate:" + c, Name = c }).ToList();
        var guarded = Guardrails.Select(g => g.Metric).ToList();
        if (Metrics.Concat(guarded).GroupBy(m => m.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidInputException("experiment", $"{twice.Key} is named twice", "name every metric once, to compare it or to guard it");
        }

        var definition = new ExperimentDefinition(
            "experiment",
            string.Join(" against ", Variants.Skip(1).Append(Variants[0])),
            new Hypothesis(null, Metrics[0].Id, Metrics[0].Direction, MinimumEffect),
            null,
            new ExposureBinding(QuickSource, VariantColumn, ExposedAtColumn, ClusterColumn),
            [.. Variants.Select((v, i) => new VariantDefinition(v, v, Weights is { } w && i < w.Count ? w[i] : null, i == 0))],
            [.. Metrics.Skip(1).Select(m => m.Id)],
            [.. Guardrails.Select(g => new Guardrail(g.Metric.Id, g.Margin))],
            new Dictionary<string, string>(),
            Plan with { Covariates = [.. named.Select(c => new CovariateDefinition(c.Id, null))] });
        return (definition, DefinitionSet.Empty with { Sources = [source], Metrics = [.. Metrics, .. guarded, .. named], Experiments = [definition] });
    }

    /// <summary>Content hash of the experiment as it was built: the same sentence has the same hash, on whatever rows.</summary>
    internal string ContentHash() => CanonicalJson.Hash(new JsonObject
    {
        ["variants"] = Texts(Variants),
        ["variant"] = VariantColumn,
        ["unit"] = UnitColumn,
        ["exposed_at"] = ExposedAtColumn,
        ["cluster"] = ClusterColumn,
        ["metrics"] = new JsonArray([.. Metrics.Select(m => (JsonNode?)Told(m))]),
        ["guardrails"] = new JsonArray([.. Guardrails.Select(g => (JsonNode?)new JsonObject { ["metric"] = Told(g.Metric), ["margin"] = Told(g.Margin) })]),
        ["covariates"] = Texts(Covariates),
        ["weights"] = Weights is null ? null : new JsonArray([.. Weights.Select(w => (JsonNode?)JsonValue.Create(w))]),
        ["minimum_effect"] = MinimumEffect is { } effect ? Told(effect) : null,
        ["plan"] = Told(Plan),
    });

    private static JsonObject Told(AnalysisPlan plan) => new()
    {
        ["design"] = plan.Design.ToString(),
        ["alpha"] = plan.Alpha,
        ["power"] = plan.Power,
        ["units"] = plan.Units,
        ["looks"] = plan.Looks is { } looks ? Invariant($"{looks.Count} {looks.Spending} {looks.Futility}") : null,
        ["prior"] = plan.Prior.IsFlat ? null : Invariant($"{plan.Prior.Mean:R} {plan.Prior.StandardDeviation:R} {plan.Prior.Scale}"),
        ["correction"] = plan.Correction.ToString(),
        ["segments"] = Texts(plan.Segments),
        ["compare"] = plan.Compare.ToString(),
        ["lift"] = plan.Lift.ToString(),
        ["starts"] = plan.Starts is { } starts ? Invariant($"{starts.UtcDateTime:O}") : null,
        ["ends"] = plan.Ends is { } ends ? Invariant($"{ends.UtcDateTime:O}") : null,
        ["estimator"] = plan.Estimator.ToString(),
        ["strata"] = Texts(plan.Strata),
        ["errors"] = plan.Errors.ToString(),
        ["methods"] = Texts([.. plan.Methods.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {m.Value}")]),
        ["period"] = plan.Period is { } period ? Texts([period.Column, period.Before, period.After, period.Randomised ? "randomised" : "observed"]) : null,
        ["switchback"] = plan.Switchback is { } blocks ? Texts([Invariant($"{blocks.Block.Ticks} {blocks.BurnIn.Ticks} {blocks.Assignment}"), blocks.Region ?? ""]) : null,
        ["outcome_model"] = plan.OutcomeModel is { } model ? Invariant($"{model.Type} {model.Folds}") : null,
    };

    private static JsonObject Told(MetricDefinition m) => new()
    {
        ["id"] = m.Id,
        ["direction"] = m.Direction.ToString(),
        ["type"] = m.Measure.Quantile is { } q ? Invariant($"Quantile {q:R}") : m.Measure.Type.ToString(),
        ["value"] = m.Measure.Value?.Text,
        ["numerator"] = m.Measure.Numerator?.Text,
        ["denominator"] = m.Measure.Denominator?.Text,
    };

    private static JsonObject Told(EffectSize size) => new() { ["value"] = size.Value, ["relative"] = size.IsRelative };

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    private static MetricDefinition Mean(string column, Direction direction, MeasureType type) => Quick(column, direction, new Measure(type, QuickSource, QuickFormula.Parse(column)));

    private static MetricDefinition Ratio(string numerator, string denominator, Direction direction)
        => Quick($"{numerator}_per_{denominator}", direction, new Measure(MeasureType.Ratio, QuickSource, Numerator: QuickFormula.Parse(numerator), Denominator: QuickFormula.Parse(denominator)));

    private static MetricDefinition OfQuantile(string column, double quantile, Direction direction)
        => quantile is > 0 and < 1
            ? Quick(Invariant($"p{quantile * 100:0.####}_{column}"), direction, new Measure(MeasureType.Quantile, QuickSource, QuickFormula.Parse(column), Quantile: quantile))
            : throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "a quantile lies between 0 and 1, such as 0.9");

    private static MetricDefinition Quick(string id, Direction direction, Measure measure)
        => new(id, id, measure.Type switch { MeasureType.Proportion => MetricUnit.Fraction, MeasureType.Count => MetricUnit.Count, MeasureType.Ratio => MetricUnit.Ratio, _ => MetricUnit.Score }, direction, measure);
}
