using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Intervals adjusted for the prediction of a cross-fitted outcome model cover as they say, and are shorter.</summary>
public sealed class OutcomeModelCoverageTests
{
    // The effect of 0.3 depends on a feature; the outcome on its step and on another's square, which a line cannot see.
    private const double Truth = 0.3;

    [Fact]
    public void With_ridge_they_cover() => Simulation.AssertNominal(0.05, Simulation.Short, 61, r => Misses(r, new RidgeModel(), out _));

    [Fact]
    public void With_boosted_trees_they_cover() => Simulation.AssertNominal(0.05, 800, 62, r => Misses(r, new BoostedTreesModel(1), out _));

    [Fact]
    public void Both_cover_in_the_long_run()
    {
        Simulation.SkipUnlessFull();
        Simulation.AssertNominal(0.05, Simulation.Full, 63, r => Misses(r, new RidgeModel(), out _));
        Simulation.AssertNominal(0.05, Simulation.Full, 64, r => Misses(r, new BoostedTreesModel(1), out _));
    }

    [Fact]
    public void Trees_explain_what_a_line_cannot_and_shorten_the_interval()
    {
        var source = new SeededRandom(65);
        double ridge = 0, trees = 0;
        for (var run = 0; run < 20; run++)
        {
            Misses(source.Stream((ulong)run), new RidgeModel(), out var byLine);
            Misses(source.Stream((ulong)run), new BoostedTreesModel(1), out var byTrees);
            ridge += byLine / 20;
            trees += byTrees / 20;
        }

        // Of the outcome's variance 4 + 2 + 1 the step's 4 has a linear share 2/π; trees find most of the 6 that features explain.
        Assert.InRange(ridge, 0.25, 0.45);
        Assert.InRange(trees, 0.65, 0.87);
    }

    private static bool Misses(SeededRandom r, IOutcomeModel model, out double reduction)
    {
        const int n = 400;
        double[] x = Simulation.Draw(n, r.NextNormal), z = Simulation.Draw(n, r.NextNormal);
        bool[] treated = [.. x.Select(_ => r.NextBernoulli(0.5))];
        double[] y = [.. Enumerable.Range(0, n).Select(i => (x[i] > 0 ? 2.0 : -2) + (z[i] * z[i]) + r.NextNormal() + (treated[i] ? Truth + (0.3 * x[i]) : 0))];
        ulong[] keys = [.. x.Select(_ => r.NextUInt64())];
        var predicted = CrossFitting.Predict(model, [x, z], y, keys).Value.Values;
        JointMoments Arm(bool arm)
        {
            int[] rows = [.. Enumerable.Range(0, n).Where(i => treated[i] == arm)];
            return JointMoments.Of(Array.ConvertAll(rows, i => y[i]), Array.ConvertAll(rows, i => predicted[i]));
        }

        var cuped = Cuped.Adjust(Arm(false), Arm(true), 0, 1).Value;
        reduction = cuped.VarianceReduction;
        return !cuped.Contrast.Absolute(Level.Of(0.95)).Set.Contains(Truth);
    }
}
