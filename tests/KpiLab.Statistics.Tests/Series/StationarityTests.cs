namespace KpiLab.Statistics.Tests;

public class StationarityTests
{
    [Fact]
    public void Dickey_Fuller_agrees_with_least_squares_of_numpy()
    {
        // numpy 1.24.2: t of y[t−1] in Δy on 1, y[t−1], two lagged differences
        var r = AugmentedDickeyFuller.Test(SeriesExamples.Outcome, 2).Value;
        SeriesExamples.Near(-1.5464885112161157, r.Tau);
        Assert.Equal(33, r.Rows);
        Assert.InRange(r.PValue, 0.3, 0.7);
    }

    [Fact]
    public void Phillips_Perron_tells_a_wandering_series_from_one_that_returns()
    {
        var wandering = PhillipsPerronTest.Test(SeriesExamples.Outcome).Value;
        var returning = PhillipsPerronTest.Test(SeriesExamples.Autoregression(new SeededRandom(2), 300, 0.2)).Value;
        Assert.True(wandering.PValue > 0.10, wandering.ToString());
        Assert.True(returning.PValue < 1e-6, returning.ToString());
    }

    [Fact]
    public void A_random_walk_and_white_noise_are_told_apart_from_both_sides()
    {
        var random = new SeededRandom(5);
        var noise = SeriesExamples.Autoregression(random, 400, 0);
        double sum = 0;
        double[] walk = [.. noise.Select(e => sum += e)];
        Assert.True(AugmentedDickeyFuller.Search(noise, 6, LagCriterion.Bic).Value.PValue < 0.001);
        Assert.True(AugmentedDickeyFuller.Search(walk, 6, LagCriterion.Bic).Value.PValue > 0.05);
        Assert.True(KpssTest.Test(noise).Value.PValue >= 0.05);
        Assert.Equal(0.01, KpssTest.Test(walk).Value.PValue);
    }

    [Fact]
    public void Two_walks_are_cointegrated_when_one_follows_the_other()
    {
        var random = new SeededRandom(6);
        double sum = 0, other = 0;
        double[] walk = [.. Enumerable.Range(0, 300).Select(_ => sum += random.NextNormal())], stranger = [.. Enumerable.Range(0, 300).Select(_ => other += random.NextNormal())];
        double[] follower = [.. walk.Select(v => 3 + (2 * v) + random.NextNormal())];
        Assert.True(EngleGrangerTest.Test(follower, walk, 1).Value.PValue < 0.001);
        Assert.True(EngleGrangerTest.Test(stranger, walk, 1).Value.PValue > 0.05);
        var johansen = JohansenTest.Test(follower, walk, 1).Value;
        Assert.True(johansen.Trace[0] > johansen.TraceCritical[0][2]);
        Assert.True(JohansenTest.Test(stranger, walk, 1).Value.Trace[0] < 19.9349);
    }

    [Fact]
    public void Statistics_do_not_depend_on_units() => Properties.Hold(SeriesExamples.Units, units =>
    {
        var y = SeriesExamples.Outcome;
        SeriesExamples.Near(AugmentedDickeyFuller.Test(y, 1).Value.Tau, AugmentedDickeyFuller.Test(y.In(units), 1).Value.Tau, 1e-6);
        SeriesExamples.Near(KpssTest.Test(y).Value.Statistic, KpssTest.Test(y.In(units)).Value.Statistic, 1e-6);
    });
}
