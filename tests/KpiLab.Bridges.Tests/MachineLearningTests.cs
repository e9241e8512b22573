using KpiLab.Bridges.MachineLearning;
using KpiLab.Statistics;

namespace KpiLab.Bridges.Tests;

public sealed class MachineLearningTests
{
    // A step at 0.3, and a feature that says nothing.
    private static readonly double[] Steps = [.. Enumerable.Range(0, 2_000).Select(i => (i * 0.6180339887) % 1)];
    private static readonly double[] Noise = [.. Enumerable.Range(0, 2_000).Select(i => (i * 0.7548776662) % 1)];
    private static readonly double[] Outcomes = [.. Steps.Select(x => x > 0.3 ? 1_000_010.0 : 1_000_000.0)];

    [Fact]
    public void Trees_find_a_threshold_however_far_from_zero_the_outcome_is()
    {
        var predicted = new FastTreeModel().Fit([Steps, Noise], Outcomes).Predict([[0.1, 0.9], [0.5, 0.5]]);
        Assert.Equal(1_000_000, predicted[0], 0.5);
        Assert.Equal(1_000_010, predicted[1], 0.5);
    }

    [Fact]
    public void The_same_units_give_the_same_predictions()
    {
        var one = new FastTreeModel(7).Fit([Steps, Noise], Outcomes).Predict([Steps, Noise]);
        Assert.Equal(one, new FastTreeModel(7).Fit([Steps, Noise], Outcomes).Predict([Steps, Noise]));
    }

    [Fact]
    public void An_outcome_that_does_not_vary_is_predicted_as_it_is()
        => Assert.Equal([4, 4, 4], new FastTreeModel().Fit([[1.0, 2, 3, 4]], [4, 4, 4, 4]).Predict([[1, 2, 9]]));

    [Fact]
    public void Units_of_other_features_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new FastTreeModel().Fit([], [1]));
        Assert.Throws<ArgumentException>(() => new FastTreeModel().Fit([[1.0, 2]], [1.0, 1]).Predict([[1], [2]]));
    }

    [Fact]
    public void Cross_fitting_takes_the_model()
    {
        var keys = Enumerable.Range(0, Steps.Length).Select(i => (ulong)i * 0x9E3779B97F4A7C15UL >> 7).ToList();
        Assert.True(CrossFitting.Predict(new FastTreeModel(), [Steps, Noise], Outcomes, keys).Value.Explained > 0.95);
    }

    [Fact]
    public void A_planted_spike_is_found_and_a_flat_series_has_none()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => 1e6 + ((i * 0.6180339887) % 1)), 1e6 + 40, .. Enumerable.Range(0, 5).Select(i => 1e6 + (i * 0.1))];
        Assert.Contains(Spikes.Find(values, Level.Of(0.99)), s => s is { Index: 60, Value: 1e6 + 40, PValue: < 0.01 });
        Assert.Empty(Spikes.Find([.. Enumerable.Repeat(5.0, 40)]));
        Assert.Throws<ArgumentException>(() => Spikes.Find([1, double.NaN]));
    }
}
