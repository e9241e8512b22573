using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Models of outcomes, and their predictions of units that they never saw.</summary>
public sealed class OutcomeModelTests
{
    // NumPy 1.24: the ridge solution on standardised columns for each penalty, squared error over every fifth row, np.linalg.solve. The least is 200.98 at a penalty of 0.01, before 200.99 at 0.03.
    [Fact]
    public void Ridge_agrees_with_NumPy_on_the_penalty_and_the_predictions()
    {
        int[] rows = [.. Enumerable.Range(0, 60)];
        double[][] x = [[.. rows.Select(i => (double)(i * 7 % 23))], [.. rows.Select(i => (i * 11 % 17 * 0.5) + 3)], [.. rows.Select(i => (i * 7 % 23) + (i * 5 % 7 * 0.1))]];
        double[] y = [.. rows.Select(i => 2 + (0.3 * x[0][i]) - (1.5 * x[1][i]) + (i * 13 % 29 * 0.2))];
        var predicted = new RidgeModel().Fit(x, y).Predict([[1, 20, 10], [4, 9, 5], [2, 21, 10]]);
        Assert.Equal(-0.8098207015153751, predicted[0], 1e-10);
        Assert.Equal(-2.668048533558169, predicted[1], 1e-10);
        Assert.Equal(0.2040690934527163, predicted[2], 1e-10);
    }

    // Each of the hundred trees takes a tenth off what is left of a step: 1 − 0.9¹⁰⁰ = 0.99997343861 of it is found.
    [Fact]
    public void Trees_find_a_step_to_the_digits_of_their_learning_rate()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))], y = Array.ConvertAll(x, v => 10 * v);
        var predicted = new BoostedTreesModel(3).Fit([x], y).Predict([[0, 1]]);
        Assert.Equal(5 - (5 * 0.99997343861), predicted[0], 1e-6);
        Assert.Equal(5 + (5 * 0.99997343861), predicted[1], 1e-6);
    }

    [Fact]
    public void Trees_find_an_interaction_that_a_line_cannot()
    {
        var random = new SeededRandom(11);
        double[] a = [.. Enumerable.Range(0, 2000).Select(_ => random.NextNormal())], b = [.. a.Select(_ => random.NextNormal())];
        double[] y = [.. a.Zip(b, (u, v) => (u > 0) == (v > 0) ? 1.0 : -1)];
        var keys = Keys(2000, 5);
        Assert.True(CrossFitting.Predict(new BoostedTreesModel(1), [a, b], y, keys).Value.Explained > 0.8);
        Assert.True(CrossFitting.Predict(new RidgeModel(), [a, b], y, keys).Value.Explained < 0.05);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trees_and_another_seed_others()
    {
        var (x, y) = Line(500, 7);
        var first = new BoostedTreesModel(4).Fit(x, y).Predict(x);
        Assert.Equal(first, new BoostedTreesModel(4).Fit(x, y).Predict(x));
        Assert.NotEqual(first, new BoostedTreesModel(5).Fit(x, y).Predict(x));
    }

    [Fact]
    public void No_unit_s_own_outcome_enters_its_prediction()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from changed in Gen.Choose(0, 119)
            from folds in Gen.Choose(2, 6)
            select (seed, changed, folds),
            c => OnlyOthers(new RidgeModel(), c.seed, c.changed, c.folds));

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(2, 119, 5)]
    [InlineData(3, 60, 10)]
    public void Nor_does_it_with_trees(int seed, int changed, int folds) => OnlyOthers(new BoostedTreesModel(2), seed, changed, folds);

    [Fact]
    public void Ridge_does_not_mind_the_unit_of_a_feature()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from scale in Properties.Signed(Properties.Magnitude(-4, 4))
            from origin in Properties.Signed(Properties.Magnitude(-2, 3))
            select (seed, scale, origin),
            c =>
            {
                var (x, y) = Line(60, c.seed);
                var plain = new RidgeModel().Fit(x, y).Predict(x);
                double[][] other = [Array.ConvertAll(x[0], v => c.scale * (v + c.origin)), x[1]];
                var moved = new RidgeModel().Fit(other, y).Predict(other);
                for (var i = 0; i < plain.Length; i++)
                {
                    Properties.Close(plain[i], moved[i], 1e-7, 1);
                }
            });

    [Fact]
    public void A_feature_that_never_varies_is_no_trouble()
    {
        var (x, y) = Line(200, 9);
        double[][] with = [.. x, [.. Enumerable.Repeat(3.0, 200)]];
        Assert.Equal(new RidgeModel().Fit(x, y).Predict(x), new RidgeModel().Fit(with, y).Predict(with));
        Assert.Equal(new BoostedTreesModel(1).Fit(x, y).Predict(x), new BoostedTreesModel(1).Fit(with, y).Predict(with));
        double[][] alone = [with[2]];
        Assert.All(new RidgeModel().Fit(alone, y).Predict(alone), p => Assert.Equal(y.Average(), p, 1e-12));
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        var (x, y) = Line(8, 1);
        Assert.Equal(Undefined.TooFewUnits, CrossFitting.Predict(new RidgeModel(), x, y, Keys(8, 1)).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, CrossFitting.Predict(new RidgeModel(), [[]], [], []).Reason.Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossFitting.Predict(new RidgeModel(), x, y, Keys(8, 1), 1));
        Assert.Throws<ArgumentException>(() => CrossFitting.Predict(new RidgeModel(), x, y, Keys(7, 1)));
        Assert.Throws<ArgumentException>(() => new RidgeModel().Fit([[1, double.NaN]], [1, 2]));
        Assert.Throws<ArgumentException>(() => new BoostedTreesModel().Fit([], [1, 2]));
        Assert.Throws<ArgumentException>(() => new BoostedTreesModel().Fit(x, y).Predict([x[0]]));
    }

    private static void OnlyOthers(IOutcomeModel model, int seed, int changed, int folds)
    {
        var (x, y) = Line(120, seed);
        var keys = Keys(120, seed);
        var before = CrossFitting.Predict(model, x, y, keys, folds).Value.Values;
        y[changed] += 1000;
        var after = CrossFitting.Predict(model, x, y, keys, folds).Value.Values;
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] % (uint)folds == keys[changed] % (uint)folds)
            {
                Assert.Equal(before[i], after[i]);
            }
        }

        Assert.NotEqual(before, after);
    }

    private static (double[][] Features, double[] Outcomes) Line(int units, long seed)
    {
        var random = new SeededRandom(seed);
        double[] a = [.. Enumerable.Range(0, units).Select(_ => random.NextNormal())], b = [.. a.Select(_ => random.NextDouble())];
        return ([a, b], [.. a.Zip(b, (u, v) => 3 + u - (2 * v) + random.NextNormal())]);
    }

    private static ulong[] Keys(int units, long seed)
    {
        var random = new SeededRandom(seed).Stream(99);
        return [.. Enumerable.Range(0, units).Select(_ => random.NextUInt64())];
    }
}
