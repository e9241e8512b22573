namespace KpiLab.Statistics;

/// <summary>Predictions of units by models that never saw them.</summary>
/// <param name="Values">One prediction a unit.</param>
/// <param name="Folds">Number of folds.</param>
/// <param name="LearnedFrom">Units that each model learned from, the fewest of the folds.</param>
/// <param name="Explained">1 − Σ(y − ŷ)²/Σ(y − ȳ)² of these predictions; below 0 where the mean would predict better, and 0 where the outcome does not vary.</param>
[TypeFormatterSource]
public sealed record OutOfFold(double[] Values, int Folds, int LearnedFrom, double Explained) : IShowable;

/// <summary>Cross-fitting: units are split into folds, and those of each are predicted by a model that learned from the others only.</summary>
/// <remarks>
/// Chernozhukov et al. (2018), Econometrics Journal 21:C1, §3. With the prediction as covariate of <see cref="Cuped"/> it is CUPAC (Tang, Huang, Kastelman and Bauman 2020, DoorDash) as MLRATE does it (Guo et al. 2021,
/// NeurIPS 34:8637): arms are pooled, so that the model knows nothing of the treatment, and no unit's own outcome enters its prediction, so that a model that fits noise loses precision but biases nothing.
/// </remarks>
public static class CrossFitting
{
    /// <summary>The most units that one model learns from: beyond that a model hardly learns, and takes its time.</summary>
    public const int MostLearnedFrom = 100_000;

    /// <summary>Predicts every unit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">One array a feature, of one value a unit.</param>
    /// <param name="outcomes">One value a unit.</param>
    /// <param name="keys">A well-mixed hash of each unit (of its cluster, where clusters were randomised): it chooses the fold, so that a unit stays in its fold when others come or go, and who is learned from where there are more than <see cref="MostLearnedFrom"/>.</param>
    /// <param name="folds">Number of folds.</param>
    /// <returns>Undefined where a fold leaves fewer than ten units to learn from.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite, or there are fewer than two folds.</exception>
    public static Estimable<OutOfFold> Predict(IOutcomeModel model, IReadOnlyList<double[]> features, double[] outcomes, IReadOnlyList<ulong> keys, int folds = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (keys.Count != outcomes.Length)
        {
            throw new ArgumentException(Invariant($"{outcomes.Length} units need as many keys"), nameof(keys));
        }

        if (outcomes.Length == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no units to learn from");
        }

        ModelUnits.Check(features, outcomes);
        int[] fold = [.. keys.Select(k => (int)(k % (uint)folds))];
        var values = new double[outcomes.Length];
        var fewest = int.MaxValue;
        for (var f = 0; f < folds; f++)
        {
            int[] held = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == f)];
            var others = Learned(fold, keys, f);
            if (held.Length == 0)
            {
                continue;
            }

            if (others.Length < 10)
            {
                return new Undefined(Undefined.TooFewUnits, Invariant($"{others.Length} units are too few for an outcome model to learn from"));
            }

            fewest = Math.Min(fewest, others.Length);
            var predicted = model.Fit([.. features.Select(x => Of(x, others))], Of(outcomes, others)).Predict([.. features.Select(x => Of(x, held))]);
            for (var i = 0; i < held.Length; i++)
            {
                values[held[i]] = predicted[i];
            }
        }

        return new OutOfFold(values, folds, fewest, Explained(outcomes, values));
    }

    private static int[] Learned(int[] fold, IReadOnlyList<ulong> keys, int without)
    {
        int[] others = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != without)];
        if (others.Length <= MostLearnedFrom)
        {
            return others;
        }

        // The upper bits of the key: the lower ones chose the fold.
        int[] kept = [.. others.OrderBy(i => keys[i] >> 16).Take(MostLearnedFrom)];
        Array.Sort(kept);
        return kept;
    }

    private static double Explained(double[] outcomes, double[] predicted)
    {
        var whole = Moments.Of(outcomes).CentredSumOfSquares;
        var left = 0.0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            left += (outcomes[i] - predicted[i]) * (outcomes[i] - predicted[i]);
        }

        return whole > 0 ? 1 - (left / whole) : 0;
    }

    private static double[] Of(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
