namespace KpiLab.Statistics;

/// <summary>Linear prediction with shrunken slopes: a penalty on the squared slopes of standardised features keeps many or nearly equal features from fitting noise.</summary>
/// <remarks>
/// Hoerl and Kennard (1970), Technometrics 12:55: β = (R + λI)⁻¹ r on the correlations R and r. λ is the one of <see cref="Penalties"/> with the least squared error over five folds of every fifth unit, the larger one of equals.
/// Everything comes from joint moments, so that the choice of λ costs no further pass over the units. A feature that does not vary has slope 0.
/// </remarks>
public sealed class RidgeModel : IOutcomeModel
{
    private const int Folds = 5;

    /// <summary>The penalties that are tried, per unit of the correlation matrix's diagonal.</summary>
    public static IReadOnlyList<double> Penalties { get; } = [1e-6, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3, 10, 100];

    /// <inheritdoc/>
    public string Name => "ridge";

    /// <inheritdoc/>
    public IOutcomePredictor Fit(IReadOnlyList<double[]> features, double[] outcomes)
    {
        ModelUnits.Check(features, outcomes);
        var folds = Enumerable.Range(0, Folds).Select(f => Moments(features, outcomes, f)).ToList();
        var penalty = Penalties[^1];
        var least = double.PositiveInfinity;
        foreach (var candidate in Penalties)
        {
            var error = 0.0;
            for (var held = 0; held < Folds; held++)
            {
                if (folds[held].Count > 0)
                {
                    error += Error(folds[held], Solve(Sum(folds, held), candidate));
                }
            }

            if (error <= least)
            {
                (least, penalty) = (error, candidate);
            }
        }

        return Solve(Sum(folds, -1), penalty);
    }

    private static JointMoments Moments(IReadOnlyList<double[]> features, double[] outcomes, int fold)
        => JointMoments.Of([Every(outcomes, fold), .. features.Select(f => Every(f, fold))]);

    private static double[] Every(double[] values, int fold) => [.. values.Where((_, i) => i % Folds == fold)];

    private static JointMoments Sum(List<JointMoments> folds, int without)
        => folds.Where((_, i) => i != without).Aggregate(JointMoments.Empty(folds[0].Dimension), (a, b) => a + b);

    private static Linear Solve(JointMoments moments, double penalty)
    {
        var k = moments.Dimension - 1;
        int[] varies = [.. Enumerable.Range(1, k).Where(j => Math.Sqrt(moments.Variance(j)) > 1e-12 * Math.Abs(moments.Mean(j)))];
        double[] slopes = new double[k], deviations = [.. varies.Select(j => Math.Sqrt(moments.Variance(j)))];
        var correlations = new double[varies.Length, varies.Length];
        var right = new double[varies.Length];
        for (var i = 0; i < varies.Length; i++)
        {
            right[i] = moments.Covariance(0, varies[i]) / deviations[i];
            for (var j = 0; j < varies.Length; j++)
            {
                correlations[i, j] = (moments.Covariance(varies[i], varies[j]) / deviations[i] / deviations[j]) + (i == j ? penalty : 0);
            }
        }

        // With the penalty on its diagonal a correlation matrix is positive definite; where rounding says otherwise, the mean is the prediction.
        if (SmallMatrix.Solve(correlations, right) is { } solved)
        {
            for (var i = 0; i < varies.Length; i++)
            {
                slopes[varies[i] - 1] = solved[i] / deviations[i];
            }
        }

        return new Linear(moments.Mean(0), [.. Enumerable.Range(1, k).Select(moments.Mean)], slopes);
    }

    // Σ(y − ŷ)² over the units behind the moments.
    private static double Error(JointMoments held, Linear fit)
    {
        double offset = held.Mean(0) - fit.Mean, squares = held.CentredProduct(0, 0);
        for (var i = 0; i < fit.Slopes.Length; i++)
        {
            offset -= fit.Slopes[i] * (held.Mean(i + 1) - fit.Centres[i]);
            squares -= 2 * fit.Slopes[i] * held.CentredProduct(0, i + 1);
            for (var j = 0; j < fit.Slopes.Length; j++)
            {
                squares += fit.Slopes[i] * fit.Slopes[j] * held.CentredProduct(i + 1, j + 1);
            }
        }

        return squares + (held.Count * offset * offset);
    }

    private sealed record Linear(double Mean, double[] Centres, double[] Slopes) : IOutcomePredictor
    {
        public double[] Predict(IReadOnlyList<double[]> features)
        {
            ModelUnits.Check(features, Slopes.Length);
            var predicted = new double[ModelUnits.Count(features)];
            Array.Fill(predicted, Mean);
            for (var f = 0; f < Slopes.Length; f++)
            {
                var column = features[f];
                for (var i = 0; i < predicted.Length; i++)
                {
                    predicted[i] += Slopes[f] * (column[i] - Centres[f]);
                }
            }

            return predicted;
        }
    }
}
