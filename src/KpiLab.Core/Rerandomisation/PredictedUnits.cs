using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Units whose covariates are replaced by what the plan's outcome model makes of them. The model pools all variants, so one fit serves every assignment.</summary>
internal static class PredictedUnits
{
    public static (ResolvedExperiment Experiment, UnitValues Rows) Of(ResolvedExperiment experiment, UnitValues rows, long seed)
    {
        if (experiment.Definition.Plan.OutcomeModel is not { } plan)
        {
            return (experiment, rows);
        }

        IOutcomeModel model = plan.Type == OutcomeModelType.Ridge ? new RidgeModel() : new BoostedTreesModel(seed);
        var blocks = experiment.Needs.Blocks.ToList();
        var values = rows.Values.ToList();
        for (var b = 0; b < blocks.Count; b++)
        {
            var outcomes = blocks[b].Quantities[0].Role == QuantityRole.Numerator ? 2 : 1;
            if (blocks[b].Quantile is not null || values[b].Count == outcomes)
            {
                continue;
            }

            int[] complete = [.. Enumerable.Range(0, rows.Count).Where(u => values[b].All(v => !double.IsNaN(v[u])))];
            ulong[] keys = [.. complete.Select(u => new SeededRandom(rows.Together is { } groups ? groups[u] : u).NextUInt64())];
            double[][] known = [.. values[b].Select(v => (double[])[.. complete.Select(u => v[u])])];
            var predicted = Enumerable.Range(0, outcomes).Select(q => CrossFitting.Predict(model, known[outcomes..], known[q], keys, plan.Folds)).ToList();
            if (predicted.TrueForAll(p => p.IsDefined))
            {
                var own = blocks[b].Quantities.Take(outcomes).ToList();
                values[b] = [.. values[b].Take(outcomes), .. predicted.Select(p => Spread(p.Value.Values, complete, rows.Count))];
                blocks[b] = blocks[b] with { Quantities = [.. own, .. own.Select(q => q with { Role = QuantityRole.Covariate })] };
            }
        }

        return (experiment with { Needs = experiment.Needs with { Blocks = blocks } }, rows with { Values = values });
    }

    private static double[] Spread(IReadOnlyList<double> predictions, int[] units, int count)
    {
        var all = new double[count];
        Array.Fill(all, double.NaN);
        for (var i = 0; i < units.Length; i++)
        {
            all[units[i]] = predictions[i];
        }

        return all;
    }
}
