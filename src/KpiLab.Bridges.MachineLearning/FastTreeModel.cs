using KpiLab.Statistics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace KpiLab.Bridges.MachineLearning;

/// <summary>Boosted regression trees of Microsoft.ML (FastTree, an implementation of MART) as an outcome model.</summary>
/// <remarks>
/// Friedman (2001), Annals of Statistics 29:1189. One thread and a fixed seed, so that the same units give the same predictions. Values are handed over in single precision, each feature in units of its standard deviation.
/// An outcome that does not vary is predicted as it is.
/// </remarks>
/// <param name="seed">Seed of everything random.</param>
/// <param name="trees">Number of trees.</param>
/// <param name="leaves">The most leaves of a tree.</param>
/// <param name="leastUnits">The fewest units in a leaf.</param>
/// <param name="rate">How much of each tree is added.</param>
public sealed class FastTreeModel(int seed = 0, int trees = 100, int leaves = 20, int leastUnits = 10, double rate = 0.2) : IOutcomeModel
{
    /// <inheritdoc/>
    public string Name => "fast_tree";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no unit or no feature, or the lengths differ.</exception>
    public IOutcomePredictor Fit(IReadOnlyList<double[]> features, double[] outcomes)
    {
        if (outcomes.Length == 0 || features.Count == 0 || features.Any(f => f.Length != outcomes.Length))
        {
            throw new ArgumentException(Invariant($"a model needs at least one unit and one feature, and every feature one value a unit; there are {outcomes.Length} outcomes and {features.Count} features"), nameof(features));
        }

        var outcome = Scale.Of(outcomes);
        Scale[] scales = [.. features.Select(f => Scale.Of(f))];
        if (!outcome.Varies)
        {
            return new Trained(null, null, scales, outcome);
        }

        var context = new MLContext(seed);
        var trainer = context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
        {
            LabelColumnName = nameof(UnitRow.Label),
            FeatureColumnName = nameof(UnitRow.Features),
            NumberOfThreads = 1,
            Seed = seed,
            NumberOfTrees = trees,
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = leastUnits,
            LearningRate = rate,
        });
        return new Trained(context, trainer.Fit(Rows(context, features, scales, i => outcome.In(outcomes[i]))), scales, outcome);
    }

    private static IDataView Rows(MLContext context, IReadOnlyList<double[]> features, Scale[] scales, Func<int, float> label)
    {
        // The number of features is known only now, so it is part of the schema, not of the type.
        var schema = SchemaDefinition.Create(typeof(UnitRow));
        schema[nameof(UnitRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Count);
        var rows = Enumerable.Range(0, features[0].Length).Select(i => new UnitRow { Label = label(i), Features = [.. features.Select((f, j) => scales[j].In(f[i]))] });
        return context.Data.LoadFromEnumerable(rows.ToList(), schema);
    }

    private sealed class Trained(MLContext? context, ITransformer? model, Scale[] scales, Scale outcome) : IOutcomePredictor
    {
        public double[] Predict(IReadOnlyList<double[]> features)
        {
            if (features.Count != scales.Length || features.Any(f => f.Length != features[0].Length))
            {
                throw new ArgumentException(Invariant($"{scales.Length} features were learned from, {features.Count} are given"), nameof(features));
            }

            return context is null || model is null
                ? [.. features[0].Select(_ => outcome.Mean)]
                : [.. context.Data.CreateEnumerable<ScoredRow>(model.Transform(Rows(context, features, scales, _ => 0)), reuseRowObject: false).Select(r => outcome.Out(r.Score))];
        }
    }
}

/// <summary>A unit as Microsoft.ML reads it.</summary>
internal sealed class UnitRow
{
    public float Label { get; set; }

    [VectorType]
    public float[] Features { get; set; } = [];
}

/// <summary>A unit's prediction as Microsoft.ML writes it.</summary>
internal sealed class ScoredRow
{
    public float Score { get; set; }
}
