using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>An experiment whose covariates were replaced by what an outcome model makes of them: the prediction of each unit's outcome by a model that never saw it. All that moments give follows from there.</summary>
/// <param name="Experiment">The experiment, with the prediction as the covariate of its blocks.</param>
/// <param name="Cells">Its data likewise.</param>
/// <param name="Models">What was fitted, by block.</param>
internal sealed record PredictedExperiment(ResolvedExperiment Experiment, ExperimentCells Cells, IReadOnlyDictionary<int, OutcomeModelFit> Models)
{
    /// <summary>Seed of whatever is drawn.</summary>
    public long Seed { get; init; }

    private IReadOnlyList<Finding> Failures { get; init; } = [];

    /// <summary>The experiment as it is without an outcome model; else with its predictions.</summary>
    public static PredictedExperiment Of(ResolvedExperiment experiment, ExperimentCells cells, long seed)
    {
        var models = new Dictionary<int, OutcomeModelFit>();
        if (experiment.Definition.Plan.OutcomeModel is not { } plan)
        {
            return new PredictedExperiment(experiment, cells, models) { Seed = seed };
        }

        IOutcomeModel model = plan.Type == OutcomeModelType.Ridge ? new RidgeModel() : new BoostedTreesModel(seed);
        var blocks = experiment.Needs.Blocks.ToList();
        var failures = new List<Finding>();
        foreach (var rows in cells.Rows)
        {
            var block = blocks[rows.Block];
            var outcomes = block.Quantities[0].Role == QuantityRole.Numerator ? 2 : 1;
            double[][] values = [.. rows.Values.Select(v => v as double[] ?? [.. v])];
            double[][] features = values[outcomes..];
            if (features.Length == 0)
            {
                continue; // the KPI is its own only covariate
            }

            var predicted = Enumerable.Range(0, outcomes).Select(q => CrossFitting.Predict(model, features, values[q], rows.Keys, plan.Folds)).ToList();
            if (predicted.Find(p => !p.IsDefined) is { IsDefined: false } undefined && predicted.Exists(p => !p.IsDefined))
            {
                failures.Add(new Finding(
                    "outcome-model-undefined", Severity.Warning, $"{block.Id} is adjusted for its covariates one by one: {undefined.Reason.Sentence}.", "Wait for more units, or leave `plan.outcome_model` out.", block.Id));
                continue;
            }

            models[rows.Block] = new OutcomeModelFit(
                plan.Type, plan.Folds, [.. block.Quantities.Skip(outcomes).Select(q => q.Metric).Distinct(StringComparer.Ordinal)], predicted.Min(p => p.Value.LearnedFrom), predicted[0].Value.Explained);
            double[][] columns = [.. values[..outcomes], .. predicted.Select(p => p.Value.Values)];
            blocks[rows.Block] = block with { Quantities = [.. block.Quantities.Take(outcomes), .. block.Quantities.Take(outcomes).Select(q => q with { Role = QuantityRole.Covariate })] };
            cells = RowMoments.Replace(cells, rows, columns);
        }

        return new PredictedExperiment(experiment with { Needs = experiment.Needs with { Blocks = blocks } }, cells, models) { Failures = failures, Seed = seed };
    }

    /// <summary>What the models did, in words.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (var (block, model) in Models.OrderBy(m => m.Key))
        {
            var name = Experiment.Metrics.First(m => m.Block == block).Metric.Name;
            var kind = model.Type == OutcomeModelType.Ridge ? "a ridge regression" : "boosted trees";
            yield return new Finding(
                "outcome-model",
                model.Explained > 0 ? Severity.Info : Severity.Warning,
                Invariant($"{name} is adjusted for its prediction by {kind} from {string.Join(", ", model.Features)}, all known before exposure; each unit was predicted by a model that had learned from the other {model.Folds - 1} of {model.Folds} folds of units, ")
                    + (model.Explained > 0 ? Invariant($"which explains {model.Explained * 100:0.#} % of its variance.") : "and explains nothing of its variance."),
                model.Explained > 0 ? "Nothing to do; the model cannot bias the effect, whatever it misses." : "Choose covariates that foretell the outcome, such as the KPI's own value before exposure; these do no harm, and do not help.",
                Experiment.Metrics.First(m => m.Block == block).Metric.Id);
        }

        foreach (var failure in Failures)
        {
            yield return failure;
        }
    }
}
